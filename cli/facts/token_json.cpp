#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "checks/token/story.hpp"
#include "cli/facts/token_facts.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;
using token::Capture;
using token::Entry;

// Milliseconds since the recording's first request.
std::int64_t since_start(const Capture& capture, double at) {
  const double first = capture.entries.empty() ? 0 : capture.entries.front().began;
  return std::llround(at - first);
}

Json request_json(const Capture& capture, const Entry& entry) {
  return {{"request", token::shown(entry)},
          {"entry", entry.number},
          {"at_ms", since_start(capture, entry.began)},
          {"took_ms", std::llround(std::max(0.0, entry.ended - entry.began))},
          {"status", entry.was_answered() ? Json(entry.status) : Json()},
          {"failure", entry.failure.empty() ? Json() : Json(entry.failure)}};
}

Json code_json(const std::string& code) {
  return code.empty() ? Json() : Json(token::shown_code(code));
}

Json uses_json(const Capture& capture, std::size_t exchange) {
  Json list = Json::array();
  const Entry& made = capture.entries[capture.exchanges[exchange].entry];
  for (const token::Use* each : token::uses_of(capture, exchange)) {
    const Entry& entry = capture.entries[each->entry];
    Json use = request_json(capture, entry);
    use["error"] = code_json(each->error);
    use["token_age_ms"] = std::llround(std::max(0.0, entry.began - made.ended));
    list.push_back(std::move(use));
  }
  return list;
}

/// What the customer waited for, in ms; nothing where the recording does not say.
struct Felt {
  std::optional<double> click;  // from the click to the request
  std::optional<double> page;   // from the reply to the page's taking it
};

Felt felt(const Capture& capture, const token::Exchange& exchange) {
  constexpr double kBeforeClick = 10'000;  // an older click began something else
  Felt all;
  const double began = capture.entries[exchange.entry].began;
  for (const double click : capture.main_thread.clicks)
    if (click <= began && began - click < kBeforeClick) all.click = began - click;
  for (const token::ReplyDelay& each : capture.main_thread.delays)
    if (each.entry == exchange.entry) all.page = each.ms;
  return all;
}

std::string felt_text(const Capture& capture, const token::Exchange& exchange) {
  const Felt all = felt(capture, exchange);
  const Entry& entry = capture.entries[exchange.entry];
  std::string text;
  if (all.click) text += fmt::format("{:.0f} ms to the request, ", *all.click);
  text += fmt::format("{:.0f} ms to the reply", std::max(0.0, entry.ended - entry.began));
  if (all.page) text += fmt::format(", {:.0f} ms until it was taken", *all.page);
  return text;
}

Json rounded(const std::optional<double>& value) {
  return value ? Json(std::llround(*value)) : Json();
}

Json exchanges_json(const Capture& capture) {
  Json list = Json::array();
  for (std::size_t i = 0; i < capture.exchanges.size(); ++i) {
    const token::Exchange& each = capture.exchanges[i];
    Json exchange = request_json(capture, capture.entries[each.entry]);
    exchange["gateway"] = each.gateway ? Json(each.gateway->name) : Json();
    exchange["token"] = each.token.empty() ? Json() : Json(token::shown_token(each.token));
    exchange["error"] = code_json(each.error);
    exchange["life_s"] = each.life ? Json(std::llround(*each.life)) : Json();
    exchange["click_before_ms"] = rounded(felt(capture, each).click);
    exchange["page_delay_ms"] = rounded(felt(capture, each).page);
    exchange["uses"] = uses_json(capture, i);
    list.push_back(std::move(exchange));
  }
  return list;
}

Json leaks_json(const Capture& capture) {
  Json list = Json::array();
  for (const token::Leak& each : capture.leaks) {
    const bool is_number = each.kind == token::LeakKind::number;
    list.push_back({{"kind", is_number ? "number" : "security-code"},
                    {"place", token::name(each.place)},
                    {"request", each.request.empty() ? Json() : Json(each.request)},
                    {"entry", each.entry},
                    {"field", each.field.empty() ? Json() : Json(each.field)},
                    {"shown", is_number ? Json(each.shown()) : Json()},
                    {"test_number", each.is_test_number}});
  }
  return list;
}

