#include <fmt/core.h>

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/trust/places.hpp"
#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

using Index = Planner::Index;

constexpr std::size_t kLargestLock = 8 * 1024 * 1024;  // composer's installed.json

/// One folder of libraries: its names are read once.
struct Folder {
  std::string kind, path;
  std::vector<std::string> names;

  bool has(std::string_view name) const {
    return std::binary_search(names.begin(), names.end(), name);
  }
};

/// "ruamel.yaml", "ruamel_yaml" and "Ruamel-Yaml" are one name to pip.
std::string normalised(std::string_view name) {
  std::string out = text::lower(name);
  for (char& c : out)
    if (c == '-' || c == '.') c = '_';
  return out;
}

/// The header "Version: 2026.5.20" of METADATA or PKG-INFO.
std::string version_header(std::string_view text) {
  for (std::string_view line : lines(text)) {
    if (line.empty()) break;  // the description follows
    if (line.starts_with("Version:")) return std::string(trimmed(line.substr(8)));
  }
  return {};
}

/// From certifi-2026.5.20.dist-info/METADATA, or an egg's PKG-INFO, or else the name alone.
std::string pip_version(const Planner& planner, const Folder& folder, const std::string& package) {
  std::string wanted = normalised(package) + "-";
  for (const std::string& name : folder.names) {
    bool dist = name.ends_with(".dist-info");
    if (!dist && !name.ends_with(".egg-info")) continue;
    std::size_t dash = name.find('-');
    if (dash == name.npos || normalised(name.substr(0, dash)) + "-" != wanted) continue;
    std::string base = folder.path + "/" + name;
    for (const char* file : {"/METADATA", "/PKG-INFO", ""}) {
      std::string version = version_header(planner.text(base + file, 256 * 1024));
      if (!version.empty()) return version;
    }
    std::size_t end = std::min(name.find('-', dash + 1), name.size() - 10);  // "-py3.11.egg-info"
    return name.substr(dash + 1, end - dash - 1);
  }
  return {};
}

/// The text value of a key after `from` in JSON that a tool wrote; only for versions.
std::string json_text_after(std::string_view text, std::string_view key, std::size_t from) {
  std::string mark = "\"" + std::string(key) + "\":";
  std::size_t at = text.find(mark, from);
  if (at == text.npos) return {};
  std::size_t open = text.find('"', at + mark.size());
  std::size_t close = open == text.npos ? open : text.find('"', open + 1);
  bool sane = close != text.npos && close - open < 64;
  return sane ? std::string(text.substr(open + 1, close - open - 1)) : std::string();
}

std::string composer_version(const Planner& planner, const Folder& folder,
                             const std::string& package) {
  std::string installed = planner.text(folder.path + "/composer/installed.json", kLargestLock);
  std::size_t at = installed.find("\"name\": \"" + package + "\"");
  return at == installed.npos ? std::string() : json_text_after(installed, "version", at);
}

/// "stripe-5.0.0" -> "stripe", "5.0.0".
std::pair<std::string, std::string> gem_of(std::string_view folder) {
  for (std::size_t dash = folder.find('-'); dash != folder.npos; dash = folder.find('-', dash + 1))
    if (dash + 1 < folder.size() && text::is_digit(folder[dash + 1]))
      return {std::string(folder.substr(0, dash)), std::string(folder.substr(dash + 1))};
  return {std::string(folder), ""};
}

PackageFacts package_of(const Planner& planner, const Folder& folder, const KnownBundle& known,
                        const std::string& first) {
  PackageFacts package;
  package.name = known.package;
  if (folder.kind == "gems") {
    std::tie(package.name, package.version) = gem_of(first);
    package.manager = "gem";
  } else if (folder.kind == "python" && !known.package.empty()) {
    package.manager = "pip";
    package.version = pip_version(planner, folder, known.package);
  } else if (folder.kind == "composer" && !known.package.empty()) {
    package.manager = "composer";
    package.version = composer_version(planner, folder, known.package);
  } else if (folder.kind == "node_modules" && !known.package.empty()) {
    package.manager = "npm";
    package.version = json_text_after(
        planner.text(folder.path + "/" + known.package + "/package.json"), "version", 0);
  }
  if (!package.manager.empty() && package.version.empty())
    package.unknown_because = "no version is written beside it";
  if (!package.manager.empty() && package.candidate.empty() && !package.version.empty())
    package.unknown_because = package.manager + " keeps no list of newer versions here";
  return package;
}

