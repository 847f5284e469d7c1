#include "lib/webhook/drill/courier.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/sign.hpp"
#include "lib/webhook/verify.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::int64_t kMargin = 120;              // seconds beyond what the scheme takes
constexpr std::int64_t kVeryOld = 30 * 24 * 3600;  // where it has no limit
constexpr std::size_t kLong = 64 * 1024;

std::string random_hex(std::size_t digits) {
  static thread_local std::random_device random;
  std::string text;
  while (text.size() < digits)
    text += fmt::format("{:08x}", random());
  return text.substr(0, digits);
}

// A secret of the same form that nobody has; nothing: a key of its kind is not made here.
std::optional<Secret> other_secret(const Scheme& scheme) {
  const std::string prefix = scheme.secret.prefixes.empty() ? "" : scheme.secret.prefixes.front();
  const std::string digits = random_hex(64);
  switch (scheme.secret.form) {
    case KeyForm::text:
    case KeyForm::sha1:
      return Secret(prefix + digits);
    case KeyForm::hex:
      return Secret(prefix + digits);
    case KeyForm::base64:
      return Secret(prefix + text::base64(text::bytes_of(digits.substr(0, 32))));
    default:
      return std::nullopt;
  }
}

Delivery delivery_of(const http::Call& call) {
  Delivery delivery;
  delivery.method = call.method;
  delivery.url = call.url;
  delivery.headers = call.headers;
  delivery.body = call.body;
  return delivery;
}

Letter not_made(std::string why) {
  return {std::nullopt, std::move(why)};
}

// Another digit, or letter, outside of what tells the event from others.
bool change_one_character(std::string& body, const EventValues& values) {
  std::vector<bool> kept(body.size(), false);
  for (const std::string* each : {&values.id, &values.order, &values.type})
    for (std::size_t at = 0; !each->empty() && (at = body.find(*each, at)) != body.npos; ++at)
      std::fill_n(kept.begin() + static_cast<std::ptrdiff_t>(at), each->size(), true);
  for (std::size_t at = body.size(); at-- > 0;) {
    if (kept[at] || !text::is_digit(body[at])) continue;
    body[at] = body[at] == '9' ? '8' : static_cast<char>(body[at] + 1);
    return true;
  }
  return false;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

// What stands in the place of a signature of that length.
std::string wrong_signature(Trial trial, std::size_t length) {
  switch (trial) {
    case Trial::signature_empty:
      return "";
    case Trial::signature_short:
      return "0123abcd";
    case Trial::signature_alphabet:
      return repeated("~", length);
    case Trial::signature_not_ascii:
      return repeated("\xC3\xA9", std::max<std::size_t>(1, length / 2));
    case Trial::signature_long:
      return repeated("a", kLong);
    default:
      return repeated("A", 44);
  }
}

}  // namespace

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Courier::Courier(const DrillPlan& plan)
    : plan_(plan), other_(other_secret(plan.scheme)), run_(random_hex(8)) {
  right(event("paid"));
}

Event Courier::event(std::string_view role) const {
  EventValues values;
  values.id = fmt::format("cdd{}{}", run_, random_hex(12));
  values.order = fmt::format("ord{}{}", run_, random_hex(8));
  return event(role, values);
}

Event Courier::event(std::string_view role, const EventValues& of) const {
  Event event{of, ""};
  event.values.now = seconds_now();
  if (const auto type = plan_.events.types.find(role); type != plan_.events.types.end())
    event.values.type = type->second;
  event.body = body_of(plan_.events, event.values);
  return event;
}

http::Call Courier::signed_with(const Event& event, const std::vector<Secret>& secrets,
                                std::int64_t when) const {
  http::Call call;
  call.url = plan_.url;
  call.ca_file = plan_.ca_file;
  call.timeout = plan_.timeout;
  call.most_body = 64 * 1024;
  call.headers = headers_of(plan_.events, event.values);
  const bool is_json = is_json_object(event.body);
  if (!http::find_header(call.headers, "Content-Type"))
    call.headers.push_back(
        {"Content-Type", is_json ? "application/json" : "application/x-www-form-urlencoded"});
  call.headers.push_back({"User-Agent", "checkoutdiag-drill"});
  call.body = event.body;
  SignOptions options{.timestamp = when, .id = event.values.id};
  const SignatureRule& rule = plan_.scheme.signature;
  if (rule.grammar == Grammar::key_ids || rule.key_id_before_colon)
    for (std::size_t i = 0; i < secrets.size(); ++i)
      options.key_ids.push_back(fmt::format("drill{}", i + 1));
  Signed done = sign(plan_.scheme, delivery_of(call), secrets, plan_.settings, options);
  for (Header& each : done.headers) {
    std::erase_if(call.headers, [&](const Header& other) {
      return text::equal_ignoring_case(other.name, each.name);
    });
    call.headers.push_back(std::move(each));
  }
  if (done.url_changed) call.url = done.url;
  call.body = done.body;
  return call;
}

http::Call Courier::right(const Event& event) const {
  return signed_with(event, {plan_.secrets.front()}, seconds_now());
}

// The signature as it stands in a header; empty: it does not stand in one.
std::string Courier::signature_in(const http::Call& call) const {
  if (plan_.scheme.signature.headers.empty()) return "";
  const Delivery delivery = delivery_of(call);
  Claims claims;
  read_claims(plan_.scheme, delivery, plan_.settings, claims);
  if (claims.items.empty() || claims.items.front().any.empty() ||
      claims.items.front().any.front().candidates.empty())
    return "";
  const std::string text(claims.items.front().any.front().candidates.front().text);
  const bool stands =
      std::any_of(call.headers.begin(), call.headers.end(),
                  [&](const Header& each) { return each.value.find(text) != std::string::npos; });
  return stands ? text : "";
}

