#include <algorithm>

#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

using Index = Planner::Index;

constexpr std::string_view kStore = "-Djavax.net.ssl.trustStore=";
constexpr std::string_view kPassword = "-Djavax.net.ssl.trustStorePassword=";
constexpr std::string_view kType = "-Djavax.net.ssl.trustStoreType=";
constexpr const char* kHomes[] = {
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/usr/local/openjdk-*",
    "/opt/java/*",
    "/opt/*",
    "/usr/local/*jdk*",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.asdf/installs/java/*",
    "/snap/openjdk/current/jdk",
    "~/.local/share/mise/installs/java/*",
};

/// Where a JVM takes options from, the later wins (the launcher puts JDK_JAVA_OPTIONS before its
/// own arguments, the VM reads JAVA_TOOL_OPTIONS before and _JAVA_OPTIONS after all of them).
struct Options {
  std::string store, type, where;
  bool password = false;                // one is given; which one is nobody's business
  std::vector<std::string> overridden;  // places that said it before
};

void read_options(const std::vector<std::string>& options, const std::string& where, Options& to) {
  for (const std::string& option : options) {
    if (option.starts_with(kType)) to.type = option.substr(kType.size());
    to.password = to.password || option.starts_with(kPassword);
    if (!option.starts_with(kStore)) continue;
    if (!to.where.empty() && to.where != where) to.overridden.push_back(to.where);
    to.store = option.substr(kStore.size());
    to.where = where;
  }
}

/// The options of all places; each store that is named becomes a setting.
Options gather_options(Planner& planner) {
  Options all;
  auto variable = [&](const char* name) {
    const std::string* value = planner.variable(name);
    return value ? words(*value) : std::vector<std::string>();
  };
  const std::pair<std::string, std::vector<std::string>> sources[] = {
      {"JAVA_TOOL_OPTIONS", variable("JAVA_TOOL_OPTIONS")},
      {"JDK_JAVA_OPTIONS", variable("JDK_JAVA_OPTIONS")},
      {"the command line", planner.around.arguments},
      {"_JAVA_OPTIONS", variable("_JAVA_OPTIONS")},
  };
  for (const auto& [where, options] : sources)
    read_options(options, where, all);
  return all;
}

/// The place that -Djavax.net.ssl.trustStore names; "NONE" and stores that are no file name none.
std::vector<Index> named_store(Planner& planner, const Options& options) {
  if (options.where.empty() || options.store.empty() || options.store == "NONE") return {};
  Setting said;
  said.name = "javax.net.ssl.trustStore";
  said.where = options.where;
  said.value = options.store;
  said.readers = "Java programs";
  if (!options.overridden.empty())
    said.note = options.overridden.back() + " names a store, too, and is overridden";
  return planner.setting(std::move(said), false, Role::bundle);
}

std::string security_directory(const Planner& planner, const std::string& home) {
  for (const char* path : {"/lib/security", "/jre/lib/security"})
    for (const char* name : {"/jssecacerts", "/cacerts"})
      if (planner.files.is_file(home + path + name)) return home + path;
  return {};
}

bool is_home(const Planner& planner, const std::string& home) {
  return planner.files.is_file(home + "/bin/java") ||
         (planner.files.is_file(home + "/release") && !security_directory(planner, home).empty()) ||
         planner.files.is_file(home + "/lib/security/cacerts");
}

void add_home(const Planner& planner, std::vector<std::string>& homes, const std::string& path) {
  if (path.empty() || !is_home(planner, path)) return;
  std::string real = planner.files.resolve(path);
  // A JDK of version 8 has a JRE within it, whose stores are its own.
  std::string inner = real.ends_with("/jre") ? real.substr(0, real.size() - 4) : real;
  if (inner != real && is_home(planner, inner)) real = inner;
  if (std::find(homes.begin(), homes.end(), real) == homes.end()) homes.push_back(std::move(real));
}

std::vector<std::string> homes(const Planner& planner) {
  std::vector<std::string> found;
  if (!planner.around.executable.empty()) {
    std::string real = planner.files.resolve(planner.around.executable);
    if (base_name(real) == "java") add_home(planner, found, parent(parent(real)));
    if (!found.empty()) return found;
  }
  if (planner.is_set("JAVA_HOME")) add_home(planner, found, *planner.variable("JAVA_HOME"));
  for (const std::string& program : programs(planner, {"java"}))
    add_home(planner, found, parent(parent(program)));
  for (const char* pattern : kHomes)
    for (const std::string& path : planner.expand(pattern))
      add_home(planner, found, path);
  return found;
}

/// jdk.security.caDistrustPolicies, the last definition, without continued lines' ends.
std::string distrust_policies(const Planner& planner, const std::string& home) {
  for (const char* path : {"/conf/security/java.security", "/lib/security/java.security",
                           "/jre/lib/security/java.security"}) {
    std::string text = planner.text(home + path);
    if (text.empty()) continue;
    for (std::size_t at = text.find("\\\n"); at != text.npos; at = text.find("\\\n", at))
      text.erase(at, std::min(text.find_first_not_of(" \t", at + 2), text.size()) - at);
    return value_of(text, "jdk.security.caDistrustPolicies").value_or("");
  }
  return {};
}

void use_own_store(Planner& planner, Index client, const std::string& home,
                   const std::string& title) {
  std::string directory = security_directory(planner, home);
  if (directory.empty()) {
    planner.note(client, "it has neither jssecacerts nor cacerts: it trusts nobody by itself");
    return;
  }
  std::string other = directory + "/jssecacerts", usual = directory + "/cacerts";
  if (planner.files.is_file(other)) {
    planner.use(client, planner.place(other, title + "'s jssecacerts", Role::bundle),
                "jssecacerts, which replaces cacerts");
    if (planner.files.is_file(usual))
      planner.note(client, usual + " is not read, because jssecacerts is there");
    return;
  }
  planner.use(client, planner.place(usual, title + "'s cacerts", Role::bundle), "cacerts");
}

void describe(Planner& planner, const std::string& home, const Options& options,
              const std::vector<Index>& named) {
  std::string release = planner.text(home + "/release");
  std::string version = value_of(release, "JAVA_VERSION").value_or("");
  std::string title = version.empty() ? "Java" : "Java " + version;
  Index client = planner.client(title, home + "/bin/java", Runtime::java);
  planner.at(client).version = version;
  for (Index place : named)
    planner.use(client, place,
                "javax.net.ssl.trustStore of " + options.where +
                    (options.password ? ", with a password" : ""));
  if (options.store == "NONE")
    planner.note(client, "javax.net.ssl.trustStore=NONE: the store is no file" +
                             (options.type.empty() ? "" : ", its type is " + options.type));
  else if (named.empty())
    use_own_store(planner, client, home, title);
  std::string policies = distrust_policies(planner, home);
  if (!policies.empty())
    planner.note(client,
                 "distrusts, among the JDK's own anchors, what these policies of "
                 "java.security say: " +
                     policies);
}

}  // namespace

void find_java(Planner& planner) {
  std::vector<std::string> found = homes(planner);
  Options options = gather_options(planner);
  std::vector<Index> named = named_store(planner, options);
  for (const std::string& home : found)
    describe(planner, home, options, named);
}

}  // namespace checkoutdiag::trust
