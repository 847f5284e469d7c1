#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lib/text/time.hpp"
#include "lib/trust/knowledge.hpp"

namespace checkoutdiag::trust {

/// How old the content of a bundle is, by the roots that came and went (Knowledge::changes), not by
/// its file's times. Both bounds are days of uploads to Debian, which follow Mozilla by months.
struct ContentAge {
  /// It holds a root that the upload of this day did not have yet. Not the day of the upload that
  /// brought the root: certifi 2022.9.24 has all that Debian took in on 2023-03-11.
  std::optional<Time> not_before;
  std::optional<Time> before;      // it still holds a root that was thrown out on this day
  std::string older_than_version;  // that version; empty when `before` is
  std::string at_least_version;    // the newest version all of whose new roots it holds; or empty
  std::vector<std::string> evidence;  // names: of the roots behind `before`, then of those …
  std::size_t still_there = 0;        // … behind at_least_version; so many are of the first kind
  std::size_t common = 0;             // roots of the changes that it holds
  std::string unknown_because;        // why it cannot be dated; empty: it was
};

/// What a bundle must at least have in common with the changes to be dated. Whole bundles of 2018
/// to 2026 have 60 to 92; SDKs with 22 roots of their own choice have 14.
inline constexpr std::size_t kLeastCommon = 40;

/// Dates a bundle, given as the SHA-256 of its certificates in lower-case hex. The version that
/// fits best is found first, so that one root that was kept, added back or taken in early says
/// nothing by itself; a bundle that no version fits does not come from Mozilla's, and is not dated,
/// because there a root's absence proves nothing, and its presence only that nobody removed it.
ContentAge date_by_content(const std::set<std::string>& sha256, const Knowledge& known,
                           std::size_t least_common = kLeastCommon);

}  // namespace checkoutdiag::trust
