#include <fmt/core.h>

#include <algorithm>

#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

using Index = Planner::Index;

constexpr const char* kPrograms[] = {
    "/opt/*/bin/node",
    "~/.nvm/versions/node/*/bin/node",
    "$NVM_DIR/versions/node/*/bin/node",
    "~/.volta/tools/image/node/*/bin/node",
    "~/.fnm/node-versions/*/installation/bin/node",
    "~/.local/share/fnm/node-versions/*/installation/bin/node",
    "~/.asdf/installs/nodejs/*/bin/node",
    "~/.local/share/mise/installs/node/*/bin/node",
    "~/.nodenv/versions/*/bin/node",
    "~/n/bin/node",
    "/usr/local/n/versions/node/*/bin/node",
    "/usr/lib/node/bin/node",
    "/snap/node/current/bin/node",
};
constexpr std::uint64_t kSmallProgram = 4 * 1024 * 1024;  // a node with its own V8 has 40 and more

/// Flags that choose the store, as NODE_OPTIONS and a command line have them.
struct Choice {
  bool openssl = false, bundled = false, system = false;
  bool system_by_variable = false;
};

Choice read_choice(const Planner& planner) {
  Choice choice;
  const std::string* options = planner.variable("NODE_OPTIONS");
  std::vector<std::string> all = options ? words(*options) : std::vector<std::string>();
  all.insert(all.end(), planner.around.arguments.begin(), planner.around.arguments.end());
  for (const std::string& option : all) {
    choice.openssl = choice.openssl || option == "--use-openssl-ca";
    choice.bundled = choice.bundled || option == "--use-bundled-ca";
    choice.system = choice.system || option == "--use-system-ca";
    if (option == "--no-use-system-ca") choice.system = false;
  }
  const std::string* variable = planner.variable("NODE_USE_SYSTEM_CA");
  choice.system_by_variable = variable != nullptr && *variable == "1";
  return choice;
}

std::string version_of_header(const std::string& text) {
  std::string version;
  for (const char* part : {"MAJOR", "MINOR", "PATCH"}) {
    std::string mark = fmt::format("#define NODE_{}_VERSION ", part);
    std::size_t at = text.find(mark);
    if (at == text.npos) return {};
    std::size_t end = text.find_first_not_of("0123456789", at + mark.size());
    version += (version.empty() ? "" : ".") + text.substr(at + mark.size(), end - at - mark.size());
  }
  return version;
}

/// "v20.11.1" or "20.11.1" among a path's folders.
std::string version_of_path(std::string_view path) {
  for (std::string_view rest = path; !rest.empty();) {
    std::string name = base_name(rest);
    rest = rest.substr(0, rest.size() - std::min(rest.size(), name.size() + 1));
    std::string_view digits = name;
    if (digits.starts_with('v')) digits.remove_prefix(1);
    bool numbers = digits.find_first_not_of("0123456789.") == digits.npos;
    if (numbers && std::count(digits.begin(), digits.end(), '.') == 2) return std::string(digits);
  }
  return {};
}

std::string version_of(const Planner& planner, const std::string& program) {
  std::string version = version_of_path(parent(program));
  if (!version.empty()) return version;
  return version_of_header(
      planner.text(parent(parent(program)) + "/include/node/node_version.h", 64 * 1024));
}

/// 22.15 and later of 22, 23.9 and later: the first that have --use-system-ca outside Windows and
/// macOS. The variable came with 22.19 and 24.6.
bool knows_system_ca(std::string_view version, bool by_variable) {
  if (by_variable)
    return at_least(version, "24.6") || (at_least(version, "22.19") && !at_least(version, "23"));
  return at_least(version, "23.9") || (at_least(version, "22.15") && !at_least(version, "23"));
}

/// Says whether a system store is read, too; a node that is too old ignores the variable and
/// refuses the flag.
bool takes_system(Planner& planner, Index client, const Choice& choice) {
  if (!choice.system && !choice.system_by_variable) return false;
  const std::string version = planner.at(client).version;
  std::string said = choice.system ? "--use-system-ca" : "NODE_USE_SYSTEM_CA=1";
  if (version.empty()) {
    planner.note(client, fmt::format("{} is set, and works from 22.15 (the variable from 22.19) "
                                     "and 24.6; this node's version is not known",
                                     said));
    return true;
  }
  if (knows_system_ca(version, !choice.system)) return true;
  planner.note(client, fmt::format("{} is set, which Node.js {} does not know", said, version));
  return false;
}

/// A distribution's node is a small program with its code, and its roots if any, in libnode.so.
void use_library(Planner& planner, Index client, const std::string& program) {
  std::optional<Files::Reader> file = planner.files.open(program);
  if (!file || file->size() > kSmallProgram) return;
  for (const std::string& directory : library_directories(planner)) {
    for (const std::string& library : planner.files.glob(directory + "/libnode.so.*"))
      planner.use(client,
                  planner.place(library, "compiled into " + base_name(library), Role::bundle,
                                HowToRead::compiled_in),
                  "compiled into " + base_name(library));
  }
  planner.note(client,
               "this node shares its libraries with the system: where nothing is compiled "
               "in, it reads OpenSSL's default store");
  OpenSslDefaults shared = shared_openssl(planner);
  planner.use(client, planner.place(shared.file, "OpenSSL's default file", Role::bundle),
              "OpenSSL's default file, where nothing is compiled in", false);
}

void use_extra(Planner& planner, Index client) {
  for (Index place : planner.named_by("NODE_EXTRA_CA_CERTS"))
    planner.use(client, place, "NODE_EXTRA_CA_CERTS, added to the others");
}

void describe(Planner& planner, const std::string& program, const Choice& choice) {
  Index client = planner.client("Node.js", program, Runtime::node);
  planner.at(client).version = version_of(planner, program);
  // Its own OpenSSL has no distribution's patch; 24 came with OpenSSL 3.5, whose level is 2.
  bool newer = at_least(planner.at(client).version, "24");
  planner.at(client).security_level = newer ? 2 : 1;
  // Node's builds give their OpenSSL this directory, wherever they are installed.
  OpenSslDefaults own{"/etc/ssl/cert.pem", "/etc/ssl/certs", "node's OpenSSL's"};
  if (choice.openssl) {
    if (choice.bundled)
      planner.note(client, "--use-openssl-ca and --use-bundled-ca are both set: node refuses");
    use_openssl_defaults(planner, client, own);
    return use_extra(planner, client);
  }
  std::string version = planner.at(client).version;
  planner.use(
      client,
      planner.place(program, "compiled into Node.js" + (version.empty() ? "" : " " + version),
                    Role::bundle, HowToRead::compiled_in),
      "compiled in");
  use_library(planner, client, program);
  if (takes_system(planner, client, choice)) use_openssl_defaults(planner, client, own);
  use_extra(planner, client);
}

}  // namespace

void find_node(Planner& planner) {
  std::vector<std::string> found;
  std::string executable = planner.files.resolve(planner.around.executable);
  if (base_name(executable).starts_with("node")) {
    found = {executable};
  } else {
    found = programs(planner, {"node", "nodejs"});
    for (const char* pattern : kPrograms)
      for (const std::string& path : planner.expand(pattern)) {
        std::string real = planner.files.resolve(path);
        if (!real.empty() && std::find(found.begin(), found.end(), real) == found.end())
          found.push_back(std::move(real));
      }
  }
  Choice choice = read_choice(planner);
  for (const std::string& program : found)
    describe(planner, program, choice);
}

}  // namespace checkoutdiag::trust
