#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lib/trust/search.hpp"
#include "lib/trust/search/planner.hpp"

// The parts of a search, in the order in which search() asks them.
namespace checkoutdiag::trust {

/// What runs with `executable` can read: all of the machine when that is empty or not clear.
struct Scope {
  bool openssl = true, tools = true, go = true, java = true, node = true, php = true;
  bool machine = true;               // places and programs that belong to no language
  std::vector<std::string> folders;  // kinds of the table; empty: all
};
Scope scope_of(const std::string& executable);

/// Stores of the operating system, from the table.
void find_system(Planner& planner);
/// Variables of the environment that name stores.
void read_variables(Planner& planner);
/// Each libssl: its defaults, its version, its security level.
void find_openssl(Planner& planner);
/// curl and programs of libcurl, GnuTLS, git, wget.
void find_tools(Planner& planner);
void find_go(Planner& planner);
void find_java(Planner& planner);
void find_node(Planner& planner);
void find_php(Planner& planner);
/// Bundles that libraries bring, from the table.
void find_libraries(Planner& planner, const Scope& scope);
/// Stores that only a walk through the file system finds.
void walk_deep(Planner& planner, const SearchOptions& options);

/// What an OpenSSL of these defaults loads: the variables' file and directories, or its own.
void use_openssl_defaults(Planner& planner, Planner::Index client, const OpenSslDefaults& defaults);

/// The defaults and the security level of the libssl that the machine's programs share.
OpenSslDefaults shared_openssl(Planner& planner);
int shared_security_level(Planner& planner);

/// libcurl's own file and directory, as it was built.
void use_libcurl_directory(Planner& planner, Planner::Index client);
std::string system_bundle(Planner& planner);

/// Directories that the loader looks into, each once.
std::vector<std::string> library_directories(const Planner& planner);

/// Programs of these names on PATH and in the usual directories, by real path, each once.
std::vector<std::string> programs(const Planner& planner, const std::vector<std::string>& names);

}  // namespace checkoutdiag::trust
