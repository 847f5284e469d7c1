#include <doctest/doctest.h>

#include "checks/threeds/threeds.hpp"
#include "lib/failure.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::threeds {
namespace {

Outcome judged(const char* gateway, const nlohmann::json& request) {
  const Vocabulary* vocabulary = vocabulary_of(gateway);
  REQUIRE(vocabulary);
  const RequestCase seen{*vocabulary, exemptions_of(*vocabulary, request)};
  Outcome outcome{&rules::exemption_unknown.rule, "request", {}, {}, {}};
  outcome.skipped_because = rules::exemption_unknown.skip(seen);
  if (outcome.skipped_because.empty()) rules::exemption_unknown.run(seen, outcome);
  CHECK(fault_of_fix(rules::exemption_unknown.rule.fix) == "");
  return outcome;
}

}  // namespace

TEST_CASE("threeds/exemption-unknown: another gateway's spelling, and none that anybody has") {
  const auto adyen = [](const char* value) {
    return judged("adyen", {{"additionalData", {{"scaExemption", value}}}});
  };
  CHECK(adyen("lowValue").findings.empty());
  CHECK(adyen("low_value").findings.at(0).message ==
        "/additionalData/scaExemption is 'low_value', which Adyen (Checkout API) does not have");
  CHECK(adyen("low_value").findings.at(0).fix.starts_with("send lowValue, which is what "));
  CHECK(adyen("nonsense").findings.at(0).fix.find("send one of lowValue") == 0);
  CHECK(adyen("4111111111111111").findings.at(0).message.find("4111111111111111") ==
        std::string::npos);
  CHECK(judged("adyen", {{"amount", 1}}).skipped_because != "");
  CHECK(judged("checkoutcom", {{"3ds", {{"exemption", "trusted_listing"}}}}).findings.empty());
  CHECK(judged("worldpay", {{"instruction", {{"exemption", {{"type", "low_value"}}}}}})
            .findings.size() == 1);
  CHECK(vocabulary_of("nobody") == nullptr);
}

TEST_CASE("names of one's own") {
  const auto values = [](const char* text) { return parse_vocabulary(text, "f").values.size(); };
  CHECK(
      values(R"({"title": "a", "exemption": {"fields": ["/x"], "values": {"low-value": "LV"}}})") ==
      1);
  for (const char* wrong :
       {"{}", "[]", R"({"title": "a"})",
        R"({"title": "a", "exemption": {"fields": ["x"], "values": {"a": "b"}}})",
        R"({"title": "a", "exemption": {"fields": [], "values": {"a": "b"}}})",
        R"({"title": "a", "exemption": {"fields": ["/x"], "values": {"a": 1}}})",
        R"({"title": "a", "b": 1})"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(values(wrong), Failure);
  }
}

}  // namespace checkoutdiag::threeds
