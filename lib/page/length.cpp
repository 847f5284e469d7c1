#include "lib/page/length.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::page {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f";

/// A value of a style or an attribute: pixels, or that it is not known how many.
using Value = std::optional<double>;

// "390px" and "0"; "80vh", "auto" and "calc(…)" say nothing of pixels.
Value style_pixels(std::string_view text) {
  text = text::trimmed(text, kSpaces);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return {};
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const bool is_pixels = unit == "px" || (unit.empty() && value == 0);
  return is_pixels ? Value(value) : Value();
}

// "390" and "390px"; "100%" says nothing of pixels.
Value attribute_pixels(std::string_view text) {
  text = text::trimmed(text, kSpaces);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return {};
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  return text::trimmed(unit, kSpaces).starts_with('%') ? Value() : Value(value);
}

}  // namespace

std::map<std::string, std::string> style_of(const text::HtmlEvent& tag) {
  std::map<std::string, std::string> all;
  const std::string* style = tag.find("style");
  for (std::string_view rest = style ? *style : std::string_view(); !rest.empty();) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos) continue;
    std::string_view value = part.substr(colon + 1);
    value = value.substr(0, value.find('!'));
    all[text::lower(text::trimmed(part.substr(0, colon), kSpaces))] =
        text::lower(text::trimmed(value, kSpaces));
  }
  return all;
}

// CSS 2.2, section 10.4: max-width bounds width, and min-width goes before both.
Length length_of(const text::HtmlEvent& tag, const std::string& name) {
  const auto style = style_of(tag);
  const auto in_style = [&](const std::string& property) -> const std::string* {
    const auto found = style.find(property);
    return found == style.end() || found->second.empty() ? nullptr : &found->second;
  };
  constexpr double kAny = std::numeric_limits<double>::infinity();
  const std::string* own = in_style(name);
  const std::string* attribute = tag.find(name);
  const std::string* least = in_style("min-" + name);
  const std::string* most = in_style("max-" + name);
  Length length;
  double at_most = kAny;
  if (own) {
    at_most = style_pixels(*own).value_or(kAny);
  } else if (attribute && !attribute->empty()) {
    at_most = attribute_pixels(*attribute).value_or(kAny);
    length.is_attribute = true;
  }
  length.is_declared = own || length.is_attribute || least || most;
  if (most) at_most = std::min(at_most, style_pixels(*most).value_or(kAny));
  // A bound below alone says nothing of what is above it, but that the author thought of it.
  if (least) at_most = std::max(at_most, style_pixels(*least).value_or(kAny));
  constexpr double kLargest = 1e6;  // of any screen
  if (at_most < kAny) length.at_most = std::clamp(at_most, 0.0, kLargest);
  return length;
}

bool is_hidden(const text::HtmlEvent& tag) {
  const auto style = style_of(tag);
  const auto is = [&](const char* name, const char* value) {
    const auto found = style.find(name);
    return found != style.end() && found->second == value;
  };
  return tag.find("hidden") || is("display", "none") || is("visibility", "hidden");
}

}  // namespace checkoutdiag::page
