#include "lib/trust/search.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

/// "python3.11" -> "python", "php-fpm8.2" -> "php-fpm".
std::string program_name(const std::string& executable) {
  std::string name = base_name(executable);
  while (!name.empty() && (text::is_digit(name.back()) || name.back() == '.'))
    name.pop_back();
  return name;
}

Scope nothing() {
  Scope scope;
  scope.openssl = scope.tools = scope.go = scope.java = scope.node = scope.php = false;
  scope.machine = false;
  scope.folders = {"none"};
  return scope;
}

/// Homes that were not looked into: the stores of other users are theirs to ask for.
void note_other_homes(Planner& planner) {
  std::string others;
  for (const std::string& home : planner.files.glob("/home/*"))
    if (home != planner.around.home && others.size() < 200)
      others += (others.empty() ? "" : ", ") + home;
  if (!others.empty())
    planner.plan.unseen.push_back("stores in the homes of other users (" + others +
                                  "): run as that user, or look at its process");
}

}  // namespace

Scope scope_of(const std::string& executable) {
  std::string name = program_name(executable);
  Scope scope = nothing();
  if (name == "node" || name == "nodejs") {
    scope.node = true;
    scope.folders = {"node_modules"};
  } else if (name == "java") {
    scope.java = true;
  } else if (name.starts_with("python") || name.starts_with("pypy")) {
    scope.openssl = true;
    scope.folders = {"python", "conda", "gcloud"};
  } else if (name.starts_with("php")) {
    scope.openssl = scope.php = true;
    scope.folders = {"composer", "web"};
  } else if (name == "ruby" || name == "puma" || name == "irb") {
    scope.openssl = true;
    scope.folders = {"gems"};
  } else if (name == "nginx") {
    scope.openssl = true;
  } else if (name == "curl" || name == "wget" || name == "git" || name == "git-remote-http") {
    scope.tools = true;
  } else {
    return {};
  }
  return scope;
}

Plan search(const Files& files, const Surroundings& around, const SearchOptions& options) {
  Planner planner(files, around);
  Scope scope = around.executable.empty() ? Scope{} : scope_of(around.executable);
  find_system(planner);
  read_variables(planner);
  if (scope.openssl) find_openssl(planner);
  if (scope.tools) find_tools(planner);
  if (scope.go) find_go(planner);
  if (scope.java) find_java(planner);
  if (scope.node) find_node(planner);
  if (scope.php) find_php(planner);
  find_libraries(planner, scope);
  if (scope.machine) {
    planner.plan.unseen.push_back(
        "Rust programs with webpki-roots and others that compile their roots in as bare keys: "
        "nothing outside tells them, a list of the parts that they are built from does");
    note_other_homes(planner);
  }
  if (options.deep) walk_deep(planner, options);
  return std::move(planner.plan);
}

}  // namespace checkoutdiag::trust
