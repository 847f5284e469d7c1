#include "lib/fields/oddities.hpp"

#include <string_view>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::fields {
namespace {

// The end of the class that begins at `at`, behind its bracket; npos: it has none.
std::size_t end_of_class(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == ']')
      return i + 1;
  }
  return std::string_view::npos;
}

// "1-10" within a class: from 1 to 1, and 0.
bool has_number_range(std::string_view inside) {
  for (std::size_t i = 0; i + 3 < inside.size(); ++i)
    if (text::is_digit(inside[i]) && inside[i + 1] == '-' && text::is_digit(inside[i + 2]) &&
        text::is_digit(inside[i + 3]) && inside[i] >= inside[i + 2] - 1)
      return inside.substr(i + 4).find('-') != 0;
  return false;
}

// A comma between letters, digits or ranges, as people write lists.
bool has_list(std::string_view inside) {
  const std::size_t comma = inside.find(',');
  if (comma == std::string_view::npos || comma == 0 || comma + 1 == inside.size()) return false;
  const auto is_word = [](char c) { return text::is_digit(c) || text::is_letter(c); };
  return is_word(inside[comma - 1]) && is_word(inside[comma + 1]);
}

bool has_bar(std::string_view inside) {
  const std::size_t bar = inside.find('|');
  if (bar == std::string_view::npos || bar == 0 || bar + 1 == inside.size()) return false;
  const auto is_word = [](char c) { return text::is_digit(c) || text::is_letter(c); };
  return is_word(inside[bar - 1]) && is_word(inside[bar + 1]);
}

void look_at_class(std::string_view part, std::vector<Oddity>& all) {
  const std::string_view inside = part.substr(1, part.size() - 2);
  const auto add = [&](const char* means) { all.push_back({std::string(part), means}); };
  if (inside.find("A-z") != std::string_view::npos)
    add("it also takes [ \\ ] ^ _ and `, which stand between Z and a");
  if (has_number_range(inside)) add("a class is of single characters, not of numbers");
  if (has_list(inside)) add("it takes a comma, too");
  if (has_bar(inside)) add("it takes a |, too");
}

// {1-3}: no quantifier.
std::size_t end_of_dashed_count(std::string_view text, std::size_t at) {
  std::size_t i = at + 1, digits = 0;
  while (i < text.size() && text::is_digit(text[i]))
    ++i, ++digits;
  if (digits == 0 || i >= text.size() || text[i] != '-') return std::string_view::npos;
  for (++i, digits = 0; i < text.size() && text::is_digit(text[i]); ++i)
    ++digits;
  return digits > 0 && i < text.size() && text[i] == '}' ? i + 1 : std::string_view::npos;
}

}  // namespace

std::vector<Oddity> oddities_of(const regex::Pattern& pattern) {
  const std::string_view text = pattern.text;
  std::vector<Oddity> all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '[') {
      const std::size_t end = end_of_class(text, i);
      if (end == std::string_view::npos) break;
      look_at_class(text.substr(i, end - i), all);
      i = end - 1;
    } else if (text[i] == '{') {
      const std::size_t end = end_of_dashed_count(text, i);
      if (end == std::string_view::npos) continue;
      all.push_back({std::string(text.substr(i, end - i)),
                     "it is no quantifier but these characters: a range of counts has a comma"});
      i = end - 1;
    }
  }
  return all;
}

}  // namespace checkoutdiag::fields
