#include "lib/page/length.hpp"

#include <algorithm>
#include <charconv>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::page {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f";

// "390", "390px"; "100%" and "80vh" are declared, and say nothing of pixels.
Length read_length(std::string_view text, bool is_style) {
  text = text::trimmed(text, kSpaces);
  Length length;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return length;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  length.is_declared = true;
  const bool is_pixels = is_style ? unit.starts_with("px") || value == 0
                                  : !text::trimmed(unit, kSpaces).starts_with('%');
  if (is_pixels) length.pixels = value;
  return length;
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

Length length_of(const text::HtmlEvent& tag, const std::string& name) {
  const auto style = style_of(tag);
  for (const std::string& each : {name, "min-" + name})
    if (const auto found = style.find(each); found != style.end())
      if (const Length length = read_length(found->second, true); length.is_declared) return length;
  const std::string* attribute = tag.find(name);
  return attribute ? read_length(*attribute, false) : Length{};
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
