#include "lib/trust/packages/apt_lists.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/trust/packages/deb_version.hpp"
#include "lib/trust/packages/unpack.hpp"
#include "lib/trust/search/planner.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr const char* kLists = "/var/lib/apt/lists";
constexpr std::uint64_t kMostText = 512ull * 1024 * 1024;  // unpacked, of one list
constexpr std::size_t kLongestLine = 64 * 1024;            // Provides: and Depends: are long

/// Reads stanzas as their text comes, and keeps the versions of the wanted packages.
class Reader {
 public:
  Reader(const std::set<std::string, std::less<>>& wanted, Candidates& to)
      : wanted_(wanted), to_(to) {}

  void take(std::string_view text) {
    while (!text.empty()) {
      std::size_t end = text.find('\n');
      if (end == text.npos) {
        if (rest_.size() < kLongestLine) rest_ += text;
        return;
      }
      if (rest_.empty()) {
        line(text.substr(0, end));
      } else {
        if (rest_.size() < kLongestLine) rest_ += text.substr(0, end);
        line(rest_);
        rest_.clear();
      }
      text.remove_prefix(end + 1);
    }
  }

  void finish() {
    if (!rest_.empty()) line(rest_);
  }

 private:
  void line(std::string_view text) {
    if (text.empty()) {
      package_ = wanted_.end();
    } else if (text.front() == 'P' && text.starts_with("Package: ")) {
      package_ = wanted_.find(trimmed(text.substr(9)));
    } else if (package_ != wanted_.end() && text.starts_with("Version: ")) {
      std::string_view version = trimmed(text.substr(9));
      std::string& best = to_.newest[*package_];
      if (best.empty() || compare_deb_versions(version, best) > 0) best = version;
    }
  }

  const std::set<std::string, std::less<>>& wanted_;
  Candidates& to_;
  std::set<std::string, std::less<>>::const_iterator package_ = wanted_.end();
  std::string rest_;  // of a line whose end is in the next piece
};

bool is_readable(std::string_view name) {
  return name.ends_with("_Packages") || name.ends_with("_Packages.lz4") ||
         name.ends_with("_Packages.gz");
}

}  // namespace

Candidates read_apt_lists(const Files& files, const std::set<std::string, std::less<>>& packages) {
  Candidates found;
  std::size_t lists = 0;
  for (const std::string& name : files.names(kLists)) {
    if (name.find("_Packages") == name.npos) continue;
    ++lists;
    std::string path = fmt::format("{}/{}", kLists, name);
    FileFacts facts = files.look(path);
    if (!found.from || facts.modified > *found.from) found.from = facts.modified;
    if (!is_readable(name)) {
      found.problem = name + " is packed in a way that is not read here";
      continue;
    }
    Reader reader(packages, found);
    std::string why =
        unpack(files, path, kMostText, [&](std::string_view text) { reader.take(text); });
    reader.finish();
    if (!why.empty()) found.problem = name + ": " + why;
  }
  if (lists == 0)
    found.problem =
        fmt::format("there are no package lists in {}: apt-get update fetches them", kLists);
  return found;
}

}  // namespace checkoutdiag::trust
