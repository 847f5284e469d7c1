#pragma once
#include "checks/report.hpp"

// A report by hand that has everything a format must cope with: every level, several findings of
// one rule, a waived one, a skipped one, an open one, places, hostile text, and a subject without
// findings.
namespace checkoutdiag::sample {

inline constexpr Reference kReferences[] = {
    {"RFC 8996: deprecating TLS 1.0 and TLS 1.1", "https://www.rfc-editor.org/rfc/rfc8996"},
    {"PCI DSS 4.0.1, requirement 4.2.1", "https://www.pcisecuritystandards.org/document_library/"},
};

inline constexpr Rule kCipher{
    "sample/weak-cipher",
    Level::error,
    "accepts a cipher that is broken",
    "64-bit blocks repeat after some gigabytes on one connection (Sweet32), and then leak what "
    "they hide.",
    "take 3DES out of the gateway's list, for nginx:\n"
    "  ssl_ciphers \"DEFAULT:!3DES\";\n"
    "nothing has to be changed on your side; to see that it is gone:\n"
    "  openssl s_client -connect pay.example:443 -tls1_2 -cipher 3DES:@SECLEVEL=0 < /dev/null | "
    "grep Cipher",
    kReferences};
inline constexpr Rule kExpiry{"sample/expires-soon",
                              Level::warning,
                              "a certificate ends soon",
                              "Renewals fail without a word, and then every checkout does.",
                              "renew it, and reload the server",
                              kReferences};
inline constexpr Rule kOrder{"sample/client-preference",        Level::note,
                             "the client's order counts",       "It is a matter of taste.",
                             "  ssl_prefer_server_ciphers on;", {}};
inline constexpr Rule kReach{"sample/reachable",    Level::error,
                             "the gateway answers", "What does not answer cannot be judged.",
                             "see that it runs",    {}};
inline constexpr Rule kStaple{"sample/staple",
                              Level::warning,
                              "an OCSP answer is stapled",
                              "Clients need not ask the authority.",
                              "switch it on, for nginx:\n  ssl_stapling on;",
                              {}};

inline Time at(const char* text) {
  return *text::parse_time(text);
}

inline Report report() {
  const std::string bad = "pay.example:443", good = "api.example:8443", open = "[2001:db8::1]:443",
                    excused = "old.example:443";
  Outcome reach{&kReach, bad, {}, {}, {}};
  Outcome cipher{&kCipher, bad, {}, {}, {}};
  cipher.fail("accepts {} ({})", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS 1.2")
      .with("suite", "0x000A")
      .with("versions", std::vector<std::string>{"TLS 1.0", "TLS 1.2"});
  cipher.fail("accepts {} ({})", "TLS_RSA_WITH_DES_CBC_SHA", "TLS 1.2").with("suite", "0x0009");
  Outcome expiry{&kExpiry, bad, {}, {}, {}};
  expiry
      .fail("the certificate of {} ends in {} days, says {}", "pay.example", 12,
            "CN=<evil> & \"quoted\"\r\n::set-env name=x::y | `tick` \x1b[31m\xff\xef\xbf\xbf")
      .with("days", 12)
      .fixed_by("renew it now:\n  certbot renew --cert-name pay.example")
      .place = Place{"deploy/gateways.txt", 7};
  Outcome order{&kOrder, bad, {}, {}, {}};
  order.fail("the client's order of suites decides");
  Outcome staple{&kStaple, bad, {}, {}, {}};
  staple.fail("no OCSP answer is stapled").waived = Waiver{
      "sample/staple", "pay.*", "the gateway's owner is on it, ticket 4711", at("2026-12-31")};

  Outcome good_reach{&kReach, good, {}, {}, {}};
  Outcome good_staple{&kStaple, good, "the certificate names no responder", {}, {}};
  Outcome open_reach{&kReach, open, {}, {}, {}};
  open_reach.undecided("no answer within {} s", 5);
  Outcome open_cipher{&kCipher, open, {}, {}, {}};
  open_cipher.undecided("no answer within {} s", 5);
  Outcome waived_reach{&kReach, excused, {}, {}, {}};
  Outcome waived_staple{&kStaple, excused, {}, {}, {}};
  waived_staple.fail("no OCSP answer is stapled").waived =
      Waiver{"sample/staple", "*", "ends with the old terminals", at("2026-12-31")};

  Report report;
  report.command = "tls probe";
  report.arguments = {{"policy", "pci"}, {"target", bad}, {"target", good}, {"target", open}};
  report.started = at("2026-11-23T01:31:00Z");
  report.duration = std::chrono::milliseconds(1234);
  report.subjects = {
      {bad,
       "203.0.113.7",
       {{"versions", "TLS 1.0 no   1.1 no   1.2 yes   1.3 yes"},
        {"TLS 1.2",
         "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "
         "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
        {"chain", "CN=pay.example"},
        {"chain", "  sent: CN=Example CA"},
        {"chain",
         "  not valid against /etc/ssl/certs/ca-certificates.crt, /etc/ssl/certs, a path that is "
         "long "
         "enough to be broken"}},
       "16 connections, 14 ms",
       std::nullopt},
      {good, "203.0.113.8", {{"versions", "1.3 yes"}}, "9 connections, 8 ms", Place{"stdin", 2}},
      {open, "", {}, "2 connections, 5002 ms", Place{"deploy/gateways.txt", 9}},
      {excused, "203.0.113.9", {{"versions", "1.3 yes"}}, "9 connections, 8 ms", std::nullopt},
  };
  report.outcomes = {reach,       cipher,     expiry,      order,        staple,       good_reach,
                     good_staple, open_reach, open_cipher, waived_reach, waived_staple};
  report.data = R"({"targets":[{"name":"pay.example:443","connections":16}]})";
  return report;
}

}  // namespace checkoutdiag::sample
