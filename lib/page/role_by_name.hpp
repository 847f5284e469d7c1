#pragma once
#include "lib/page/page.hpp"
#include "lib/text/html.hpp"

namespace checkoutdiag::page {

/// What a frame is for by what it is called: a guess, for those that no form and no address tells
/// of. A frame that is hidden is not the challenge's unless its name says so.
Role role_by_name(const text::HtmlEvent& tag, bool is_hidden);

}  // namespace checkoutdiag::page
