#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "checks/webhook/drill_faults.hpp"
#include "cli/facts/webhook_facts.hpp"
#include "cli/output/layout.hpp"

namespace checkoutdiag::facts {
namespace {

using namespace webhook;
using Json = nlohmann::ordered_json;

std::string_view name(Probe::Kind kind) {
  switch (kind) {
    case Probe::Kind::url:
      return "url";
    case Probe::Kind::command:
      return "command";
    case Probe::Kind::sqlite:
      return "sqlite";
    case Probe::Kind::none:
      break;
  }
  return "none";
}

bool is_allowed(const TrialFacts& trial, const DrillFacts& drill) {
  return (trial.trial == Trial::stale && !drill.rejects_old) ||
         (trial.trial == Trial::future && !drill.rejects_future);
}

// A verdict that must be seen among many.
std::string loud(std::string_view words) {
  std::string text(words);
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

Json sent_of(const Sent& sent) {
  Json json;
  json["status"] = sent.status == 0 ? Json() : Json(sent.status);
  json["fate"] = http::name(sent.fate);
  json["cut"] = sent.cut;
  json["timed_out"] = sent.timed_out;
  json["took_ms"] = sent.took;
  json["error"] = sent.error.empty() ? Json() : Json(sent.error);
  json["answer"] = sent.answer;
  return json;
}

Json trial_of(const TrialFacts& trial, const DrillFacts& drill) {
  Json json;
  json["trial"] = webhook::name(trial.trial);
  json["about"] = about(trial.trial);
  json["wanted"] = wanted_words(trial, drill);
  json["verdict"] = trial.skipped.empty() ? std::string(webhook::name(fault_of(trial, drill)))
                                          : std::string("not done");
  json["skipped"] = trial.skipped.empty() ? Json() : Json(trial.skipped);
  json["event"] = trial.event;
  json["order"] = trial.order;
  json["sent"] = Json::array();
  for (const Sent& each : trial.sent)
    json["sent"].push_back(sent_of(each));
  json["spread_us"] = trial.spread.count();
  json["effects"] = trial.effects ? Json(*trial.effects) : Json();
  json["broken"] = trial.broken.empty() ? Json() : Json(trial.broken);
  json["uncounted"] = trial.uncounted.empty() ? Json() : Json(trial.uncounted);
  json["effect_after_ms"] = trial.effect_after < 0 ? Json() : Json(trial.effect_after);
  return json;
}

}  // namespace

std::string wanted_words(const TrialFacts& trial, const DrillFacts& drill) {
  if (is_allowed(trial, drill)) return "as it likes";
  switch (wanted(trial.trial)) {
    case Wanted::taken:
      return "2xx, 1 effect";
    case Wanted::taken_later:
      return "1 in the end";
    case Wanted::refused:
      return "4xx, none";
    case Wanted::either:
      return trial.trial == Trial::replayed ? "none anew" : "2xx or 4xx";
    case Wanted::quiet:
      return "2xx, none";
  }
  return "";
}

std::string verdict_words(const TrialFacts& trial, const DrillFacts& drill) {
  if (!trial.skipped.empty()) return "not done: " + trial.skipped;
  const Fault fault = fault_of(trial, drill);
  if (fault == Fault::none) return "ok";
  if (fault != Fault::undecided) return loud(webhook::name(fault));
  const bool is_answered = !trial.sent.empty() && trial.sent.back().status != 0;
  return drill.counted_by == Probe::Kind::none && is_answered ? "status only" : "undecided";
}

std::string to_json(const DrillFacts& drill) {
  Json json;
  json["url"] = drill.url;
  json["scheme"] = drill.scheme;
  json["events"] = drill.events;
  json["counted_by"] = name(drill.counted_by);
  json["answer_timeout_ms"] = drill.timeout.count();
  json["answer_timeout_source"] =
      drill.timeout_source.empty() ? Json() : Json(drill.timeout_source);
  json["refuses_old_by_design"] = drill.rejects_old;
  json["refuses_future_by_design"] = drill.rejects_future;
  json["cut_short"] = drill.cut_short;
  json["trials"] = Json::array();
  for (const TrialFacts& each : drill.trials)
    json["trials"].push_back(trial_of(each, drill));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Detail> drill_details(const DrillFacts& drill) {
  constexpr std::size_t kName = 20, kWanted = 14, kVerdict = 12;
  std::vector<Detail> details;
  const auto add = [&](std::string_view trial, std::string_view wants, std::string_view verdict,
                       const std::string& seen) {
    details.push_back({"trials", output::padded(trial, kName) + output::padded(wants, kWanted) +
                                     output::padded(verdict, kVerdict) + seen});
  };
  add("", "wanted", "verdict", "seen");
  for (const TrialFacts& each : drill.trials) {
    const std::string verdict = verdict_words(each, drill);
    const std::string_view trial = webhook::name(each.trial);
    if (each.skipped.empty())
      add(trial, wanted_words(each, drill), verdict, seen_of(each));
    else
      details.push_back({"trials", output::padded(trial, kName) + verdict});
  }
  details.push_back(
      {"effects", drill.counted_by == Probe::Kind::none
                      ? "not counted: every verdict is by status only, and weak"
                      : fmt::format("counted by the probe ({})", name(drill.counted_by))});
  return details;
}

}  // namespace checkoutdiag::facts