/// What a Python file says of itself in `__version__ = "…"`.
std::string python_version(const Planner& planner, const std::string& path) {
  return value_of(planner.text(path, 64 * 1024), "__version__").value_or("");
}

/// A distribution's certifi answers with the system's file: its core.py names that.
std::string certifi_redirect(const Planner& planner, const std::string& bundle) {
  if (!bundle.ends_with("certifi/cacert.pem")) return {};
  std::string core = planner.text(parent(bundle) + "/core.py", 64 * 1024);
  for (const char* quote : {"'/etc/", "\"/etc/"}) {
    std::size_t at = core.find(quote);
    std::size_t end = at == core.npos ? at : core.find(quote[0], at + 1);
    if (end == core.npos) continue;
    std::string path = core.substr(at + 1, end - at - 1);
    if (path.ends_with(".crt") || path.ends_with(".pem")) return path;
  }
  return {};
}

/// The folder that tells one client from another of its name: that of the library's version where
/// a glob finds several. Programs whose stores are not judged keep theirs together.
std::string home_of(const Folder& folder, const KnownBundle& bundle, const KnownClient& known,
                    const std::string& path) {
  if (folder.kind == "machine" && known.runtime == Runtime::other) return {};
  std::size_t star = bundle.path.find_last_of("*?");
  if (star == bundle.path.npos) return folder.kind == "machine" ? parent(path) : folder.path;
  // As many components as the pattern has up to its last wildcard.
  auto depth =
      std::count(bundle.path.begin(), bundle.path.begin() + static_cast<std::ptrdiff_t>(star), '/');
  std::size_t at = folder.kind == "machine" ? 0 : folder.path.size() + 1;
  for (; at != path.npos && depth > 0; --depth)
    at = path.find('/', at) + 1;
  return path.substr(0, path.find('/', at));
}

/// Since 24.2, and on Python 3.10 and later, pip asks the system's store as well as its own.
void use_pip_truststore(Planner& planner, Index client, const Folder& folder) {
  std::string version = pip_version(planner, folder, "pip");
  std::size_t at = folder.path.rfind("/python3.");
  if (version.empty() || !at_least(version, "24.2") || at == folder.path.npos) return;
  if (!at_least(std::string_view(folder.path).substr(at + 7), "3.10")) return;
  use_openssl_defaults(planner, client, shared_openssl(planner));
  planner.note(client, "pip 24.2 and later read the system's store, too (truststore)");
}

/// The variables that replace a bundle, the first that is set: true when there was one.
bool use_variables(Planner& planner, Index client, const KnownClient& known) {
  for (const std::string& name : known.variables) {
    if (!planner.is_set(name)) continue;
    for (Index place : planner.named_by(name))
      planner.use(client, place, name);
    return true;
  }
  return false;
}

/// A bundle that was found.
struct Bundle {
  std::optional<Index> place;
  std::string path, title;
  std::string redirect;  // the file that is read in its stead
};

void add_client(Planner& planner, const Folder& folder, const KnownBundle& kind,
                const KnownClient& known, const Bundle& bundle) {
  if (!known.needs.empty() && !folder.has(known.needs)) return;
  if (!known.unless.empty() && folder.has(known.unless)) return;
  std::string home = home_of(folder, kind, known, bundle.path);
  Index client = planner.client(home.empty() ? known.name : known.name + " (" + home + ")", home,
                                known.runtime);
  planner.at(client).security_level = shared_security_level(planner);
  planner.at(client).partial_chain = known.libcurl;
  if (use_variables(planner, client, known)) return;
  if (!bundle.redirect.empty()) {
    planner.use(client, planner.place(bundle.redirect, "a bundle of the system", Role::bundle),
                "the file that the distribution's certifi names");
    planner.note(client, bundle.title + " is there, and is not read");
  } else {
    planner.use(client, bundle.place, bundle.title);
  }
  if (known.name == "pip") use_pip_truststore(planner, client, folder);
  if (known.libcurl) use_libcurl_directory(planner, client);
}

