#include "cli/output/output.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/output/fix.hpp"
#include "cli/output/layout.hpp"
#include "cli/output/sections.hpp"
#include "cli/output/workflow.hpp"
#include "lib/text/escape.hpp"
#include "tests/cli/small_reports.hpp"

namespace checkoutdiag::output {
namespace {

using Lines = std::vector<std::string>;
using sample::many;

TEST_CASE("wrap breaks at spaces, never inside a word or a command") {
  CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrap("a-very-long-word b", 5) == Lines{"a-very-long-word", "b"});
  CHECK(wrap("set `a b c` here", 6) == Lines{"set", "`a b c`", "here"});
  CHECK(wrap("a lone ` is plain text", 8) == Lines{"a lone `", "is plain", "text"});
  CHECK(wrap("", 10) == Lines{""});
  CHECK(wrap("héé hé", 6) == Lines{"héé hé"});
  CHECK(wrap("a TLS_RSA_WITH_NULL", 8, LongWords::broken) ==
        Lines{"a", "TLS_RSA_", "WITH_", "NULL"});
  CHECK(wrap("ééééé é", 3, LongWords::broken) == Lines{"ééé", "éé", "é"});
  CHECK(wrap("see https://a.example/b_c", 9, LongWords::broken) ==
        Lines{"see", "https://a.example/b_c"});
}

TEST_CASE("what a peer said cannot become a build server's command") {
  CHECK(tame("  ::set-env name=x::y") == "  \\::set-env name=x::y");
  CHECK(tame("a\n::error::b") == "a\n\\::error::b");
  CHECK(tame("x ##[add-mask]y") == "x #\\#[add-mask]y");
  CHECK(tame("##vso[task.setvariable]") == "#\\#vso[task.setvariable]");
  CHECK(tame("::1 and a::b::c") == "\\::1 and a::b::c");
  CHECK(tame("[::1]:443 ## heading") == "[::1]:443 ## heading");
  CHECK(command_data("50%\r\n::error::") == "50%25%0D%0A::error::");
  CHECK(command_property("a,b:c%") == "a%2Cb%3Ac%25");
}

TEST_CASE("a fence is longer than any run of backticks in it") {
  CHECK(fenced({"a ``` b"}, " ") == " ````\n a ``` b\n ````\n");
  CHECK(fenced({"::set-env x::"}, "") == "```\n\\::set-env x::\n```\n");
}

TEST_CASE("a verdict names what it counts") {
  Counts counts;
  CHECK(verdict(counts) == "nothing was checked");
  counts.held = 31;
  CHECK(verdict(counts) == "all 31 checks held");
  counts.found.inconclusive = 1;
  CHECK(verdict(counts) == "1 inconclusive");
  counts.found.error = 2;
  CHECK(verdict(counts) == "2 errors, 1 inconclusive");
}

TEST_CASE("JSON stays JSON whatever a peer said, and keeps its keys when nothing is known") {
  Report report;
  Outcome outcome{&sample::kCipher, "x\xff", {}, {}, {}};
  Finding& finding = outcome.fail_text("raw \xff\xfe bytes");
  finding.evidence.items.emplace_back("k", std::string("\xc3"));
  report.outcomes.push_back(outcome);
  auto document = nlohmann::json::parse(json(report, {}));
  CHECK(document["findings"][0]["waived"].is_null());
  CHECK(document["data"].is_null());
  CHECK(document["arguments"].is_object());
  CHECK(document["inconclusive"].is_array());
  CHECK(nlohmann::json::parse(error_json("m", ""))["error"]["hint"].is_null());
}

TEST_CASE("every SARIF result has a place: its own, its target's, --at, or the target itself") {
  Context context;
  auto first_uri = [&](const Report& report) {
    auto document = nlohmann::json::parse(sarif(report, context));
    const auto& physical = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    return physical["artifactLocation"]["uri"].get<std::string>() + "#" +
           std::to_string(physical["region"]["startLine"].get<int>());
  };
  Report report = many(1);
  CHECK(first_uri(report) == "gw0%3A443#1");
  context.at = Place{"ci/run book.md", 3};
  CHECK(first_uri(report) == "ci/run%20book.md#3");
  report.subjects[0].place = Place{"stdin", 5};
  CHECK(first_uri(report) == "ci/run%20book.md#3");
  report.subjects[0].place = Place{"gateways.txt", 5};
  CHECK(first_uri(report) == "gateways.txt#5");
  report.outcomes[0].findings[0].place = Place{"/etc/x", 9};
  CHECK(first_uri(report) == "file:///etc/x#9");
}

TEST_CASE("a fingerprint outlives a countdown") {
  auto print_of = [](int days) {
    Report report;
    Outcome outcome{&sample::kExpiry, "a:443", {}, {}, {}};
    outcome.fail("ends in {} days", days);
    report.outcomes.push_back(outcome);
    return nlohmann::json::parse(sarif(report, {}))["runs"][0]["results"][0]["partialFingerprints"];
  };
  CHECK(print_of(12) == print_of(9));
}

TEST_CASE("what fails in JUnit is what fails the run") {
  Report report = many(1);
  report.outcomes[0].undecided("silence");
  report.outcomes[0].findings.clear();
  Context context;
  CHECK(junit(report, context).find("<error type=\"inconclusive\" message=\"silence\">") !=
        std::string::npos);
  context.threshold.inconclusive = Status::pass;
  CHECK(junit(report, context).find("<skipped message=\"silence\"/>") != std::string::npos);
  report = many(1);
  context.threshold.fail_on = std::nullopt;
  CHECK(junit(report, context).find("failures=\"1\"") == std::string::npos);
}

TEST_CASE("XML takes no character that XML has not") {
  Report report;
  report.subjects.push_back({"a\x01\x1b<&\xef\xbf\xbf\xef\xbf\xbe\xff", "", {}, "", std::nullopt});
  std::string text = junit(report, {});
  CHECK(text::is_utf8(text));
  for (char c : text)
    CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
  CHECK(text.find("\xef\xbf\xbf") == std::string::npos);
  CHECK(text.find("\xef\xbf\xbe") == std::string::npos);
  CHECK(text.find("&lt;&amp;") != std::string::npos);
}

TEST_CASE("GitHub's limit is told when it cuts") {
  CHECK(github(many(100), {}).find("(GitHub shows") == std::string::npos);
  CHECK(github(many(110), {}).find("(GitHub shows") != std::string::npos);
}

TEST_CASE("every kind renders, and no other is one") {
  for (std::string_view kind : kinds())
    CHECK_FALSE(render(kind, sample::report(), {}).empty());
  CHECK_THROWS(render("pdf", sample::report(), {}));
}

}  // namespace
}  // namespace checkoutdiag::output
