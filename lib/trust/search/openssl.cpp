#include <dlfcn.h>
#include <fmt/core.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

// OpenSSL 0.9.8 to 4, Red Hat's 10 (1.0), and LibreSSL's from 2.7 to 4.x.
constexpr const char* kSonames[] = {"4",  "3",  "1.1", "1.0.2", "1.0.0", "10", "0.9.8",
                                    "60", "59", "58",  "57",    "56",    "55", "54",
                                    "53", "52", "50",  "48",    "47",    "46", "45"};
constexpr std::size_t kLargestLibrary = 32 * 1024 * 1024;
constexpr std::size_t kMostLibraries = 8;

struct Library {
  std::string path, soname, version;  // "OpenSSL 3.0.22", or as much as is known
  OpenSslDefaults defaults;
  bool libressl = false;
};

/// Is it the libssl that this process runs with? Then OpenSSL itself can be asked.
bool is_ours(const Planner& planner, const std::string& directory) {
  Dl_info info{};
  if (planner.files.foreign()) return false;
  if (::dladdr(reinterpret_cast<const void*>(&OpenSSL_version), &info) == 0) return false;
  if (info.dli_fname == nullptr) return false;
  return parent(planner.files.resolve(info.dli_fname)) == planner.files.resolve(directory);
}

/// The text after `mark` up to one of `ends`, when it looks like a word of a build.
std::string text_after(std::string_view bytes, std::string_view mark, std::string_view ends) {
  std::size_t at = bytes.find(mark);
  if (at == std::string_view::npos) return {};
  at += mark.size();
  std::size_t end = bytes.find_first_of(ends, at);
  bool sane = end != std::string_view::npos && end - at < 200;
  return sane ? std::string(bytes.substr(at, end - at)) : std::string();
}

/// "OpenSSL 3.0.22" of "OpenSSL 3.0.22 7 Apr 2026": the words before it are in messages, too.
std::string version_text(std::string_view bytes, std::string_view product) {
  for (std::size_t at = bytes.find(product); at != std::string_view::npos;
       at = bytes.find(product, at + 1)) {
    std::string_view rest = bytes.substr(at + product.size(), 40);
    std::size_t end = rest.find_first_not_of("0123456789.abcdefghijklmnopqrstuvwxyz");
    if (rest.empty() || !text::is_digit(rest[0]) || end == rest.npos || end < 3) continue;
    return std::string(product) + std::string(rest.substr(0, end));
  }
  return {};
}

/// What a libcrypto says of itself in its strings; it is not loaded.
void read_strings(const Planner& planner, const std::string& path, Library& library) {
  std::optional<Files::Reader> file = planner.files.open(path);
  if (!file || file->size() > kLargestLibrary) return;
  constexpr std::size_t kPiece = 1024 * 1024, kOverlap = 512;
  std::string window;
  for (std::uint64_t at = 0; at < file->size(); at += kPiece) {
    std::string kept = window.size() > kOverlap ? window.substr(window.size() - kOverlap) : window;
    window = kept;
    window.resize(kept.size() + kPiece);
    window.resize(kept.size() + file->read_at(at, window.data() + kept.size(), kPiece));
    if (library.defaults.file.empty()) {
      std::string directory = text_after(window, "OPENSSLDIR: \"", "\"\0");
      if (directory.starts_with('/'))
        library.defaults = {directory + "/cert.pem", directory + "/certs", ""};
    }
    if (library.version.empty()) library.version = version_text(window, "OpenSSL ");
    if (library.version.empty()) library.version = version_text(window, "LibreSSL ");
    if (!library.defaults.file.empty() && !library.version.empty()) return;
  }
}

/// The directory that a distribution gives OpenSSL, where the library itself does not tell.
OpenSslDefaults likely_defaults(const Planner& planner) {
  for (const char* directory :
       {"/usr/lib/ssl", "/etc/pki/tls", "/etc/ssl", "/usr/local/ssl", "/etc/ssl1.1"}) {
    std::string base = directory;
    if (planner.files.is_file(base + "/cert.pem") || planner.files.is_directory(base + "/certs"))
      return {base + "/cert.pem", base + "/certs", ""};
  }
  return {"/etc/ssl/cert.pem", "/etc/ssl/certs", ""};
}

Library read_library(const Planner& planner, const std::string& directory,
                     const std::string& soname) {
  Library library;
  library.path = directory + "/libssl.so." + soname;
  library.soname = soname;
  bool two_digits = soname.size() == 2 && soname[0] >= '4';
  library.libressl = two_digits;
  if (is_ours(planner, directory) && soname == std::to_string(OPENSSL_VERSION_MAJOR)) {
    library.defaults = {X509_get_default_cert_file(), X509_get_default_cert_dir(), ""};
    library.version = std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING);
  } else if (!library.libressl) {
    read_strings(planner, directory + "/libcrypto.so." + soname, library);
  }
  if (library.defaults.file.empty()) library.defaults = likely_defaults(planner);
  if (library.libressl) library.version = "LibreSSL";
  return library;
}

std::vector<Library> libraries(const Planner& planner) {
  std::vector<Library> found;
  for (const std::string& directory : library_directories(planner))
    for (const char* soname : kSonames)
      if (found.size() < kMostLibraries &&
          planner.files.is_file(directory + "/libssl.so." + soname))
        found.push_back(read_library(planner, directory, soname));
  return found;
}

