#include <doctest/doctest.h>

#include "checks/ca/ca.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::ca {
namespace {

x509::Certificate root(const std::string& name, const std::string& key = "key") {
  x509::Certificate certificate;
  certificate.common_name = name;
  certificate.subject = "CN=" + name;
  certificate.sha256 = std::string(64, name.empty() ? 'a' : name[0]);
  certificate.spki_sha256 = key;
  return certificate;
}

}  // namespace

TEST_CASE("ca/stores-differ: what was removed, added and changed, a finding each") {
  DiffCase diff;
  diff.removed = {root("Old")};
  diff.added = {root("New"), root("Newer")};
  diff.changed = {{root("Same"), root("Same")}, {root("Other"), root("Other", "another")}};
  Outcome outcome;
  outcome.rule = &rules::stores_differ.rule;
  rules::stores_differ.run(diff, outcome);
  REQUIRE(outcome.findings.size() == 5);
  CHECK(outcome.findings[0].message.starts_with("removed: Old"));
  CHECK(outcome.findings[1].message.starts_with("added: New"));
  CHECK(outcome.findings[3].message.find("the same key") != std::string::npos);
  CHECK(outcome.findings[4].message.find("another key") != std::string::npos);
  for (const Finding& finding : outcome.findings)
    CHECK(finding.level == Level::note);
  CHECK(fault_of_fix(rules::stores_differ.rule.fix).empty());
}

TEST_CASE("ca/stores-differ: a name that a terminal would obey") {
  DiffCase diff;
  diff.added = {root("x\x1b[31m\n")};
  Outcome outcome;
  rules::stores_differ.run(diff, outcome);
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].message.find('\x1b') == std::string::npos);
  CHECK(outcome.findings[0].message.find('\n') == std::string::npos);
}

TEST_CASE("ca/stores-differ: the same in both") {
  DiffCase diff;
  Outcome outcome;
  rules::stores_differ.run(diff, outcome);
  CHECK(outcome.findings.empty());
}

}  // namespace checkoutdiag::ca
