#include "checks/ca/package_commands.hpp"

#include <fmt/core.h>

#include <string_view>

#include "checks/ca/store_kind.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca {
namespace {

using trust::Store;

// A name that a file gave: one that would be an option is none.
bool is_fit(std::string_view name) {
  return !name.empty() && !name.starts_with('-') && shell_word(name) == name;
}

// What is before the last "/folder/" of a path.
std::string before(std::string_view path, std::string_view folder) {
  std::size_t at = path.rfind(folder);
  return at == std::string_view::npos ? std::string() : std::string(path.substr(0, at));
}

bool is_systems(std::string_view path) {
  return path.starts_with("/usr/") || path == "/usr";
}

// ".../lib/python3.11/site-packages/certifi/cacert.pem": the prefix and "python3.11".
struct Python {
  std::string prefix, name;
};

Python python_of(std::string_view path) {
  constexpr std::string_view kLib = "/lib/python";
  std::size_t at = path.rfind(kLib);
  if (at == std::string_view::npos) at = path.rfind("/lib64/python");
  if (at == std::string_view::npos) return {};
  std::size_t name = path.find("python", at), end = path.find('/', name);
  if (end == std::string_view::npos) return {};
  return {std::string(path.substr(0, at)), std::string(path.substr(name, end - name))};
}

std::string pip(const Store& store, PackageAction action) {
  Python python = python_of(store.path);
  std::string interpreter = "python3", user;
  if (python.prefix.ends_with("/.local")) {
    interpreter = python.name;
    user = " --user";
  } else if (!python.name.empty()) {
    // Debian's own interpreter installs below /usr/local, and is not there itself.
    bool debian =
        python.prefix == "/usr/local" && store.path.find("/dist-packages/") != std::string::npos;
    interpreter = path_word((debian ? "/usr" : python.prefix) + "/bin/" + python.name);
  }
  std::string how = action == PackageAction::upgrade ? "--upgrade" : "--force-reinstall --no-deps";
  std::string command =
      fmt::format("{} -m pip install{} {} {}", interpreter, user, how, store.package.name);
  bool root = user.empty() && (store.file.owner == 0 || is_systems(python.prefix));
  return root ? "sudo " + command : command;
}

std::string npm(const Store& store, PackageAction action) {
  std::string project = before(store.path, "/node_modules/");
  std::string what = store.package.name;
  what += action == PackageAction::upgrade || store.package.version.empty()
              ? "@latest"
              : "@" + store.package.version;
  std::string command =
      project.ends_with("/lib")
          ? "npm install --global " + shell_word(what)
          : fmt::format("npm install --prefix {} {}", path_word(project.empty() ? "." : project),
                        shell_word(what));
  return as_owner(store, command);
}

std::string gem(const Store& store, PackageAction action) {
  return as_owner(store, action == PackageAction::upgrade ? "gem update " + store.package.name
                                                          : "gem pristine " + store.package.name);
}

std::string composer(const Store& store, PackageAction action) {
  std::string project = before(store.path, "/vendor/");
  return as_owner(store,
                  fmt::format("composer {} {} --working-dir={}",
                              action == PackageAction::upgrade ? "update" : "reinstall",
                              store.package.name, path_word(project.empty() ? "." : project)));
}

}  // namespace

std::string package_command(const Store& store, PackageAction action) {
  const trust::PackageFacts& package = store.package;
  if (!is_fit(package.name)) return {};
  const bool upgrade = action == PackageAction::upgrade;
  if (package.manager == "dpkg")
    return fmt::format("sudo apt-get install {} {}", upgrade ? "--only-upgrade" : "--reinstall",
                       package.name);
  if (package.manager == "apk")
    return fmt::format("sudo apk {} {}", upgrade ? "add --upgrade" : "fix", package.name);
  if (package.manager == "pip") return pip(store, action);
  if (package.manager == "npm") return npm(store, action);
  if (package.manager == "gem") return gem(store, action);
  if (package.manager == "composer") return composer(store, action);
  return {};
}

}  // namespace checkoutdiag::ca
