#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/trust/facts.hpp"
#include "lib/trust/files.hpp"

// Where stores are: paths and reasons, before anything is read for its certificates.
namespace checkoutdiag::trust {

/// The surroundings whose stores are asked for: ours, or a process's.
struct Surroundings {
  std::map<std::string, std::string> environment;
  std::string home;                    // of the user; empty: none
  std::string working_directory;       // project stores are looked for here; empty: none
  std::vector<std::string> arguments;  // of a process: -Djavax.net.ssl.trustStore and kin
  std::string executable;              // of a process: /usr/bin/node; empty: all of the machine
};

/// Our own, from getenv and getcwd.
Surroundings own_surroundings();

/// Those of a process, and its root as seen from here. Throws Failure(input) when there is no such
/// process or it may not be looked at.
struct ProcessView {
  Surroundings surroundings;
  std::string root;  // "/", or "/proc/PID/root" when it has another
  std::string name;  // for people: "4242 (java)"
};
ProcessView look_at_process(int pid);

/// How the file at a place is to be read.
enum class HowToRead {
  detect,
  hashed_directory,
  pem_directory,
  compiled_in,
  nss_module,
  nss_database
};

/// A place where a store is, or is said to be.
struct Place {
  std::string path;
  std::string title;
  Role role = Role::bundle;
  HowToRead how = HowToRead::detect;
  PackageFacts package;           // when the place itself tells (dist-info, gem folder); else empty
  bool wanted = false;            // somebody names it: its absence is a fact worth telling
  std::vector<std::string> also;  // other paths that lead to the same file
};

/// The result of a search. Indices of Use::store and Setting::store are into `places`.
struct Plan {
  std::vector<Place> places;
  std::vector<Client> clients;
  std::vector<Setting> settings;
  std::vector<std::string> unseen;
  bool incomplete = false;
  std::string incomplete_because;
};

struct SearchOptions {
  bool deep = false;  // walk the file system
  std::string deep_from = "/";
  std::function<bool()> stop;  // asked now and then; true ends the walk
};

/// Finds the places. Reads small files only (php.ini, java.security, METADATA) and runs nothing.
Plan search(const Files& files, const Surroundings& around, const SearchOptions& options);

/// The package that owns a file, from dpkg's or apk's database below the root, and the candidate
/// version that apt's lists know. Databases are read once per object.
class Packages {
 public:
  explicit Packages(const Files& files);
  ~Packages();
  Packages(const Packages&) = delete;
  Packages& operator=(const Packages&) = delete;

  /// Looks up many at once: dpkg's lists are read a single time for all of them.
  void prepare(const std::vector<std::string>& reals);

  /// `real` is a path behind all links.
  PackageFacts owner_of(const std::string& real);

  /// Fills candidate, lists_from and outdated (reads apt's lists, tens of megabytes).
  void look_up_candidate(PackageFacts& package);

 private:
  struct Impl;
  Impl* impl_;
};

}  // namespace checkoutdiag::trust
