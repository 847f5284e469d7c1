#include <nlohmann/json.hpp>

#include "cli/output/fingerprint.hpp"
#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"

// GitLab's Code Quality report: a subset of the Code Climate format, of which GitLab wants a
// description, a check, a fingerprint that is the same the next time, a severity and a place.
namespace checkoutdiag::output {
namespace {

using Json = nlohmann::ordered_json;

std::string_view severity_of(Level level) {
  switch (level) {
    case Level::error:
      return "critical";
    case Level::warning:
      return "minor";
    case Level::note:
      return "info";
  }
  return "info";
}

Json issue(const Outcome& outcome, const std::string& description, std::string_view severity,
           const std::string& fingerprint, const Place& place) {
  // GitLab wants paths of the repository, without "./" before them.
  std::string path = place.file;
  while (path.starts_with("./"))
    path.erase(0, 2);
  return {{"type", "issue"},
          {"description", description},
          {"check_name", outcome.rule->id},
          {"fingerprint", fingerprint},
          {"severity", severity},
          {"categories", Json::array({"Security"})},
          {"location", {{"path", path}, {"lines", {{"begin", place.line}}}}}};
}

}  // namespace

std::string gitlab(const Report& report, const Context& context) {
  Json issues = Json::array();
  Fingerprints fingerprints;
  for (const Section& section : sections(report)) {
    // A target that was written in no file is its own.
    const auto place = [&](const Finding* finding) {
      return place_of(section, finding, context.at).value_or(Place{section.name, 1});
    };
    for (const Outcome* outcome : section.outcomes) {
      for (const Finding& finding : outcome->findings) {
        const std::string fingerprint = fingerprints.of(*outcome, finding.message);
        if (finding.waived) continue;
        issues.push_back(issue(
            *outcome, section.name + ": " + finding.message + "\nFix: " + fix_of(*outcome, finding),
            severity_of(finding.level), fingerprint, place(&finding)));
      }
      const std::string& open = outcome->inconclusive_because;
      if (!open.empty())
        issues.push_back(issue(*outcome, section.name + ": could not be decided: " + open, "major",
                               fingerprints.of(*outcome, open), place(nullptr)));
    }
  }
  return issues.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace checkoutdiag::output
