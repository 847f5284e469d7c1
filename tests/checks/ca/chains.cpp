#include "tests/checks/ca/chains.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::ca::written {
namespace {

using trust::Answer;
using trust::Runtime;

std::size_t add_certificate(trust::Inventory& seen, const x509::Certificate& certificate) {
  auto known = std::find_if(
      seen.certificates.begin(), seen.certificates.end(),
      [&](const x509::Certificate& each) { return each.sha256 == certificate.sha256; });
  if (known == seen.certificates.end()) known = seen.certificates.insert(known, certificate);
  return static_cast<std::size_t>(known - seen.certificates.begin());
}

// A variable has "FILE" in its name, and that is no placeholder.
std::string without_variables(std::string fix) {
  for (std::string_view word : {"_FILE", "NODE_EXTRA_CA_CERTS"})
    for (std::size_t at = fix.find(word); at != std::string::npos; at = fix.find(word))
      fix.erase(at, word.size());
  return fix;
}

void check_texts(const Outcome& outcome) {
  for (const Finding& finding : outcome.findings) {
    CAPTURE(finding.fix);
    CHECK(!finding.fix.empty());
    CHECK(fault_of_fix(finding.fix) == "");
    CHECK_FALSE(has_placeholder(without_variables(finding.fix)));
    CHECK(finding.message == text::printable(finding.message, 4096));
    CHECK_FALSE(has(finding.message, "  "));
    CHECK_FALSE(has(finding.message, "\xE2\x80\xA6"));  // cut short
  }
}

template <class Case>
Outcome judged_case(const Check<Case>& check, const Case& seen, std::string_view subject) {
  std::vector<Outcome> outcomes;
  const Check<Case>* checks[] = {&check};
  judge(std::span<const Check<Case>* const>(checks), seen, subject, outcomes);
  check_texts(outcomes.front());
  return outcomes.front();
}

}  // namespace

Time noon() {
  return at("2026-11-23T12:00:00Z");
}

Time at(std::string_view text) {
  return text::parse_time(text).value();
}

x509::Certificate certificate(const std::string& name, const std::string& issuer) {
  x509::Certificate made;
  made.common_name = name;
  made.subject = "CN=" + name;
  made.issuer = "CN=" + issuer;
  made.sha256 = "sha256 of " + name + " by " + issuer;
  made.spki_sha256 = "key of " + name;
  made.not_before = at("2026-06-01");
  made.not_after = at("2027-12-01");
  made.key_algorithm = "RSA";
  made.key_bits = 2048;
  made.signature_algorithm = "sha256WithRSAEncryption";
  made.signature_digest = "SHA256";
  return made;
}

x509::Certificate root(const std::string& name) {
  x509::Certificate made = certificate(name, name);
  made.self_issued = made.self_signed = made.is_ca = true;
  made.not_before = at("2020-01-01");
  made.not_after = at("2035-01-01");
  return made;
}

World::World() {
  seen.root = "/";
}

Store& World::store(const std::string& path, const std::vector<x509::Certificate>& certificates) {
  auto place = std::find_if(seen.stores.begin(), seen.stores.end(),
                            [&](const Store& each) { return each.path == path; });
  if (place == seen.stores.end()) {
    Store& made = seen.stores.emplace_back();
    made.path = made.file.path = made.file.real = path;
    made.format = trust::Format::pem;
    for (Runtime runtime : trust::kRuntimes)
      made.loads.push_back({runtime, 0, false, {}, {}});
    place = seen.stores.end() - 1;
  }
  for (const x509::Certificate& each : certificates)
    place->entries.push_back({add_certificate(seen, each), "line 1", "CERTIFICATE", {}, {}});
  for (trust::Load& load : place->loads)
    load.count = static_cast<int>(place->entries.size());
  return *place;
}

std::size_t World::index(const std::string& path) const {
  auto place = std::find_if(seen.stores.begin(), seen.stores.end(),
                            [&](const Store& each) { return each.path == path; });
  REQUIRE(place != seen.stores.end());
  return static_cast<std::size_t>(place - seen.stores.begin());
}

