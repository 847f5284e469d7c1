#include "lib/trust/packages/deb_version.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::trust {
namespace {

/// "1:2.3-4" in its parts: no epoch is 0, no revision is "0".
struct Version {
  std::string_view epoch, upstream, revision;
};

Version parts(std::string_view text) {
  Version version{"0", text, "0"};
  if (std::size_t colon = text.find(':'); colon != text.npos) {
    version.epoch = text.substr(0, colon);
    version.upstream = text.substr(colon + 1);
  }
  if (std::size_t dash = version.upstream.rfind('-'); dash != text.npos) {
    version.revision = version.upstream.substr(dash + 1);
    version.upstream = version.upstream.substr(0, dash);
  }
  return version;
}

/// Where a character that is no digit stands: '~' before the end, letters before all others.
int rank(std::string_view text) {
  if (text.empty() || text::is_digit(text.front())) return 0;
  char c = text.front();
  if (c == '~') return -1;
  return text::is_letter(c) ? c : static_cast<unsigned char>(c) + 256;
}

bool at_word(std::string_view text) {
  return !text.empty() && !text::is_digit(text.front());
}

/// Takes the digits at the beginning off, without leading zeros: numbers of any length.
std::string_view take_number(std::string_view& text) {
  std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

int compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

/// A word without digits, then a number, and so on, until they differ.
int compare_part(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while (at_word(a) || at_word(b)) {
      if (int difference = rank(a) - rank(b)) return difference;
      a.remove_prefix(1);  // both have one: the ranks of an end and of a character differ
      b.remove_prefix(1);
    }
    if (int difference = compare_numbers(take_number(a), take_number(b))) return difference;
  }
  return 0;
}

}  // namespace

int compare_deb_versions(std::string_view a, std::string_view b) {
  Version left = parts(a), right = parts(b);
  if (int difference = compare_part(left.epoch, right.epoch)) return difference;
  if (int difference = compare_part(left.upstream, right.upstream)) return difference;
  return compare_part(left.revision, right.revision);
}

}  // namespace checkoutdiag::trust
