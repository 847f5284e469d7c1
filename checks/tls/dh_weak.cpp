#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/suites.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Logjam: weak Diffie-Hellman", "https://weakdh.org/"},
    {"RFC 7919: negotiated finite field groups", "https://www.rfc-editor.org/rfc/rfc7919"},
    {"RFC 9325 section 4.5: public key length",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.5"},
};

// NIST SP 800-57: 112 bits is the least that is still allowed.
constexpr int kLeastStrength = 112;

bool is_dhe(const Suite& each) {
  return each.key_exchange == KeyExchange::dhe && !each.tls13;
}

void run(const TlsCase& seen, Outcome& outcome) {
  const GroupFacts& groups = seen.seen.groups;
  const int least = seen.wanted.min_dh_bits;
  if (groups.dh_bits > 0 && groups.dh_bits < least)
    outcome.fail("uses a Diffie-Hellman group of {} bits, less than {}", groups.dh_bits, least)
        .with("dh_bits", groups.dh_bits)
        .with("least_bits", least);
  std::vector<std::string> weak;
  for (std::uint16_t id : groups.groups) {
    const Group& known = group(id);
    if (known.security_bits > 0 && known.security_bits < kLeastStrength) weak.push_back(known.name);
  }
  if (!weak.empty())
    outcome
        .fail("accepts {} {} of less than {} bits of strength: {}", weak.size(),
              weak.size() == 1 ? "group" : "groups", kLeastStrength, listed(weak))
        .with("groups", weak)
        .fixed_by("on the gateway, for nginx:" +
                  paste("ssl_ecdh_curve X25519:prime256v1:secp384r1;"));
  if (!outcome.findings.empty()) return;
  bool dhe = !accepted_suites(seen.seen, &is_dhe).empty();
  if (dhe && groups.dh_bits == 0)
    outcome.undecided("DHE suites are accepted, and the size of their group was not seen; {}",
                      kAskAgain);
  else if (!enumerated(seen.seen) || (groups.state == State::accepted && !groups.complete))
    outcome.skipped_because = kNotEnumerated;
}

}  // namespace

constinit const Check<TlsCase> dh_weak{
    .rule = {.id = "tls/dh-weak",
             .level = Level::error,
             .title = "the Diffie-Hellman key exchange is too weak",
             .why = "Groups of 1024 bits are within reach of states, shorter ones of anybody "
                    "(Logjam); the secret of the session falls with the group, whatever the "
                    "certificate.",
             .fix = "on the gateway, leave DHE out, for nginx with the line that satisfies every "
                    "rule about suites:\n"
                    "  ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\n"
                    "or, where clients need DHE, use a group of RFC 7919:\n"
                    "  curl -s https://ssl-config.mozilla.org/ffdhe2048.txt > dhparam.pem\n"
                    "  ssl_dhparam dhparam.pem;",
             .references = kReferences},
    .skip = &no_answers,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
