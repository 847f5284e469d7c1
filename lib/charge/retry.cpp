#include "lib/charge/retry.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge {
namespace {

using http::Exchange;
using http::Fate;
using std::chrono::milliseconds;

// What an answer asks for, before it is known whether there are tries left.
struct Wish {
  Next next = Next::done;
  std::string because;
};

bool contains(const std::vector<int>& statuses, int status) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

bool has_key(const Profile& profile) {
  return profile.place != KeyPlace::none && profile.policy != Policy::no_key;
}

// A status of 5xx says "repetition" by a header alone: PayPal's marker is a status of success.
bool is_marked(const Profile& profile, const Exchange& exchange) {
  if (profile.marker.header.empty()) return false;
  const std::string* value = http::find_header(exchange.headers, profile.marker.header);
  return value && (profile.marker.value.empty() ||
                   text::equal_ignoring_case(text::trimmed(*value), profile.marker.value));
}

// Does a conflict name the object that is there, and so stand for the answer?
bool is_duplicate(const Profile& profile, int status) {
  if (profile.policy != Policy::conflict) return false;
  return profile.duplicate.statuses.empty() ? status == 409
                                            : contains(profile.duplicate.statuses, status);
}

// An error's code as a JSON string, wherever the gateway puts it.
bool names(const Exchange& exchange, const std::string& code) {
  return !code.empty() && exchange.body.find('"' + code + '"') != std::string::npos;
}

bool is_in_flight(const Profile& profile, const Exchange& exchange) {
  const Documented& documented = profile.in_flight;
  if (names(exchange, documented.code)) return true;
  if (names(exchange, profile.mismatch.code)) return false;
  if (!documented.statuses.empty()) return contains(documented.statuses, exchange.status);
  // Where the gateway documents 409 as something else, it is that.
  return (exchange.status == 409 || exchange.status == 423) &&
         !contains(profile.mismatch.statuses, exchange.status);
}

// "true", "false", or nothing: Stripe's word on whether a retry helps, whatever the status.
std::string_view should_retry(const Exchange& exchange) {
  const std::string* value = http::find_header(exchange.headers, "Stripe-Should-Retry");
  return value ? text::trimmed(*value) : std::string_view();
}

Wish wish_of_answer(const Profile& profile, const RetryRules& rules, const Exchange& exchange) {
  const int status = exchange.status;
  const std::string plain = std::to_string(status);
  if (status < 400 || is_duplicate(profile, status)) return {Next::done, plain};
  const bool is_error = status >= 500;
  if (is_error && is_marked(profile, exchange) && profile.policy != Policy::completion)
    return {Next::stored,
            fmt::format("{}, and {} says that it is stored", status, profile.marker.header)};
  const std::string_view advice = should_retry(exchange);
  if (advice == "true") return {Next::again, plain + ", Stripe-Should-Retry: true"};
  if (advice != "false" && (is_error || contains(rules.also_on, status)))
    return {Next::again, plain};
  if (is_in_flight(profile, exchange)) return {Next::in_flight, plain};
  if (advice == "false") return {Next::done, plain + ", Stripe-Should-Retry: false"};
  // Neither is a word on the charge itself: it was too early for it, or too much else was asked.
  if (status == 425 || status == 429)
    return {Next::given_up, fmt::format("{}, and no retry on {} was asked for", status, status)};
  return {Next::done, plain};
}

Wish wish_of(const Profile& profile, const RetryRules& rules, const Exchange& exchange) {
  switch (exchange.fate) {
    case Fate::not_sent:
      return {Next::again, std::string(name(exchange.fate))};
    case Fate::no_status:
      return {Next::again, std::string(name(exchange.fate))};
    case Fate::truncated:
      // A refusal is one, however little of its explanation came.
      if (exchange.status >= 400 && exchange.status < 500) break;
      return {Next::again, fmt::format("{}, {}", exchange.status, name(exchange.fate))};
    case Fate::answered:
      break;
  }
  return wish_of_answer(profile, rules, exchange);
}

// Can the charge have been executed, and does nobody know?
bool is_ambiguous(const Exchange& exchange) {
  return exchange.fate == Fate::no_status || exchange.status >= 500 ||
         (exchange.fate == Fate::truncated && exchange.status < 400);
}

milliseconds backoff(const RetryRules& rules, int tried, double random) {
  const milliseconds initial = std::max(rules.initial, milliseconds(0));
  milliseconds wait = initial;
  for (int doubled = 1; doubled < tried && wait < rules.most && wait.count() > 0; ++doubled)
    wait += std::min(wait, rules.most - wait);
  wait = std::min(wait, rules.most);
  const double part = 0.5 + std::clamp(std::isnan(random) ? 0.0 : random, 0.0, 1.0) / 2;
  const double scaled = static_cast<double>(wait.count()) * part;
  return std::max(initial, milliseconds(static_cast<milliseconds::rep>(scaled)));
}

}  // namespace

Step after(const Profile& profile, const RetryRules& rules, const Exchange& exchange, int tried,
           double random, std::int64_t now) {
  Wish wish = wish_of(profile, rules, exchange);
  Step step{wish.next, milliseconds(0), std::move(wish.because)};
  if (step.next != Next::again) return step;
  const auto give_up = [&](const std::string& why) {
    step.next = Next::given_up;
    step.because += why;
    return step;
  };
  if (!has_key(profile) && is_ambiguous(exchange))
    return give_up(", and the gateway has no key: search by reference first");
  if (tried > rules.retries) return give_up(", and no retries are left");
  step.wait = backoff(rules, tried, random);
  const std::string* asked = http::find_header(exchange.headers, "Retry-After");
  const long seconds = asked ? http::retry_after(*asked, static_cast<long>(now)) : -1;
  if (seconds < 0) return step;
  step.because += fmt::format(", Retry-After: {} s", seconds);
  if (seconds > rules.longest_wait.count()) return give_up(", which is too long to wait for");
  step.wait = std::chrono::seconds(seconds);
  return step;
}

}  // namespace checkoutdiag::charge
