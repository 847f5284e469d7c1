#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/trust/files.hpp"
#include "lib/trust/search.hpp"

// What a search knows and has found so far. Each part of it (OpenSSL, Java, …) is a function of one
// (lib/trust/search/parts.hpp).
namespace checkoutdiag::trust {

/// The operating system of a root, from its os-release.
struct System {
  std::string name = "the system";
  bool debian = false, fedora = false, alpine = false, suse = false;
};

/// Where an OpenSSL looks when no variable tells it otherwise.
struct OpenSslDefaults {
  std::string file, directory;
  std::string whose;  // "OpenSSL's default"; begins the words of a use
};

class Planner {
 public:
  using Index = std::size_t;

  Planner(const Files& files_of_root, const Surroundings& surroundings);

  const Files& files;
  const Surroundings& around;
  System system;
  Plan plan;
  std::optional<OpenSslDefaults> openssl;  // of the shared libssl, once it was looked for

  /// The place at a path, made when it is first met; the same file by another path is the same
  /// place. Nothing: nothing is there, and nobody wants it.
  std::optional<Index> place(Place candidate);

  /// Its index by path, when something is there: `title` is used on first sight.
  std::optional<Index> place(const std::string& path, const std::string& title, Role role,
                             HowToRead how = HowToRead::detect);

  /// A client by name and program, made when it is first met.
  Index client(const std::string& name, const std::string& program, Runtime runtime);
  Client& at(Index client) { return plan.clients[client]; }

  /// Says that a client loads a place; nothing is said twice.
  void use(Index client, std::optional<Index> place, const std::string& because,
           bool always = true);
  void note(Index client, std::string sentence);

  /// An environment variable's value; null when it is not set.
  const std::string* variable(std::string_view name) const;
  bool is_set(std::string_view name) const;  // and not empty

  /// Records a setting that names a store, and the places that it names.
  std::vector<Index> setting(Setting setting, bool many, Role role);

  /// The places that a variable of the table named, in its order.
  const std::vector<Index>& named_by(std::string_view variable) const;

  /// Records a variable's setting, once: its places are found again with named_by().
  void variable_setting(const std::string& name, const std::string& readers, bool many,
                        bool directory, Role role);

  /// Says of a setting why it has no effect; `where` empty: of all of that name.
  void ignored(std::string_view name, std::string_view where, const std::string& note);

  /// A path as the owner of the surroundings means it: relative to the working directory.
  std::string absolute(std::string_view path) const;

  /// The paths of a glob in which "~/", "./" and "$NAME/" stand for places of the surroundings.
  std::vector<std::string> expand(std::string_view pattern) const;

  /// A small text file; empty when it cannot be read.
  std::string text(const std::string& path, std::size_t limit = 1024 * 1024) const;

 private:
  using Key = std::pair<std::string, HowToRead>;
  std::map<Key, Index> by_real_;
  std::vector<bool> provisional_;  // titles that only say which variable named the place
  std::map<std::string, std::vector<Index>, std::less<>> named_;
};

/// The file's or folder's own name, and what it is in.
std::string base_name(std::string_view path);
std::string parent(std::string_view path);

/// Text between blanks and line ends; a '"' or '\'' quotes up to its twin.
std::vector<std::string> words(std::string_view text);

/// Lines without their ends.
std::vector<std::string_view> lines(std::string_view text);
std::vector<std::string_view> lines(std::string&&) = delete;  // they would outlive their text

/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);

/// The value of `key = value` in shell-like or ini-like text, the last one; quotes are taken off.
std::optional<std::string> value_of(std::string_view text, std::string_view key);

/// Is "20.15.1" at least "20.9"? By the numbers between the dots; what is no number counts as 0.
bool at_least(std::string_view version, std::string_view least);

}  // namespace checkoutdiag::trust
