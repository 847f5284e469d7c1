#include "cli/arguments.hpp"

#include <doctest/doctest.h>

#include "cli/terminal.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

using Words = std::vector<std::string>;

// What the user reads: "message | hint"; "understood" when there is nothing to say.
std::string refusal(const Words& words, bool run = false) {
  try {
    Invocation invocation = parse_arguments(words);
    if (run) invocation.run();
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::usage);
    return std::string(failure.what()) + " | " + failure.hint;
  }
  return "understood";
}

TEST_CASE("options of tls probe reach their fields") {
  auto options = parse_arguments({"tls",
                                  "probe",
                                  "--policy",
                                  "pci",
                                  "-4",
                                  "--sni=none",
                                  "--rate",
                                  "2.5",
                                  "a.example",
                                  "--report",
                                  "junit=a.xml",
                                  "--report=github=-",
                                  "--fail-on",
                                  "never",
                                  "--inconclusive",
                                  "pass",
                                  "--timeout",
                                  "1.5",
                                  "--at",
                                  "gateways.txt:12",
                                  "--now",
                                  "2026-11-27T00:00:00Z",
                                  "--expiry-warning",
                                  "30",
                                  "--no-local",
                                  "--json"})
                     .options;
  const TlsProbeOptions& probe = options->tls_probe;
  CHECK(probe.policy == "pci");
  CHECK(probe.ipv4);
  CHECK_FALSE(probe.ipv6);
  CHECK(probe.sni == "none");
  CHECK(probe.rate == 2.5);
  CHECK(probe.expiry_warning == 30);
  CHECK(probe.skip_local);
  const CommonOptions& common = options->common;
  REQUIRE(common.reports.size() == 2);
  CHECK(common.reports[0].kind == "junit");
  CHECK(common.reports[0].file == "a.xml");
  CHECK(common.reports[1].file == "-");
  CHECK_FALSE(common.threshold.fail_on.has_value());
  CHECK(common.threshold.inconclusive == Status::pass);
  CHECK(common.timeout == 1.5);
  CHECK(common.at->file == "gateways.txt");
  CHECK(common.at->line == 12);
  CHECK(text::rfc3339(*common.now) == "2026-11-27T00:00:00Z");
  CHECK(common.format == Format::json);
}

TEST_CASE("what was given is kept for the report, targets in their order") {
  auto options = parse_arguments({"tls", "probe", "b", "--policy", "pci", "a", "--", "-c"}).options;
  Words targets;
  for (const auto& [name, value] : options->common.given)
    if (name == "target") targets.push_back(value);
  CHECK(targets == Words{"b", "a", "-c"});
  CHECK(options->common.given.front() == std::pair<std::string, std::string>("policy", "pci"));
}

TEST_CASE("slips are answered with what was probably meant") {
  CHECK(refusal({"tsl", "probe", "x"}) ==
        "there is no command 'tsl' | did you mean checkoutdiag tls?");
  CHECK(refusal({"tls", "prob", "x"}) ==
        "there is no command 'tls prob' | did you mean checkoutdiag tls probe?");
  CHECK(refusal({"tls", "probe", "--polcy=pci", "x"}) ==
        "there is no option --polcy for checkoutdiag tls probe | did you mean --policy?");
  CHECK(refusal({"tls", "probe", "--zebra", "x"}) ==
        "there is no option --zebra for checkoutdiag tls probe | checkoutdiag tls probe --help "
        "lists them");
  CHECK(
      refusal({"--json", "tls", "probe", "x"}) ==
      "there is no option --json for checkoutdiag | it belongs after the command: checkoutdiag tls "
      "probe --json");
  CHECK(refusal({"completion", "bash", "zsh"}) ==
        "'zsh' is one word too many | checkoutdiag completion --help tells what it takes");
}

