#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/output/layout.hpp"
#include "cli/terminal.hpp"
#include "cli/webhook_store.hpp"
#include "lib/failure.hpp"
#include "lib/receiver/store.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/redact.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Failure::Kind;
using receiver::Kept;
using receiver::State;
using receiver::Store;

std::string moment_of(std::int64_t milliseconds) {
  return text::rfc3339(Time(std::chrono::seconds(milliseconds / 1000)));
}

std::string shown(std::string_view raw, std::size_t most) {
  return text::printable(text::redacted(raw), most);
}

std::optional<State> state_of(const std::string& word) {
  if (word.empty()) return std::nullopt;
  for (const State each : receiver::kStates)
    if (receiver::name(each) == word) return each;
  throw Failure(Kind::usage, fmt::format("--state does not take '{}'", text::printable(word, 40)),
                "it takes pending, forwarded, dead, parked or superseded");
}

Kept found(Store& store, const std::string& key_or_number) {
  if (auto kept = store.find(key_or_number)) return std::move(*kept);
  throw Failure(Kind::usage, fmt::format("there is no event {}", shown(key_or_number, 120)),
                "checkoutdiag webhook events list has their numbers and keys");
}

Json summary(const Kept& kept) {
  Json json;
  json["number"] = kept.number;
  json["key"] = shown(kept.event.key, 300);
  json["scheme"] = text::printable(kept.event.scheme, 80);
  json["received"] = moment_of(kept.event.received);
  json["state"] = receiver::name(kept.state);
  json["attempts"] = kept.attempts;
  json["status"] = kept.status == 0 ? Json() : Json(kept.status);
  json["error"] = kept.error.empty() ? Json() : Json(shown(kept.error, 200));
  json["next"] = kept.state == State::pending ? Json(moment_of(kept.next)) : Json();
  json["conflicts"] = kept.conflicts;
  json["order"] = kept.event.order.empty() ? Json() : Json(shown(kept.event.order, 200));
  json["body_sha256"] = kept.event.digest;
  return json;
}

int list(Store& store, const WebhookListenOptions& options) {
  const std::vector<Kept> all =
      store.list(state_of(options.state), static_cast<std::size_t>(options.most), 0);
  if (options.json) {
    for (const Kept& each : all)
      print(summary(each).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    return 0;
  }
  const receiver::Counts counts = store.counts();
  std::string text = fmt::format("{} pending, {} forwarded, {} dead", counts.of(State::pending),
                                 counts.of(State::forwarded), counts.of(State::dead));
  for (const State each : {State::parked, State::superseded})
    if (counts.of(each) > 0) text += fmt::format(", {} {}", counts.of(each), receiver::name(each));
  text += "\n";
  constexpr std::size_t kNumber = 8, kReceived = 22, kState = 11;
  for (const Kept& each : all) {
    text += output::padded(std::to_string(each.number), kNumber) +
            output::padded(moment_of(each.event.received), kReceived) +
            output::padded(receiver::name(each.state), kState) + shown(each.event.key, 60);
    if (!each.error.empty() && each.attempts == 0)
      text += fmt::format(" ({})", each.error);
    else if (!each.error.empty())
      text += fmt::format(" ({} attempt{}: {})", each.attempts, each.attempts == 1 ? "" : "s",
                          each.error);
    else if (each.state == State::parked)
      text += fmt::format(" (waits for order {})", shown(each.event.order, 60));
    if (each.conflicts > 0) text += fmt::format(" ({} more with another body)", each.conflicts);
    text += "\n";
  }
  print(text);
  return 0;
}

int show(Store& store, const WebhookListenOptions& options) {
  const Kept kept = found(store, options.event);
  // The bytes as they came, for a file: what they are is the caller's own wish.
  if (options.body) {
    print(kept.event.body);
    return 0;
  }
  if (options.json) {
    Json json = summary(kept);
    json["target"] = shown(kept.event.target, 400);
    json["headers"] = Json::array();
    for (const http::Header& each : kept.event.headers)
      json["headers"].push_back(
          {shown(each.name, 100), text::printable(text::redacted_header(each.name, each.value))});
    json["body"] = shown(kept.event.body, 4000);
    print(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return 0;
  }
  std::string text = fmt::format("{} {}\nreceived {}, {}", kept.number, shown(kept.event.key, 300),
                                 moment_of(kept.event.received), receiver::name(kept.state));
  text += fmt::format(", {} attempt{}{}\n\n", kept.attempts, kept.attempts == 1 ? "" : "s",
                      kept.error.empty() ? "" : ": " + kept.error);
  text += fmt::format("POST {}\n", shown(kept.event.target, 400));
  for (const http::Header& each : kept.event.headers)
    text += fmt::format("{}: {}\n", shown(each.name, 100),
                        text::printable(text::redacted_header(each.name, each.value), 400));
  print(text + "\n" + shown(kept.event.body, 4000) + "\n");
  return 0;
}

int resend(Store& store, const WebhookListenOptions& options) {
  if (options.dead) {
    print(fmt::format("{} to be forwarded again\n",
                      output::counted(static_cast<std::size_t>(store.resend_dead()), "event")));
    return 0;
  }
  const Kept kept = found(store, options.event);
  store.resend(kept.number);
  print(fmt::format("event {} to be forwarded again\n", kept.number));
  return 0;
}

int purge(Store& store, const WebhookListenOptions& options) {
  constexpr std::int64_t kDay = 24LL * 3600 * 1000;
  const std::int64_t gone =
      store.purge(receiver::milliseconds_now() - kDay * options.older_days, "");
  print(fmt::format("{} forgotten\n", output::counted(static_cast<std::size_t>(gone), "event")));
  return 0;
}

}  // namespace

int run_webhook_events(const WebhookListenOptions& options) {
  const auto store = receiver::open_store(store_place(options), false);
  if (options.action == "list") return list(*store, options);
  if (options.action == "show") return show(*store, options);
  if (options.action == "resend") return resend(*store, options);
  return purge(*store, options);
}

}  // namespace checkoutdiag
