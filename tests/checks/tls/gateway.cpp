#include "tests/checks/tls/gateway.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::tls {
namespace {

TlsPolicy strict_policy() {
  TlsPolicy policy;
  policy.name = "payment";
  policy.versions = {Version::tls12, Version::tls13};
  policy.required = {{Version::tls13, Level::warning}};
  policy.null_cipher = policy.export_cipher = policy.anonymous_cipher = Level::error;
  policy.rc4 = policy.short_block = policy.md5 = policy.static_rsa = Level::error;
  policy.cbc = policy.not_forward_secret = policy.sha1_signature = Level::warning;
  policy.server_preference = Level::note;
  policy.expiry_warning_days = 21;
  return policy;
}

ChainFacts good_chain() {
  ChainFacts chain;
  x509::Certificate leaf = certificate("CN=api.gateway.test", "CN=Gateway Issuing CA");
  leaf.dns_names = {"api.gateway.test"};
  x509::Certificate issuer = certificate("CN=Gateway Issuing CA", "CN=Gateway Root");
  issuer.is_ca = true;
  chain.certificates = {leaf, issuer};
  chain.seen_in = {Version::tls12};
  chain.staple_asked = true;
  chain.host_matches = true;
  chain.verification.store = "/etc/ssl/certs/ca-certificates.crt";
  chain.verification.tried = chain.verification.valid = true;
  chain.verification.path = {"CN=api.gateway.test", "CN=Gateway Issuing CA", "CN=Gateway Root"};
  return chain;
}

AddressFacts good_address(const std::string& ip) {
  AddressFacts seen;
  seen.address = {ip, 443, false};
  seen.reachable = State::accepted;
  seen.first_answer.kind = ReplyKind::server_hello;
  for (Version version : kVersions) {
    VersionFacts& each = seen.versions.emplace_back();
    each.version = version;
    each.state = State::refused;
    each.complete = true;
    each.answer = {ReplyKind::alert, Alert{2, 70}, {}};
  }
  facts(seen, Version::tls12).state = facts(seen, Version::tls13).state = State::accepted;
  facts(seen, Version::tls12).suites = {0xC02B, 0xC02F};
  facts(seen, Version::tls12).preference = Preference::server;
  facts(seen, Version::tls13).suites = {0x1301, 0x1302, 0x1303};
  facts(seen, Version::tls13).preference = Preference::client;
  seen.groups = {State::accepted, Version::tls13, {0x001D, 0x0017}, true, {}, 0};
  seen.signatures = {true, {0x0804, 0x0403}, true, {}, State::refused};
  seen.chains = {good_chain()};
  seen.client_auth.mode = ClientAuth::none;
  seen.sni.sent = "api.gateway.test";
  seen.sni.without = State::accepted;
  seen.sni.same_leaf = true;
  seen.sni.default_subject = "CN=api.gateway.test";
  seen.features.secure_renegotiation = seen.features.extended_master_secret = true;
  seen.features.compression = false;
  seen.features.fallback_scsv = true;
  seen.local.tried = seen.local.attempt.ok = true;
  seen.local.library = "OpenSSL 3.0.22";
  seen.local.config_file = "/usr/lib/ssl/openssl.cnf";
  seen.local.security_level = 2;
  return seen;
}

}  // namespace

namespace {

// Whatever a test judges, what it says to do must be fit to be pasted.
template <class Case>
Outcome judged_one(const Check<Case>& check, const Case& seen) {
  std::vector<Outcome> outcomes;
  const Check<Case>* const one[] = {&check};
  judge<Case>(one, seen, "api.gateway.test:443", outcomes);
  const Outcome& outcome = outcomes.at(0);
  for (const Finding& finding : outcome.findings) {
    std::string fix = finding.fix.empty() ? std::string(check.rule.fix) : finding.fix;
    CHECK_MESSAGE(fault_of_fix(fix) == "", check.rule.id);
    CHECK_MESSAGE(!has_placeholder(fix), check.rule.id, ": ", fix);
  }
  if (!outcome.inconclusive_because.empty())
    CHECK_MESSAGE(says_what_to_do(outcome.inconclusive_because), check.rule.id, ": ",
                  outcome.inconclusive_because);
  return outcome;
}

}  // namespace

Time at(std::string_view text) {
  std::optional<Time> when = text::parse_time(text);
  REQUIRE(when.has_value());
  return *when;
}

Time noon() {
  return at("2026-11-23T12:00:00Z");
}

