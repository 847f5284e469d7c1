#include "lib/charge/traffic_request.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/charge/body.hpp"
#include "lib/charge/key.hpp"
#include "lib/charge/traffic_operation.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::size_t kShownPath = 500, kShownId = 200;

// Where a gateway that is not known may have its key: the header names of those that are, and of
// the list of implementations in the draft.
constexpr std::string_view kKeyHeaders[] = {
    "Idempotency-Key",           "X-Idempotency-Key",     "PayPal-Request-Id",
    "Cko-Idempotency-Key",       "X-GCS-Idempotence-Key", "Request-Idempotency-Key",
    "X-Payout-Idempotency",      "X-Refund-Idempotency",  "Klarna-Idempotency-Key",
    "chargebee-idempotency-key", "Idempotency",           "X-Unique-Transaction-ID",
};
constexpr const char* kKeyMembers[] = {"/idempotency_key", "/idempotencyKey"};

std::string shown(std::string_view text, std::size_t most) {
  return text::printable(text::redacted(text), most);
}

std::string content_type(const http::Headers& headers) {
  const std::string* type = http::find_header(headers, "Content-Type");
  return type ? *type : std::string();
}

/// One request at a gateway.
class Reading {
 public:
  Reading(const Recorded& recorded, const std::string& method, const webhook::UrlParts& url,
          const Profile& profile)
      : recorded_(recorded),
        method_(method),
        url_(url),
        profile_(profile),
        type_(content_type(recorded.headers)),
        body_(recorded.body) {
    // Hardly any DELETE has a body, and logs do not say that there is none.
    if (!body_ && method == "DELETE" && type_.empty()) body_ = "";
  }

  Mutation read() {
    out_.index = recorded_.index;
    out_.line = recorded_.line;
    out_.at = recorded_.at;
    out_.method = shown(method_, kShownId);
    out_.host = shown(text::lower(url_.host), kShownPath);
    out_.path = shown(url_.path.empty() ? "/" : url_.path, kShownPath);
    out_.profile = profile_.name;
    out_.charges = matches_path(profile_.paths, url_.path);
    out_.operation = operation_of(method_, url_.path);
    // Payouts, transfers and the like: the words for them are the gateway's own.
    if (out_.operation == Operation::other && out_.charges) out_.operation = Operation::charge;
    out_.cancels_key = matches_path(profile_.cancel_paths, url_.path);
    out_.guessed = is_guess(profile_, out_.host, url_.path);
    out_.account = account();
    out_.takes_key = takes_key();
    find_key();
    if (body_) out_.fingerprint = fingerprint(profile_, method_, url_.path, *body_, type_);
    out_.reference = first_of(profile_.reference);
    // Lengths are documented for the API that a profile is about, and differ elsewhere.
    const bool documented = profile_.place != KeyPlace::body || out_.charges;
    if (!out_.key.empty() && documented && !out_.guessed)
      out_.objection = objection(profile_, out_.key);
    out_.status = recorded_.status;
    out_.no_answer = recorded_.status == 0 || !recorded_.error.empty();
    out_.answer_id = answer_id();
    return std::move(out_);
  }

 private:
  bool takes_key() const {
    return profile_.place != KeyPlace::none && !matches_path(profile_.keyless_paths, url_.path) &&
           std::any_of(profile_.methods.begin(), profile_.methods.end(),
                       [this](const std::string& each) {
                         return text::equal_ignoring_case(each, method_);
                       });
  }

  // Stripe: a platform's requests for the accounts that are connected to it.
  std::string account() const {
    const std::string* value = http::find_header(recorded_.headers, "Stripe-Account");
    return value ? shown(*value, kShownId) : std::string();
  }

  void find_key() {
    if (profile_.place == KeyPlace::none) return;
    if (profile_.place == KeyPlace::body) return find_member(profile_.key_name);
    if (find_header(profile_.key_name) || profile_.name != "generic") return;
    for (std::string_view name : kKeyHeaders)
      if (find_header(name)) return;
    for (const char* pointer : kKeyMembers) {
      if (!is_readable() || !member(pointer)) continue;
      profile_.place = KeyPlace::body;
      profile_.key_name = pointer;
      return find_member(pointer);
    }
  }

  bool find_header(std::string_view name) {
    const std::string* value = http::find_header(recorded_.headers, name);
    if (!value) return false;
    out_.key = key_of(*value, out_.quoted);
    return !out_.key.empty();
  }

  void find_member(const std::string& pointer) {
    out_.assessable = is_readable();
    out_.key = member(pointer).value_or("");
  }

  /// Whether the body is there, and can be understood.
  bool is_readable() const {
    if (!body_) return false;
    const BodyType type = body_type(type_, *body_);
    return type == BodyType::none || read_body(*body_, type).has_value();
  }

  std::optional<std::string> member(const std::string& pointer) const {
    if (!body_) return {};
    return value_at(*body_, type_, pointer);
  }

  std::string first_of(const std::vector<std::string>& pointers) const {
    for (const std::string& pointer : pointers)
      if (const auto value = member(pointer); value && !value->empty())
        return shown(*value, kShownId);
    return {};
  }

  /// Where a repetition is refused, the refusal names the object.
  std::string answer_id() const {
    if (!recorded_.answer) return {};
    const std::string type = content_type(recorded_.answer_headers);
    auto id = value_at(*recorded_.answer, type, profile_.object_id);
    if (!id && !profile_.duplicate_id.empty())
      id = value_at(*recorded_.answer, type, profile_.duplicate_id);
    return shown(id.value_or(""), kShownId);
  }

  const Recorded& recorded_;
  const std::string& method_;
  const webhook::UrlParts& url_;
  Profile profile_;  // generic: with the place where the key was found
  std::string type_;
  std::optional<std::string> body_;
  Mutation out_;
};

}  // namespace

Mutation read_request(const Recorded& recorded, const std::string& method,
                      const webhook::UrlParts& url, const Profile& profile) {
  return Reading(recorded, method, url, profile).read();
}

}  // namespace checkoutdiag::charge
