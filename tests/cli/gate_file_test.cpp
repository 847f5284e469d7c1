#include "cli/gate/file.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

/// "checkoutdiag.json:LINE: … | hint", or "understood".
std::string told(const std::string& text) {
  try {
    read_gate_file(text, "checkoutdiag.json");
  } catch (const Failure& failure) {
    return failure.what() + (failure.hint.empty() ? "" : " | " + failure.hint);
  }
  return "understood";
}

std::string check(const std::string& members) {
  return "{\"targets\": [\"a.example\"],\n\"checks\": {\"tls\":\n{" + members + "}}}";
}

}  // namespace

TEST_CASE("a gate's file: checks in its order, options as words, targets with their lines") {
  const GateFile file = read_gate_file(R"({
  "$comment": {"anything": ["at all"]},
  "targets": ["a.example",
              "b.example:8443"],
  "fail-on": "warning",
  "checks": {
    "$comment": {"later": {"run": "no command"}},
    "z": {"run": "tls probe", "options": {"jobs": 2, "signatures": true, "all-addresses": false},
          "budget": {"seconds": 30, "warnings": 0},
          "levels": {"tls/*": "note", "tls/cbc-cipher": "off"}},
    "a": {"run": "fields diff", "words": ["form.json", "gateway.json"],
          "options": {"country": ["DE", "FR"]}}
  }
})",
                                       "checkoutdiag.json");
  REQUIRE(file.checks.size() == 2);
  const GateCheck& tls = file.checks[0];
  CHECK(tls.name == "z");
  CHECK(tls.line == 8);
  CHECK(tls.takes_targets);
  CHECK(tls.options ==
        std::vector<std::pair<std::string, std::string>>{{"--jobs", "2"}, {"--signatures", ""}});
  CHECK(tls.budget.seconds == 30);
  CHECK(tls.budget.warnings == 0);
  REQUIRE(tls.levels.size() == 2);
  CHECK(tls.levels[0].rule == "tls/cbc-cipher");
  CHECK(!tls.levels[0].level);
  CHECK(file.checks[1].words == std::vector<std::string>{"form.json", "gateway.json"});
  CHECK(file.checks[1].options.size() == 2);
  CHECK(!file.checks[1].takes_targets);
  REQUIRE(file.targets.size() == 2);
  CHECK(file.targets[1].place->line == 4);
  CHECK(file.threshold->fail_on == Level::warning);
}

TEST_CASE("a gate's file: errors name the line, the field and what would be right") {
  CHECK(told("{\n\"checks\":\n{}}").starts_with("checkoutdiag.json:2: \"checks\" must have"));
  CHECK(told("{}").find("gate init") != std::string::npos);
  CHECK(told("{\"checks\": {},\n\"check\": 1}")
            .starts_with("checkoutdiag.json:2: \"check\" is not a key of it | keys are"));
  CHECK(told("{\"checks\": {\"a\": {\"run\": \"tls probe\"}}}").find("has no target") !=
        std::string::npos);
  CHECK(told(check("\"run\": \"tls prob\"")) ==
        "checkoutdiag.json:2: checks.tls: \"run\" cannot be tls prob | did you mean tls probe?");
  CHECK(told(check("\"run\": \"gate\"")).find("\"run\" cannot be gate") != std::string::npos);
  CHECK(told(check("\"run\": \"webhook listen\"")).find("cannot be") != std::string::npos);
  CHECK(told(check("\"run\": \"tls probe\",\n\"options\": {\"polcy\": 1}")) ==
        "checkoutdiag.json:4: checks.tls.options: tls probe has no option polcy | did you mean "
        "policy?");
  CHECK(told(check("\"run\": \"tls probe\",\n\"options\": {\"json\": true}"))
            .find("is the gate's own") != std::string::npos);
  CHECK(told(check("\"run\": \"tls probe\",\n\"options\": {\"signatures\": 1}"))
            .find("must be true or false") != std::string::npos);
  CHECK(told(check("\"run\": \"tls probe\",\n\"options\": {\"jobs\": \"many\"}"))
            .starts_with("checkoutdiag.json:4: checks.tls.options: --jobs cannot be 'many'"));
  CHECK(told(check("\"run\": \"tls probe\",\n\"options\": {\"policy\": [\"a\"]}"))
            .find("must be one value") != std::string::npos);
  CHECK(told(check("\"run\": \"tls probe\", \"levels\": {\n\"tls/cbc\": \"off\"}"))
            .starts_with("checkoutdiag.json:3: checks.tls.levels: there is no rule tls/cbc"));
  CHECK(told(check("\"run\": \"tls probe\", \"levels\": {\"tls/*\": \"fatal\"}"))
            .find("must be one of error, warning, note, off") != std::string::npos);
  CHECK(told(check("\"run\": \"threeds lint\", \"words\": [\"-\"]")).find("no stdin") !=
        std::string::npos);
  CHECK(told(check("\"run\": \"threeds lint\", \"targets\": [\"a\"]")).find("has none") !=
        std::string::npos);
  CHECK(
      told("{\"checklist\": [\"tls\"], \"checks\": {}}").find("must be one of tls13-everywhere") !=
      std::string::npos);
  CHECK(told("{\"targets\": [\"--policy\"], \"checks\": {}}").find("must be host[:port]") !=
        std::string::npos);
  CHECK(told("{\"checks\": {\"a b\": {}}}").find("without spaces") != std::string::npos);
  CHECK(told("{\"waivers\": [{\"rule\": \"tls/x\"}], \"checks\": {}}")
            .find(":1: waivers[0]: \"subject\" is missing") != std::string::npos);
}

TEST_CASE("a gate can run what reports, and neither itself nor what serves") {
  const std::vector<std::string> commands = gate_commands();
  const auto has = [&](const std::string& command) {
    return std::find(commands.begin(), commands.end(), command) != commands.end();
  };
  for (const char* each : {"tls probe", "ca chain", "charge drill", "fields diff", "webhook drill",
                           "threeds lint", "token har", "token trace", "charge audit"})
    CHECK_MESSAGE(has(each), each);
  for (const char* each : {"gate", "report merge", "sandbox", "webhook listen", "explain"})
    CHECK_MESSAGE(!has(each), each);
}

}  // namespace checkoutdiag
