#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/facts/tls_facts.hpp"
#include "lib/text/escape.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::facts {
namespace {

using namespace tls;

constexpr std::size_t kMostLines = 16;  // a longer list of suites is wrapped instead of one a line

std::string_view yes_no(State state) {
  switch (state) {
    case State::accepted:
      return "yes";
    case State::refused:
      return "no";
    case State::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string join(const std::vector<std::string>& words, std::string_view glue = ", ") {
  return fmt::format("{}", fmt::join(words, glue));
}

// Newest first; one family name for all of TLS, so that it fits a line.
std::string versions_line(const AddressFacts& facts) {
  std::vector<std::string> words;
  for (auto version = facts.versions.rbegin(); version != facts.versions.rend(); ++version) {
    std::string_view label = name(version->version);
    if (version != facts.versions.rbegin() && label.substr(0, 4) == "TLS ") label.remove_prefix(4);
    words.push_back(fmt::format("{} {}", label, yes_no(version->state)));
  }
  return join(words);
}

// Versions with the same suites in the same order share a line.
void add_suites(const AddressFacts& facts, std::vector<Detail>& out) {
  std::map<std::vector<std::uint32_t>, std::vector<std::string>> same;
  std::vector<const VersionFacts*> firsts;
  for (auto version = facts.versions.rbegin(); version != facts.versions.rend(); ++version) {
    if (version->state != State::accepted) continue;
    auto& names = same[version->suites];
    if (names.empty()) firsts.push_back(&*version);
    names.emplace_back(name(version->version));
  }
  for (const VersionFacts* version : firsts) {
    std::vector<std::string> suites;
    for (const std::uint32_t id : version->suites)
      suites.push_back(suite(id).name);
    std::string head = join(same[version->suites]);
    if (version->preference == Preference::server) head += ", the server's order";
    if (version->preference == Preference::client) head += ", the client's order";
    if (!version->complete) head += ", incomplete";
    out.push_back({"suites", head + ":"});
    if (suites.size() > kMostLines) {
      out.push_back({"suites", "  " + join(suites)});
      continue;
    }
    for (const std::string& suite : suites)
      out.push_back({"suites", "  " + suite});
  }
}

std::string groups_line(const GroupFacts& facts) {
  std::vector<std::string> names;
  for (const std::uint16_t id : facts.groups)
    names.push_back(group(id).name);
  std::string text = names.empty() ? "none" : join(names);
  if (facts.state == State::unknown) text = "unknown";
  if (!facts.complete) text += " (incomplete)";
  if (facts.dh_bits) text += fmt::format("; DHE {} bits", facts.dh_bits);
  return text;
}

std::string key_words(const x509::Certificate& certificate) {
  if (!certificate.key_group.empty())
    return certificate.key_algorithm + " " + certificate.key_group;
  return fmt::format("{} {}", certificate.key_algorithm, certificate.key_bits);
}

std::string days_words(Time not_after, Time now) {
  const auto days = std::chrono::floor<std::chrono::days>(not_after - now).count();
  if (days < 0) return fmt::format("expired {}", text::date(not_after));
  return fmt::format("until {} ({} days)", text::date(not_after), days);
}

void add_certificates(const AddressFacts& facts, Time now, std::vector<Detail>& out) {
  for (const ChainFacts& chain : facts.chains) {
    if (chain.certificates.empty()) continue;
    const x509::Certificate& leaf = chain.certificates.front();
    if (!leaf.malformed.empty()) {
      out.push_back({"certificate", "cannot be read: " + text::printable(leaf.malformed)});
      continue;
    }
    out.push_back({"certificate", fmt::format("{}, {}, {}", text::printable(leaf.subject, 120),
                                              key_words(leaf), days_words(leaf.not_after, now))});
    for (std::size_t i = 1; i < chain.certificates.size(); ++i)
      out.push_back(
          {"certificate", "  sent: " + text::printable(chain.certificates[i].subject, 120)});
    const x509::Verification& verified = chain.verification;
    if (verified.valid)
      out.push_back({"certificate", "  verified against " + text::printable(verified.store)});
    else if (verified.tried)
      out.push_back({"certificate", "  not valid against " + text::printable(verified.store)});
    if (chain.staple_asked)
      out.push_back({"certificate", chain.stapled ? "  OCSP staple: yes" : "  OCSP staple: no"});
  }
}

std::string client_auth_words(const ClientAuthFacts& facts) {
  switch (facts.mode) {
    case ClientAuth::none:
      return "not asked for";
    case ClientAuth::optional:
      return "asked for, not required";
    case ClientAuth::required_at_tls:
      return "required by TLS";
    case ClientAuth::required_at_http:
      return "required by HTTP";
    case ClientAuth::unknown:
      return facts.requested ? "asked for; whether it is required is unknown" : "unknown";
  }
  return "unknown";
}

std::string sni_words(const SniFacts& facts) {
  if (facts.sent.empty()) return "none sent";
  std::string text = "sent " + text::printable(facts.sent) + "; without it: ";
  if (facts.without == State::refused) return text + "refused";
  if (facts.without == State::unknown) return text + "unknown";
  if (!facts.same_leaf) return text + "accepted";
  return text + (*facts.same_leaf
                     ? "the same certificate"
                     : "another certificate, " + text::printable(facts.default_subject));
}

std::string tri(const std::optional<bool>& value) {
  return !value ? "unknown" : *value ? "yes" : "no";
}

void add_features(const FeatureFacts& facts, std::vector<Detail>& out) {
  std::vector<std::string> words;
  auto add = [&words](std::string_view what, const std::optional<bool>& value) {
    if (value) words.push_back(fmt::format("{} {}", what, tri(value)));
  };
  add("secure renegotiation", facts.secure_renegotiation);
  add("extended master secret", facts.extended_master_secret);
  add("compression", facts.compression);
  add("fallback protection", facts.fallback_scsv);
  if (!words.empty()) out.push_back({"features", join(words)});
  std::vector<std::string> protocols;
  for (const std::string& protocol : facts.alpn)
    protocols.push_back(text::printable(protocol));
  if (facts.alpn_asked)
    out.push_back({"ALPN", protocols.empty() ? "none selected" : join(protocols)});
}

// A handshake is no connection yet: the client may still refuse the certificate, or the server want
// one.
std::string local_words(const AddressFacts& seen) {
  const LocalFacts& facts = seen.local;
  const LocalAttempt& attempt = facts.attempt;
  if (!attempt.ok) {
    const std::string& why = attempt.transport.empty() ? attempt.error_text : attempt.transport;
    return fmt::format("{} does not connect: {}", facts.library, text::printable(why));
  }
  const bool verified =
      facts.chain_objections.empty() &&
      std::all_of(seen.chains.begin(), seen.chains.end(), [](const ChainFacts& chain) {
        return chain.verification.valid && chain.host_matches;
      });
  const bool turned_away =
      seen.client_auth.mode == ClientAuth::required_at_tls && !seen.client_auth.presented;
  std::string text =
      fmt::format("{} {}: {}, {}{}{}", facts.library,
                  verified && !turned_away ? "connects" : "completes the handshake",
                  attempt.version, attempt.suite, attempt.group.empty() ? "" : ", ", attempt.group);
  if (!verified) text += "; a client that verifies refuses the certificate";
  if (turned_away) text += "; then it is turned away for want of a client certificate";
  return text;
}

}  // namespace

std::vector<Detail> details(const AddressFacts& facts, const TlsPolicy& policy, Time now) {
  std::vector<Detail> out;
  if (facts.reachable != State::accepted) return out;
  out.push_back({"versions", versions_line(facts)});
  add_suites(facts, out);
  out.push_back({"groups", groups_line(facts.groups)});
  if (!facts.signatures.schemes.empty()) {
    std::vector<std::string> names;
    for (const std::uint16_t id : facts.signatures.schemes)
      names.push_back(signature_scheme_name(id));
    out.push_back({"signatures", join(names) + (facts.signatures.complete ? ""
                                                                          : " (seen; --signatures "
                                                                            "asks for all)")});
  }
  add_certificates(facts, now, out);
  out.push_back({"client cert", client_auth_words(facts.client_auth)});
  out.push_back({"SNI", sni_words(facts.sni)});
  add_features(facts.features, out);
  if (facts.local.tried) out.push_back({"this machine", local_words(facts)});
  out.push_back({"policy", policy.name + ": " + policy.title});
  return out;
}

std::string footer(const AddressFacts& facts) {
  std::string text = fmt::format("{} connection{}, {:.0f} ms", facts.connections,
                                 facts.connections == 1 ? "" : "s", std::ceil(facts.duration_ms));
  if (facts.backed_off) text += ", slowed down because connections were refused";
  return text;
}

}  // namespace checkoutdiag::facts
