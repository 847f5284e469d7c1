#include <fmt/core.h>

#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

using Index = Planner::Index;

constexpr std::size_t kMostFiles = 200;  // of one conf.d

/// One way in which PHP runs, and the files that configure it, in the order of reading.
struct Sapi {
  std::string name;  // "PHP 8.2 fpm"
  std::string program;
  std::vector<std::string> files;
};

void add_directory(const Planner& planner, const std::string& directory, Sapi& sapi) {
  for (const std::string& path : planner.files.glob(directory + "/*.ini"))
    if (sapi.files.size() < kMostFiles) sapi.files.push_back(path);
}

/// Debian's layout: /etc/php/8.2/fpm/php.ini and conf.d beside it.
void debian_layout(const Planner& planner, std::vector<Sapi>& found) {
  for (const std::string& ini : planner.files.glob("/etc/php/*/*/php.ini")) {
    std::string folder = parent(ini), version = base_name(parent(folder));
    Sapi sapi{"PHP " + version + " " + base_name(folder), "", {ini}};
    if (base_name(folder) == "cli") sapi.program = "/usr/bin/php" + version;
    add_directory(planner, folder + "/conf.d", sapi);
    found.push_back(std::move(sapi));
  }
}

/// The layouts of Red Hat, Alpine, and PHP's own images: one file for all.
void single_layouts(const Planner& planner, std::vector<Sapi>& found) {
  const std::pair<const char*, const char*> layouts[] = {
      {"/etc/php.ini", "/etc/php.d"},
      {"/etc/php*/php.ini", "/conf.d"},
      {"/usr/local/etc/php/php.ini", "/usr/local/etc/php/conf.d"},
      {"/usr/local/lib/php.ini", ""},
      {"/opt/*/etc/php.ini", ""},
  };
  for (const auto& [pattern, directory] : layouts)
    for (const std::string& ini : planner.files.glob(pattern)) {
      Sapi sapi{"PHP (" + ini + ")", "", {ini}};
      std::string beside = directory;
      if (beside == "/conf.d") beside = parent(ini) + beside;
      if (!beside.empty()) add_directory(planner, beside, sapi);
      found.push_back(std::move(sapi));
    }
  // PHP's own images have a conf.d and, at first, no php.ini.
  if (!planner.files.is_file("/usr/local/etc/php/php.ini") &&
      planner.files.is_file("/usr/local/bin/php")) {
    Sapi sapi{"PHP (/usr/local/etc/php)", "/usr/local/bin/php", {}};
    add_directory(planner, "/usr/local/etc/php/conf.d", sapi);
    found.push_back(std::move(sapi));
  }
}

struct Said {
  std::string value, where;
};

/// The last file that gives the key a value that is not empty wins; each that does is a setting.
std::vector<Index> ini_setting(Planner& planner, const Sapi& sapi, const std::string& key,
                               bool directory) {
  Said last;
  std::vector<Index> places;
  for (const std::string& path : sapi.files) {
    std::optional<std::string> value;
    std::string text = planner.text(path);
    for (std::string_view line : lines(text))
      if (auto found = trimmed(line).starts_with(';') ? std::nullopt : value_of(line, key))
        value = found;
    if (!value) continue;
    if (!last.value.empty())
      planner.ignored(key, last.where, path + " says it, too, and is read later");
    last = {*value, path};
    Setting said;
    said.name = key;
    said.where = path;
    said.value = *value;
    said.readers = sapi.name;
    said.is_directory = directory;
    places = planner.setting(std::move(said), directory, Role::bundle);
  }
  return places;
}

void use_all(Planner& planner, Index client, const std::vector<Index>& places,
             const std::string& because, bool always = true) {
  for (Index place : places)
    planner.use(client, place, because, always);
}

void describe(Planner& planner, const Sapi& sapi) {
  Index streams = planner.client(sapi.name + ", streams", sapi.program, Runtime::openssl);
  planner.at(streams).security_level = shared_security_level(planner);
  auto file = ini_setting(planner, sapi, "openssl.cafile", false);
  auto directory = ini_setting(planner, sapi, "openssl.capath", true);
  use_all(planner, streams, file, "openssl.cafile");
  use_all(planner, streams, directory, "openssl.capath", false);
  if (file.empty() && directory.empty())
    use_openssl_defaults(planner, streams, shared_openssl(planner));
  Index curl = planner.client(sapi.name + ", curl", sapi.program, Runtime::openssl);
  planner.at(curl).security_level = shared_security_level(planner);
  planner.at(curl).partial_chain = true;
  auto cainfo = ini_setting(planner, sapi, "curl.cainfo", false);
  use_all(planner, curl, cainfo, "curl.cainfo");
  std::string bundle = system_bundle(planner);
  if (cainfo.empty() && !bundle.empty())
    planner.use(curl, planner.place(bundle, "a bundle of the system", Role::bundle),
                "libcurl's own default file");
  use_libcurl_directory(planner, curl);
}

}  // namespace

void find_php(Planner& planner) {
  std::vector<Sapi> found;
  debian_layout(planner, found);
  single_layouts(planner, found);
  for (const Sapi& sapi : found)
    describe(planner, sapi);
}

}  // namespace checkoutdiag::trust