TEST_CASE("values are understood whole or refused") {
  auto with = [](const char* option, const char* value) {
    return refusal({"tls", "probe", "x", option, value});
  };
  CHECK(with("--timeout", "5s") ==
        "--timeout cannot be '5s' | it takes a number from 0.01 to 3600");
  CHECK(with("--timeout", "nan") != "understood");
  CHECK(with("--timeout", "-1") != "understood");
  CHECK(with("--max-connections", "0") ==
        "--max-connections cannot be '0' | it takes a whole number from 1 to 64");
  CHECK(with("--max-connections", "99999999999999999999") != "understood");
  CHECK(with("--fail-on", "errors") ==
        "--fail-on cannot be 'errors' | it takes one of error, warning, note, never");
  CHECK(with("--now", "2026-02-30") != "understood");
  CHECK(with("--report", "pdf=x") ==
        "--report cannot be 'pdf=x' | it takes KIND=FILE with KIND one of json, junit, sarif, "
        "github, "
        "gitlab, markdown, prometheus, nagios");
  CHECK(with("--report", "json=") != "understood");
  CHECK(with("--policy", "--json") ==
        "--policy needs a value, and --json is an option | it takes POLICY|FILE");
  CHECK(refusal({"tls", "probe", "x", "--policy"}) ==
        "--policy needs a value | it takes POLICY|FILE");
  CHECK(refusal({"tls", "probe", "x", "--policy", "a", "--policy", "b"}) ==
        "--policy is given twice | leave one out");
  CHECK(refusal({"tls", "probe", "x", "--quiet=no"}) ==
        "--quiet takes no value | write --quiet alone, or leave it out");
  CHECK(refusal({"tls", "probe"}) ==
        "checkoutdiag tls probe needs TARGET | checkoutdiag tls probe --help tells what it takes");
}

TEST_CASE("contradictions are refused before any work") {
  auto with = [](Words more) {
    more.insert(more.begin(), {"tls", "probe", "x"});
    return refusal(more, true);
  };
  CHECK(with({"-4", "-6"}) == "--ipv4 and --ipv6 contradict each other | leave one out");
  CHECK(with({"--json", "--format", "human"}) ==
        "--json and --format human contradict each other | leave one out");
  CHECK(with({"--quiet", "--verbose"}) != "understood");
  CHECK(with({"--json", "--report", "sarif=-"}) ==
        "--json and --report sarif=- both want stdout | give one of them a file: --report "
        "sarif=FILE");
  CHECK(with({"--json", "--report", "github=-"}) != "understood");
  CHECK(with({"--report", "junit=-", "--report", "sarif=-"}) != "understood");
  CHECK(with({"--report", "junit=a", "--report", "sarif=a"}) ==
        "two reports go to a | give each report a file of its own");
  CHECK(with({"--client-key", "k.pem"}) != "understood");
}

TEST_CASE("a password in the proxy's URL is refused, a name alone is not") {
  auto with = [](const char* url) {
    try {
      // A list that is not there ends the run after the options were checked and before any work.
      parse_arguments({"tls", "probe", "x", "--proxy", url, "--targets", "/nonexistent/list"})
          .run();
    } catch (const Failure& failure) {
      return std::string(failure.what());
    }
    return std::string();
  };
  const std::string refused = "--proxy holds a password, which every user of this machine can read";
  CHECK(with("http://user:secret@proxy:3128") == refused);
  CHECK(with("user:secret@proxy") == refused);
  CHECK(with("http://user:p@ss@proxy/") == refused);
  CHECK(with("http://user@proxy:3128") != refused);
  CHECK(with("socks5h://proxy:1080/a:b@c") != refused);
}

TEST_CASE("a proxy has a scheme that libcurl takes for one, or none, which is http") {
  auto scheme = [](const char* url) {
    try {
      parse_arguments({"tls", "probe", "x", "--proxy", url, "--targets", "/nonexistent/list"})
          .run();
    } catch (const Failure& failure) {
      return std::string(failure.what());
    }
    return std::string();
  };
  for (const char* url : {"http://p:1", "HTTPS://p:1", "socks4://p", "socks4a://p", "socks5://p",
                          "socks5h://p:1080", "proxy:3128"})
    CHECK(scheme(url).find("/nonexistent/list") != std::string::npos);
  for (const char* url : {"ftp://p:1", "socks://p", "://p", "http5://p", "file:///etc/passwd"})
    CHECK(scheme(url) == "--proxy cannot be '" + std::string(url) + "'");
}

TEST_CASE("JSON is known to be wanted even when the line is wrong") {
  CHECK(wants_json({"tls", "prob", "--json"}));
  CHECK(wants_json({"tls", "--format", "json", "--zebra"}));
  CHECK(wants_json({"--format=json"}));
  CHECK_FALSE(wants_json({"tls", "probe", "--", "--json"}));
  CHECK_FALSE(wants_json({"--format", "human"}));
}

}  // namespace
}  // namespace checkoutdiag
