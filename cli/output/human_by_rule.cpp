#include <algorithm>
#include <map>

#include "cli/output/human.hpp"
#include "cli/output/layout.hpp"

// Many subjects, told by what is wrong. Thirty stores with one bad root are one thing to know, not
// thirty.
namespace checkoutdiag::output {
namespace {

constexpr std::size_t kMostMatters = 8;  // things that one rule is about
constexpr std::size_t kMostSentences = 3;
constexpr std::size_t kMostSubjects = 2;  // names of subjects beside one of them
constexpr std::size_t kMostFixes = 1;

// One finding, and whose it is.
struct Told {
  const Outcome* outcome;
  const Finding* finding;
};

// The findings of one rule and level.
struct Matter {
  const Rule* rule;
  Level level;
  std::size_t place;  // of the rule among those of its subject
  std::vector<Told> told;
};

std::vector<Matter> matters(const std::vector<Section>& all) {
  std::vector<Matter> list;
  for (const Section& section : all)
    for (std::size_t place = 0; place < section.outcomes.size(); ++place) {
      const Outcome* outcome = section.outcomes[place];
      for (const Finding& finding : outcome->findings) {
        if (finding.waived) continue;
        auto same = std::find_if(list.begin(), list.end(), [&](const Matter& each) {
          return each.rule == outcome->rule && each.level == finding.level;
        });
        if (same == list.end())
          same = list.insert(list.end(), {outcome->rule, finding.level, place, {}});
        same->told.push_back({outcome, &finding});
      }
    }
  std::stable_sort(list.begin(), list.end(), [](const Matter& a, const Matter& b) {
    return a.level != b.level ? a.level > b.level : a.place < b.place;
  });
  return list;
}

const std::string* evidence(const Finding& finding, std::string_view key) {
  for (const auto& [name, value] : finding.evidence.items)
    if (name == key) return std::get_if<std::string>(&value);
  return nullptr;
}

// "CN=Foo Root,O=Foo" is called "Foo Root".
std::string short_name(const std::string& subject) {
  const std::size_t at = subject.find("CN=");
  if (at == std::string::npos || (at > 0 && subject[at - 1] != ',')) return subject;
  std::size_t end = at + 3;
  while (end < subject.size() && (subject[end] != ',' || subject[end - 1] == '\\'))
    ++end;
  return subject.substr(at + 3, end - at - 3);
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

// Of subjects, which come one after the other.
void add_next(std::vector<std::string>& list, const std::string& text) {
  if (list.empty() || list.back() != text) list.push_back(text);
}

// What the rule is about: certificates with where they are, or the findings' own sentences.
// Of one subject alone there is no need to say where, and a sentence of one subject names it.
std::vector<std::string> lines_of(const Matter& matter, std::string_view what) {
  std::vector<std::string> order, sentences;
  std::map<std::string, std::vector<std::string>> where;
  std::map<std::string, std::string> names;
  for (const auto& [outcome, finding] : matter.told) {
    const std::string* digest = evidence(*finding, "sha256");
    const std::string* subject = evidence(*finding, "subject");
    if (!digest || !subject) {
      add_once(sentences, finding->message);
      add_next(where[finding->message], outcome->subject);
      continue;
    }
    add_once(order, *digest);
    names[*digest] = short_name(*subject);
    add_next(where[*digest], outcome->subject);
  }
  std::vector<std::string> lines;
  for (const std::string& digest : order)
    lines.push_back(safe(names[digest]) +
                    (what.empty() ? "" : ", in " + places_text(where[digest], what)));
  for (const std::string& sentence : sentences)
    lines.push_back(safe(sentence) +
                    (what.empty() ? "" : " (" + places_text(where[sentence], what) + ")"));
  return lines;
}

void cut(std::vector<std::string>& list, std::size_t most, const std::string& what) {
  if (list.size() <= most) return;
  const std::size_t more = list.size() - most;
  list.resize(most);
  list.push_back("and " + std::to_string(more) + " more" + what);
}

std::string_view word(Level level) {
  return level == Level::error ? "ERROR" : level == Level::warning ? "WARNING" : "NOTE";
}

std::string_view style(Level level, const Styles& styles) {
  return level == Level::error     ? styles.error
         : level == Level::warning ? styles.warning
                                   : styles.note;
}

std::string subject_of_fix(const Matter& matter, const std::string& fix) {
  for (const auto& [outcome, finding] : matter.told)
    if (fix_of(*outcome, *finding) == fix) return safe(outcome->subject);
  return {};
}

std::string matter_text(const Matter& matter, std::string_view what, const HumanOptions& options) {
  std::vector<std::string> lines = lines_of(matter, what), fixes;
  for (const auto& [outcome, finding] : matter.told)
    add_once(fixes, fix_of(*outcome, *finding));
  std::erase(fixes, "");
  // A note is for those who ask.
  const bool brief = matter.level == Level::note;
  const bool names = evidence(*matter.told.front().finding, "sha256") != nullptr;
  cut(lines, brief ? 1 : names ? kMostMatters : kMostSentences, brief ? " like it" : "");
  std::string text = mark(word(matter.level), style(matter.level, options.styles), options.styles) +
                     headline(matter.rule->id, lines, 0, options);
  if (brief) return text;
  text += labelled("why", matter.rule->why, kMark, kLabel, options);
  // Of several the one that is shown says whose it is.
  if (fixes.size() > 1 && !what.empty() && !fixes.front().starts_with("  "))
    fixes.front() = subject_of_fix(matter, fixes.front()) + ": " + fixes.front();
  cut(fixes, kMostFixes, ", each for its " + std::string(what.empty() ? "own" : what));
  for (const std::string& fix : fixes)
    text += labelled("fix", fix, kMark, kLabel, options);
  return text;
}

}  // namespace

std::string places_text(const std::vector<std::string>& subjects, std::string_view what) {
  if (what.empty()) return {};
  std::string text;
  const std::size_t shown = std::min(subjects.size(), kMostSubjects);
  for (std::size_t i = 0; i < shown; ++i)
    text += (i ? ", " : "") + safe(subjects[i]);
  if (shown < subjects.size()) text += " and " + std::to_string(subjects.size() - shown) + " more";
  return subjects.size() == 1 ? text : counted(subjects.size(), what) + ": " + text;
}

std::string by_rule_text(const std::vector<Section>& all, const ByRule& by_rule,
                         const HumanOptions& options) {
  const bool several = has_several_subjects(all);
  const std::string_view what = several ? by_rule.subject : "";
  std::string text;
  for (const Matter& matter : matters(all))
    text += (text.empty() ? "" : "\n") + matter_text(matter, what, options);
  std::vector<const Outcome*> outcomes;
  std::size_t waived = 0;
  for (const Section& section : all) {
    outcomes.insert(outcomes.end(), section.outcomes.begin(), section.outcomes.end());
    waived += static_cast<std::size_t>(section.counts.found.waived);
  }
  const std::string open = open_text(outcomes, 0, options, what);
  if (!open.empty()) text += (text.empty() ? "" : "\n") + open;
  if (waived > 0) text += "\n" + counted(waived, "finding") + " waived.\n";
  if (text.empty()) return {};
  return "\n" + text + "\n" +
         (several ? std::string(by_rule.alone) : "Every finding with its fix: --verbose.") + "\n";
}

}  // namespace checkoutdiag::output
