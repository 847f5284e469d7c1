#include "lib/trust/packages/resemblance.hpp"

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr std::size_t kShortest = 3;
constexpr int kMostWords = 16, kMostAlike = 64;  // looked at of a name, and of the paths for one

// Words of so many paths or names of packages that they tell nothing.
constexpr std::array<std::string_view, 16> kCommon = {
    "bin",   "common", "data",     "dev",    "dist", "doc",  "etc", "gnu",
    "linux", "local",  "packages", "python", "site", "sbin", "usr", "share"};

/// "libnss3" -> "nss"; empty when nothing telling is left.
std::string_view core(std::string_view word) {
  if (word.starts_with("lib")) word.remove_prefix(3);
  while (!word.empty() && text::is_digit(word.back()))
    word.remove_suffix(1);
  bool common = std::find(kCommon.begin(), kCommon.end(), word) != kCommon.end();
  return word.size() < kShortest || common ? std::string_view() : word;
}

/// Gives the words of a text: runs of letters and digits.
template <class Take>
void each_word(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && (text::is_letter(text[end]) || text::is_digit(text[end])))
      ++end;
    if (std::string_view word = core(text.substr(at, end - at)); !word.empty()) take(word);
    at = end + 1;
  }
}

}  // namespace

Resemblance::Resemblance(const std::set<std::string>& paths) {
  for (const std::string& path : paths)
    each_word(path, [this](std::string_view word) { words_.push_back(text::lower(word)); });
  std::sort(words_.begin(), words_.end());
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
}

int Resemblance::of(std::string_view package) const {
  std::size_t all = 0, shared = 0;
  int left = kMostWords;
  each_word(package, [&](std::string_view word) {
    if (--left < 0) return;
    all += word.size();
    // "node" and "nodejs", "nss" and "nssckbi": one begins with the other.
    std::string_view start = word.substr(0, kShortest);
    auto at = std::lower_bound(words_.begin(), words_.end(), start);
    std::size_t best = 0;
    for (int alike = 0; alike < kMostAlike && at != words_.end() && at->starts_with(start);
         ++alike, ++at)
      if (word.starts_with(*at) || at->starts_with(word))
        best = std::max(best, std::min(word.size(), at->size()));
    shared += best;
  });
  return all == 0 ? 0 : static_cast<int>(100 * shared / all);
}

}  // namespace checkoutdiag::trust
