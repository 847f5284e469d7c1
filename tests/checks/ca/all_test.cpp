#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

std::vector<Outcome> judge_all(const Host& host, std::size_t store = 0) {
  const StoreCase seen{host.seen, host.seen.stores.at(store), host.known, host.wanted, host.when};
  std::vector<Outcome> outcomes;
  judge(all(), seen, seen.store.path, outcomes);
  return outcomes;
}

std::string ids(const std::vector<Outcome>& outcomes, bool (*chosen)(const Outcome&)) {
  std::string text;
  for (const Outcome& each : outcomes)
    if (chosen(each)) text += (text.empty() ? "" : " ") + std::string(each.rule->id);
  return text;
}

bool found(const Outcome& each) {
  return !each.findings.empty();
}

bool found_error(const Outcome& each) {
  for (const Finding& finding : each.findings)
    if (finding.level == Level::error) return true;
  return false;
}

bool open(const Outcome& each) {
  return !each.inconclusive_because.empty();
}

}  // namespace

TEST_CASE("ca: a good store has no finding and no open question") {
  Host host = Host().store(kBundle, roots("R", 140)).client("curl", Runtime::openssl, {kBundle});
  for (Runtime runtime : trust::kRuntimes)
    host.load(runtime, 140);
  std::vector<Outcome> outcomes = judge_all(host);
  CHECK(outcomes.size() == all().size());
  CHECK(ids(outcomes, &found) == "");
  CHECK(ids(outcomes, &open) == "");
}

TEST_CASE("ca: an unreadable store is one open question, a missing one none") {
  for (bool missing : {false, true}) {
    Host host = Host().store("/root/roots.pem", {});
    host.last().file.error = missing ? "No such file or directory" : "Permission denied";
    host.last().file.missing = missing;
    CHECK(ids(judge_all(host), &found) == "");
    CHECK(ids(judge_all(host), &open) == (missing ? "" : "ca/store-readable"));
  }
}

TEST_CASE("ca: an old bundle's expired, SHA-1 and repeated roots are no error") {
  std::vector<Certificate> old = roots("R", 100);
  for (int i = 0; i < 30; ++i)
    old[static_cast<std::size_t>(i)].signature_digest = "SHA1";
  for (int i = 0; i < 4; ++i)
    old.push_back(expired_root("Old " + std::to_string(i)));
  old.push_back(old.front());
  Host host = Host().store(kBundle, old).client("curl", Runtime::openssl, {kBundle});
  std::vector<Outcome> outcomes = judge_all(host);
  CHECK(ids(outcomes, &found) == "ca/expired ca/sha1-self-signature ca/duplicate");
  CHECK(ids(outcomes, &found_error) == "");
}

TEST_CASE("ca: an empty store is one finding, and the rules on certificates say nothing of it") {
  Host host = Host().store("/srv/roots.pem", {}).flaw(FlawKind::not_a_store, 0, "an empty file");
  CHECK(ids(judge_all(host), &found) == "ca/loads-fewer");
}

TEST_CASE("ca: indices that lead nowhere are no crash") {
  Host host = Host().store(kBundle, {root("A")}).load(Runtime::openssl, 0, "stops", {0, 7, 999});
  host.last().entries[0].certificate = 12345;
  trust::Client client;
  client.uses = {{77, "nothing", true}};
  host.seen.clients.push_back(client);
  trust::Setting setting;
  setting.store = 99;
  host.seen.settings.push_back(setting);
  host.format(Format::hashed_directory).link(LinkState::wrong_hash, "x", "", "");
  CHECK(judge_all(host).size() == all().size());
}

}  // namespace checkoutdiag::ca
