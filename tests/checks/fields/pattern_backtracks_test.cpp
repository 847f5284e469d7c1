#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/pattern-backtracks: the value that takes for ever") {
  const auto& check = rules::pattern_backtracks;
  const Outcome card = linted(check, patterned("^(\\d+[ -]?)+$"));
  REQUIRE(card.findings.size() == 1);
  CHECK(card.findings[0].level == Level::error);
  CHECK(card.findings[0].message.starts_with(
      "the pattern ^(\\d+[ -]?)+$ takes exponential time on a value that does not match: "));
  const Outcome square = linted(check, patterned("\\s+$"));
  REQUIRE(square.findings.size() == 1);
  CHECK(square.findings[0].level == Level::warning);
  CHECK(square.findings[0].message.find("at least the square of its length time") !=
        std::string::npos);
  const Outcome look = linted(check, patterned("^(?=.*x)(a+)+$"));
  REQUIRE(look.findings.size() == 1);
  CHECK(look.findings[0].level == Level::warning);
  CHECK(look.findings[0].message.find(" may take exponential ") != std::string::npos);
  CHECK(told(check, patterned("^\\d{5}(-\\d{4})?$")) == "");
  const Outcome large = linted(check, patterned("^((a{0,100}){0,100}){0,100}$"));
  CHECK(large.findings.empty());
  CHECK(large.inconclusive_because.starts_with("whether it backtracks was not decided: "));
}

}  // namespace checkoutdiag::fields
