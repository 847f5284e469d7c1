#include "lib/charge/key.hpp"
#include "lib/charge/replay.hpp"
#include "lib/charge/replay/plan.hpp"
#include "lib/charge/replay/words.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge {

std::string_view name(Proof proof) {
  return text::word(kProofs, proof);
}

std::string key_of(const ReplayPlan& plan, Proof proof) {
  if (proof == Proof::sequential || proof == Proof::mismatch) return plan.key;
  return derived_key(plan.key, name(proof));
}

http::Call call_of(const ReplayPlan& plan, const std::string& key, bool other) {
  http::Call call;
  call.method = plan.method;
  call.url = plan.url;
  call.headers = plan.headers;
  call.body = plan.payload;
  call.ca_file = plan.ca_file;
  call.connect_timeout = plan.connect_timeout;
  call.timeout = plan.timeout;
  if (other) {
    const std::optional<std::string> payload = other_payload(plan);
    if (!payload) throw Failure(Failure::Kind::internal, "no other payload can be made");
    call.body = *payload;
  }
  const Profile& profile = plan.profile;
  if (profile.place == KeyPlace::body)
    call.body = with_key(call.body, plan.type, profile.key_name, key);
  if (profile.place != KeyPlace::header) return call;
  std::erase_if(call.headers, [&](const http::Header& each) {
    return text::equal_ignoring_case(each.name, profile.key_name);
  });
  call.headers.push_back({profile.key_name, header_value(key, profile.syntax)});
  return call;
}

}  // namespace checkoutdiag::charge
