#pragma once
#include <bitset>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace checkoutdiag::trust {

/// Paths whose owners are looked for, by every name that a package's list may have for them:
/// "/lib/x" for "/usr/lib/x" where the two are one directory.
class Wanted {
 public:
  explicit Wanted(const std::set<std::string>& reals);

  /// The real path behind a name; nullptr when it is not wanted, which is told without hashing the
  /// whole name in all but one of a hundred cases.
  const std::string* find(std::string_view name) const {
    if (!ends_.test(end_of(name))) return nullptr;
    auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

 private:
  static constexpr int kBits = 13;

  /// A small hash of the last eight bytes, where paths differ most.
  static std::size_t end_of(std::string_view name) {
    std::uint64_t end = 0;
    if (name.size() >= sizeof end)
      std::memcpy(&end, name.data() + name.size() - sizeof end, sizeof end);
    else
      for (char c : name)
        end = end << 8 | static_cast<unsigned char>(c);
    return static_cast<std::size_t>(end * 0x9E3779B97F4A7C15u >> (64 - kBits));
  }

  std::vector<std::string> names_;  // what the views point into
  std::unordered_map<std::string_view, const std::string*> by_name_;
  std::bitset<std::size_t{1} << kBits> ends_;
};

}  // namespace checkoutdiag::trust
