#pragma once
#include <string>

#include "lib/charge/replay.hpp"

namespace checkoutdiag::test {

/// A gateway that documents everything.
inline charge::Profile documented_profile() {
  charge::Profile profile;
  profile.name = "tests";
  profile.title = "The gateway of the tests";
  profile.place = charge::KeyPlace::header;
  profile.key_name = "Idempotency-Key";
  profile.methods = {"POST"};
  profile.retention = std::chrono::hours(24);
  profile.policy = charge::Policy::everything;
  profile.marker = {"Idempotent-Replayed", "true"};
  profile.in_flight = {{409}, "key_in_use"};
  profile.mismatch = {{422}, "key_reused"};
  profile.object_created = "/created";
  profile.amount = {"/amount"};
  return profile;
}

/// Every proof against it, with waits of a millisecond.
inline charge::ReplayPlan plan_for(const std::string& origin) {
  using charge::Proof;
  charge::ReplayPlan plan;
  plan.profile = documented_profile();
  plan.url = origin + "/v1/charges";
  plan.payload = R"({"amount":500,"currency":"eur"})";
  plan.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer sk_test_5ecre7"}};
  plan.key = "11111111-2222-4333-8444-555555555555";
  plan.proofs = {Proof::sequential, Proof::mismatch, Proof::concurrent,
                 Proof::lost,       Proof::dropped,  Proof::after_error};
  plan.concurrency = 4;
  plan.provoke = http::Header{"Fault", "500"};
  plan.retry.initial = std::chrono::milliseconds(1);
  plan.retry.most = std::chrono::milliseconds(20);
  return plan;
}

}  // namespace checkoutdiag::test
