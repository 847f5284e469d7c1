#include "lib/net/curl.hpp"

#include <dlfcn.h>

#include <string>

#include "lib/failure.hpp"

namespace checkoutdiag::net {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";

[[noreturn]] void missing() {
  const char* why = dlerror();
  throw Failure(Failure::Kind::internal,
                std::string("libcurl cannot be loaded: ") + (why ? why : "no reason was given"),
                "install it: apt-get install libcurl4");
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  void* symbol = dlsym(library, name);
  if (!symbol) missing();
  function = reinterpret_cast<Function>(symbol);
}

Curl load() {
  void* library = dlopen(kLibrary, RTLD_LAZY | RTLD_LOCAL);
  if (!library) missing();
  decltype(&::curl_global_init) global_init = nullptr;
  find(library, "curl_global_init", global_init);
  Curl it{};
  find(library, "curl_easy_init", it.easy_init);
  find(library, "curl_easy_cleanup", it.easy_cleanup);
  find(library, "curl_easy_setopt", it.easy_setopt);
  find(library, "curl_easy_getinfo", it.easy_getinfo);
  find(library, "curl_easy_perform", it.easy_perform);
  find(library, "curl_easy_recv", it.easy_recv);
  find(library, "curl_easy_send", it.easy_send);
  find(library, "curl_easy_strerror", it.easy_strerror);
  find(library, "curl_easy_pause", it.easy_pause);
  find(library, "curl_slist_append", it.slist_append);
  find(library, "curl_slist_free_all", it.slist_free_all);
  find(library, "curl_getdate", it.getdate);
  find(library, "curl_multi_init", it.multi_init);
  find(library, "curl_multi_cleanup", it.multi_cleanup);
  find(library, "curl_multi_add_handle", it.multi_add_handle);
  find(library, "curl_multi_remove_handle", it.multi_remove_handle);
  find(library, "curl_multi_perform", it.multi_perform);
  find(library, "curl_multi_poll", it.multi_poll);
  find(library, "curl_multi_info_read", it.multi_info_read);
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    throw Failure(Failure::Kind::internal, "libcurl could not be started");
  return it;
}

}  // namespace

const Curl& curl() {
  static const Curl loaded = load();
  return loaded;
}

}  // namespace checkoutdiag::net
