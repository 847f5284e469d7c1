#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lib/trust/facts.hpp"
#include "lib/trust/search.hpp"

// The table of places (lib/data/trust/places.json): paths, folders and variables that need no
// logic.
namespace checkoutdiag::trust {

/// An environment variable that names a store.
struct KnownVariable {
  std::string name, readers;
  bool many = false;       // a list with ":" between its parts
  bool directory = false;  // names directories; else files, or whatever is there
};

/// Where the libraries of one language are: a glob, in which "~", "./" and "$NAME" stand for the
/// home, the working directory and a variable.
struct KnownFolder {
  std::string kind, path;
};

/// Who reads a bundle.
struct KnownClient {
  std::string name;
  std::string needs;   // a sibling in the folder without which nobody asks
  std::string unless;  // a sibling that is asked in its stead
  Runtime runtime = Runtime::openssl;
  std::vector<std::string> variables;  // that replace the bundle, the first that is set wins
  bool libcurl = false;                // libcurl's own directory is asked as well
};

/// A bundle below each folder of a kind; "machine" and "system" stand for the root.
struct KnownBundle {
  std::string in, path, title;
  std::string package;       // whose version dates it
  std::string version_file;  // a Python file that says __version__ of what is vendored
  Role role = Role::sdk;
  HowToRead how = HowToRead::detect;
  std::vector<KnownClient> clients;
};

/// A file that a package makes when it is installed and that its database does not list, or a
/// directory that is that package's alone though others may put files there.
struct GeneratedFile {
  std::string path, package;
};

struct KnownPlaces {
  std::vector<KnownVariable> variables;
  std::vector<KnownFolder> folders;
  std::vector<KnownBundle> bundles;
  std::vector<GeneratedFile> generated;
};

/// Reads such a table. Throws Failure(internal) that names what is wrong, unknown keys and entries
/// without `source` and `as_of` too: the table is ours.
KnownPlaces read_places(std::string_view text);

/// The one that was built in.
const KnownPlaces& known_places();

}  // namespace checkoutdiag::trust
