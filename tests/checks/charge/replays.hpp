#pragma once
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "checks/charge/charge.hpp"
#include "tests/checks/fix_lines.hpp"
#include "tests/checks/tls/gateway.hpp"

// Runs of charge replay written down as facts.
namespace checkoutdiag::charge::runs {

using tls::evidence;
using tls::has;
using tls::holds;
using tls::only_finding;
using tls::skipped;
using tls::undecided;

inline Profile gateway(Policy policy) {
  Profile profile;
  profile.name = "example";
  profile.title = "Example";
  profile.key_name = "Idempotency-Key";
  profile.policy = policy;
  return profile;
}

inline Profile stripe() {
  Profile profile = gateway(Policy::everything);
  profile.title = "Stripe";
  profile.most = 255;
  profile.retention = std::chrono::hours(24);
  profile.marker = {"Idempotent-Replayed", "true"};
  profile.in_flight = {{409}, "idempotency_key_in_use"};
  profile.mismatch = {{400}, "idempotency_error"};
  return profile;
}

/// Without a marker.
inline Profile plain() {
  return gateway(Policy::unknown);
}

inline Profile checkoutcom() {
  Profile profile = gateway(Policy::successes);
  profile.title = "Checkout.com";
  return profile;
}

inline Profile gocardless() {
  Profile profile = gateway(Policy::conflict);
  profile.title = "GoCardless";
  profile.mismatch = profile.duplicate = {{409}, "idempotent_creation_conflict"};
  return profile;
}

inline Profile paypal() {
  Profile profile = gateway(Policy::latest_state);
  profile.title = "PayPal";
  profile.marker = {"", "", 200, 201};
  return profile;
}

/// Told request by request.
class Run {
 public:
  explicit Run(Profile profile = stripe()) {
    facts.profile = std::move(profile);
    facts.url = "https://api.gateway.test/v1/charges";
    facts.base_key = "8e03978e-40d5-43e8-bc93-6894a57f9324";
  }

  /// What follows is of this proof.
  Run& proof(Proof which) {
    ProofFacts next;
    next.proof = which;
    next.key = facts.base_key;
    if (which == Proof::concurrent) {
      next.released = 10;
      next.spread = std::chrono::microseconds(1234);
    }
    facts.proofs.push_back(next);
    round_ = 0;
    return *this;
  }

  Run& answer(int status, std::string id = {}, bool marked = false) {
    Attempt& attempt = add(http::Fate::answered);
    attempt.status = status;
    attempt.id = std::move(id);
    attempt.marker = marked;
    return *this;
  }

  Run& lost(http::Fate fate = http::Fate::no_status, int status = 0) {
    Attempt& attempt = add(fate);
    attempt.status = status;
    attempt.error = "the connection was closed before an answer came";
    return *this;
  }

  Run& cut() {
    add(http::Fate::no_status).cut = true;
    return *this;
  }

  Run& crashed() {
    add(http::Fate::not_sent).known = false;
    return *this;
  }

  /// The last one was that many, at the barrier.
  Run& times(int count) {
    const Attempt one = facts.attempts.back();
    for (int i = 1; i < count; ++i)
      facts.attempts.push_back(one);
    return *this;
  }

  /// The last one is of the barrier, or of what comes after it.
  Run& at_barrier(bool is = true) {
    facts.attempts.back().round = is ? 0 : 1;
    return *this;
  }

  Run& other_payload() {
    facts.attempts.back().other_payload = true;
    return *this;
  }

  Run& code(std::string text) {
    facts.attempts.back().code = std::move(text);
    return *this;
  }

  Run& created(std::string when) {
    facts.attempts.back().created = std::move(when);
    return *this;
  }

  Run& counted(std::int64_t before, std::int64_t after) {
    facts.proofs.back().count = {true, before, after, {}, {}};
    return *this;
  }

  Run& not_counted(std::string why) {
    facts.proofs.back().count = {true, 1, {}, std::move(why), {}};
    return *this;
  }

  Run& ended(Next how) {
    facts.proofs.back().ended = how;
    return *this;
  }

  Run& not_done(std::string why) {
    facts.proofs.back().skipped = std::move(why);
    return *this;
  }

  ReplayFacts facts;

 private:
  Attempt& add(http::Fate fate) {
    Attempt attempt;
    attempt.proof = facts.proofs.back().proof;
    attempt.round = round_++;
    attempt.number = round_;
    attempt.key = facts.base_key;
    attempt.fate = fate;
    attempt.sent = fate == http::Fate::not_sent ? 0 : 300;
    facts.attempts.push_back(attempt);
    return facts.attempts.back();
  }

  int round_ = 0;
};

/// A dry run of every proof.
inline Run dry() {
  Run run;
  for (const Proof proof : {Proof::sequential, Proof::mismatch, Proof::concurrent, Proof::lost,
                            Proof::dropped, Proof::after_error})
    run.proof(proof).lost(http::Fate::not_sent).not_done("dry run: nothing was sent");
  run.facts.dry = true;
  return run;
}

inline void check_texts(const Outcome& outcome) {
  const Rule& rule = *outcome.rule;
  for (const Finding& finding : outcome.findings) {
    CAPTURE(rule.id);
    const std::string fix = finding.fix.empty() ? std::string(rule.fix) : finding.fix;
    CHECK(fault_of_fix(fix) == "");
    CHECK_FALSE(has_placeholder(fix));
    CHECK(text::printable(finding.message, 100'000) == finding.message);
    CHECK(!finding.message.empty());
    CHECK(finding.message.back() != '.');
    for (const std::string_view stray : {"  ", ", :", "()", ": ;", ": :", "\n\n", ", ,"}) {
      CHECK_MESSAGE(!has(finding.message, stray), finding.message);
      CHECK_MESSAGE(!has(fix, stray), fix);
    }
  }
  if (!outcome.inconclusive_because.empty())
    CHECK_MESSAGE(says_what_to_do(outcome.inconclusive_because), rule.id, ": ",
                  outcome.inconclusive_because);
}

/// One rule on one run; what it says must be fit to be printed and pasted.
inline Outcome judged(const Check<ReplayCase>& check, const Run& run) {
  std::vector<Outcome> outcomes;
  const Check<ReplayCase>* const one[] = {&check};
  judge<ReplayCase>(one, ReplayCase{run.facts}, run.facts.url, outcomes);
  check_texts(outcomes.at(0));
  return outcomes.at(0);
}

/// Every rule.
inline std::vector<Outcome> judge_all(const Run& run) {
  std::vector<Outcome> outcomes;
  judge<ReplayCase>(replays(), ReplayCase{run.facts}, run.facts.url, outcomes);
  for (const Outcome& outcome : outcomes)
    check_texts(outcome);
  return outcomes;
}

}  // namespace checkoutdiag::charge::runs
