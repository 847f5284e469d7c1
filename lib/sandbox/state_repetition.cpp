#include "lib/sandbox/state.hpp"
#include "lib/text/ascii.hpp"

// What a request with a known key gets: checkoutdiag-charge(1) has the table.
namespace checkoutdiag::sandbox {
namespace {

using charge::Policy;

int documented(const charge::Documented& what, int otherwise) {
  return what.statuses.empty() ? otherwise : what.statuses.front();
}

std::string code_of(const charge::Documented& what, const char* otherwise) {
  return what.code.empty() ? otherwise : what.code;
}

}  // namespace

// Where it is not documented, as the IETF draft: section 2.6.
http::Reply State::in_flight(const KeyEntry& entry) const {
  const charge::Profile& profile = options_.profile;
  http::Reply reply = refusal(
      documented(profile.in_flight, 409), "idempotency_error",
      code_of(profile.in_flight, "idempotency_key_in_use"),
      "Another request with this idempotency key is being executed. Try again when it is done.");
  if (profile.name == "adyen") reply.headers.push_back({"transient-error", "true"});
  // Worldline names the first request's time in every answer to a later one.
  if (profile.policy == Policy::payload_blind) mark(reply, entry);
  return reply;
}

http::Reply State::mismatch(const KeyEntry& entry) const {
  const charge::Profile& profile = options_.profile;
  return answers_.error({.status = documented(profile.mismatch, 422),
                         .type = "idempotency_error",
                         .code = code_of(profile.mismatch, "idempotency_key_reused"),
                         .message = "This idempotency key was used before, for another payload.",
                         .names = profile.policy == Policy::conflict ? entry.charge : ""});
}

http::Reply State::repetition(const KeyEntry& entry, std::string& id) {
  id = entry.charge;
  if (options_.breakage.new_ids && !id.empty()) id = make_id("ch_");
  const charge::Profile& profile = options_.profile;
  if (profile.policy == Policy::conflict)
    return answers_.error({.status = documented(profile.duplicate, 409),
                           .type = "idempotency_error",
                           .code = code_of(profile.duplicate, "idempotent_creation_conflict"),
                           .message = "A charge with this idempotency key was made before.",
                           .names = id});
  http::Reply reply;
  if (entry.body.empty()) {
    KeptCharge kept = charges_[by_id_.at(entry.charge)];
    kept.charge.id = id;
    reply =
        answers_.charge(options_.breakage.no_marker ? answers_.made() : answers_.repeated(), kept);
  } else {
    reply = json_reply(entry.status, entry.body);
    reply.headers = {{"Content-Type", entry.type}};
    // An error names nothing.
    id.clear();
  }
  if (!options_.breakage.no_marker) mark(reply, entry);
  return reply;
}

bool State::marker_is_echo() const {
  const charge::Profile& profile = options_.profile;
  return profile.place == charge::KeyPlace::header && !profile.marker.header.empty() &&
         text::equal_ignoring_case(profile.marker.header, profile.key_name);
}

void State::mark(http::Reply& reply, const KeyEntry& entry) const {
  const charge::Marker& marker = options_.profile.marker;
  if (marker.header.empty() || marker_is_echo()) return;
  std::string value = marker.value;
  if (value.empty())
    value =
        text::lower(marker.header).ends_with("timestamp") ? std::to_string(entry.created) : "true";
  reply.headers.push_back({marker.header, value});
}

// Stripe and Adyen repeat the key in their answers, in the first one too.
void State::echo(http::Reply& reply, const std::string& key) const {
  const charge::Profile& profile = options_.profile;
  if (key.empty() || profile.place != charge::KeyPlace::header) return;
  if (profile.name == "stripe" || profile.name == "adyen" || marker_is_echo())
    reply.headers.push_back({profile.key_name, key});
}

}  // namespace checkoutdiag::sandbox
