#include "lib/http/download.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>

#include "lib/failure.hpp"
#include "lib/net/curl.hpp"

namespace checkoutdiag::http {
namespace {

constexpr long kMostRedirects = 3;
constexpr std::size_t kLongestUrl = 4096;

struct Sink {
  std::string body;
  std::size_t limit = 0;
  bool overflowed = false;
};

std::size_t take(const char* data, std::size_t size, std::size_t count, void* user) {
  auto& sink = *static_cast<Sink*>(user);
  std::size_t length = size * count;
  if (length > sink.limit - sink.body.size()) {
    sink.overflowed = true;
    return 0;  // curl stops with CURLE_WRITE_ERROR
  }
  sink.body.append(data, length);
  return length;
}

/// curl reads a C string and repairs what it can; we would rather send what we were told, or
/// nothing.
bool is_plain(const std::string& url) {
  return url.size() <= kLongestUrl &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

void configure(CURL* curl, const std::string& url, const DownloadLimits& limits, Sink& sink,
               char* reason) {
  const net::Curl& library = net::curl();
  library.easy_setopt(curl, CURLOPT_URL, url.c_str());
  library.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  library.easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  library.easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  library.easy_setopt(curl, CURLOPT_MAXREDIRS, kMostRedirects);
  library.easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  library.easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max(1, limits.timeout_ms)));
  library.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);  // threads
  library.easy_setopt(curl, CURLOPT_USERAGENT, "checkoutdiag");
  library.easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  library.easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
  library.easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
}

}  // namespace

Download download(const std::string& url, const DownloadLimits& limits) {
  const net::Curl& library = net::curl();
  std::unique_ptr<CURL, decltype(library.easy_cleanup)> curl(library.easy_init(),
                                                             library.easy_cleanup);
  if (!curl) throw Failure(Failure::Kind::internal, "libcurl could not be started");
  Download got;
  if (!is_plain(url)) {
    got.error = "the URL has characters that a URL cannot have, or is too long";
    return got;
  }
  Sink sink{{}, limits.bytes, false};
  std::array<char, CURL_ERROR_SIZE> reason{};
  configure(curl.get(), url, limits, sink, reason.data());
  CURLcode result = library.easy_perform(curl.get());
  long status = 0;
  library.easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  got.status = static_cast<int>(status);
  if (sink.overflowed)
    got.error = fmt::format("the answer has more than {} bytes", limits.bytes);
  else if (result != CURLE_OK)
    got.error = reason[0] ? reason.data() : library.easy_strerror(result);
  else if (status != 200)
    got.error = fmt::format("the server answered with HTTP status {}", status);
  else
    got.body = std::move(sink.body);
  return got;
}

}  // namespace checkoutdiag::http
