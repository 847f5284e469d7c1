#include <doctest/doctest.h>

#include "checks/tls/diff.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::tls {
namespace {

Side side(const std::string& name) {
  Side side;
  side.name = name;
  side.versions = {{"TLS 1.2", true}, {"TLS 1.3", true}, {"TLS 1.1", false}};
  side.suites = {{"TLS 1.2", {"A", "B"}}, {"TLS 1.3", {"C"}}};
  side.groups = {"x25519"};
  side.chains = {
      {"RSA 2048", "CN=a", "CN=i", "0123456789abcdef00", "2027-01-01T00:00:00Z", {"CN=a", "CN=i"}}};
  side.traits = {{"client certificate", "none"}};
  return side;
}

/// "sentence; sentence", with what is open behind "? ".
std::string told(const DiffCase& seen) {
  Outcome outcome{&rules::gateways_differ.rule, "a -> b", {}, {}, {}};
  rules::gateways_differ.run(seen, outcome);
  CHECK(fault_of_fix(rules::gateways_differ.rule.fix) == "");
  std::string text;
  for (const Finding& each : outcome.findings)
    text += (text.empty() ? "" : "; ") + each.message;
  if (!outcome.inconclusive_because.empty())
    text += (text.empty() ? "? " : " ? ") + outcome.inconclusive_because;
  return text;
}

}  // namespace

TEST_CASE("tls/gateways-differ: each aspect by itself") {
  DiffCase seen{side("a"), side("b")};
  CHECK(told(seen) == "");
  seen.b->versions["TLS 1.3"] = false;
  CHECK(told(seen) == "TLS 1.3 is accepted in a alone");
  seen.b = side("b");
  seen.b->suites["TLS 1.2"] = {"B", "A"};
  CHECK(told(seen) == "TLS 1.2 suites: the same in another order, A, B in a, B, A in b");
  seen.b->suites["TLS 1.2"] = {"A", "D"};
  CHECK(told(seen) == "TLS 1.2 suites: B in a alone; D in b alone");
  seen.b = side("b");
  seen.b->groups.clear();
  CHECK(told(seen) == "groups: x25519 in a alone");
  seen.b = side("b");
  seen.b->chains[0].subjects.pop_back();
  CHECK(told(seen) == "chain RSA 2048: CN=a, CN=i in a; CN=a in b");
  seen.b->chains[0].sha256 = "ff";
  CHECK(told(seen).find("SHA-256 0123456789abcdef in a; CN=a by CN=i") != std::string::npos);
  seen.b->chains[0].key = "EC P-256";
  CHECK(told(seen).starts_with("certificate RSA 2048: in a alone, CN=a"));
  seen.b = side("b");
  seen.b->traits["client certificate"] = "required";
  CHECK(told(seen) == "client certificate: none in a, required in b");
}

TEST_CASE("tls/gateways-differ: what is not known is no likeness, and one side alone is told") {
  DiffCase seen{side("a"), side("b")};
  seen.a->versions["TLS 1.1"] = std::nullopt;
  CHECK(told(seen) == "? not known on both sides: TLS 1.1");
  seen.b->incomplete = {"groups"};
  CHECK(told(seen) == "? not known on both sides: TLS 1.1, groups of b");
  // Algorithms that one side was not asked for are no difference.
  seen = {side("a"), side("b")};
  seen.a->signatures = {"rsa_pss_rsae_sha256"};
  CHECK(told(seen) == "");
  seen.b.reset();
  CHECK(told(seen) == "a has nothing to be compared with on the other side");
}

}  // namespace checkoutdiag::tls
