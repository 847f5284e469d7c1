#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::text {

/// A start tag, an end tag or text of an HTML page, in the page's order.
struct HtmlEvent {
  enum class Kind { start, end, text } kind = Kind::text;
  std::string name;                               // of a tag, in lower case
  std::map<std::string, std::string> attributes;  // names in lower case, references resolved
  std::string text;
  int line = 0;

  /// An attribute's value; nothing when the tag does not have it.
  const std::string* find(const std::string& attribute) const;
};

/// What a page is made of. Whatever it is, a browser would show it, so nothing is refused but what
/// is too long. Throws Failure(input).
std::vector<HtmlEvent> read_html(std::string_view page, const std::string& file);

}  // namespace checkoutdiag::text
