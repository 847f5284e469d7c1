#include "lib/sandbox/asked.hpp"

#include <algorithm>
#include <charconv>

#include "lib/charge/body.hpp"
#include "lib/charge/key.hpp"
#include "lib/sandbox/asked_body.hpp"
#include "lib/sandbox/visitor.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/redact.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::sandbox {
namespace {

constexpr std::string_view kCharges = "/v1/charges", kTokens = "/v1/tokens", kTruth = "/_truth",
                           kReset = "/_reset";
// What is kept of a request stays a hundred thousand requests long: see Truth::requests.
constexpr std::size_t kMostPath = 256, kMostMethod = 16, kMostKey = 1024;
constexpr std::size_t kMostListed = 1000;
constexpr std::size_t kShownFingerprint = 16;

void cut(std::string& text, std::size_t most) {
  if (text.size() > most) text.resize(most);
}

}  // namespace

AskedReader::AskedReader(AskedOptions options) : options_(std::move(options)) {
  paths_.emplace_back(kCharges);
  for (const std::string& each : options_.profile.paths)
    if (each != kCharges) paths_.push_back(each);
}

void AskedReader::find_route(std::string_view path, Asked& asked) const {
  const auto choose = [&](std::string_view method, Route route, const char* allow) {
    asked.route = asked.method == method ? route : Route::no_method;
    asked.allow = allow;
  };
  if (path == kTruth) return choose("GET", Route::truth, "GET");
  if (path == kReset) return choose("POST", Route::reset, "POST");
  if (path == kTokens) return choose("POST", Route::token, "POST");
  if (charge::matches_path(paths_, path)) {
    choose("POST", Route::charge, "GET, POST");
    if (asked.method == "GET") asked.route = Route::list;
    return;
  }
  const std::size_t slash = path.rfind('/');
  if (options_.profile.policy == charge::Policy::conflict &&
      options_.profile.duplicate_id.empty() && slash != std::string_view::npos &&
      path.substr(0, slash).ends_with("/responses")) {
    asked.id = path.substr(slash + 1);
    return choose("GET", Route::stored, "GET");
  }
  if (slash == std::string_view::npos || slash + 1 == path.size() ||
      !charge::matches_path(paths_, path.substr(0, slash)))
    return;
  asked.id = path.substr(slash + 1);
  choose("GET", Route::one, "GET");
}

void AskedReader::read_query(std::string_view query, Asked& asked) const {
  const auto pairs = webhook::decode_form(query);
  if (!pairs) return;
  for (const http::Header& each : *pairs) {
    // As it was kept.
    if (each.name == "reference") asked.of_reference = text::redacted(each.value);
    if (each.name == "key") asked.of_key = each.value;
    if (each.name != "limit") continue;
    std::size_t limit = 0;
    const auto [end, error] =
        std::from_chars(each.value.data(), each.value.data() + each.value.size(), limit);
    if (error == std::errc() && end == each.value.data() + each.value.size())
      asked.limit = std::clamp<std::size_t>(limit, 1, kMostListed);
  }
}

void AskedReader::read_key(const http::Request& request, Asked& asked) const {
  const charge::Profile& profile = options_.profile;
  if (profile.place != charge::KeyPlace::body) {
    // A gateway that has no key heeds none; what a client sends all the same is worth telling.
    const std::string name = profile.key_name.empty() ? "Idempotency-Key" : profile.key_name;
    const std::string* value = http::find_header(request.headers, name);
    if (!value) return;
    asked.keyed = true;
    asked.exact_key = *value;
  }
  if (!asked.keyed) return;
  asked.key = charge::key_of(asked.exact_key, asked.quoted);
  if (profile.place == charge::KeyPlace::none) return;
  const bool strings = profile.syntax == charge::KeySyntax::sf_string;
  if (strings) asked.exact_key = asked.key;
  if (asked.exact_key.empty())
    asked.key_fault = "it is empty";
  else if (strings && !asked.quoted)
    asked.key_fault = "it is not an RFC 8941 String: it has no quotes around it";
  else if (asked.exact_key.size() > kMostKey)
    asked.key_fault = "it has more than 1024 bytes";
  else
    asked.key_fault = charge::objection(profile, asked.exact_key);
  cut(asked.key, kMostKey);
  cut(asked.exact_key, kMostKey);
}

void AskedReader::read_charge(const http::Request& request, std::string_view path,
                              Asked& asked) const {
  const std::string* type = http::find_header(request.headers, "Content-Type");
  const std::string_view content_type = type ? std::string_view(*type) : std::string_view();
  read_charge_body(options_.profile, request.body, content_type, asked);
  asked.fingerprint =
      charge::fingerprint(options_.profile, request.method, path, request.body, content_type);
}

Asked AskedReader::read(const http::Request& request, std::int64_t at) const {
  Asked asked;
  asked.number = request.number;
  asked.connection = request.connection;
  asked.at = at;
  asked.method = request.method;
  const std::string_view target = request.target;
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  asked.path = text::redacted(path);
  find_route(path, asked);
  cut(asked.path, kMostPath);
  cut(asked.method, kMostMethod);
  asked.access = access_of(request.headers, options_.api_key, options_.profile.live_prefixes);
  // Of whoever sends a live key nothing more is looked at.
  if (asked.access == Access::live) return asked;
  if (asked.route == Route::truth || asked.route == Route::reset)
    asked.stranger = stranger(request.headers);
  if (asked.route == Route::list && mark != std::string_view::npos)
    read_query(target.substr(mark + 1), asked);
  if (asked.route == Route::charge) read_charge(request, path, asked);
  read_key(request, asked);
  if (const std::string* fault = http::find_header(request.headers, "Checkoutdiag-Fault");
      fault && options_.fault_header) {
    asked.fault = parse_fault(*fault);
    asked.fault_unknown = !asked.fault;
  }
  return asked;
}

const Fault* fault_for(const Asked& asked, const Fault* of_scenario) {
  if (asked.access != Access::allowed || asked.fault_unknown) return nullptr;
  return asked.fault ? &*asked.fault : of_scenario;
}

SeenRequest seen_of(const Asked& asked, const Fault* of_scenario, std::int64_t began) {
  const Fault* fault = fault_for(asked, of_scenario);
  return {.number = asked.number,
          .connection = asked.connection,
          .at = asked.at - began,
          .method = asked.method,
          .path = asked.path,
          .key = asked.key,
          .quoted = asked.quoted,
          .fingerprint = asked.fingerprint.substr(0, kShownFingerprint),
          .reference = asked.reference,
          .charges = asked.route == Route::charge,
          .fault = fault ? describe(*fault) : std::string()};
}

}  // namespace checkoutdiag::sandbox
