#include "checks/doctor/diagnosis.hpp"

#include <algorithm>
#include <map>

#include "checks/doctor/causes.hpp"
#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor {
namespace {

std::vector<Symptom> symptoms_of(const std::vector<Outcome>& outcomes) {
  std::vector<Symptom> all;
  for (const Outcome& outcome : outcomes) {
    for (const Finding& finding : outcome.findings)
      if (!finding.waived && finding.level != Level::note) all.push_back({&outcome, &finding});
    if (!outcome.inconclusive_because.empty()) all.push_back({&outcome, nullptr});
  }
  return all;
}

/// A row, or a rule that no row knows, with the symptoms that are its own.
struct Found {
  const CauseRow* row = nullptr;
  std::vector<Symptom> shown, explained;
};

bool matches_any(std::span<const Mark> marks, const DoctorCase& seen, const Symptom& symptom) {
  return std::any_of(marks.begin(), marks.end(),
                     [&](const Mark& mark) { return matches(mark, seen, symptom); });
}

// Takes out of `left` what the marks mean.
std::vector<Symptom> take(std::vector<Symptom>& left, std::span<const Mark> marks,
                          const DoctorCase& seen) {
  std::vector<Symptom> taken;
  std::erase_if(left, [&](const Symptom& each) {
    const bool is_meant = matches_any(marks, seen, each);
    if (is_meant) taken.push_back(each);
    return is_meant;
  });
  // In the order of the marks: the first is the most telling.
  std::stable_sort(taken.begin(), taken.end(), [&](const Symptom& a, const Symptom& b) {
    const auto place = [&](const Symptom& each) {
      return std::find_if(marks.begin(), marks.end(),
                          [&](const Mark& mark) { return matches(mark, seen, each); }) -
             marks.begin();
    };
    return place(a) < place(b);
  });
  return taken;
}

std::vector<Found> find_causes(const DoctorCase& seen, const std::vector<Outcome>& outcomes) {
  std::vector<Symptom> left = symptoms_of(outcomes);
  std::vector<Found> all;
  for (const CauseRow& row : cause_rows()) {
    Found found{&row, take(left, row.shown_by, seen), {}};
    if (found.shown.empty()) continue;
    found.explained = take(left, row.explains, seen);
    all.push_back(std::move(found));
  }
  // A rule that the table does not know speaks for itself.
  std::map<std::string_view, Found> others;
  for (const Symptom& each : left)
    others[each.outcome->rule->id].shown.push_back(each);
  for (auto& [id, found] : others)
    all.push_back(std::move(found));
  return all;
}

Sign sign_of(const Symptom& symptom) {
  return {std::string(symptom.outcome->rule->id), symptom.outcome->subject,
          symptom.finding ? symptom.finding->message : symptom.outcome->inconclusive_because};
}

// What addresses have in common is told once.
std::vector<Sign> signs_of(const std::vector<Symptom>& symptoms) {
  std::vector<Sign> signs;
  for (const Symptom& each : symptoms) {
    Sign sign = sign_of(each);
    const bool known = std::any_of(signs.begin(), signs.end(), [&](const Sign& other) {
      return other.rule == sign.rule && other.message == sign.message;
    });
    if (!known) signs.push_back(std::move(sign));
  }
  return signs;
}

std::optional<Level> worst(const Found& found) {
  std::optional<Level> level;
  for (const std::vector<Symptom>* list : {&found.shown, &found.explained})
    for (const Symptom& each : *list)
      if (each.finding && (!level || each.finding->level > *level)) level = each.finding->level;
  return level;
}

Side side_of_rule(std::string_view id) {
  if (id.starts_with("tls/")) return Side::gateway;
  return id.starts_with("ca/") ? Side::here : Side::unknown;
}

// The placeholders of a rule's own fix, for this target.
std::string for_target(std::string fix, const DoctorCase& seen) {
  const auto replace = [&](std::string_view word, const std::string& by) {
    for (std::size_t at = fix.find(word); at != std::string::npos;
         at = fix.find(word, at + by.size()))
      fix.replace(at, word.size(), by);
  };
  replace("HOST:PORT", seen.target);
  replace("HOST:443", seen.target);
  replace("https://HOST/", "https://" + seen.target + "/");
  replace("HOST", seen.seen.tls.endpoint.host);
  replace("TARGET", seen.target);
  return fix;
}

std::string fix_of(const Found& found, const DoctorCase& seen) {
  if (found.row && found.row->fix_of) return found.row->fix_of(seen);
  for (const Symptom& each : found.shown)
    if (each.finding && !each.finding->fix.empty()) return each.finding->fix;
  return for_target(std::string(found.shown.front().outcome->rule->fix), seen);
}

// Which addresses alone show it, where others were reached and do not: " (at 203.0.113.8 alone)".
std::string at_some_addresses(const Found& found, const DoctorCase& seen) {
  std::vector<std::string> those;
  std::size_t reached = 0;
  for (const tls::AddressFacts& address : seen.seen.tls.addresses) {
    if (address.reachable != tls::State::accepted) continue;
    ++reached;
    const bool shows =
        std::any_of(found.shown.begin(), found.shown.end(), [&](const Symptom& each) {
          return each.outcome->subject.ends_with(" [" + address.address.ip + "]");
        });
    if (shows) those.push_back(address.address.ip);
  }
  if (those.empty() || those.size() == reached) return {};
  return fmt::format(" (at {} alone)", listed(those));
}

Cause cause_of(const Found& found, const DoctorCase& seen) {
  const Symptom& first = found.shown.front();
  Cause cause;
  cause.seen = signs_of(found.shown);
  cause.explains = signs_of(found.explained);
  cause.level = worst(found);
  cause.fix = fix_of(found, seen);
  cause.proven = std::any_of(found.shown.begin(), found.shown.end(),
                             [](const Symptom& each) { return each.finding != nullptr; });
  if (!found.row) {
    cause.key = first.outcome->rule->id.substr(first.outcome->rule->id.find('/') + 1);
    cause.title = first.outcome->rule->title;
    // An open question's title says what would hold.
    if (!first.finding) cause.title = "not known: whether " + cause.title;
    cause.side = side_of_rule(first.outcome->rule->id);
    return cause;
  }
  cause.key = found.row->key;
  cause.title =
      found.row->title_of ? found.row->title_of(seen, first) : std::string(found.row->title);
  cause.title += at_some_addresses(found, seen);
  cause.side = found.row->side_of ? found.row->side_of(seen) : found.row->side;
  cause.stops = found.row->stops && (!cause.level || *cause.level == Level::error);
  return cause;
}

// Decided errors before open questions before warnings.
int weight(const Cause& cause) {
  if (!cause.level) return 1;
  return *cause.level == Level::error ? 2 : 0;
}

bool ranks_before(const Cause& a, const Cause& b) {
  if (a.stops != b.stops) return a.stops;
  if (weight(a) != weight(b)) return weight(a) > weight(b);
  if (a.proven != b.proven) return a.proven;
  return a.explains.size() > b.explains.size();
}

std::string verdict_of(const std::vector<Cause>& causes) {
  if (causes.empty()) return "nothing is wrong on this side, nor was a fault of the gateway seen";
  const bool ours_is_fine = std::all_of(causes.begin(), causes.end(), [](const Cause& each) {
    return each.side == Side::gateway && each.level;
  });
  const bool stops = causes.front().stops;
  if (ours_is_fine)
    return stops ? "nothing is wrong on this side: the gateway is to be mended"
                 : "nothing is wrong on this side; what was seen of the gateway stops no request";
  if (!stops) return "nothing was found that stops requests";
  switch (causes.front().side) {
    case Side::here:
      return "the first cause is on this side";
    case Side::between:
      return "the first cause lies between this machine and the gateway";
    case Side::gateway:
      return "the first cause is on the gateway's side";
    case Side::unknown:
      break;
  }
  return "on whose side the first cause is, cannot be told from here";
}

bool speaks_of(const Cause& cause, const Outcome& outcome) {
  const auto is_of = [&](const Sign& sign) {
    if (sign.rule != outcome.rule->id) return false;
    // What several addresses have in common is told of the first.
    return sign.subject == outcome.subject || sign.message == outcome.inconclusive_because ||
           std::any_of(outcome.findings.begin(), outcome.findings.end(),
                       [&](const Finding& each) { return each.message == sign.message; });
  };
  return std::any_of(cause.seen.begin(), cause.seen.end(), is_of) ||
         std::any_of(cause.explains.begin(), cause.explains.end(), is_of);
}

}  // namespace

