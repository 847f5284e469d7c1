#pragma once
#include <string_view>

#include "lib/page/url.hpp"

// Source lists of a Content-Security-Policy (CSP Level 3, section 6.7.2).
namespace checkoutdiag::page {

enum class Match {
  no,
  yes,
  unclear,  // the standard and the browsers differ
};

/// Whether a list, a directive's value, has a source for the URL. Redirects are not followed, so
/// paths count. `self` is the document whose policy it is.
Match matches_list(std::string_view sources, const Url& url, const Url& self);

/// What of a list decides about scripts without looking at their URL.
struct ScriptSources {
  bool has_nonce_or_hash = false;
  bool is_strict_dynamic = false;  // hosts are ignored
};

ScriptSources script_sources(std::string_view sources);

/// The next word of a list, taken off it; empty: there is none.
std::string_view next_source(std::string_view& sources);

}  // namespace checkoutdiag::page
