#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lib/text/secret.hpp"
#include "lib/webhook/delivery.hpp"
#include "lib/webhook/scheme.hpp"
#include "lib/webhook/verify.hpp"

// Why a signature does not match: what was damaged, found by undoing likely damages until the
// signature is right. A right signature proves that the damage happened; everything else is
// evidence, and is said to be no more.
namespace checkoutdiag::webhook {

struct Cause {
  std::string id;        // "body.trailing-newline-added": stable, in checkoutdiag-webhook-verify(1)
  std::string message;   // one sentence
  std::string fix;       // as Finding::fix
  bool certain = false;  // the signature proves it, or it is a fact of what was given
};

/// A secret that might be the right one, and what the user calls it.
struct NamedSecret {
  Secret secret;
  std::string label;
};

struct DiagnosisLimits {
  int attempts = 4096;                    // signatures computed
  std::size_t body = 10 * 1024 * 1024;    // larger bodies are not repaired
  std::size_t bytes = 256 * 1024 * 1024;  // signed altogether
  bool all = false;                       // go on after the first cause that the signature proves
};

struct Diagnosis {
  std::vector<Cause> causes;  // the first is the one to tell
  int attempts = 0;
  std::size_t bytes = 0;
  bool bounded = false;  // a limit ended the search
};

/// Looks for the cause of a verification that failed.
Diagnosis diagnose(const Scheme& scheme, const std::vector<Secret>& secrets,
                   const Settings& settings, const Delivery& delivery,
                   const Verification& verification, std::int64_t now,
                   const std::vector<NamedSecret>& others, const DiagnosisLimits& limits);

/// What can be seen without a right signature: a length that differs from Content-Length, U+FFFD,
/// broken JSON, sorted keys. Never certain but where it is a plain fact.
std::vector<Cause> side_evidence(const Scheme& scheme, const Delivery& delivery);

/// What is wrong with the shape of a secret, before any key is made of it: blank, a placeholder,
/// another kind of key. Nothing when it looks right.
std::vector<Cause> secret_shape(const Scheme& scheme, std::string_view secret);

/// ", which is almost exactly 2 hours", where it is: whole and half hours are seldom a clock's
/// fault, a time zone was left out. Empty otherwise.
std::string hours_text(std::int64_t seconds);

/// The schemes whose headers the delivery has, the most specific first.
std::vector<const Scheme*> detect(const Delivery& delivery);

/// The scheme of whoever sent a delivery whose signature did not arrive, by its other headers: the
/// one with the most marks, companions, timestamps and ids; null when there are none.
const Scheme* sender_of(const Delivery& delivery);

}  // namespace checkoutdiag::webhook
