#include "lib/trust/content_age.hpp"
#include "tests/source_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace checkoutdiag;
using namespace checkoutdiag::trust;

namespace {

using Bundle = std::set<std::string>;

// A list of tests/data/trust.
Bundle bundle(const std::string& name) {
  std::ifstream in(test::source_dir() + "/tests/data/trust/" + name + ".sha256");
  Bundle read{std::istream_iterator<std::string>(in), {}};
  REQUIRE(read.size() >= 89);
  return read;
}

std::string hash_of(std::string_view name) {
  for (const Change& each : built_in_knowledge().changes)
    if (each.name == name) return each.sha256;
  FAIL("no change is about " << name);
  return "";
}

// "2023-03-11 .. 2024-02-04, 20230311 <= x < 20240203", by the last word of the versions.
std::string told(const ContentAge& age) {
  if (!age.unknown_because.empty()) return age.unknown_because;
  auto day = [](std::optional<Time> when) { return when ? text::date(*when) : std::string("-"); };
  auto word = [](const std::string& version) {
    return version.empty() ? "-" : version.substr(version.rfind(' ') + 1);
  };
  return day(age.not_before) + " .. " + day(age.before) + ", " + word(age.at_least_version) +
         " <= x < " + word(age.older_than_version);
}

std::string told(const Bundle& sha256) {
  return told(date_by_content(sha256, built_in_knowledge()));
}

Change change(const std::string& hash, bool added, const char* when) {
  return {hash, "root " + hash, added, *text::parse_time(when), std::string("v ") + when, {}};
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

TEST_CASE("real bundles are dated by what they hold") {
  const struct {
    const char *name, *age;
  } cases[] = {
      // Took two roots of 20240203 in early, in 2025, which says that it cannot be from before.
      {"debian-20230311+deb12u1", "2023-03-11 .. 2024-02-04, 20230311 <= x < 20240203"},
      // Lacks two roots of a later version, which were thrown out on their own.
      {"debian-20250419~deb12u2", "2024-12-23 .. 2026-02-23, 20250419 <= x < 20260223"},
      {"node-20.20.2", "2025-04-19 .. 2026-06-01, 20260223 <= x < 20260601"},
      // Made from Mozilla's before Debian's upload of the same, and so from before its day.
      {"certifi-2022.9.24", "2021-10-07 .. 2023-03-11, 20230311 <= x < 20230311"},
      {"certifi-2026.5.20", "2026-02-23 .. 2026-08-16, 20260601 <= x < 20260816"},
      // From between two of Debian's: it has some of the later one's new roots, not all.
      {"python3-stripe-5.0.0", "2021-10-07 .. 2023-03-11, 20211004 <= x < 20230311"},
      // Older than all that is known.
      {"certifi-2018.8.24", "- .. 2020-06-01, - <= x < 20200601"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.name);
    CHECK(told(bundle(each.name)) == each.age);
  }
}

TEST_CASE("the evidence names the roots that decide") {
  ContentAge age = date_by_content(bundle("debian-20250419~deb12u2"), built_in_knowledge());
  CHECK(age.older_than_version == "Mozilla 2.82, Debian ca-certificates 20260223");
  CHECK(age.at_least_version == "Mozilla 2.74, Debian ca-certificates 20250419");
  CHECK(age.common == 89);
  REQUIRE(age.still_there == 10);  // of 11: AAA had gone on its own
  CHECK(age.evidence.size() == 12);
  CHECK(has(age.evidence, "Baltimore CyberTrust Root"));
  CHECK_FALSE(has(age.evidence, "Comodo AAA Services root"));
  CHECK(age.evidence[10] == "D-TRUST BR Root CA 2 2023");
  CHECK(age.evidence[11] == "D-TRUST EV Root CA 2 2023");
}

TEST_CASE("stores that do not come from Mozilla's are not dated") {
  CHECK(told(bundle("oracle-2022"))
            .starts_with("it was not made from Mozilla's bundle: 28 of 145 roots contradict"));
  CHECK(told(bundle("microsoft-2022")).starts_with("it was not made from Mozilla's bundle: 31 of"));

  // An SDK's own choice of 22 roots, some of which were thrown out since.
  Bundle all = bundle("debian-20230311+deb12u1"), sdk;
  for (auto each = all.begin(); sdk.size() < 22; ++each)
    sdk.insert(*each);
  sdk.insert(hash_of("Baltimore CyberTrust Root"));
  sdk.insert(hash_of("Entrust Root Certification Authority - G2"));
  CHECK(
      told(sdk).ends_with("of the 145 roots that came or went with Mozilla's bundle, too few to "
                          "date it"));
  const ContentAge insisted = date_by_content(sdk, built_in_knowledge(), 0);
  CHECK(told(insisted).starts_with("it was not made from Mozilla's bundle"));
  CHECK_FALSE(insisted.before);
  CHECK(insisted.evidence.empty());
  CHECK_FALSE(told(Bundle{}).empty());
  CHECK_FALSE(date_by_content({}, built_in_knowledge(), 0).unknown_because.empty());
  CHECK_FALSE(date_by_content(all, Knowledge{}, 0).unknown_because.empty());
}

TEST_CASE("a few roots added back or taken out by hand change nothing") {
  Bundle store = bundle("node-20.20.2");
  const std::string as_shipped = told(store);
  store.insert(hash_of("Go Daddy Class 2 CA"));  // left with 20260223
  store.insert(hash_of("TrustCor ECA-1"));
  store.insert(std::string(64, '0'));  // a company's own
  CHECK(told(store) == as_shipped);
  store.erase(hash_of("Certigna"));
  store.erase(hash_of("emSign ECC Root CA - G3"));
  store.erase(hash_of("SecureTrust CA"));
  CHECK(told(store) == as_shipped);
}

TEST_CASE("what is built in keeps room: each version's own content is dated to it") {
  // A bundle that is exactly as the table says after each version, and one in the middle of each.
  const Knowledge known = built_in_knowledge();
  std::set<std::pair<Time, std::string>> versions;
  for (const Change& each : known.changes)
    versions.emplace(each.when, each.version);
  Bundle store;  // before all versions: what goes and never came
  std::set<std::string> came;
  std::vector<Change> changes = known.changes;
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.when < b.when; });
  for (const Change& each : changes) {
    if (!came.insert(each.sha256).second) continue;
    if (!each.added) store.insert(each.sha256);
  }
  for (const auto& each_version : versions) {
    const Time when = each_version.first;
    const std::string& version = each_version.second;
    CAPTURE(version);
    for (const Change& each : changes) {
      if (each.version != version) continue;
      if (each.added)
        store.insert(each.sha256);
      else
        store.erase(each.sha256);
    }
    const ContentAge age = date_by_content(store, known);
    CHECK(age.unknown_because.empty());
    CHECK((!age.before || *age.before > when));
    CHECK((!age.not_before || *age.not_before < when));
    const bool adds = std::any_of(changes.begin(), changes.end(), [&](const Change& each) {
      return each.version == version && each.added;
    });
    if (adds) CHECK(age.at_least_version == version);
  }
}

TEST_CASE("changes that say a thing twice, have no hash or have no order do no harm") {
  Knowledge known;
  known.changes = {change("c", false, "2026-01-01"), change("a", false, "2024-01-01"),
                   change("b", true, "2025-01-01"),  change("c", false, "2025-06-01"),
                   change("b", true, "2025-06-01"),  change("", true, "2030-01-01")};
  CHECK(told(date_by_content({"b", "c"}, known, 1)) ==
        "2025-01-01 .. 2025-06-01, 2025-06-01 <= x < 2025-06-01");
  CHECK(told(date_by_content({"a", "c"}, known, 1)) == "- .. 2024-01-01, - <= x < 2024-01-01");
  CHECK(told(date_by_content({"b"}, known, 1)) == "2025-01-01 .. -, 2025-06-01 <= x < -");
  CHECK(date_by_content({"z"}, known, 0).common == 0);

  // A long list of one root that comes and goes, as a hostile file may have it.
  known.changes.clear();
  for (int i = 0; i < 20'000; ++i)
    known.changes.push_back({"a", "a", i % 2 == 0, Time(std::chrono::hours(i)), "v", {}});
  CHECK(date_by_content({"a"}, known, 1).common == 1);
}
