#pragma once
#include <doctest/doctest.h>

#include <string>

#include "checks/threeds/page.hpp"
#include "tests/checks/fix_lines.hpp"
#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::test {

inline page::Url url(const std::string& text) {
  const auto parsed = page::parse_url(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

/// A page of https://shop.example/pay with a policy ("" is none) and this in its body.
inline page::Page seen_page(const std::string& policy, const std::string& html = "",
                            http::Headers more = {}) {
  page::Document document{url("https://shop.example/pay"), true, std::move(more), html};
  if (!policy.empty()) document.headers.push_back({"Content-Security-Policy", policy});
  return page::read_page(document, "page", {});
}

/// What is known besides the page: nothing.
inline threeds::PageCase page_case(const page::Page& page) {
  return {page, {}, true, {}, {}, {}, {}, {}};
}

inline Outcome judged(const Check<threeds::PageCase>& check, const threeds::PageCase& seen) {
  Outcome outcome{&check.rule, "page", {}, {}, {}};
  if (check.skip) outcome.skipped_because = check.skip(seen);
  if (outcome.skipped_because.empty()) check.run(seen, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  return outcome;
}

/// "error: sentence; warning: sentence", "? reason" or "- reason of the skip".
inline std::string page_told(const Outcome& outcome) {
  if (!outcome.skipped_because.empty()) return "- " + outcome.skipped_because;
  std::string text =
      outcome.inconclusive_because.empty() ? "" : "? " + outcome.inconclusive_because;
  for (const Finding& each : outcome.findings)
    text += (text.empty() ? "" : "; ") + std::string(name(each.level)) + ": " + each.message;
  return text;
}

inline std::string page_told(const Check<threeds::PageCase>& check, const page::Page& page) {
  return page_told(judged(check, page_case(page)));
}

}  // namespace checkoutdiag::test
