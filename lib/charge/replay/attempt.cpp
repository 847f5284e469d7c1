#include "lib/charge/replay/attempt.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/secret.hpp"

namespace checkoutdiag::charge {
namespace {

using nlohmann::json;

constexpr int kTooEarly = 425, kTooMany = 429;  // words on the moment, not on the charge
constexpr std::size_t kLongestId = 255, kLongestWord = 100, kLongestError = 200;

// Where gateways put an error's code; the first that is a text.
constexpr const char* kCodes[] = {"/error/errors/0/reason",
                                  "/error/code",
                                  "/code",
                                  "/error_codes/0",
                                  "/errors/0/code",
                                  "/errors/0/id",
                                  "/errorCode",
                                  "/name",
                                  "/Type",
                                  "/error/type",
                                  "/type",
                                  "/error_type"};

bool contains(const std::vector<int>& statuses, int status) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

bool is_success(int status, const Profile& profile) {
  return (status >= 200 && status < 300) || contains(profile.success, status);
}

// 409 unless the profile says another one.
bool is_conflict(int status, const Profile& profile) {
  if (profile.policy != Policy::conflict) return false;
  return profile.duplicate.statuses.empty() ? status == 409
                                            : contains(profile.duplicate.statuses, status);
}

bool has_marker(const Profile& profile, const http::Exchange& exchange) {
  const Marker& marker = profile.marker;
  if (marker.header.empty()) return marker.status != 0 && exchange.status == marker.status;
  const std::string* value = http::find_header(exchange.headers, marker.header);
  return value && (marker.value.empty() || text::equal_ignoring_case(*value, marker.value));
}

// One that the profile names wins over what else there is.
std::string code_in(const json& body, const Profile& profile) {
  std::string first;
  for (const char* each : kCodes) {
    const json::json_pointer pointer(each);
    if (!body.contains(pointer)) continue;
    const json& value = body.at(pointer);
    if (!value.is_string()) continue;
    std::string code = text::printable(value.get_ref<const std::string&>(), kLongestWord);
    if (code.empty()) continue;
    for (const Documented* known : {&profile.in_flight, &profile.mismatch, &profile.duplicate})
      if (known->code == code) return code;
    if (first.empty()) first = std::move(code);
  }
  return first;
}

// Ids are compared, so that one which is too long to be kept whole is none at all.
void take_id(Attempt& attempt, const json& body, const std::string& pointer) {
  if (pointer.empty()) return;
  const std::string id = value_at(body, pointer).value_or("");
  if (id.size() > kLongestId)
    attempt.fault = fmt::format("the object's id has more than {} bytes", kLongestId);
  else
    attempt.id = text::printable(id, 4 * kLongestId + 4);
}

void take_body(Attempt& attempt, const Profile& profile, const http::Exchange& exchange) {
  const std::string* content_type = http::find_header(exchange.headers, "Content-Type");
  const BodyType type = body_type(content_type ? *content_type : "", exchange.body);
  const std::optional<json> body = read_body(exchange.body, type);
  if (!body) {
    attempt.fault = exchange.body.empty() ? "the answer has no body"
                                          : "the answer's body is neither JSON nor a form";
    return;
  }
  if (is_success(attempt.status, profile)) {
    take_id(attempt, *body, profile.object_id);
    if (!profile.object_created.empty())
      attempt.created =
          text::printable(value_at(*body, profile.object_created).value_or(""), kLongestWord);
    return;
  }
  attempt.code = code_in(*body, profile);
  if (is_conflict(attempt.status, profile)) take_id(attempt, *body, profile.duplicate_id);
}

}  // namespace

void take_answer(Attempt& attempt, const Profile& profile, const http::Exchange& exchange) {
  attempt.fate = exchange.fate;
  attempt.cut = exchange.cut;
  attempt.timed_out = exchange.timed_out;
  attempt.reset = exchange.reset;
  attempt.error = text::printable(exchange.error, kLongestError);
  attempt.sent = exchange.sent;
  attempt.status = exchange.status;
  attempt.marker = has_marker(profile, exchange);
  attempt.took = std::max<std::int64_t>(
      0, std::chrono::duration_cast<std::chrono::milliseconds>(exchange.ended - exchange.begun)
             .count());
  if (exchange.fate != http::Fate::answered) return;
  // A Secret is where SHA-256 is, and an answer may well hold one.
  attempt.body_digest = Secret(exchange.body).digest().substr(0, 16);
  if (exchange.body_dropped)
    attempt.fault = "the answer is too large to be read";
  else
    take_body(attempt, profile, exchange);
}

http::Exchange exchange_of(const Attempt& attempt, const Profile& profile) {
  http::Exchange exchange;
  exchange.fate = attempt.known ? attempt.fate : http::Fate::no_status;
  exchange.cut = attempt.cut;
  exchange.timed_out = attempt.timed_out;
  exchange.reset = attempt.reset;
  exchange.error = attempt.error;
  exchange.sent = attempt.sent;
  exchange.status = attempt.status;
  if (attempt.marker && !profile.marker.header.empty()) {
    const std::string& value = profile.marker.value;
    exchange.headers.push_back({profile.marker.header, value.empty() ? "true" : value});
  }
  exchange.headers.push_back({"Content-Type", "application/json"});
  if (!attempt.code.empty()) exchange.body = json{{"error", {{"code", attempt.code}}}}.dump();
  return exchange;
}

bool may_have_executed(const Attempt& attempt) {
  return !attempt.known || attempt.fate != http::Fate::not_sent;
}

bool succeeded(const Attempt& attempt, const Profile& profile) {
  if (!attempt.known || attempt.fate != http::Fate::answered) return false;
  return is_success(attempt.status, profile) ||
         (is_conflict(attempt.status, profile) &&
          (!attempt.id.empty() ||
           (!profile.duplicate.code.empty() && attempt.code == profile.duplicate.code)));
}

bool refused(const Attempt& attempt, const Profile& profile) {
  const int status = attempt.status;
  const bool came = attempt.known && (attempt.fate == http::Fate::answered ||
                                      (attempt.fate == http::Fate::truncated && status >= 400));
  return came && status < 500 && status != kTooEarly && status != kTooMany &&
         !succeeded(attempt, profile) && !says_in_flight(attempt, profile);
}

bool says_in_flight(const Attempt& attempt, const Profile& profile) {
  if (!attempt.known || attempt.fate != http::Fate::answered || succeeded(attempt, profile))
    return false;
  const Documented& documented = profile.in_flight;
  if (documented.statuses.empty()) return attempt.status == 409 || attempt.status == 423;
  return contains(documented.statuses, attempt.status) &&
         (documented.code.empty() || attempt.code.empty() || attempt.code == documented.code);
}

}  // namespace checkoutdiag::charge