/// "@SECLEVEL=1" in a configuration's cipher string.
std::optional<int> configured_level(const std::string& text) {
  constexpr std::string_view kMark = "@SECLEVEL=";
  for (std::string_view line : lines(text)) {
    line = trimmed(line);
    std::size_t at = line.find(kMark);
    if (line.starts_with('#') || at == line.npos || at + kMark.size() >= line.size()) continue;
    char digit = line[at + kMark.size()];
    if (digit >= '0' && digit <= '5') return digit - '0';
  }
  return std::nullopt;
}

struct Level {
  int level = 1;
  std::string because;
};

Level level_of(const Planner& planner, const OpenSslDefaults& defaults, std::string_view version) {
  const std::string* named = planner.variable("OPENSSL_CONF");
  std::string config = named ? planner.absolute(*named) : parent(defaults.file) + "/openssl.cnf";
  for (const std::string& path :
       {config, std::string("/etc/crypto-policies/back-ends/opensslcnf.config")})
    if (auto level = configured_level(planner.text(path))) return {*level, path + " sets it"};
  if (version.starts_with("OpenSSL 1.0") || version.starts_with("OpenSSL 0."))
    return {0, "OpenSSL before 1.1.0 has no levels"};
  if (version.starts_with("LibreSSL")) return {1, "LibreSSL's own"};
  if (planner.system.debian) return {2, "built so by Debian and Ubuntu"};
  if (version.starts_with("OpenSSL ") && at_least(version.substr(8), "3.2"))
    return {2, "OpenSSL's own since 3.2"};
  return {1, "OpenSSL's own before 3.2"};
}

void describe(Planner& planner, const Library* library) {
  OpenSslDefaults defaults = library ? library->defaults : likely_defaults(planner);
  std::string version = library ? library->version : "";
  Planner::Index client = planner.client("OpenSSL programs (nginx, PHP, Ruby, Python ssl)",
                                         library ? library->path : "", Runtime::openssl);
  planner.at(client).version = version.starts_with("OpenSSL ") ? version.substr(8) : version;
  Level level = level_of(planner, defaults, version);
  planner.at(client).security_level = level.level;
  planner.note(client, fmt::format("security level {}: {}", level.level, level.because));
  if (version.starts_with("OpenSSL 1.0") || version.starts_with("OpenSSL 0."))
    planner.note(client,
                 "OpenSSL before 1.1.0 prefers the path that the server sent, even to an "
                 "expired root that is still in the store");
  if (library == nullptr)
    planner.note(client, "no libssl was found here: this is about programs that bring their own");
  use_openssl_defaults(planner, client, defaults);
}

}  // namespace

std::vector<std::string> library_directories(const Planner& planner) {
  std::vector<std::string> found;
  for (const char* pattern : {"/usr/lib/*-linux-*", "/usr/lib64", "/usr/lib", "/lib/*-linux-*",
                              "/lib64", "/lib", "/usr/local/lib64", "/usr/local/lib"})
    for (const std::string& path : planner.files.glob(pattern)) {
      std::string real = planner.files.resolve(path);
      if (planner.files.is_directory(real) &&
          std::find(found.begin(), found.end(), real) == found.end())
        found.push_back(std::move(real));
    }
  return found;
}

void use_openssl_defaults(Planner& planner, Planner::Index client,
                          const OpenSslDefaults& defaults) {
  std::string whose = defaults.whose.empty() ? "OpenSSL's" : defaults.whose;
  const std::string* file = planner.variable("SSL_CERT_FILE");
  if (file == nullptr)
    planner.use(client, planner.place(defaults.file, whose + " default file", Role::bundle),
                whose + " default file");
  else if (file->empty())
    planner.note(client, "SSL_CERT_FILE is set and empty: no file is read, not even the default");
  for (Planner::Index place : planner.named_by("SSL_CERT_FILE"))
    planner.use(client, place, "SSL_CERT_FILE");
  if (planner.variable("SSL_CERT_DIR") == nullptr)
    planner.use(client,
                planner.place(defaults.directory, whose + " default directory", Role::bundle,
                              HowToRead::hashed_directory),
                whose + " default directory", false);
  for (Planner::Index place : planner.named_by("SSL_CERT_DIR"))
    planner.use(client, place, "SSL_CERT_DIR", false);
}

OpenSslDefaults shared_openssl(Planner& planner) {
  if (planner.openssl) return *planner.openssl;
  std::vector<Library> found = libraries(planner);
  planner.openssl = found.empty() ? likely_defaults(planner) : found.front().defaults;
  return *planner.openssl;
}

int shared_security_level(Planner& planner) {
  for (const Client& client : planner.plan.clients)
    if (client.name.starts_with("OpenSSL programs")) return client.security_level;
  return level_of(planner, likely_defaults(planner), "").level;
}

void find_openssl(Planner& planner) {
  std::vector<Library> found = libraries(planner);
  for (const Library& library : found)
    describe(planner, &library);
  if (found.empty()) describe(planner, nullptr);
  planner.openssl = found.empty() ? likely_defaults(planner) : found.front().defaults;
}

}  // namespace checkoutdiag::trust
