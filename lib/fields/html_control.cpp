#include "lib/fields/html_control.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "lib/regex/tree.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::fields {
namespace {

using regex::Dialect;
using text::HtmlEvent;

struct Type {
  std::string_view name;
  bool is_text;         // pattern, minlength and maxlength apply
  const char* pattern;  // what its values are; nothing: anything on one line
  const char* unread;   // what the pattern leaves out
  bool trims = false;   // white space around it is not sent
};

// HTML 4.10.5.1. An address: "a valid email address", in the words of its grammar.
constexpr const char* kEmail =
    "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*";
constexpr std::array<Type, 11> kTypes = {{
    {"text", true, nullptr, nullptr},
    {"search", true, nullptr, nullptr},
    {"tel", true, nullptr, nullptr},
    {"password", true, nullptr, nullptr},
    {"url", true, nullptr, "type=url: an absolute URL", true},
    {"email", true, kEmail, nullptr, true},
    {"number", false, "-?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d+)?", nullptr},
    {"month", false, "\\d{4,}-(?:0[1-9]|1[0-2])", nullptr},
    {"date", false, "\\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])",
     "type=date: a day that the month has"},
    {"radio", false, nullptr, nullptr},
    {"checkbox", false, nullptr, nullptr},
}};
constexpr std::array<std::string_view, 5> kNotSent = {"submit", "button", "reset", "image", "file"};

std::string attribute(const HtmlEvent& element, const char* name) {
  const std::string* value = element.find(name);
  return value ? *value : "";
}

regex::Pattern whole(std::string text, Dialect dialect) {
  regex::Pattern pattern;
  pattern.text = std::move(text);
  pattern.dialect = dialect;
  pattern.match = regex::Match::full;
  return pattern;
}

// The rules for parsing non-negative integers; what is none is as if it were not there.
std::optional<std::uint32_t> length(const HtmlEvent& element, const char* name) {
  const std::string* value = element.find(name);
  if (!value) return std::nullopt;
  const std::string_view digits = text::trimmed(*value, " \t\r\n\f");
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end == digits.data()) return std::nullopt;
  return number;
}

void read_lengths(const HtmlEvent& element, Field& field) {
  if (const auto least = length(element, "minlength")) field.language.shortest = *least;
  if (const auto most = length(element, "maxlength")) field.language.longest = *most;
  // Nothing can be typed that is long enough.
  if (field.language.longest < field.language.shortest) {
    field.language.patterns.push_back(whole("[^\\s\\S]", Dialect::javascript));
    field.language.shortest = 0;
  }
}

// HTML 4.10.5.3.7: a pattern that does not compile with v checks nothing.
void read_pattern(const HtmlEvent& element, Field& field) {
  const std::string* given = element.find("pattern");
  if (!given) return;
  regex::Pattern pattern = whole(*given, Dialect::html);
  try {
    regex::parse(pattern);
  } catch (const regex::PatternError& error) {
    if (error.why == regex::PatternError::Why::syntax) {
      field.ignored = fmt::format("the pattern {} does not compile with the flag v: {}",
                                  text::printable(*given, 200), error.what());
      return;
    }
  }
  field.language.patterns.push_back(std::move(pattern));
}

void read_limits(const HtmlEvent& element, Field& field) {
  for (const char* name : {"min", "max", "step"})
    if (element.find(name)) field.unread.push_back(name);
}

const Type& type_of(const HtmlEvent& element) {
  const std::string name = text::lower(attribute(element, "type"));
  const auto type = std::find_if(kTypes.begin(), kTypes.end(),
                                 [&](const Type& each) { return each.name == name; });
  return type == kTypes.end() ? kTypes.front() : *type;  // as browsers do
}

// What the page has in it is sent, unless a script puts something else there.
void read_hidden(const HtmlEvent& element, Field& field) {
  field.is_hidden = true;
  field.language = {};
  const std::string value = attribute(element, "value");
  field.language.optional = value.empty();
  if (!value.empty())
    field.language.values = {value};
  else
    field.unread.emplace_back("type=hidden, which scripts fill,");
}

void read_input(const HtmlEvent& element, Field& field) {
  const Type& type = type_of(element);
  if (type.name == "radio" || type.name == "checkbox") {
    field.language.values = {element.find("value") ? attribute(element, "value") : "on"};
    return;
  }
  // Line ends are taken out of what is pasted.
  field.typeable.push_back(whole("[^\\r\\n]*", Dialect::javascript));
  if (type.pattern) field.language.patterns.push_back(whole(type.pattern, Dialect::javascript));
  if (type.unread) field.unread.emplace_back(type.unread);
  if (type.trims) field.normaliser = regex::normaliser_of("trim");
  if (type.name == "email" && element.find("multiple")) field.unread.emplace_back("multiple");
  if (type.is_text) {
    read_lengths(element, field);
    read_pattern(element, field);
  } else {
    // HTML 4.10.5.1.12: they are attributes of texts.
    for (const char* name : {"pattern", "maxlength", "minlength"})
      if (element.find(name)) field.ignored = fmt::format("type={} has no {}", type.name, name);
    read_limits(element, field);
  }
}

}  // namespace

std::optional<Field> control_of(const HtmlEvent& element) {
  const std::string type = text::lower(attribute(element, "type"));
  if (element.find("disabled")) return std::nullopt;
  if (element.name == "input" &&
      std::find(kNotSent.begin(), kNotSent.end(), type) != kNotSent.end())
    return std::nullopt;
  Field field;
  field.name = attribute(element, element.find("name") ? "name" : "id");
  if (field.name.empty()) return std::nullopt;
  field.meaning = meaning_of_autocomplete(attribute(element, "autocomplete"));
  if (field.meaning == Meaning::other) field.meaning = meaning_of_name(field.name);
  field.language.optional = !element.find("required");
  if (element.name == "input" && type == "hidden") {
    read_hidden(element, field);
    return field;
  }
  if (element.name == "input") read_input(element, field);
  if (element.name == "textarea") read_lengths(element, field);
  if (!field.language.optional) field.language.shortest = std::max(field.language.shortest, 1u);
  return field;
}

}  // namespace checkoutdiag::fields