x509::Certificate certificate(const std::string& subject, const std::string& issuer) {
  x509::Certificate made;
  made.der = "DER of " + subject;
  made.subject = subject;
  made.issuer = issuer;
  made.common_name = subject.substr(subject.find('=') + 1);
  made.serial = "0a";
  made.not_before = noon() - std::chrono::days(45);
  made.not_after = noon() + std::chrono::days(45);
  made.key_algorithm = "RSA";
  made.key_bits = 2048;
  made.signature_algorithm = "sha256WithRSAEncryption";
  made.signature_digest = "SHA256";
  made.self_issued = made.self_signed = subject == issuer;
  made.sha256 = "sha256-" + subject;
  made.spki_sha256 = "spki-" + subject;
  return made;
}

TlsCase good_gateway() {
  const net::Endpoint endpoint{"api.gateway.test", 443, false};
  return {good_address("203.0.113.7"),
          strict_policy(),
          noon(),
          endpoint,
          endpoint,
          "checkoutdiag tls probe api.gateway.test"};
}

TargetCase good_target() {
  TargetFacts seen;
  seen.written = "api.gateway.test";
  seen.endpoint = {"api.gateway.test", 443, false};
  seen.addresses = {good_address("203.0.113.7"), good_address("203.0.113.8")};
  for (const AddressFacts& each : seen.addresses)
    seen.resolved.push_back(each.address);
  return {seen};
}

TlsCase unreachable(ReplyKind why, const std::string& detail) {
  TlsCase made = good_gateway();
  AddressFacts nothing;
  nothing.address = made.seen.address;
  nothing.first_answer = {why, {}, detail};
  for (Version version : kVersions) {
    nothing.versions.emplace_back().version = version;
    nothing.versions.back().answer = nothing.first_answer;
  }
  made.seen = nothing;
  return made;
}

VersionFacts& facts(AddressFacts& seen, Version version) {
  auto found = std::find_if(seen.versions.begin(), seen.versions.end(),
                            [&](const VersionFacts& each) { return each.version == version; });
  REQUIRE(found != seen.versions.end());
  return *found;
}

VersionFacts& facts(TlsCase& seen, Version version) {
  return facts(seen.seen, version);
}

void accept(TlsCase& seen, Version version, std::initializer_list<std::uint32_t> suites) {
  VersionFacts& each = facts(seen, version);
  each.state = State::accepted;
  each.suites = suites;
  each.complete = true;
  each.preference = Preference::server;
}

void refuse(TlsCase& seen, Version version) {
  VersionFacts& each = facts(seen, version);
  each.state = State::refused;
  each.suites.clear();
  each.answer = {ReplyKind::alert, Alert{2, 70}, {}};
}

void silence(TlsCase& seen, Version version) {
  VersionFacts& each = facts(seen, version);
  each.state = State::unknown;
  each.suites.clear();
  each.complete = false;
  each.answer = {ReplyKind::silence, {}, {}};
}

void fail_verification(TlsCase& seen, std::initializer_list<std::pair<int, int>> errors) {
  ChainFacts& chain = seen.seen.chains.front();
  chain.verification.valid = false;
  chain.verification.errors.clear();
  for (auto [code, depth] : errors) {
    auto place = static_cast<std::size_t>(depth);
    std::string subject = place < chain.certificates.size() ? chain.certificates[place].subject
                                                            : std::string("CN=Gateway Root");
    chain.verification.errors.push_back(
        {code, depth, "verification error " + std::to_string(code), subject});
  }
}

Outcome judged(const Check<TlsCase>& check, const TlsCase& seen) {
  return judged_one(check, seen);
}

Outcome judged(const Check<TargetCase>& check, const TargetCase& seen) {
  return judged_one(check, seen);
}

bool holds(const Outcome& outcome) {
  return outcome.findings.empty() && outcome.skipped_because.empty() &&
         outcome.inconclusive_because.empty();
}

bool skipped(const Outcome& outcome) {
  return outcome.findings.empty() && !outcome.skipped_because.empty() &&
         outcome.inconclusive_because.empty();
}

bool undecided(const Outcome& outcome) {
  return outcome.findings.empty() && outcome.skipped_because.empty() &&
         !outcome.inconclusive_because.empty();
}

Finding only_finding(const Outcome& outcome) {
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.skipped_because.empty());
  CHECK(outcome.inconclusive_because.empty());
  return outcome.findings.front();
}

std::string evidence(const Finding& finding, std::string_view key) {
  for (const auto& [name, value] : finding.evidence.items) {
    if (name != key) continue;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    std::string joined;
    for (const std::string& each : std::get<std::vector<std::string>>(value))
      joined += (joined.empty() ? "" : ", ") + each;
    return joined;
  }
  return "(none)";
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace checkoutdiag::tls
