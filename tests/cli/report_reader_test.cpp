#include "cli/gate/report_reader.hpp"

#include <doctest/doctest.h>

#include "checks/registry.hpp"
#include "cli/gate/merge.hpp"
#include "cli/output/output.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

/// A report with rules that exist: every kind of outcome, on two subjects.
Report sample_of_rules() {
  Report report;
  report.command = "tls probe";
  report.started = *text::parse_time("2026-11-27T10:00:00Z");
  report.duration = std::chrono::milliseconds(1234);
  report.arguments = {{"policy", "payment"}, {"target", "a.example"}};
  report.subjects = {{"b:443", "127.0.0.1", {}, {}, Place{"fleet.txt", 3}},
                     {"a:443", "", {}, {}, {}}};
  const auto add = [&](const char* rule, const char* subject) -> Outcome& {
    return report.outcomes.emplace_back(Outcome{find_rule(rule), subject, {}, {}, {}});
  };
  Outcome& failed = add("tls/cbc-cipher", "b:443");
  failed.fail("accepts {} suites {}", 3, "\x1b")
      .with("n", 3)
      .with("suites", std::vector<std::string>{"A", "B"});
  failed.fail_text("a long one " + std::string(3000, 'x'));
  failed.fail("accepts 4 more").fixed_by("do this:\n  now").at_level(Level::error);
  failed.findings[2].waived = Waiver{"tls/cbc-cipher", "b:443", "old", report.started};
  add("tls/leaf-expired", "b:443");
  add("tls/must-staple", "b:443").skipped_because = "it has no such extension";
  add("tls/leaf-expired", "a:443").undecided("no answer");
  return report;
}

std::string as_json(const Report& report) {
  output::Context context;
  context.version = "1.2.3";
  context.status = status(report.outcomes, {});
  context.exit_code = exit_code(context.status);
  return output::json(report, context);
}

std::string told(const std::string& text) {
  try {
    read_report(text, "r.json");
  } catch (const Failure& failure) {
    return failure.what() + (failure.hint.empty() ? "" : " | " + failure.hint);
  }
  return "understood";
}

}  // namespace

TEST_CASE("a report that is read and written again is the same") {
  const std::string written = as_json(sample_of_rules());
  const ReadReport read = read_report(written, "r.json");
  CHECK(as_json(read.report) == written);
  CHECK(read.status == Status::inconclusive);
  CHECK(read.exit_code == 3);
}

TEST_CASE("what is no report is refused by line, and an error by its message") {
  CHECK(told("[]").find("r.json:1") == 0);
  CHECK(told("{}").find("is no report of checkoutdiag") != std::string::npos);
  CHECK(told(output::error_json("no such file", "see")).find("nothing was judged there: no such") !=
        std::string::npos);
  std::string other = as_json(sample_of_rules());
  other.replace(other.find("tls/cbc-cipher"), 14, "tls/of-another");
  CHECK(told(other).find("there is no rule tls/of-another") != std::string::npos);
}

TEST_CASE("a baseline excuses as many as it has, whatever their numbers") {
  Report now = sample_of_rules();
  now.outcomes[0].findings[0].waived.reset();
  now.outcomes[0].findings[2].waived.reset();
  now.outcomes[0].fail("accepts {} suites {}", 9, "\x1b");  // one more of the same words
  now.outcomes[0].fail("accepts something else");
  CHECK(excuse_known(now, sample_of_rules(), "base.json") == 3);
  const auto& findings = now.outcomes[0].findings;
  CHECK(findings[0].waived->reason == "in the baseline base.json");
  CHECK(findings[2].waived.has_value());
  CHECK(!findings[3].waived);
  CHECK(!findings[4].waived);
}

TEST_CASE("whether TLS 1.3 was taken is read out of a probe's facts") {
  Report report = sample_of_rules();
  report.data = R"({"targets": [
    {"target": "a", "addresses": [{"address": "1", "versions": [
      {"version": "tls1.3", "state": "accepted"}]}]},
    {"target": "b", "addresses": [
      {"address": "1", "versions": [{"version": "tls1.3", "state": "refused"}]},
      {"address": "2", "versions": [{"version": "tls1.3", "state": "unknown"}]}]},
    {"target": "c", "addresses": []}]})";
  const auto seen = read_report(as_json(report), "r.json").tls13;
  REQUIRE(seen.size() == 4);
  CHECK(seen[0].is_accepted == true);
  CHECK(seen[1].subject == "b (1)");
  CHECK(seen[1].is_accepted == false);
  CHECK(!seen[2].is_accepted);
  CHECK(!seen[3].is_accepted);
}

}  // namespace checkoutdiag
