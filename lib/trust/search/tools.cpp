#include <fmt/core.h>

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

using Index = Planner::Index;

constexpr const char* kDebianDirectory = "/etc/ssl/certs";

/// A setting of a configuration file that names one store.
std::vector<Index> file_setting(Planner& planner, const std::string& name, const std::string& where,
                                const std::string& value, const std::string& readers,
                                bool directory = false) {
  Setting said;
  said.name = name;
  said.where = where;
  said.value = value.starts_with("~/") ? planner.around.home + value.substr(1) : value;
  said.readers = readers;
  said.is_directory = directory;
  return planner.setting(std::move(said), false, Role::bundle);
}

std::string home_file(const Planner& planner, const char* name) {
  return planner.around.home.empty() ? std::string() : planner.around.home + name;
}

/// The value of a long option in curl's own configuration: `cacert = x`, `--cacert x`, `cacert x`.
std::optional<std::string> curlrc_value(std::string_view text, std::string_view option) {
  std::optional<std::string> value;
  for (std::string_view line : lines(text)) {
    line = trimmed(line);
    if (line.starts_with("--")) line.remove_prefix(2);
    if (!line.starts_with(option)) continue;
    line.remove_prefix(option.size());
    std::size_t start = line.find_first_not_of(" \t=:");
    if (start == 0 || start == line.npos) continue;
    std::vector<std::string> rest = words(line.substr(start));
    if (!rest.empty()) value = rest.front();
  }
  return value;
}

void use_all(Planner& planner, Index client, const std::vector<Index>& places,
             const std::string& because, bool always = true) {
  for (Index place : places)
    planner.use(client, place, because, always);
}

/// libcurl's file, as it was built.
void use_libcurl_file(Planner& planner, Index client) {
  std::string bundle = system_bundle(planner);
  if (!bundle.empty())
    planner.use(client, planner.place(bundle, "a bundle of the system", Role::bundle),
                "libcurl's own default file");
}

/// Measured with curl 7.88: the file of CURL_CA_BUNDLE replaces the file alone, libcurl's own
/// directory is still asked; SSL_CERT_DIR, when set, hides SSL_CERT_FILE.
void curl_stores(Planner& planner, Index client, const std::string& config,
                 const std::string& text) {
  auto file = curlrc_value(text, "cacert"), directory = curlrc_value(text, "capath");
  bool configured = file || directory;
  if (file)
    use_all(planner, client, file_setting(planner, "cacert", config, *file, "the curl tool"),
            config);
  if (directory)
    use_all(planner, client,
            file_setting(planner, "capath", config, *directory, "the curl tool", true), config,
            false);
  const char* winner = nullptr;
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE"})
    if (winner == nullptr && !configured && planner.is_set(name)) winner = name;
  std::string_view by = winner ? winner : "";
  if (winner) use_all(planner, client, planner.named_by(by), winner, by != "SSL_CERT_DIR");
  if (by == "SSL_CERT_DIR" && planner.is_set("SSL_CERT_FILE"))
    planner.note(client, "curl reads SSL_CERT_DIR and not SSL_CERT_FILE when both are set");
  if (!file && (by.empty() || by == "SSL_CERT_DIR")) use_libcurl_file(planner, client);
  if (!directory && by != "SSL_CERT_DIR") use_libcurl_directory(planner, client);
}

void find_curl(Planner& planner) {
  bool library = false;
  for (const std::string& directory : library_directories(planner))
    library = library || planner.files.is_file(directory + "/libcurl.so.4");
  if (library) {
    Index client = planner.client("libcurl programs (PHP's curl)", "", Runtime::openssl);
    planner.at(client).partial_chain = true;
    planner.at(client).security_level = shared_security_level(planner);
    use_libcurl_file(planner, client);
    use_libcurl_directory(planner, client);
    planner.note(client, "a program of libcurl reads no variable unless its author made it so");
  }
  std::string config = home_file(planner, "/.curlrc");
  if (planner.is_set("CURL_HOME")) config = *planner.variable("CURL_HOME") + "/.curlrc";
  for (const std::string& program : programs(planner, {"curl"})) {
    Index client = planner.client("curl", program, Runtime::openssl);
    planner.at(client).partial_chain = true;
    planner.at(client).security_level = shared_security_level(planner);
    curl_stores(planner, client, config, config.empty() ? "" : planner.text(config));
  }
}

/// What gnutls_certificate_set_x509_system_trust reads: Debian's is built with the file, others
/// ask p11-kit, whose anchors the bundle is made from.
void use_gnutls_defaults(Planner& planner, Index client) {
  std::string bundle = system_bundle(planner);
  if (bundle.empty()) return;
  bool by_file = planner.system.debian || planner.system.alpine;
  planner.use(client, planner.place(bundle, "a bundle of the system", Role::bundle),
              by_file ? "GnuTLS's default file" : "made from what p11-kit gives GnuTLS");
}

bool has_gnutls(const Planner& planner, const char* library) {
  for (const std::string& directory : library_directories(planner))
    if (planner.files.is_file(directory + "/" + library)) return true;
  return false;
}