Letter Courier::with_other_signature(Trial trial, const Event& event) const {
  http::Call call = right(event);
  const std::string signature = signature_in(call);
  if (signature.empty()) return not_made("the scheme has no signature in a header");
  const auto header = std::find_if(
      call.headers.begin(), call.headers.end(),
      [&](const Header& each) { return each.value.find(signature) != std::string::npos; });
  if (trial == Trial::signature_missing) {
    call.headers.erase(header);
    return {std::move(call), ""};
  }
  Header other = *header;
  other.value.replace(other.value.find(signature), signature.size(),
                      wrong_signature(trial, signature.size()));
  if (trial == Trial::signature_twice)
    call.headers.push_back(std::move(other));
  else
    *header = std::move(other);
  return {std::move(call), ""};
}

Letter Courier::with_other_body(Trial trial, const Event& event) const {
  const bool is_json = is_json_object(event.body);
  if (trial == Trial::tampered || trial == Trial::respaced) {
    if (plan_.scheme.algorithm == Algorithm::token || !plan_.scheme.covers_body)
      return not_made("the scheme does not sign the body");
    http::Call call = right(event);
    if (trial == Trial::tampered)
      return change_one_character(call.body, event.values)
                 ? Letter{std::move(call), ""}
                 : not_made("the event has no digit to change");
    if (!is_json || call.body != event.body)
      return not_made("the event is not JSON that is signed as it is");
    call.body.insert(1, " ");
    return {std::move(call), ""};
  }
  if (trial == Trial::other_body) {
    Event other = event;
    if (!change_one_character(other.body, event.values))
      return not_made("the event has no digit to change");
    return {right(other), ""};
  }
  if (!is_json) return not_made("the event is not a JSON object");
  Event other = event;
  if (trial == Trial::spaced_json) other.body = spaced_json(event.body);
  if (trial == Trial::crlf_json) other.body = crlf_json(event.body);
  if (trial == Trial::repeated_member) other.body = repeated_member(event.body);
  if (trial == Trial::byte_order_mark) other.body = "\xEF\xBB\xBF" + event.body;
  http::Call call = right(other);
  if (const auto type =
          std::find_if(call.headers.begin(), call.headers.end(),
                       [](const Header& each) { return each.name == "Content-Type"; });
      type != call.headers.end())
    type->value = "application/json";
  // Adyen's proof is within the body, which is written anew.
  if (call.body != other.body) return not_made("signing writes the body anew");
  return {std::move(call), ""};
}

Letter Courier::at_other_time(Trial trial, const Event& event) const {
  if (!plan_.scheme.timestamp.exists()) return not_made("the scheme has no timestamp");
  const AgeLimits limits = age_limits(plan_.scheme.timestamp, plan_.settings.tolerance);
  const bool is_stale = trial == Trial::stale;
  const std::int64_t limit = (is_stale ? limits.past : limits.future).value_or(kVeryOld);
  const std::int64_t off = limit + kMargin;
  return {signed_with(event, {plan_.secrets.front()},
                      is_stale ? seconds_now() - off : seconds_now() + off),
          ""};
}

Letter Courier::with_two_secrets(const Event& event) const {
  if (!other_) return not_made("a second key of this kind is not made here");
  try {
    http::Call call = signed_with(event, {*other_, plan_.secrets.front()}, seconds_now());
    const Delivery delivery = delivery_of(call);
    Claims claims;
    read_claims(plan_.scheme, delivery, plan_.settings, claims);
    if (!claims.items.empty() && !claims.items.front().any.empty() &&
        claims.items.front().any.front().candidates.size() > 1)
      return {std::move(call), ""};
  } catch (const Failure&) {
    // The scheme takes one.
  }
  return not_made("the scheme has one signature");
}

Letter Courier::letter(Trial trial, const Event& event) const {
  switch (trial) {
    case Trial::two_secrets:
      return with_two_secrets(event);
    case Trial::other_secret:
      if (!other_) return not_made("another key of this kind is not made here");
      return {signed_with(event, {*other_}, seconds_now()), ""};
    case Trial::signature_missing:
    case Trial::signature_empty:
    case Trial::signature_short:
    case Trial::signature_filler:
    case Trial::signature_alphabet:
    case Trial::signature_not_ascii:
    case Trial::signature_long:
    case Trial::signature_twice:
      return with_other_signature(trial, event);
    case Trial::stale:
    case Trial::future:
      return at_other_time(trial, event);
    case Trial::tampered:
    case Trial::respaced:
    case Trial::other_body:
    case Trial::spaced_json:
    case Trial::crlf_json:
    case Trial::byte_order_mark:
    case Trial::repeated_member:
      return with_other_body(trial, event);
    case Trial::content_type: {
      http::Call call = right(event);
      for (Header& each : call.headers)
        if (text::equal_ignoring_case(each.name, "Content-Type")) each.value = "text/plain";
      return {std::move(call), ""};
    }
    case Trial::get:
    case Trial::head: {
      http::Call call = right(event);
      call.method = trial == Trial::get ? "GET" : "HEAD";
      call.body.clear();
      return {std::move(call), ""};
    }
    case Trial::huge: {
      http::Call call = right(event);
      call.body = "{\"checkoutdiag\":\"" + repeated("a", plan_.huge) + "\"}";
      return {std::move(call), ""};
    }
    default:
      return {right(event), ""};
  }
}

}  // namespace checkoutdiag::webhook
