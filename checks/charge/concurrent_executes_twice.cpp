#include <fmt/core.h>

#include "checks/charge/evidence.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field, section 2.6: concurrent requests (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"Mollie for WooCommerce: orders that were paid twice by concurrent requests",
     "https://github.com/mollie/WooCommerce/issues/1063"},
};

constexpr std::string_view kRetries =
    "let one process at a time send an order's charge: take a lock in the database, or write a row "
    "that is unique by the order's reference, before the request goes out, and wait for its answer "
    "or its time-out before it is sent again";

std::string_view skip(const ReplayCase& seen) {
  return proofs::not_asked(seen.seen, Proof::concurrent);
}

std::string together(const ProofFacts& proof) {
  return proof.released < 2
             ? std::string("sent at the same time with one key")
             : fmt::format("of which {} were let go within {:.1f} ms with one key", proof.released,
                           static_cast<double>(proof.spread.count()) / 1000);
}

void run(const ReplayCase& seen, Outcome& outcome) {
  const auto found = proofs::judged(seen.seen, Proof::concurrent, outcome);
  if (!found || found->ruling == proofs::Ruling::once) return;
  const ProofFacts& proof = *proofs::find(seen.seen, Proof::concurrent);
  const bool proven = found->ruling == proofs::Ruling::twice;
  Finding& finding =
      outcome.fail("identical requests, {}, were {} more than once: {}", together(proof),
                   proven ? "charged" : "probably charged", found->because);
  if (!proven) proofs::only_likely(finding, *proofs::find(seen.seen, Proof::concurrent), outcome);
  proofs::describe_proof(finding, seen.seen, proof)
      .fixed_by(proofs::double_charge_fix(seen.seen.profile, kRetries));
}

}  // namespace

constinit const Check<ReplayCase> concurrent_executes_twice{
    .rule = {.id = "charge/concurrent-executes-twice",
             .level = Level::error,
             .title = "identical requests with one key at the same time are charged more than once",
             .why = "A shopper clicks twice, a webhook and a return page both capture, a worker "
                    "takes a job that another one still has: the requests meet at the gateway. One "
                    "that looks the key up and stores it later charges each of them. Exactly one "
                    "must be executed, and the others get 409 or the same object.",
             .fix =
                 "let one process at a time send an order's charge, by a lock or a unique row in "
                 "the database; reconcile the orders that were sent twice, and tell the gateway",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
