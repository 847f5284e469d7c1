#include <doctest/doctest.h>

#include "checks/fields/fields.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::fields {
namespace {

Outcome judged(const Check<ValuesCase>& check, const ValuesCase& seen) {
  Outcome outcome{&check.rule, "values", {}, {}, {}};
  check.run(seen, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  return outcome;
}

}  // namespace

TEST_CASE("fields/value-refused: one value, many records, and what is not there") {
  ValuesCase seen;
  seen.records = 1;
  seen.tallies = {{"zip", Reason::postal_format, 1, {}, "'1'", "Germany, such as 26133"}};
  seen.absent = {"holder"};
  const Outcome one = judged(rules::value_refused, seen);
  REQUIRE(one.findings.size() == 2);
  CHECK(one.findings[0].message ==
        "zip '1' is no postal code of its country: Germany, such as 26133");
  CHECK(one.findings[0].level == Level::error);
  CHECK(one.findings[1].message == "holder is asked for, and no value has that name");

  ValuesCase many;
  many.is_stream = true;
  many.records = 200;
  many.tallies = {{"pan", Reason::check_digit, 12, {2, 3, 9}, "", ""},
                  {"exp", Reason::expired, 1, {7}, "", ""}};
  const Outcome all = judged(rules::value_refused, many);
  REQUIRE(all.findings.size() == 2);
  CHECK(all.findings[0].message ==
        "pan has a wrong check digit (Luhn), in 12 of 200 records (lines 2, 3, 9 and more)");
  CHECK(all.findings[1].message == "exp has expired, in 1 of 200 records (line 7)");
}

TEST_CASE("fields/value-refused: what could not be judged is no pass") {
  ValuesCase seen;
  seen.records = 3;
  seen.is_stream = true;
  seen.malformed = 2;
  seen.first_fault = "not JSON";
  seen.first_faulty_line = 8;
  CHECK(judged(rules::value_refused, seen).inconclusive_because ==
        "2 of 3 records cannot be read, the first one in line 8: not JSON");
  ValuesCase none;
  none.is_stream = true;
  CHECK(judged(rules::value_refused, none).inconclusive_because == "there are no records");
  ValuesCase cut;
  cut.is_stream = cut.is_cut_short = true;
  cut.records = 5;
  CHECK(judged(rules::value_refused, cut).inconclusive_because ==
        "the run was cut short after 5 records");
  ValuesCase unknown;
  unknown.tallies = {{"zip", Reason::country_unknown, 1, {}, "'1'", ""}};
  CHECK(judged(rules::value_refused, unknown).inconclusive_because ==
        "zip '1' cannot be judged: its country is not known");
}

}  // namespace checkoutdiag::fields
