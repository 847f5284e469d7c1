#include <doctest/doctest.h>

#include <algorithm>

#include "cli/output/layout.hpp"
#include "cli/output/output.hpp"
#include "lib/text/escape.hpp"
#include "tests/cli/small_reports.hpp"

// The text for people.
namespace checkoutdiag::output {
namespace {

using Lines = std::vector<std::string>;
using sample::many;
using sample::one_subject;

// A command of the sample's, which is wider than any terminal.

constexpr std::string_view kCommand =
    "openssl s_client -connect pay.example:443 -tls1_2 -cipher 3DES:@SECLEVEL=0 < /dev/null | "
    "grep Cipher";

bool is_to_be_pasted(const std::string& line) {
  for (std::string_view command : {kCommand, std::string_view("  ssl_ciphers \"DEFAULT:!3DES\";"),
                                   std::string_view("  certbot renew --cert-name pay.example"),
                                   std::string_view("  ssl_prefer_server_ciphers on;"),
                                   std::string_view("  checkoutdiag explain sample/weak-cipher")})
    if (line.ends_with(command)) return true;
  return line.find("https://") != std::string::npos;
}

TEST_CASE("human lines keep to the width, but for commands and URLs, which nothing breaks") {
  for (std::size_t width : {40U, 60U, 80U, 132U}) {
    for (bool verbose : {false, true}) {
      HumanOptions options;
      options.width = width;
      options.verbose = verbose;
      Lines all = lines(human(sample::report(), options));
      for (const std::string& line : all) {
        INFO(line);
        CHECK((text::columns(line) <= width || is_to_be_pasted(line)));
      }
      CHECK(std::count_if(all.begin(), all.end(), [](const std::string& line) {
              return line.ends_with("  " + std::string(kCommand));
            }) == 1);
    }
  }
}

TEST_CASE("rows that stand in are broken too, and the rest of a sentence stands further in") {
  HumanOptions options;
  options.width = 44;
  const std::string text =
      human(one_subject({{"suites", "TLS 1.2:"},
                         {"suites", "  TLS_RSA_AAAA, TLS_RSA_BBBB, TLS_RSA_CCCC, TLS_RSA_DDDD"},
                         {"suites", "  not valid against /etc/ssl/certs.pem"},
                         {"SNI", "sent"}}),
            options);
  CHECK(text.find("\n suites   TLS 1.2:\n"
                  "            TLS_RSA_AAAA, TLS_RSA_BBBB,\n"
                  "            TLS_RSA_CCCC, TLS_RSA_DDDD\n"
                  "            not valid against\n"
                  "              /etc/ssl/certs.pem\n"
                  " SNI      sent\n") != std::string::npos);
}

TEST_CASE("a value whose words need the room stands below its label") {
  HumanOptions options;
  options.width = 40;
  const std::string text = human(one_subject({{"this machine", "no"},
                                              {"suites", "TLS_AAAAAAAAAAAAAAAAAAAA_BBBBBBBB"},
                                              {"chain", "CN=" + std::string(60, 'x')}}),
                                 options);
  CHECK(text.find("\n this machine   no\n"
                  " suites\n"
                  "   TLS_AAAAAAAAAAAAAAAAAAAA_BBBBBBBB\n"
                  " chain\n"
                  "   CN=\n") != std::string::npos);
}

TEST_CASE("for whom --now spoke is told under the heading, and with the counts of several") {
  Report report = one_subject({});
  report.judged_as_of = sample::at("2027-06-01");
  CHECK(lines(human(report, {}))[1] == " judged as of 2027-06-01");
  report = sample::report();
  report.judged_as_of = sample::at("2027-06-01T12:00:00Z");
  CHECK(lines(human(report, {}))[0].ends_with("(4 in all), judged as of 2027-06-01T12:00:00Z") ==
        false);  // too wide for 80 columns
  HumanOptions wide;
  wide.width = 120;
  CHECK(lines(human(report, wide))[0].ends_with("(4 in all), judged as of 2027-06-01T12:00:00Z"));
  CHECK(markdown(report, {}).find("judged as of 2027-06-01T12:00:00Z") != std::string::npos);
  CHECK(github(report, {}).find(", judged as of 2027-06-01T12:00:00Z\n") != std::string::npos);
}

TEST_CASE("how to explain a rule stays one line that can be pasted") {
  Report report = one_subject({});
  report.subjects[0].footer = "137 connections, 1204 ms, slowed down";
  report.outcomes[0].fail("is bad");
  CHECK(lines(human(report, {})).end()[-3] == "137 connections, 1204 ms, slowed down.");
  CHECK(lines(human(report, {})).end()[-2] ==
        "Explain a rule: checkoutdiag explain sample/reachable");
  HumanOptions narrow;
  narrow.width = 40;
  CHECK(lines(human(report, narrow)).end()[-2] == "  checkoutdiag explain sample/reachable");
}

TEST_CASE("a fix that is a command begins below its label") {
  Report report = one_subject({});
  report.outcomes[0].fail("is bad").fixed_by("  run --this");
  CHECK(human(report, {}).find("          fix\n                  run --this\n") !=
        std::string::npos);
}

TEST_CASE("colour changes nothing but colour") {
  HumanOptions plain, colored;
  colored.styles = kColored;
  std::string text = human(sample::report(), colored);
  for (std::string_view sequence :
       {kColored.error, kColored.warning, kColored.note, kColored.unknown, kColored.good,
        kColored.strong, kColored.faint, kColored.reset})
    for (std::size_t at = text.find(sequence); at != std::string::npos; at = text.find(sequence))
      text.erase(at, sequence.size());
  CHECK(text == human(sample::report(), plain));
}

TEST_CASE("colour has no empty pairs") {
  HumanOptions colored;
  colored.styles = kColored;
  const std::string text = human(sample::report(), colored);
  for (std::string_view style : {kColored.error, kColored.warning, kColored.note, kColored.unknown,
                                 kColored.good, kColored.strong, kColored.faint})
    CHECK(text.find(std::string(style) + std::string(kColored.reset)) == std::string::npos);
}

TEST_CASE("of several targets the worst come first, and the clean ones take a line") {
  Report report = many(4);
  Outcome open{&sample::kReach, "gw3:443", {}, {}, {}};
  open.undecided("silence");
  report.outcomes.push_back(open);
  report.outcomes[0].findings[0].level = Level::warning;
  report.outcomes[2].fail("accepts 3DES");
  HumanOptions options;
  Lines headings;
  for (const std::string& line : lines(human(report, options)))
    if (line.rfind("gw", 0) == 0) headings.push_back(line.substr(0, 7));
  CHECK(headings == Lines{"gw2:443", "gw3:443", "gw0:443", "gw1:443"});
  const std::string text = human(report, options);
  CHECK(text.find("\n1 with errors: gw2:443; 1 inconclusive: gw3:443\n") != std::string::npos);
  auto details = [](const std::string& of) {
    std::size_t n = 0;
    for (const std::string& line : lines(of))
      n += line.rfind(" versions", 0) == 0;
    return n;
  };
  CHECK(details(text) == 3);
  options.verbose = true;
  CHECK(details(human(report, options)) == 4);
  CHECK(json(report, {}).find("gw0:443") < json(report, {}).find("gw2:443"));
}

TEST_CASE("the addresses of one target stay in their place, with what was seen") {
  Report report = one_subject({});
  report.subjects[0].note = "2 addresses";
  for (const char* name : {"a:443 [192.0.2.1]", "a:443 [192.0.2.2]"}) {
    report.subjects.push_back({name, "", {{"versions", "1.3 yes"}}, "9 connections", std::nullopt});
    report.outcomes.push_back({&sample::kReach, name, {}, {}, {}});
  }
  report.outcomes[2].fail("is bad");
  const std::string text = human(report, {});
  CHECK(text.find("[192.0.2.1]") < text.find("[192.0.2.2]"));
  CHECK(text.find(" versions") < text.find("[192.0.2.2]"));
  CHECK(text.find("1 with errors:") == std::string::npos);
}

TEST_CASE("a waivers file is no target, and what is waived is not clean") {
  Report report = one_subject({});
  report.outcomes[0].fail("is bad").waived =
      Waiver{"sample/reachable", "*", "known", sample::at("2027-01-01")};
  CHECK(lines(human(report, {}))[0].ends_with("  1 waived"));
  Outcome unused{&sample::kOrder, "waivers.json", {}, {}, {}};
  unused.fail("excuses nothing");
  report.outcomes.push_back(unused);
  CHECK(human(report, {}).find("in all") == std::string::npos);
  report.subjects.push_back({"b:443", "", {}, "", std::nullopt});
  report.outcomes.push_back({&sample::kReach, "b:443", {}, {}, {}});
  CHECK(lines(human(report, {}))[0] == "1 with waived findings, 1 clean (2 in all)");
  report.outcomes[1].findings.clear();
  CHECK(human(report, {}).find("waivers.json") == std::string::npos);
}

TEST_CASE("many rules that were skipped for one reason are one line; few stand in a column") {
  static constexpr Rule kOthers[] = {
      {.id = "sample/one"}, {.id = "sample/two"}, {.id = "sample/three"}, {.id = "sample/four"}};
  Report report = one_subject({});
  for (const Rule& rule : kOthers)
    report.outcomes.push_back({&rule, "a:443", "nothing was reached", {}, {}});
  report.outcomes.push_back({&sample::kReach, "a:443", "it is asleep", {}, {}});
  report.outcomes.push_back({&sample::kCipher, "a:443", "it is awake", {}, {}});
  HumanOptions options;
  options.verbose = true;
  CHECK(human(report, options)
            .find("\n SKIPPED  4 rules skipped: nothing was reached\n"
                  " SKIPPED  sample/reachable    it is asleep\n"
                  " SKIPPED  sample/weak-cipher  it is awake\n") != std::string::npos);
}

TEST_CASE("what is to be done about an open question stands on lines of its own") {
  Report report = one_subject({});
  report.outcomes[0].undecided("no route; see which way it goes:\n  ip route get {}", "192.0.2.1");
  CHECK(human(report, {})
            .find("no route; see which way it goes:\n"
                  "          do\n"
                  "                  ip route get 192.0.2.1\n") != std::string::npos);
  CHECK(github(report, {}).find("goes:%0A  ip route get 192.0.2.1\n") != std::string::npos);
  CHECK(markdown(report, {}).find("goes:<br>") != std::string::npos);
  CHECK(junit(report, {}).find("message=\"no route; see which way it goes:\"") !=
        std::string::npos);
}

TEST_CASE("a target that was named twice is one subject, and its rules count once") {
  Report report = one_subject({});
  report.outcomes.push_back(report.outcomes[0]);
  CHECK(lines(human(report, {}))[0].ends_with("the one check held"));
}

TEST_CASE("a hundred gateways stay readable") {
  Lines all = lines(human(many(100), {}));
  CHECK(all[0] == "10 with errors, 90 clean (100 in all)");
  CHECK(all.end()[-4] == "10 with errors");
  CHECK(all.size() < 250);
  CHECK(std::count_if(all.begin(), all.end(), [](const std::string& line) {
          return line.find("  why") != std::string::npos;
        }) == 1);
}

TEST_CASE("quiet says nothing when nothing fails") {
  HumanOptions options;
  options.quiet = true;
  Report report = many(2);
  report.outcomes.front().findings.front().level = Level::warning;
  CHECK(human(report, options).empty());
  options.threshold.fail_on = Level::warning;
  CHECK(human(report, options) == "gw0:443: warning sample/weak-cipher: accepts 3DES\n");
}

}  // namespace
}  // namespace checkoutdiag::output
