#include "cli/output/sections.hpp"

#include <map>

#include "cli/output/layout.hpp"

namespace checkoutdiag::output {
namespace {

void count(const Outcome& outcome, Counts& to) {
  if (!outcome.skipped_because.empty()) {
    ++to.skipped;
    return;
  }
  const Summary one = summarize({outcome});
  to.found.error += one.error;
  to.found.warning += one.warning;
  to.found.note += one.note;
  to.found.waived += one.waived;
  to.found.inconclusive += one.inconclusive;
  if (outcome.findings.empty() && outcome.inconclusive_because.empty()) ++to.held;
}

void join(std::string& list, int n, const std::string& words) {
  if (n > 0) list += (list.empty() ? "" : ", ") + words;
}

}  // namespace

bool Section::clean() const {
  const Summary& found = counts.found;
  return found.error + found.warning + found.note + found.waived + found.inconclusive == 0;
}

std::vector<Section> sections(const Report& report) {
  std::vector<Section> all;
  std::map<std::string, std::size_t, std::less<>> index;
  auto section = [&](const std::string& name) -> Section& {
    auto [entry, added] = index.emplace(name, all.size());
    if (added) all.push_back({name, nullptr, {}, {}});
    return all[entry->second];
  };
  for (const Subject& subject : report.subjects)
    section(subject.name).subject = &subject;
  for (const Outcome& outcome : report.outcomes) {
    Section& of = section(outcome.subject);
    of.outcomes.push_back(&outcome);
    count(outcome, of.counts);
  }
  return all;
}

std::string verdict(const Counts& counts) {
  const Summary& found = counts.found;
  auto number = [](int n, const char* what) { return counted(static_cast<std::size_t>(n), what); };
  std::string list;
  join(list, found.error, number(found.error, "error"));
  join(list, found.warning, number(found.warning, "warning"));
  join(list, found.note, number(found.note, "note"));
  join(list, found.inconclusive, std::to_string(found.inconclusive) + " inconclusive");
  join(list, found.waived, std::to_string(found.waived) + " waived");
  if (!list.empty()) return list;
  if (counts.held == 0) return "nothing was checked";
  return counts.held == 1 ? "the one check held" : "all " + number(counts.held, "check") + " held";
}

std::string overview(const std::vector<Section>& all) {
  int errors = 0, warnings = 0, notes = 0, open = 0, clean = 0;
  for (const Section& section : all) {
    const Summary& found = section.counts.found;
    if (found.error > 0)
      ++errors;
    else if (found.inconclusive > 0)
      ++open;
    else if (found.warning > 0)
      ++warnings;
    else if (found.note > 0)
      ++notes;
    else
      ++clean;
  }
  std::string list;
  join(list, errors, std::to_string(errors) + " with errors");
  join(list, open, std::to_string(open) + " inconclusive");
  join(list, warnings, std::to_string(warnings) + " with warnings");
  join(list, notes, std::to_string(notes) + " with notes");
  join(list, clean, std::to_string(clean) + " clean");
  return list + " (" + std::to_string(all.size()) + " in all)";
}

Counts count(const std::vector<Section>& all) {
  Counts sum;
  for (const Section& section : all)
    for (const Outcome* outcome : section.outcomes)
      count(*outcome, sum);
  return sum;
}

std::string fix_of(const Outcome& outcome, const Finding& finding) {
  return finding.fix.empty() ? std::string(outcome.rule->fix) : finding.fix;
}

std::optional<Place> place_of(const Section& section, const Finding* finding,
                              const std::optional<Place>& at) {
  std::optional<Place> place;
  if (finding && finding->place) place = finding->place;
  if (!place && section.subject) place = section.subject->place;
  if (!place || (place->file == "stdin" && at)) return at;
  return place;
}

}  // namespace checkoutdiag::output
