#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9155: deprecating MD5 and SHA-1 signatures in TLS",
     "https://www.rfc-editor.org/rfc/rfc9155"},
    {"Transcript collision attacks (SLOTH)", "https://www.mitls.org/pages/attacks/SLOTH"},
};

// SignatureScheme is hash and signature in TLS 1.2: the high byte 2 is SHA-1 (RFC 5246 7.4.1.4.1).
bool uses_sha1(std::uint16_t scheme) {
  return scheme >> 8 == 2;
}

void run(const TlsCase& seen, Outcome& outcome) {
  const SignatureFacts& signatures = seen.seen.signatures;
  std::vector<std::string> names;
  for (std::uint16_t id : signatures.schemes)
    if (uses_sha1(id)) names.push_back(signature_scheme_name(id));
  if (signatures.sha1 == State::accepted || !names.empty())
    outcome.fail("signs the key exchange with SHA-1 when asked to")
        .at_level(*seen.wanted.sha1_signature)
        .with("schemes", names)
        .with("policy", seen.wanted.name);
  else if (signatures.sha1 == State::unknown && *seen.wanted.sha1_signature == Level::note)
    outcome.skipped_because = "an offer of SHA-1 alone was not answered clearly";
  else if (signatures.sha1 == State::unknown)
    outcome.undecided(
        "it is not known whether {} signs with SHA-1: an offer of SHA-1 alone was not answered "
        "clearly; {}",
        address_text(seen.seen), kAskAgain);
}

}  // namespace

constinit const Check<TlsCase> sha1_signature{
    .rule = {.id = "tls/sha1-signature",
             .level = Level::warning,
             .title = "signs the key exchange with SHA-1",
             .why = "A handshake signed with SHA-1 can be forged by whoever makes a collision in "
                    "time (SLOTH); RFC 9155 forbids it in TLS 1.2.",
             .fix = "on the gateway, allow SHA-256 and better alone, for nginx:\n"
                    "  ssl_conf_command SignatureAlgorithms "
                    "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256;",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      if (!seen.wanted.sha1_signature) return "the policy does not ask for it";
      std::string_view reason = no_answers(seen);
      if (reason.empty() && !seen.seen.signatures.asked)
        return "no version was seen whose handshake signs with SHA-1";
      return reason;
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