Diagnosis diagnose(const DoctorCase& seen, const std::vector<Outcome>& outcomes) {
  Diagnosis diagnosis;
  for (const Found& found : find_causes(seen, outcomes))
    diagnosis.causes.push_back(cause_of(found, seen));
  std::stable_sort(diagnosis.causes.begin(), diagnosis.causes.end(), &ranks_before);
  for (Cause& cause : diagnosis.causes)
    for (const Cause& other : diagnosis.causes)
      if (&other != &cause) cause.unexplained.push_back(other.title);
  diagnosis.verdict = seen.seen.interrupted
                          ? "the run was ended early, and not all of this was asked to its end"
                          : verdict_of(diagnosis.causes);
  return diagnosis;
}

void put_causes_first(const Diagnosis& diagnosis, std::vector<Outcome>& outcomes) {
  const auto place = [&](const Outcome& outcome) {
    std::size_t at = 0;
    while (at < diagnosis.causes.size() && !speaks_of(diagnosis.causes[at], outcome))
      ++at;
    // What shows a cause before what follows from it.
    const bool shows =
        at < diagnosis.causes.size() &&
        std::any_of(diagnosis.causes[at].seen.begin(), diagnosis.causes[at].seen.end(),
                    [&](const Sign& sign) { return sign.rule == outcome.rule->id; });
    return at * 2 + (shows ? 0 : 1);
  };
  std::stable_sort(outcomes.begin(), outcomes.end(),
                   [&](const Outcome& a, const Outcome& b) { return place(a) < place(b); });
}

}  // namespace checkoutdiag::doctor
