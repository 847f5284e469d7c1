#include <fmt/core.h>

#include "cli/output/layout.hpp"
#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::output {
namespace {

// Text of XML 1.0: valid UTF-8 without control characters and U+FFFE, U+FFFF, which no escape makes
// legal.
std::string xml(std::string_view raw) {
  constexpr std::size_t kLongest = 16384;
  std::string text = text::printable(raw, kLongest);
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string_view three = std::string_view(text).substr(i, 3);
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
      safe += "\xEF\xBF\xBD";
      i += 2;
      continue;
    }
    switch (text[i]) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += text[i];
    }
  }
  return safe;
}

std::string xml_lines(std::string_view text) {
  std::string all;
  for (const std::string& line : lines(text))
    all += (all.empty() ? "" : "\n") + xml(line);
  return all;
}

// An attribute has no lines.
std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

enum class Result { passed, failed, error, skipped };

struct Case {
  Result result = Result::passed;
  std::string type, message, text;
};

bool fails(const Finding& finding, const Threshold& threshold) {
  return !finding.waived && threshold.fail_on && finding.level >= *threshold.fail_on;
}

std::string told(const Outcome& outcome, const Finding& finding) {
  std::string line = std::string(name(finding.level)) + ": " + finding.message + "\n";
  if (finding.waived) return "waived " + line + words_of(*finding.waived) + "\n";
  return line + "fix: " + fix_of(outcome, finding) + "\n";
}

// Consumers keep one <failure> of a case, so all findings are told in one. A case fails when it
// fails the run; what is below the threshold passes and is told as its output.
Case case_of(const Outcome& outcome, const Threshold& threshold) {
  Case result;
  bool all_waived = !outcome.findings.empty();
  for (const Finding& finding : outcome.findings) {
    result.text += told(outcome, finding);
    all_waived = all_waived && finding.waived;
    if (!fails(finding, threshold)) continue;
    result.result = Result::failed;
    result.type = name(finding.level);
    result.message += (result.message.empty() ? "" : "; ") + finding.message;
  }
  if (result.result == Result::failed) {
    result.text += "why: " + std::string(outcome.rule->why) + "\n";
  } else if (!outcome.inconclusive_because.empty()) {
    bool passes = threshold.inconclusive == Status::pass;
    result.result = passes ? Result::skipped : Result::error;
    result.type = "inconclusive";
    result.message = first_line(outcome.inconclusive_because);
    if (result.message != outcome.inconclusive_because)
      result.text += outcome.inconclusive_because + "\n";
  } else if (!outcome.skipped_because.empty()) {
    result.result = Result::skipped;
    result.message = outcome.skipped_because;
  } else if (all_waived) {
    const Waiver& waiver = *outcome.findings.front().waived;
    result.result = Result::skipped;
    result.message = "waived " + words_of(waiver);
  }
  return result;
}

std::string element(const Case& of) {
  auto with = [&](const char* tag, bool typed) {
    std::string type = typed ? fmt::format(" type=\"{}\"", xml(of.type)) : "";
    return fmt::format("      <{0}{1} message=\"{2}\">{3}</{0}>\n", tag, type, xml(of.message),
                       xml_lines(of.text));
  };
  if (of.result == Result::failed) return with("failure", true);
  if (of.result == Result::error) return with("error", true);
  if (of.result == Result::skipped)
    return fmt::format("      <skipped message=\"{}\"/>\n", xml(of.message));
  return of.text.empty() ? ""
                         : fmt::format("      <system-out>{}</system-out>\n", xml_lines(of.text));
}

struct Totals {
  int tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(Result result) {
    ++tests;
    failures += result == Result::failed;
    errors += result == Result::error;
    skipped += result == Result::skipped;
  }
};

std::string suite(const Section& section, const Context& context, const std::string& timestamp,
                  Totals& totals) {
  Totals own;
  std::string cases;
  for (const Outcome* outcome : section.outcomes) {
    Case of = case_of(*outcome, context.threshold);
    own.add(of.result);
    totals.add(of.result);
    std::string inner = element(of);
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\"{}", xml(section.name),
                         xml(outcome->rule->id), inner.empty() ? "/>\n" : ">\n");
    if (!inner.empty()) cases += inner + "    </testcase>\n";
  }
  return fmt::format(
             "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
             "timestamp=\"{}\">\n",
             xml(section.name), own.tests, own.failures, own.errors, own.skipped, timestamp) +
         cases + "  </testsuite>\n";
}

}  // namespace

std::string junit(const Report& report, const Context& context) {
  std::string timestamp = text::rfc3339(report.started);
  timestamp.pop_back();  // the dialect has no zone: xs:dateTime without "Z"
  Totals totals;
  std::string suites;
  for (const Section& section : sections(report))
    suites += suite(section, context, timestamp, totals);
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<testsuites name=\"checkoutdiag {}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
             "time=\"{:.3f}\">\n",
             xml(report.command), totals.tests, totals.failures, totals.errors,
             static_cast<double>(report.duration.count()) / 1000) +
         suites + "</testsuites>\n";
}

}  // namespace checkoutdiag::output
