#pragma once
#include "tests/cli/sample_report.hpp"

// Reports with nothing in them but what one test asks about.
namespace checkoutdiag::sample {

inline Report one_subject(std::vector<Detail> details) {
  Report report;
  report.subjects.push_back({"a:443", "", std::move(details), "9 connections", std::nullopt});
  report.outcomes.push_back({&kReach, "a:443", {}, {}, {}});
  return report;
}

inline Report many(int subjects) {
  Report report;
  for (int i = 0; i < subjects; ++i) {
    std::string name = "gw" + std::to_string(i) + ":443";
    report.subjects.push_back({name, "", {{"versions", "1.3 yes"}}, "9 connections", std::nullopt});
    Outcome outcome{&kCipher, name, {}, {}, {}};
    if (i % 10 == 0) outcome.fail("accepts 3DES");
    report.outcomes.push_back(outcome);
  }
  return report;
}

}  // namespace checkoutdiag::sample
