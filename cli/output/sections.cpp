#include "cli/output/sections.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "cli/output/layout.hpp"

namespace checkoutdiag::output {
namespace {

bool held(const Outcome& outcome) {
  return outcome.skipped_because.empty() && outcome.inconclusive_because.empty() &&
         outcome.findings.empty();
}

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
  if (held(outcome)) ++to.held;
}

// A target that was named twice is one subject, and each of its rules one check.
void count(Section& section) {
  std::set<std::string_view> rules;
  for (const Outcome* outcome : section.outcomes) {
    count(*outcome, section.counts);
    if (held(*outcome)) rules.insert(outcome->rule->id);
  }
  section.counts.held = static_cast<int>(rules.size());
}

void join(std::string& list, const std::string& words, std::string_view glue = ", ") {
  list += (list.empty() ? "" : std::string(glue)) + words;
}

struct Word {
  Standing standing;
  std::string_view words;
};

constexpr Word kWords[] = {
    {Standing::errors, "with errors"},    {Standing::inconclusive, "inconclusive"},
    {Standing::unchecked, "not checked"}, {Standing::warnings, "with warnings"},
    {Standing::notes, "with notes"},      {Standing::waived, "with waived findings"},
    {Standing::clean, "clean"},
};

std::vector<std::string> names_of(const std::vector<Section>& all, Standing wanted) {
  std::vector<std::string> names;
  for (const Section& section : all)
    if (section.subject && standing(section) == wanted) names.push_back(section.name);
  return names;
}

}  // namespace

Standing standing(const Section& section) {
  const Summary& found = section.counts.found;
  if (found.error > 0) return Standing::errors;
  if (found.inconclusive > 0) return Standing::inconclusive;
  if (found.warning > 0) return Standing::warnings;
  if (found.note > 0) return Standing::notes;
  if (found.waived > 0) return Standing::waived;
  return section.counts.held > 0 ? Standing::clean : Standing::unchecked;
}

std::vector<Section> sections(const Report& report) {
  std::vector<Section> all;
  std::map<std::string, std::size_t, std::less<>> index;
  auto section = [&](const std::string& name) -> Section& {
    auto [entry, added] = index.emplace(name, all.size());
    if (added) {
      bool address = !all.empty() && name.rfind(all[all.back().target].name + " [", 0) == 0;
      all.push_back({name, nullptr, {}, {}, address ? all.back().target : all.size()});
    }
    return all[entry->second];
  };
  for (const Subject& subject : report.subjects)
    section(subject.name).subject = &subject;
  for (const Outcome& outcome : report.outcomes)
    section(outcome.subject).outcomes.push_back(&outcome);
  for (Section& each : all)
    count(each);
  return all;
}

bool has_several_subjects(const std::vector<Section>& all) {
  return std::count_if(all.begin(), all.end(), [](const Section& each) { return each.subject; }) >
         1;
}

bool has_several_targets(const std::vector<Section>& all) {
  std::set<std::size_t> targets;
  for (const Section& each : all)
    if (each.subject) targets.insert(each.target);
  return targets.size() > 1;
}

void worst_first(std::vector<Section>& all) {
  std::map<std::size_t, Standing> worst;
  for (const Section& each : all) {
    auto [entry, added] = worst.emplace(each.target, standing(each));
    if (!added) entry->second = std::min(entry->second, standing(each));
  }
  std::stable_sort(all.begin(), all.end(), [&](const Section& a, const Section& b) {
    if (!a.subject != !b.subject) return a.subject != nullptr;
    return worst.at(a.target) < worst.at(b.target);
  });
  // Alike ones are in their order still, so those of one target stand together.
}

std::string verdict(const Counts& counts) {
  const Summary& found = counts.found;
  auto number = [](int n, const char* what) { return counted(static_cast<std::size_t>(n), what); };
  std::string list;
  if (found.error > 0) join(list, number(found.error, "error"));
  if (found.warning > 0) join(list, number(found.warning, "warning"));
  if (found.note > 0) join(list, number(found.note, "note"));
  if (found.inconclusive > 0) join(list, std::to_string(found.inconclusive) + " inconclusive");
  const std::string waived = std::to_string(found.waived) + " waived";
  if (found.waived > 0) join(list, waived);
  if (!list.empty() && list != waived) return list;
  std::string held = counts.held == 0   ? "nothing was checked"
                     : counts.held == 1 ? "the one check held"
                                        : "all " + number(counts.held, "check") + " held";
  if (found.waived == 0) return held;
  return counts.held == 0 ? waived : waived + ", " + number(counts.held, "check") + " held";
}

std::string overview(const std::vector<Section>& all) {
  std::string list;
  std::size_t sum = 0;
  for (const Word& word : kWords) {
    std::size_t n = names_of(all, word.standing).size();
    sum += n;
    if (n > 0) join(list, std::to_string(n) + " " + std::string(word.words));
  }
  return list + " (" + std::to_string(sum) + " in all)";
}

std::string overview_by_name(const std::vector<Section>& all) {
  constexpr std::size_t kFew = 5;
  std::string list;
  for (const Word& word : kWords) {
    if (word.standing > Standing::unchecked) break;
    std::string shown;
    const std::vector<std::string> names = names_of(all, word.standing);
    if (names.empty()) continue;
    if (names.size() <= kFew)
      for (const std::string& name : names)
        shown += (shown.empty() ? ": " : ", ") + text::printable(name);
    join(list, std::to_string(names.size()) + " " + std::string(word.words) + shown, "; ");
  }
  return list;
}

std::string judged_as_of(const Report& report) {
  if (!report.judged_as_of) return {};
  const Time at = *report.judged_as_of;
  bool whole_day = std::chrono::floor<std::chrono::days>(at) == at;
  return "judged as of " + (whole_day ? text::date(at) : text::rfc3339(at));
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

std::string words_of(const Waiver& waiver) {
  if (waiver.expires == kNoEnd) return waiver.reason;
  return "until " + text::date(waiver.expires) + ": " + waiver.reason;
}

}  // namespace checkoutdiag::output
