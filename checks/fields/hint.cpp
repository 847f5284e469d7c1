#include "checks/fields/hint.hpp"

#include <fmt/core.h>

#include "lib/fields/card.hpp"
#include "lib/fields/expiry.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::fields {
namespace {

std::string lengths_of(const Brand& brand) {
  std::string text;
  for (std::size_t i = 0; i < brand.lengths.size(); ++i)
    text += (i == 0                          ? ""
             : i + 1 == brand.lengths.size() ? " or "
                                             : ", ") +
            std::to_string(brand.lengths[i]);
  return text;
}

std::string card_length(std::string_view number) {
  const auto brands = brands_of(number);
  if (brands.empty())
    return fmt::format("{} digits, and card numbers have 12 to 19", number.size());
  return fmt::format("{} has {} digits, and this one {}", brands.front()->name,
                     lengths_of(*brands.front()), number.size());
}

// The first character that is no digit.
std::string not_digits(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!text::is_digit(text[i]))
      return text[i] == ' ' || text[i] == '-'
                 ? fmt::format("a {} at character {}", text[i] == ' ' ? "space" : "hyphen", i + 1)
                 : fmt::format("at character {}", i + 1);
  return {};
}

std::string code_length(const RecordJudge& judge, std::string_view code) {
  if (judge.brands().empty()) return fmt::format("{} digits, and codes have 3 or 4", code.size());
  const Brand& brand = *judge.brands().front();
  return fmt::format("the {} of {} has {} digits, and this one {}", brand.code, brand.name,
                     brand.code_length, code.size());
}

std::string postal(const std::string& code) {
  const Country* country = find_country(code);
  if (!country) return code.empty() ? "give --country" : text::printable(code, 20);
  if (country->examples.empty()) return country->name;
  return fmt::format("{}, such as {}", country->name, country->examples.front());
}

// "its pattern is ^\\d+$", "at most 19 long".
std::string rule(const regex::Language& language) {
  std::string text;
  const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
  for (const regex::Pattern& each : language.patterns)
    add("its pattern is " + text::printable(text::redacted(each.text), 120));
  if (!language.values.empty()) add(fmt::format("one of {} values", language.values.size()));
  if (language.shortest > 0) add(fmt::format("at least {} long", language.shortest));
  if (language.longest != regex::kNoLimit) add(fmt::format("at most {} long", language.longest));
  return text;
}

std::string amount(std::string_view text) {
  const std::size_t at = text.find_first_of(".,");
  if (at == std::string_view::npos) return {};
  return "the minor unit is the cent or its like: 12.50 EUR is 1250, and 1250 JPY is 1250";
}

}  // namespace

std::string hint_of(const RecordJudge& judge, const Problem& problem, const std::string& country) {
  const std::string_view sent = judge.sent(problem.column);
  switch (problem.reason) {
    case Reason::pattern:
      // An example says more than a pattern of six lines.
      if (judge.known(problem.column).meaning == Meaning::postal_code && find_country(country))
        return postal(country);
      return judge.rule(problem.column) ? rule(*judge.rule(problem.column)) : "";
    case Reason::not_digits:
      return not_digits(sent);
    case Reason::card_length:
      return card_length(sent);
    case Reason::code_length:
      return code_length(judge, sent);
    case Reason::postal_format:
    case Reason::postal_unneeded:
    case Reason::country_unknown:
      return postal(country);
    case Reason::amount_format:
      return amount(sent);
    default:
      return {};
  }
}

}  // namespace checkoutdiag::fields
