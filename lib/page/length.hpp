#pragma once
#include <map>
#include <string>
#include <string_view>

#include "lib/page/page.hpp"
#include "lib/text/html.hpp"

namespace checkoutdiag::page {

/// The declarations of a style attribute, names and values in lower case.
std::map<std::string, std::string> style_of(const text::HtmlEvent& tag);

/// "width" or "height" of a tag: its style's, else its attribute's, within the style's "min-" and
/// "max-".
Length length_of(const text::HtmlEvent& tag, const std::string& name);

/// By its style, its attribute or its size.
bool is_hidden(const text::HtmlEvent& tag);

}  // namespace checkoutdiag::page
