#include "lib/x509/anchor_store.hpp"

#include <fmt/core.h>
#include <openssl/err.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::x509 {
namespace {

namespace fs = std::filesystem;

bool is_readable_file(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && std::ifstream(path).good();
}

/// "5ad8a5d6.0": the only names that OpenSSL looks for in a directory.
bool is_hash_name(const std::string& name) {
  constexpr std::string_view kHex = "0123456789abcdef";
  return name.size() > 9 && name[8] == '.' && name.find_first_not_of(kHex) == 8 &&
         name.find_first_not_of("0123456789", 9) == std::string::npos;
}

bool has_hashed_names(const std::string& directory) {
  std::error_code error;
  fs::directory_iterator entries(directory, error), end;
  for (; !error && entries != end; entries.increment(error))
    if (is_hash_name(entries->path().filename().string())) return true;
  return false;
}

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Failure(Failure::Kind::input, message, hint);
}

void load_file(X509_STORE* store, const std::string& file) {
  std::string shown = text::printable(file);
  errno = 0;
  if (!is_readable_file(file))
    refuse(fmt::format("cannot read the CA file {}: {}", shown,
                       errno ? std::strerror(errno) : "it is not a file"),
           "name a file of PEM certificates");
  if (X509_STORE_load_file(store, file.c_str()) != 1)
    refuse(fmt::format("no certificate can be read from the CA file {}", shown),
           "it must hold PEM blocks that begin with -----BEGIN CERTIFICATE-----");
}

void load_directory(X509_STORE* store, const std::string& directory) {
  std::string shown = text::printable(directory);
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored))
    refuse(fmt::format("the CA directory {} does not exist", shown), "name a directory");
  if (!has_hashed_names(directory))
    refuse(fmt::format("the CA directory {} has no certificates under hashed names", shown),
           "OpenSSL finds them only as 5ad8a5d6.0 and so on; run: openssl rehash " + shown);
  if (X509_STORE_load_path(store, directory.c_str()) != 1)
    refuse(fmt::format("the CA directory {} cannot be used", shown), "");
}

bool any_hashed_directory(const std::string& list) {
  for (std::size_t at = 0; at <= list.size();) {
    std::size_t end = std::min(list.find(':', at), list.size());
    if (has_hashed_names(list.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

/// One of OpenSSL's two default places: its words, and whether there is anything in it.
struct Place {
  std::string path, text;
  bool usable = false;
};

Place default_place(const char* variable, const char* path, const char* kind,
                    bool (*is_usable)(const std::string&)) {
  const char* set = std::getenv(variable);
  Place place{set ? set : path, "", false};
  place.usable = is_usable(place.path);
  std::string why = set ? variable : fmt::format("OpenSSL's default {}", kind);
  place.text =
      fmt::format("{} ({}{})", place.path, why, place.usable ? "" : ", nothing to read there");
  if (!place.usable && !set) place.text.clear();  // its absence is normal
  return place;
}

}  // namespace

AnchorStore::AnchorStore(const Anchors& anchors) : store_(X509_STORE_new()) {
  QuietErrors quiet;
  if (!store_) throw Failure(Failure::Kind::internal, "OpenSSL could not make a store");
  defaults_ = anchors.file.empty() && anchors.directory.empty();
  if (defaults_) {
    describe_defaults();
    return;
  }
  if (!anchors.file.empty()) load_file(store_.get(), anchors.file);
  if (!anchors.directory.empty()) load_directory(store_.get(), anchors.directory);
  const char* both = anchors.file.empty() || anchors.directory.empty() ? "" : " and ";
  description_ = anchors.file + both + anchors.directory;
}

void AnchorStore::describe_defaults() {
  Place file = default_place(X509_get_default_cert_file_env(), X509_get_default_cert_file(), "file",
                             is_readable_file);
  Place directory = default_place(X509_get_default_cert_dir_env(), X509_get_default_cert_dir(),
                                  "directory", any_hashed_directory);
  default_file_ = file.path;
  const char* both = file.text.empty() || directory.text.empty() ? "" : " and ";
  description_ = file.text + both + directory.text;
  if (file.usable || directory.usable) return;
  unavailable_ = fmt::format("neither {} nor {} holds CA certificates", file.path, directory.path);
  if (description_.empty()) description_ = "OpenSSL's default store";
}

// What X509_STORE_set_default_paths does, in its order, but for the quicker reading of the file.
void AnchorStore::load_defaults() {
  bundle_ = Bundle::read(default_file_);
  if (!bundle_ || !bundle_->attach(store_.get()))
    X509_STORE_load_file(store_.get(), default_file_.c_str());
  if (X509_LOOKUP* directory = X509_STORE_add_lookup(store_.get(), X509_LOOKUP_hash_dir()))
    X509_LOOKUP_add_dir(directory, nullptr, X509_FILETYPE_DEFAULT);
  if (X509_LOOKUP* uris = X509_STORE_add_lookup(store_.get(), X509_LOOKUP_store()))
    X509_LOOKUP_add_store(uris, nullptr);
}

X509_STORE* AnchorStore::get() {
  std::call_once(loaded_, [this] {
    if (defaults_) load_defaults();
  });
  return store_.get();
}

}  // namespace checkoutdiag::x509