trust::Setting& World::setting(const std::string& name, const std::string& path,
                               const std::string& readers) {
  bool there = std::any_of(seen.stores.begin(), seen.stores.end(),
                           [&](const Store& each) { return each.path == path; });
  if (!there) {
    Store& made = store(path, {});
    made.file.missing = true;
    made.file.error = "no such file or directory";
    made.file.real.clear();
    made.format = trust::Format::unknown;
    made.loads.clear();
  }
  trust::Setting& made = seen.settings.emplace_back();
  made.name = name;
  made.where = "the environment";
  made.value = path;
  made.store = index(path);
  made.readers = readers;
  return made;
}

Chain::Chain()
    : seen{.seen = world.seen,
           .known = world.known,
           .wanted = world.wanted,
           .at = noon(),
           .target = "api.gateway.test:443",
           .host = "api.gateway.test",
           .repeat = "checkoutdiag ca chain api.gateway.test:443"} {
  seen.sent = {certificate("api.gateway.test", "Gateway CA"),
               certificate("Gateway CA", "Gateway Root")};
  seen.sent.front().dns_names = {"api.gateway.test"};
  std::vector<x509::Certificate> path = {seen.sent[0], seen.sent[1], root("Gateway Root")};
  world.store("/etc/ssl/certs/ca-certificates.crt", {root("Gateway Root"), root("Other Root")});
  world.store("/etc/ssl/certs/java/cacerts", {root("Gateway Root")}).format = trust::Format::jks;
  accept(client("curl 7.88.1", Runtime::openssl, "/etc/ssl/certs/ca-certificates.crt"), path);
  accept(client("Java 17.0.15", Runtime::java, "/etc/ssl/certs/java/cacerts"), path);
}

Row& Chain::client(const std::string& name, Runtime runtime, const std::string& path) {
  world.store(path, {});
  trust::Client& made = world.seen.clients.emplace_back();
  made.name = name;
  made.runtime = runtime;
  made.uses.push_back({world.index(path), "its default", true});
  Row& each = seen.rows.emplace_back();
  each.name = name;
  each.stores = {path};
  each.client = world.seen.clients.size() - 1;
  each.profile.runtime = runtime;
  return each;
}

Row& Chain::row(std::string_view name) {
  auto known = std::find_if(seen.rows.begin(), seen.rows.end(),
                            [&](const Row& each) { return each.name.starts_with(name); });
  REQUIRE(known != seen.rows.end());
  return *known;
}

void refuse(Row& row, trust::Cause cause, const std::string& subject, const std::string& words) {
  row.verdict = {};
  row.verdict.answer = Answer::refused;
  row.verdict.cause = cause;
  row.verdict.at = subject;
  row.verdict.words = words;
  row.path.clear();
}

void accept(Row& row, const std::vector<x509::Certificate>& path) {
  row.verdict = {};
  row.verdict.answer = Answer::accepted;
  row.path = path;
  for (const x509::Certificate& each : path)
    row.verdict.path.push_back(each.sha256);
}

Remedy adding(const std::vector<x509::Certificate>& certificates, const std::string& found_in) {
  return {Remedy::Kind::add_root, certificates, found_in};
}

Remedy sending(const std::vector<x509::Certificate>& certificates, const std::string& found_in) {
  return {Remedy::Kind::send_intermediate, certificates, found_in};
}

Outcome judged(const Check<ChainCase>& check, const Chain& chain) {
  return judged_case(check, chain.seen, chain.seen.target);
}

Outcome judged(const Check<MachineCase>& check, const World& world) {
  return judged_case(check, world.machine(), "this machine");
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
  CHECK((outcome.inconclusive_because.empty() || says_what_to_do(outcome.inconclusive_because)));
  return outcome.findings.empty() && !outcome.inconclusive_because.empty();
}

Finding only_finding(const Outcome& outcome) {
  CHECK(outcome.inconclusive_because == "");
  REQUIRE(outcome.findings.size() == 1);
  return outcome.findings.front();
}

std::string evidence(const Finding& finding, std::string_view key) {
  for (const auto& [name, value] : finding.evidence.items) {
    if (name != key) continue;
    if (const auto* one = std::get_if<std::string>(&value)) return *one;
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

}  // namespace checkoutdiag::ca::written
