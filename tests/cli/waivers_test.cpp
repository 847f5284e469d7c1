#include "cli/waivers.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "checks/waivers/waivers.hpp"
#include "cli/files.hpp"
#include "lib/failure.hpp"
#include "tests/cli/sample_report.hpp"
#include "tests/source_dir.hpp"

namespace checkoutdiag {
namespace {

std::string refusal(const std::string& text) {
  try {
    parse_waivers(text, "w.json");
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.what();
  }
  return "understood";
}

std::string entry(const std::string& rule, const std::string& subject, const std::string& expires,
                  const std::string& more = "") {
  return "{\"rule\": \"" + rule + "\", \"subject\": \"" + subject +
         "\", \"reason\": \"r\", \"expires\": \"" + expires + "\"" + more + "}";
}

const std::string kGood = entry("waivers/unused", "a", "2026-12-31");

TEST_CASE("a waivers file is an array or an object that holds one, with lines remembered") {
  auto waivers = parse_waivers("[\n " + kGood + ",\n\n " + kGood + "]", "w.json");
  REQUIRE(waivers.size() == 2);
  CHECK(waivers[0].place.line == 2);
  CHECK(waivers[1].place.line == 4);
  CHECK(waivers[1].place.file == "w.json");
  std::string tricky = entry("waivers/unused", "[{\\\"", "2026-12-31");
  auto wrapped = parse_waivers("{\"waivers\":\n[\n" + tricky + ",\n" + kGood + "]}", "w.json");
  REQUIRE(wrapped.size() == 2);
  CHECK(wrapped[0].place.line == 3);
  CHECK(wrapped[1].place.line == 4);
  CHECK(text::date(wrapped[0].waiver.expires) == "2026-12-31");
  CHECK(parse_waivers("[]", "w.json").empty());
}

TEST_CASE("what is wrong with a waivers file is said with its entry") {
  CHECK(refusal("[") == "w.json: is not JSON, at byte 2");
  CHECK(refusal("[1e999]") == "w.json: is not JSON");
  CHECK(refusal("[{\"rule\": -1e999}]") == "w.json: is not JSON");
  CHECK(refusal("[" + std::string(5000, '9') + "]") == "w.json: is not JSON");
  CHECK(refusal("[\"\xff\"]") == "w.json: is not JSON, at byte 3");
  CHECK(refusal("[\"\\ud800\"]") == "w.json: is not JSON, at byte 9");
  CHECK(refusal("{}") == "w.json: must be an array of waivers, or {\"waivers\": [...]}");
  CHECK(refusal("{\"waivers\": [], \"x\": 1}") == "w.json: unknown key \"x\"");
  CHECK(refusal("[1]") == "w.json, entry 1: an entry must be an object");
  CHECK(refusal("[{\"rule\": \"waivers/unused\"}]") == "w.json, entry 1: \"subject\" is missing");
  CHECK(refusal("[{\"rule\": \"a\", \"rule\": \"b\"}]") ==
        "w.json: \"rule\" is given twice in one object");
  CHECK(refusal(std::string(100'000, '[')) == "w.json: is nested too deeply");
  std::string many = "[0";
  for (int i = 0; i < 100'000; ++i)
    many += ",0";
  CHECK(refusal(many + "]") == "w.json: has more values than a file of waivers");
  auto one = [](const std::string& bad) { return refusal("[" + kGood + "," + bad + "]"); };
  CHECK(one(kGood) == "understood");
  CHECK(one(entry("waivers/unused", "", "2026-12-31")) ==
        "w.json, entry 2: \"subject\" must be a text that is not empty");
  CHECK(one(entry("waivers/unused", "a", "31.12.2026")) ==
        "w.json, entry 2: \"expires\" must be a date such as 2027-01-31, not 31.12.2026");
  CHECK(one(entry("waivers/unused", "a", "2026-12-31T00:00:00Z")) != "understood");
  CHECK(one(entry("waivers/unusd", "a", "2026-12-31")) ==
        "w.json, entry 2: there is no rule waivers/unusd");
  CHECK(one(entry("nothing/*", "a", "2026-12-31")) != "understood");
  CHECK(one(entry("waivers/*", "a", "2026-12-31")) == "understood");
  CHECK(one(entry("waivers/*", "a", "2026-12-31", ", \"until\": 1")) ==
        "w.json, entry 2: unknown key \"until\"");
}

TEST_CASE("a waivers file of a megabyte is refused soon, whatever its shape") {
  std::string keys = "[{\"0\": 1", objects = "[{}";
  for (int i = 1; i < 90'000; ++i) {
    keys += ",\"" + std::to_string(i) + "\":1";
    objects += ",{}";
  }
  const auto start = std::chrono::steady_clock::now();
  CHECK(refusal(keys + "}]") == "w.json, entry 1: \"rule\" is missing");
  CHECK(refusal(objects + "]") == "w.json, entry 1: \"rule\" is missing");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));  // minutes if not
}

TEST_CASE("the file that the schema test holds against waivers-1.schema.json is read here too") {
  std::string path = test::source_dir() + "/tests/golden/waivers.json";
  auto waivers = parse_waivers(read_file(path, "the waivers file", 1 << 20), path);
  REQUIRE(waivers.size() == 2);
  CHECK(waivers[0].place.line == 3);
  CHECK(waivers[1].place.line == 9);
}

TEST_CASE("globs") {
  CHECK(matches_glob("*", ""));
  CHECK(matches_glob("pay.*:443", "pay.example.net:443"));
  CHECK_FALSE(matches_glob("pay.*:443", "pay.example.net:8443"));
  CHECK(matches_glob("a?c", "abc"));
  CHECK_FALSE(matches_glob("a?c", "ac"));
  CHECK(matches_glob("*a*b*", "xxaxxbxx"));
  CHECK_FALSE(matches_glob("", "a"));
  CHECK_FALSE(matches_glob(std::string(60, '*') + "b", std::string(5000, 'a')));
}

Waiver waiver(const char* rule, const char* subject, const char* expires) {
  return {rule, subject, "because", *text::parse_time(expires)};
}

// The messages about the waivers themselves.
std::vector<std::string> told(const std::vector<WrittenWaiver>& waivers, Report& report) {
  apply_waivers(waivers, "w.json", sample::at("2026-11-23T12:00:00Z"), true, report);
  std::vector<std::string> messages;
  for (const Outcome& outcome : report.outcomes)
    if (outcome.subject == "w.json")
      for (const Finding& finding : outcome.findings)
        messages.push_back(finding.message);
  return messages;
}

int waived(const Report& report) {
  return summarize(report.outcomes).waived;
}

TEST_CASE("a waiver in force excuses its findings and nothing else") {
  Report report = sample::report();  // one finding is waived already
  auto messages = told({{waiver("sample/weak-cipher", "pay.*", "2026-11-23"), {}}}, report);
  CHECK(messages.empty());
  CHECK(waived(report) == 4);
  CHECK(status(report.outcomes, {}) == Status::inconclusive);
}

TEST_CASE("a family's waiver covers the family") {
  Report report = sample::report();
  told({{waiver("sample/*", "*", "2026-12-31"), {}}}, report);
  CHECK(waived(report) == 6);
  CHECK(summarize(report.outcomes).inconclusive == 2);
}

TEST_CASE("an expired waiver excuses nothing and is told") {
  Report report = sample::report();
  auto messages =
      told({{waiver("sample/weak-cipher", "pay.*", "2026-11-22"), Place{"w.json", 3}}}, report);
  CHECK(messages ==
        std::vector<std::string>{"the waiver of sample/weak-cipher for pay.* ended on 2026-11-22"});
  CHECK(waived(report) == 2);
  CHECK(status(report.outcomes, {}) == Status::findings);
}

TEST_CASE("an unused waiver is told, but not while its rule is undecided") {
  Report report = sample::report();
  auto messages = told({{waiver("sample/reachable", "api.*", "2026-12-31"), {}},
                        {waiver("sample/weak-cipher", "paay.*", "2026-12-31"), {}},
                        {waiver("sample/weak-cipher", "*2001*", "2026-12-31"), {}},
                        {waiver("sample/staple", "api.*", "2026-12-31"), {}}},
                       report);
  CHECK(messages ==
        std::vector<std::string>{
            "the waiver of sample/reachable for api.* excuses nothing: the rule holds",
            "the waiver of sample/weak-cipher for paay.* excuses nothing: no subject of this run "
            "has that name"});
}

}  // namespace
}  // namespace checkoutdiag