void add_bundle(Planner& planner, const Folder& folder, const KnownBundle& known,
                const std::string& path) {
  Place place;
  place.path = path;
  place.role = known.role;
  place.how = known.how;
  std::string below = path.substr(std::min(path.size(), folder.path.size() + 1));
  place.package = package_of(planner, folder, known, below.substr(0, below.find('/')));
  std::string version = place.package.version;
  if (!known.version_file.empty()) {
    std::string vendored = python_version(planner, folder.path + "/" + known.version_file);
    bool own = known.package + "/" == known.version_file.substr(0, known.package.size() + 1);
    std::size_t words = known.title.find(' ');
    if (own && words != known.title.npos && !vendored.empty()) {
      // "certifi within pip" -> "certifi 2023.05.07 within pip 23.2.1"
      place.title = known.title.substr(0, words) + " " + vendored + known.title.substr(words);
    } else if (version.empty()) {
      version = vendored;
    }
  }
  if (place.title.empty()) place.title = known.title;
  if (!version.empty()) place.title += " " + version;
  Bundle found{{}, path, place.title, certifi_redirect(planner, path)};
  found.place = planner.place(std::move(place));
  for (const KnownClient& client : known.clients)
    add_client(planner, folder, known, client, found);
}

/// The paths of a bundle in a folder; its names save a look for each library that is not there.
std::vector<std::string> paths_in(const Planner& planner, const Folder& folder,
                                  const std::string& path) {
  std::string_view first = std::string_view(path).substr(0, path.find('/'));
  std::size_t star = first.find_first_of("*?");
  std::string_view stem = first.substr(0, star);
  auto at = std::lower_bound(folder.names.begin(), folder.names.end(), stem);
  bool there = at != folder.names.end() && std::string_view(*at).starts_with(stem);
  if (there && star == first.npos) there = *at == stem;
  if (!there) return {};
  if (path.find_first_of("*?") != path.npos) return planner.files.glob(folder.path + "/" + path);
  return {folder.path + "/" + path};
}

void search_folder(Planner& planner, const Folder& folder) {
  for (const KnownBundle& known : known_places().bundles)
    if (known.in == folder.kind)
      for (const std::string& path : paths_in(planner, folder, known.path))
        if (planner.files.is_file(path)) add_bundle(planner, folder, known, path);
}

bool wanted(const Scope& scope, const std::string& kind) {
  return scope.folders.empty() ||
         std::find(scope.folders.begin(), scope.folders.end(), kind) != scope.folders.end();
}

}  // namespace

void find_libraries(Planner& planner, const Scope& scope) {
  std::vector<std::pair<std::string, std::string>> seen;  // kind and real path
  for (const KnownFolder& known : known_places().folders) {
    if (!wanted(scope, known.kind)) continue;
    for (const std::string& path : planner.expand(known.path)) {
      Folder folder{known.kind, path, planner.files.names(path)};
      if (folder.names.empty()) continue;
      std::pair key{known.kind, planner.files.resolve(path)};
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) continue;
      seen.push_back(std::move(key));
      search_folder(planner, folder);
    }
  }
  if (!scope.machine) return;
  for (const KnownBundle& known : known_places().bundles) {
    if (known.in != "machine") continue;
    for (const std::string& path : planner.expand(known.path))
      if (planner.files.is_file(path)) add_bundle(planner, {"machine", "", {}}, known, path);
  }
}

}  // namespace checkoutdiag::trust
