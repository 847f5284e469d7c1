#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "checks/report.hpp"
#include "cli/output/styles.hpp"

// One report in many formats. Each is a pure function: it sees neither terminal nor clock, and all
// know the same facts.
namespace checkoutdiag::output {

/// What the report amounts to, so that no format can show another verdict than the exit code.
struct Context {
  Status status = Status::pass;
  int exit_code = 0;
  Threshold threshold;
  std::optional<Place> at;  // --at: for findings without a place
  std::string version;
};

struct HumanOptions {
  std::size_t width = 80;
  Styles styles;
  bool quiet = false, verbose = false;
  Threshold threshold;  // what --quiet shows
};

/// For people at a terminal: the verdict, the cause, the fix, then what was seen.
std::string human(const Report& report, const HumanOptions& options);

/// checkoutdiag.report/1.
std::string json(const Report& report, const Context& context);

/// checkoutdiag.error/1: why nothing was judged.
std::string error_json(std::string_view message, std::string_view hint);

/// The JUnit dialect that Jenkins and GitLab read: a suite for each subject, a case for each rule.
std::string junit(const Report& report, const Context& context);

/// SARIF 2.1.0.
std::string sarif(const Report& report, const Context& context);

/// GitHub's workflow commands: annotations, errors first, and a closing count.
std::string github(const Report& report, const Context& context);

/// GitLab's Code Quality report: findings that are not waived, and what could not be decided.
std::string gitlab(const Report& report, const Context& context);

/// The text format of Prometheus, for node_exporter's textfile collector.
std::string prometheus(const Report& report, const Context& context);

/// What a Nagios plugin prints: the state, the worst of it and performance data on one line, then
/// the rest. The exit code stays this tool's own.
std::string nagios(const Report& report, const Context& context);

/// For $GITHUB_STEP_SUMMARY and merge requests.
std::string markdown(const Report& report, const Context& context);

/// The formats that --report knows.
std::span<const std::string_view> kinds();

/// The report in the format of that name, which is one of kinds().
std::string render(std::string_view kind, const Report& report, const Context& context);

}  // namespace checkoutdiag::output