Json challenges_json(const Capture& capture) {
  Json list = Json::array();
  for (const token::Challenge& each : capture.challenges) {
    Json challenge = request_json(capture, capture.entries[each.entry]);
    challenge["acs"] =
        each.acs.empty() ? Json() : Json(text::printable(token::safe(each.acs), 200));
    challenge["posted_by"] = each.mounted ? Json(capture.entries[*each.mounted].number) : Json();
    list.push_back(std::move(challenge));
  }
  return list;
}

Json main_thread_json(const Capture& capture) {
  const token::MainThread& thread = capture.main_thread;
  Json tasks = Json::array(), synchronous = Json::array(), delays = Json::array();
  for (const token::Task& each : thread.tasks)
    tasks.push_back({{"at_ms", since_start(capture, each.began)},
                     {"took_ms", std::llround(each.ms())},
                     {"owner", token::owner_text(each)}});
  for (const token::SyncRequest& each : thread.synchronous)
    synchronous.push_back({{"request", token::shown(capture.entries[each.entry])},
                           {"took_ms", std::llround(each.ms)}});
  for (const token::ReplyDelay& each : thread.delays)
    delays.push_back({{"request", token::shown(capture.entries[each.entry])},
                      {"waited_ms", std::llround(each.ms)}});
  return {{"recorded", thread.was_recorded},
          {"long_tasks", tasks},
          {"synchronous_requests", synchronous},
          {"reply_delays", delays}};
}

std::string step_text(const Capture& capture, const Entry& entry) {
  std::string reply = entry.was_answered()    ? std::to_string(entry.status)
                      : entry.failure.empty() ? std::string("no reply")
                                              : entry.failure;
  return fmt::format("{:>7.2f} s  {}  {}",
                     static_cast<double>(since_start(capture, entry.began)) / 1000,
                     token::shown(entry), reply);
}

}  // namespace

std::string to_json(const Capture& capture) {
  const token::Recording& recording = capture.recording;
  const std::string shop = capture.shop();
  const Json facts = {
      {"source", recording.source == token::Source::har ? "har" : "trace"},
      {"creator", recording.creator.empty() ? Json() : Json(recording.creator)},
      {"requests", recording.entries},
      {"unread", recording.unread},
      {"lost_bodies", recording.lost_bodies},
      {"lost_replies", recording.lost_replies},
      {"cut", recording.is_cut},
      {"shop", shop.empty() ? Json() : Json(text::printable(shop, 200))},
      {"exchanges", exchanges_json(capture)},
      {"challenges", challenges_json(capture)},
      {"leaks", leaks_json(capture)},
      {"main_thread",
       recording.source == token::Source::trace ? main_thread_json(capture) : Json()}};
  return facts.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Detail> details(const Capture& capture) {
  constexpr std::size_t kMost = 12;
  constexpr const char* kWaited = "waited";
  struct Step {
    double at;
    std::string label, text;
  };
  std::vector<Step> steps;
  const auto add = [&](std::size_t index, const char* label) {
    const Entry& entry = capture.entries[index];
    steps.push_back({entry.began, label, step_text(capture, entry)});
  };
  for (const token::Exchange& each : capture.exchanges)
    add(each.entry, "token");
  for (const token::Use& each : capture.uses)
    add(each.entry, "use");
  for (const token::Challenge& each : capture.challenges)
    if (each.mounted) add(*each.mounted, "challenge");
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return a.at < b.at; });
  std::vector<Detail> all;
  if (capture.recording.source == token::Source::trace)
    for (const token::Exchange& each : capture.exchanges)
      if (all.size() < kMost / 2) all.push_back(Detail{kWaited, felt_text(capture, each)});
  for (Step& each : steps)
    if (all.size() < kMost) all.push_back({std::move(each.label), std::move(each.text)});
  return all;
}

}  // namespace checkoutdiag
