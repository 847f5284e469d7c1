#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "checks/gate/gate.hpp"
#include "cli/commands.hpp"
#include "cli/facts/gate_facts.hpp"
#include "cli/files.hpp"
#include "cli/gate/merge.hpp"
#include "cli/session.hpp"
#include "lib/text/escape.hpp"

// `report merge`: the reports of shards, or of several runs, as one.
namespace checkoutdiag {
namespace {

constexpr std::size_t kMostReport = 64u << 20;
constexpr const char* kReports = "reports";
constexpr int kSignal = 128;  // exit codes above are of a run that was interrupted

/// A report of half a look is none of a whole one.
gate::Part part_of(const std::string& name, const ReadReport& read) {
  gate::Part part{name, gate::End::ran, {}, {}, summarize(read.report.outcomes)};
  if (read.exit_code > kSignal) {
    part.end = gate::End::interrupted;
    part.why = "a signal came before it was done";
  }
  return part;
}

/// The shards of a gate whose reports are missing among those of the others.
void add_missing_shards(const std::vector<std::pair<int, int>>& shards,
                        std::vector<gate::Part>& to) {
  std::map<int, std::set<int>> seen;  // by how many there are
  for (const auto& [shard, of] : shards)
    if (of > 1) seen[of].insert(shard);
  for (const auto& [of, numbers] : seen)
    for (int shard = 0; shard < of; ++shard)
      if (!numbers.contains(shard))
        to.push_back({fmt::format("shard {}/{}", shard, of),
                      gate::End::interrupted,
                      "its report is not among those that were merged",
                      {},
                      {}});
}

// What no shard could judge alone is judged now, over all that was found.
void judge_lines(const std::vector<gate::Tls13>& addresses, Report& report) {
  std::vector<std::string> names;
  constexpr std::string_view kFamily = "gate/";
  std::erase_if(report.outcomes, [&](const Outcome& each) {
    const std::string_view id = each.rule->id;
    if (each.skipped_because.empty() || !id.starts_with(kFamily)) return false;
    const std::string line(id.substr(kFamily.size()));
    if (lines_of({line}).empty()) return false;
    names.push_back(line);
    return true;
  });
  gate::ChecklistCase seen;
  for (const Outcome& each : report.outcomes)
    seen.outcomes.push_back(&each);
  seen.addresses = addresses;
  std::vector<Outcome> lines;
  judge(std::span<const Check<gate::ChecklistCase>* const>(lines_of(names)), seen, kReports, lines);
  report.outcomes.insert(report.outcomes.end(), lines.begin(), lines.end());
}

}  // namespace

int run_report_merge(const ReportOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  Report merged;
  std::vector<PartFacts> parts;
  gate::GateCase judged;
  std::vector<std::pair<int, int>> shards;
  std::vector<gate::Tls13> addresses;
  for (const std::string& file : options.files) {
    ReadReport read = read_report(read_file(file, "the report", kMostReport), file);
    const std::string name = file == "-" ? "stdin" : text::printable(file, 200);
    Report& report = read.report;
    const gate::Part part = part_of(name, read);
    PartFacts facts;
    facts.name = name;
    facts.command = report.command;
    facts.end = part.end;
    facts.why = part.why;
    facts.started = report.started;
    facts.exit_code = read.exit_code;
    facts.data = std::move(report.data);
    facts.seconds = static_cast<double>(report.duration.count()) / 1000;
    facts.found = part.found;
    judged.parts.push_back(part);
    shards.emplace_back(read.shard, read.shards);
    addresses.insert(addresses.end(), read.tls13.begin(), read.tls13.end());
    merged.started = parts.empty() ? report.started : std::min(merged.started, report.started);
    merged.duration = std::max(merged.duration, report.duration);
    append(merged, std::move(report), name, {});
    parts.push_back(std::move(facts));
  }
  add_missing_shards(shards, judged.parts);
  session.mark(merged);
  judge_lines(addresses, merged);
  judge(gate::all(), judged, kReports, merged.outcomes);
  merged.subjects.push_back({kReports, "those that were merged", {}, {}, {}});
  merged.command = "report merge";
  merged.arguments = common.given;
  merged.opening = fmt::format("{} report{} together", parts.size(), parts.size() == 1 ? "" : "s");
  merged.data = to_json(parts, 0, 1);
  return session.finish(std::move(merged));
}

}  // namespace checkoutdiag
