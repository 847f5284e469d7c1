#include <fmt/core.h>

#include <algorithm>

#include "lib/trust/places.hpp"
#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

/// The files that Go's own search asks in this order; it is the order of the distributions, too.
constexpr const char* kBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
};
constexpr const char* kGoDirectories[] = {"/etc/ssl/certs", "/etc/pki/tls/certs"};

std::string titled(const Planner& planner, std::string title) {
  constexpr std::string_view kMark = "{system}";
  std::size_t at = title.find(kMark);
  if (at != std::string::npos) title.replace(at, kMark.size(), planner.system.name);
  return title;
}

bool holds_files(const Planner& planner, const std::string& directory) {
  for (const std::string& name : planner.files.names(directory))
    if (planner.files.is_file(directory + "/" + name)) return true;
  return false;
}

/// Directories are worth telling of when something is in them, files always.
bool worth_telling(const Planner& planner, const std::string& path, HowToRead how) {
  if (how == HowToRead::pem_directory) return holds_files(planner, path);
  if (how == HowToRead::hashed_directory) return !planner.files.names(path).empty();
  return planner.files.is_file(path);
}

void use_go_files(Planner& planner, Planner::Index client) {
  if (planner.is_set("SSL_CERT_FILE")) {
    for (Planner::Index place : planner.named_by("SSL_CERT_FILE"))
      planner.use(client, place, "SSL_CERT_FILE");
    planner.note(client,
                 "SSL_CERT_FILE replaces Go's list of files only: it still reads every "
                 "file of its directories");
    return;
  }
  std::string bundle = system_bundle(planner);
  if (bundle.empty()) return;
  planner.use(client, planner.place(bundle, "a bundle of the system", Role::bundle),
              "the first of Go's files that is there");
}

void use_go_directory(Planner& planner, Planner::Index client, const std::string& path,
                      const std::string& because, bool wanted) {
  Place place;
  place.path = path;
  place.title = "every file of " + path;
  place.how = HowToRead::pem_directory;
  place.wanted = wanted;
  if (wanted || worth_telling(planner, path, place.how))
    planner.use(client, planner.place(std::move(place)), because);
}

}  // namespace

std::string system_bundle(Planner& planner) {
  for (const char* path : kBundles)
    if (planner.files.is_file(path)) return path;
  return {};
}

void find_system(Planner& planner) {
  for (const KnownBundle& known : known_places().bundles) {
    if (known.in != "system") continue;
    for (const std::string& path : planner.files.glob(known.path))
      if (worth_telling(planner, path, known.how))
        planner.place(path, titled(planner, known.title), known.role, known.how);
  }
}

void read_variables(Planner& planner) {
  for (const KnownVariable& known : known_places().variables) {
    Role role = known.name == "NODE_EXTRA_CA_CERTS" ? Role::extra : Role::bundle;
    planner.variable_setting(known.name, known.readers, known.many, known.directory, role);
  }
  for (auto [other, winner] : {std::pair{"HTTPS_CA_FILE", "PERL_LWP_SSL_CA_FILE"},
                               {"HTTPS_CA_DIR", "PERL_LWP_SSL_CA_PATH"}})
    if (planner.is_set(winner)) planner.ignored(other, "", fmt::format("{} is set", winner));
}

void find_go(Planner& planner) {
  Planner::Index client = planner.client("Go programs", "", Runtime::go);
  use_go_files(planner, client);
  // Go cuts the list itself; an empty part is no directory.
  const std::string* list = planner.variable("SSL_CERT_DIR");
  std::string_view left = list ? std::string_view(*list) : std::string_view();
  if (left.empty())
    for (const char* directory : kGoDirectories)
      use_go_directory(planner, client, directory, "one of Go's directories", false);
  while (!left.empty()) {
    std::size_t end = std::min(left.find(':'), left.size());
    if (end > 0)
      use_go_directory(planner, client, planner.absolute(left.substr(0, end)), "SSL_CERT_DIR",
                       true);
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  planner.note(client,
               "programs that set RootCAs, or that embed their roots "
               "(golang.org/x/crypto/x509roots/fallback), cannot be told from outside");
}

}  // namespace checkoutdiag::trust
