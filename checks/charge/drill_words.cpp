#include "checks/charge/drill_words.hpp"

#include <algorithm>

#include "checks/words.hpp"
#include "lib/charge/key.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::size_t kMostLines = 12;  // requests in one piece of evidence

// "1: 12 ms, key 8e03…, 503 before commit".
std::string line_of(const Try& attempt) {
  const sandbox::SeenRequest& request = *attempt.request;
  std::string line = fmt::format("{}: at {} ms, {}", request.number, request.at,
                                 request.key.empty() ? "no key" : "key " + shown_key(request.key));
  line += ", " + fate_text(attempt);
  if (request.executed) line += ", executed";
  if (request.replayed) line += ", a repetition";
  return line;
}

std::vector<std::string> lines_of(const std::vector<Try>& tries) {
  std::vector<std::string> lines;
  for (std::size_t each = 0; each < tries.size() && each < kMostLines; ++each)
    lines.push_back(line_of(tries[each]));
  if (tries.size() > kMostLines)
    lines.push_back(fmt::format("and {} more", tries.size() - kMostLines));
  return lines;
}

bool was_started(const ScenarioFacts& seen) {
  return !seen.runs.empty() && seen.runs.back().problem.empty();
}

}  // namespace

std::string_view no_try(const DrillCase& seen) {
  if (!was_started(seen.seen)) return "the client could not be started";
  return tries_of(seen.seen).empty() ? "the client never asked for a charge" : std::string_view{};
}

std::string_view no_retry(const DrillCase& seen) {
  if (const std::string_view why = no_try(seen); !why.empty()) return why;
  return retries_of(tries_of(seen.seen)).empty() ? "the client did not try again"
                                                 : std::string_view{};
}

std::string times_text(std::size_t times) {
  if (times == 1) return "once";
  return times == 2 ? "twice" : fmt::format("{} times", times);
}

std::string wait_text(std::int64_t ms) {
  if (ms < 1000) return fmt::format("{} ms", ms);
  const std::int64_t tenths = (ms + 50) / 100;
  return tenths % 10 == 0 ? fmt::format("{} s", tenths / 10)
                          : fmt::format("{}.{} s", tenths / 10, tenths % 10);
}

std::string_view name(Reported reported) {
  switch (reported) {
    case Reported::success:
      return "success";
    case Reported::failure:
      return "failure";
    case Reported::doubt:
      return "doubt";
    case Reported::nothing:
      break;
  }
  return "nothing";
}

std::string fate_text(const Try& attempt) {
  const sandbox::SeenRequest& request = *attempt.request;
  if (!request.fault.empty()) return request.fault;
  return request.status == 0 ? "no answer" : fmt::format("the answer {}", request.status);
}

std::string key_place(const Profile& profile) {
  if (profile.place == KeyPlace::body)
    return "the body's " + profile.key_name.substr(profile.key_name.starts_with("/") ? 1 : 0);
  return "the header " + profile.key_name;
}

std::string look_first(const Profile& profile) {
  return fmt::format(
      "after an error, or no answer, look the charge up by the order's reference before it is sent "
      "again; {}",
      profile.place == KeyPlace::none
          ? text::printable(profile.title, 100) + " has no key that would make the retry safe"
          : "a key that was answered with an error executes again here");
}

bool retries_blindly(const Profile& profile) {
  return profile.place == KeyPlace::none || profile.policy == Policy::successes;
}

std::string one_key_fix(const Profile& profile) {
  std::string fix = fmt::format(
      "make the key once for the order: a random UUID (version 4), stored with the order before "
      "the first request goes out; send it as {} with every try, also after a restart",
      text::printable(key_place(profile), 100));
  if (profile.name == "stripe")
    fix +=
        "\nStripe's SDKs take it with each call, and make one of their own without it:\n"
        "  await stripe.paymentIntents.create(params, { idempotencyKey: order.paymentKey });";
  return fix;
}

bool made_by_stripe_sdk(std::string_view key) {
  return key.starts_with("stripe-node-retry-");
}

std::vector<std::string> shown_keys(const std::vector<Try>& tries) {
  std::vector<std::string> keys;
  for (const Try& each : tries) {
    if (each.request->key.empty()) continue;
    std::string shown = shown_key(each.request->key);
    if (std::find(keys.begin(), keys.end(), shown) == keys.end()) keys.push_back(std::move(shown));
  }
  return keys;
}

Finding& describe(Finding& finding, const DrillCase& seen) {
  const ScenarioFacts& facts = seen.seen;
  finding.with("scenario", facts.scenario.name)
      .with("order", facts.order)
      .with("reported", name(facts.reported));
  if (!facts.runs.empty() && facts.runs.back().exit)
    finding.with("exit", std::int64_t{*facts.runs.back().exit});
  finding.with("requests", lines_of(tries_of(facts)));
  std::vector<std::string> ids;
  for (const sandbox::Charge* each : charges_of(facts))
    ids.push_back(each->id);
  return finding.with("charges", std::move(ids));
}

}  // namespace checkoutdiag::charge