/// `key` in the section [http] of one of git's files.
std::optional<std::string> git_value(std::string_view text, std::string_view key) {
  std::optional<std::string> value;
  bool inside = false;
  for (std::string_view line : lines(text)) {
    line = trimmed(line);
    if (line.starts_with('[')) inside = text::equal_ignoring_case(line, "[http]");
    if (!inside) continue;
    if (auto found = value_of(line, key)) value = found;
  }
  return value;
}

/// Git's variable, or its last configuration that says it.
std::vector<Index> git_setting(Planner& planner, const char* variable, const char* key,
                               bool directory, std::string& because) {
  std::vector<std::string> paths = {"/etc/gitconfig", home_file(planner, "/.config/git/config"),
                                    home_file(planner, "/.gitconfig")};
  std::vector<Index> places;
  std::string last;
  for (const std::string& path : paths) {
    auto value = path.empty() ? std::nullopt : git_value(planner.text(path), key);
    if (!value) continue;
    std::string name = std::string("http.") + key;
    if (!last.empty()) planner.ignored(name, last, path + " says it, too, and wins");
    places = file_setting(planner, name, path, *value, "git", directory);
    because = last = path;
  }
  if (!planner.is_set(variable)) return places;
  if (!last.empty())
    planner.ignored(std::string("http.") + key, "", std::string(variable) + " is set");
  because = variable;
  return planner.named_by(variable);
}

void find_git(Planner& planner) {
  for (const std::string& program : programs(planner, {"git"})) {
    bool gnutls = has_gnutls(planner, "libcurl-gnutls.so.4");
    Index client = planner.client("git", program, gnutls ? Runtime::gnutls : Runtime::openssl);
    planner.at(client).partial_chain = !gnutls;
    planner.at(client).security_level = shared_security_level(planner);
    std::string because;
    auto files = git_setting(planner, "GIT_SSL_CAINFO", "sslCAInfo", false, because);
    use_all(planner, client, files, because);
    if (files.empty()) use_libcurl_file(planner, client);
    auto directories = git_setting(planner, "GIT_SSL_CAPATH", "sslCAPath", true, because);
    use_all(planner, client, directories, because, gnutls);
    if (!directories.empty() || !planner.system.debian) continue;
    if (gnutls)  // which reads the whole directory at once, whatever the names
      planner.use(client,
                  planner.place(kDebianDirectory, fmt::format("every file of {}", kDebianDirectory),
                                Role::bundle, HowToRead::pem_directory),
                  "libcurl's own default directory");
    else
      use_libcurl_directory(planner, client);
  }
}

void find_wget(Planner& planner) {
  for (const std::string& program : programs(planner, {"wget"})) {
    if (base_name(program) == "busybox") continue;  // it checks no certificate
    bool gnutls = planner.system.debian;
    Index client = planner.client("wget", program, gnutls ? Runtime::gnutls : Runtime::openssl);
    planner.at(client).security_level = shared_security_level(planner);
    for (const std::string& path : {std::string("/etc/wgetrc"), home_file(planner, "/.wgetrc")}) {
      if (path.empty()) continue;
      if (auto value = value_of(planner.text(path), "ca_certificate"))
        use_all(planner, client, file_setting(planner, "ca_certificate", path, *value, "wget"),
                path);
    }
    if (gnutls)
      use_gnutls_defaults(planner, client);
    else
      use_openssl_defaults(planner, client, shared_openssl(planner));
  }
}

}  // namespace

void use_libcurl_directory(Planner& planner, Index client) {
  if (!planner.system.debian) return;  // elsewhere it is built with a file alone
  planner.use(client,
              planner.place(kDebianDirectory, "the system's hashed directory", Role::bundle,
                            HowToRead::hashed_directory),
              "libcurl's own default directory", false);
}

std::vector<std::string> programs(const Planner& planner, const std::vector<std::string>& names) {
  std::vector<std::string> directories = {"/usr/local/bin", "/usr/bin", "/bin"};
  if (const std::string* path = planner.variable("PATH"))
    for (std::size_t at = 0; at < path->size();) {
      std::size_t end = std::min(path->find(':', at), path->size());
      std::string directory = path->substr(at, end - at);
      bool known =
          std::find(directories.begin(), directories.end(), directory) != directories.end();
      if (directory.starts_with('/') && !known && directories.size() < 100)
        directories.push_back(std::move(directory));
      at = end + 1;
    }
  std::vector<std::string> found;
  for (const std::string& directory : directories)
    for (const std::string& name : names) {
      if (!planner.files.is_file(directory + "/" + name)) continue;
      std::string real = planner.files.resolve(directory + "/" + name);
      if (std::find(found.begin(), found.end(), real) == found.end())
        found.push_back(std::move(real));
    }
  return found;
}

void find_tools(Planner& planner) {
  find_curl(planner);
  if (has_gnutls(planner, "libgnutls.so.30")) {
    Index client = planner.client("GnuTLS programs", "", Runtime::gnutls);
    use_gnutls_defaults(planner, client);
  }
  find_git(planner);
  find_wget(planner);
}

}  // namespace checkoutdiag::trust
