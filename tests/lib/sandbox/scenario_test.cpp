#include "lib/sandbox/scenario.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "lib/failure.hpp"

namespace checkoutdiag::sandbox {
namespace {

// What a bad file is answered with: "message" or "message | hint".
std::string refusal(std::string_view text) {
  try {
    parse_scenario(text, "mine.json");
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.hint.empty() ? failure.what() : failure.what() + (" | " + failure.hint);
  }
  return "accepted";
}

// A file whose further members begin on line 3.
std::string file(const std::string& members) {
  return "{\"schema\": \"checkoutdiag.scenario/1\",\n\"name\": \"mine\", \"title\": \"Mine\"" +
         (members.empty() ? "" : ",\n" + members) + "}";
}

// One fault, on line 4.
std::string fault_file(const std::string& members) {
  return file("\"faults\": [\n{" + members + "}]");
}

Fault only_fault(const std::string& members) {
  const Scenario read = parse_scenario(fault_file("\"at\": 1, " + members), "mine.json");
  REQUIRE(read.faults.size() == 1);
  return read.faults[0].fault;
}

FaultRule rule_at(const std::string& at) {
  return parse_scenario(fault_file("\"fault\": \"reset\", \"at\": " + at), "mine.json").faults[0];
}

// Which of the first `requests` requests a scenario's faults meet: "-" for none, else the rule's
// fault.
std::string met(const Scenario& scenario, int requests) {
  std::vector<std::uint64_t> counts;
  std::string all;
  for (int i = 0; i < requests; ++i) {
    const Fault* fault = next_fault(scenario, counts, "POST", "/v1/charges", true);
    all += fault ? std::string(name(fault->kind)).substr(0, 1) : "-";
  }
  return all;
}

bool same(const Fault& a, const Fault& b) {
  return a.kind == b.kind && a.when == b.when && a.status == b.status && a.body == b.body &&
         a.retry_after == b.retry_after && a.wait == b.wait && a.bytes == b.bytes && a.by == b.by;
}

}  // namespace

TEST_CASE("the drill has its scenarios in order, and each says what is right") {
  const std::vector<Scenario>& all = scenarios();
  REQUIRE(all.size() >= 15);
  CHECK(all.front().name == "clean");
  CHECK(all.front().faults.empty());
  CHECK(all.back().name == "unavailable-always");
  std::set<std::string> names;
  std::set<int> orders;
  for (const Scenario& each : all) {
    CAPTURE(each.name);
    CHECK(names.insert(each.name).second);
    CHECK(orders.insert(each.order).second);
    CHECK(each.why.size() > 40);
    CHECK(load_scenario(each.name).title == each.title);
    // A client that waits as it is asked to has to end in time, of a scenario that can succeed.
    for (const FaultRule& rule : each.faults) {
      CHECK(rule.fault.retry_after.value_or(0) <= 2);
      CHECK((rule.last != 0 || !each.must_succeed));
    }
    CHECK(each.work <= std::chrono::seconds(2));
  }
  CHECK_FALSE(load_scenario("declined").may_retry);
  CHECK_FALSE(load_scenario("declined").must_succeed);
  CHECK(load_scenario("in-flight").faults[0].fault.when == When::during);
  CHECK(load_scenario("in-flight").work.count() == 1500);
}

TEST_CASE("a fault meets the requests that its rule counts") {
  struct Case {
    const char *at, *met;
  };
  for (const Case& each : {Case{"1", "r---"},
                           {"2", "-r--"},
                           {"\"2\"", "-r--"},
                           {"\"2-3\"", "-rr-"},
                           {"\"3-\"", "--rr"},
                           {"\"every\"", "rrrr"}}) {
    CAPTURE(each.at);
    Scenario scenario;
    scenario.faults = {rule_at(each.at)};
    CHECK(met(scenario, 4) == each.met);
  }
  Scenario two;
  two.faults = {rule_at("\"2-\""), rule_at("\"every\"")};
  two.faults[1].fault.kind = FaultKind::close;
  CHECK(met(two, 3) == "crr");
}

TEST_CASE("a rule counts what its method and path match, and without a path what charges") {
  Scenario scenario;
  scenario.faults = {rule_at("1"), rule_at("1"), rule_at("1")};
  scenario.faults[1].method.clear();
  scenario.faults[1].path = "/v1/charges/*";
  scenario.faults[2].method = "GET";
  scenario.faults[2].path = "*/list*";
  std::vector<std::uint64_t> counts;
  CHECK(next_fault(scenario, counts, "POST", "/v1/tokens", false) == nullptr);
  CHECK(next_fault(scenario, counts, "GET", "/v1/charges", true) == nullptr);
  CHECK(next_fault(scenario, counts, "POST", "/v1/charges", true) == &scenario.faults[0].fault);
  CHECK(next_fault(scenario, counts, "POST", "/v1/charges", true) == nullptr);
  CHECK(next_fault(scenario, counts, "DELETE", "/v1/charges/a/b?x=/", false) ==
        &scenario.faults[1].fault);
  CHECK(next_fault(scenario, counts, "POST", "/a/b/list", false) == nullptr);
  CHECK(next_fault(scenario, counts, "GET", "/a/list/b", false) == &scenario.faults[2].fault);
  CHECK(counts == std::vector<std::uint64_t>{2, 1, 1});
}

TEST_CASE("a fault in a file, in a header and for people") {
  struct Case {
    const char *members, *header, *described;
  };
  const Case all[] = {
      {R"("fault": "status", "status": 503, "retry_after": 2)", "status 503 retry-after 2",
       "503 before commit, Retry-After 2"},
      {R"("fault": "status", "status": 500, "when": "after-commit")", "status 500 after-commit",
       "500 after commit"},
      {R"("fault": "status", "status": 504, "retry_after": 0, "when": "during-commit")",
       " status  504 retry-after 0 during-commit ", "504 during commit, Retry-After 0"},
      {R"("fault": "reset")", "reset", "RST before commit"},
      {R"("fault": "reset", "when": "during-commit")", "reset during-commit", "RST during commit"},
      {R"("fault": "close", "when": "after-commit")", "close after-commit",
       "FIN without an answer after commit"},
      {R"("fault": "delay", "wait_ms": 2000)", "delay 2000", "answer delayed by 2 s, after commit"},
      {R"("fault": "stall", "wait_ms": 1500, "when": "after-commit")", "stall 1500 after-commit",
       "body 1500 ms after the head, after commit"},
      {R"("fault": "drip", "wait_ms": 100, "bytes": 8)", "drip 8 100",
       "body in pieces of 8 bytes, one every 100 ms, after commit"},
      {R"("fault": "truncate", "bytes": 0)", "truncate 0",
       "body cut at 0 bytes, then FIN, after commit"},
      {R"("fault": "half")", "half", "half of the answer, then RST, after commit"},
      {R"("fault": "no-close-notify")", "no-close-notify",
       "end without close_notify before the last byte, after commit"},
      {R"("fault": "wrong-length", "by": -3)", "wrong-length -3",
       "Content-Length off by -3, after commit"},
  };
  for (const Case& each : all) {
    CAPTURE(each.header);
    const Fault fault = only_fault(each.members);
    const std::optional<Fault> heard = parse_fault(each.header);
    REQUIRE(heard);
    CHECK(same(fault, *heard));
    CHECK(describe(fault) == each.described);
  }
}

TEST_CASE("a header that is no fault is none") {
  for (const char* each : {"",
                           " ",
                           "boom",
                           "status",
                           "status x",
                           "status 199",
                           "status 600",
                           "status 500 500",
                           "status 500 retry-after",
                           "status 500 retry-after -1",
                           "reset 1",
                           "reset before-commit x",
                           "reset before-commit after-commit",
                           "delay",
                           "delay 0",
                           "delay 600001",
                           "delay -1",
                           "delay 1 before-commit",
                           "half during-commit",
                           "reset retry-after 1",
                           "drip 0 1",
                           "drip 1",
                           "truncate -1",
                           "wrong-length 0",
                           "wrong-length 99999999999999999999",
                           "Reset",
                           "RESET",
                           "reset\n"})
    CHECK_MESSAGE(!parse_fault(each), each);
  CHECK_FALSE(parse_fault("reset" + std::string(300, ' ')));
}

TEST_CASE("a fault's manner of delivery") {
  http::Reply reply;
  reply.status = 201;
  reply.headers = {{"Idempotent-Replayed", "true"}};
  reply.body = "{\"id\": \"ch_1\"}";
  const auto sent = [&](const char* fault) { return with_fault(reply, *parse_fault(fault)); };
  CHECK(sent("reset").manner.most == 0);
  CHECK(sent("reset").manner.ending == http::Ending::reset);
  CHECK(sent("close").manner.most == 0);
  CHECK(sent("close").manner.ending == http::Ending::close);
  CHECK(sent("half").manner.most_body == 7);
  CHECK(sent("half").manner.ending == http::Ending::reset);
  CHECK(sent("truncate 3").manner.most_body == 3);
  CHECK(sent("truncate 3").manner.ending == http::Ending::close);
  CHECK(sent("truncate 999").manner.most_body == reply.body.size() - 1);
  CHECK(sent("no-close-notify").manner.most_body == reply.body.size() - 1);
  CHECK(sent("no-close-notify").manner.ending == http::Ending::no_close_notify);
  CHECK(sent("wrong-length -999").manner.wrong_length == -14);
  CHECK(sent("delay 5").manner.delay.count() == 5);
  CHECK(sent("stall 5").manner.stall.count() == 5);
  CHECK(sent("drip 2 5").manner.drip == 2);
  CHECK(sent("drip 2 5").manner.drip_every.count() == 5);
  CHECK(sent("delay 5").body == reply.body);
  const http::Reply status = sent("status 503 retry-after 2 after-commit");
  CHECK(status.status == 503);
  CHECK(status.manner.ending == http::Ending::keep);
  CHECK(status.body.find("503 after commit") != std::string::npos);
  REQUIRE(http::find_header(status.headers, "retry-after"));
  CHECK(*http::find_header(status.headers, "retry-after") == "2");
  CHECK(http::find_header(status.headers, "idempotent-replayed") == nullptr);
  Fault with_body = *parse_fault("status 402");
  with_body.body = "[1]";
  CHECK(with_fault(reply, with_body).body == "[1]");
  CHECK(with_fault({}, *parse_fault("truncate 3")).manner.most_body == 0);
}

TEST_CASE("webhooks and expectations of a file") {
  const Scenario read =
      parse_scenario(file(R"("why": "w", "work_ms": 20, "webhooks": {"delay_ms": 5, "duplicates": 2,
              "reversed": true, "drop_every": 3}, "expect": {"must_succeed": false})"),
                     "mine.json");
  CHECK(read.work.count() == 20);
  CHECK(read.webhooks.delay.count() == 5);
  CHECK(read.webhooks.duplicates == 2);
  CHECK(read.webhooks.reversed);
  CHECK(read.webhooks.drop_every == 3);
  CHECK_FALSE(read.must_succeed);
  CHECK(read.may_retry);
}

TEST_CASE("errors of a scenario name file, line, place, key and what was expected") {
  struct Bad {
    std::string text, message;
  };
  const std::string at =
      "must be a number from 1, or a text such as \"2-4\", \"3-\" or \"every\": which requests "
      "the fault meets";
  const Bad all[] = {
      {"{\n\n\"schema\" 1}", "mine.json:3: not JSON at column 10"},
      {file("\"faults\": {}"), "mine.json:3: \"faults\" must be a list, not an object"},
      {file("\"faults\": [\n7]"), "mine.json:4: faults[0]: must be an object, not 7"},
      {file("\"title\": \"x\""), "mine.json:3: \"title\" is given twice in one object"},
      {file("\"work_ms\": 600001"),
       "mine.json:3: \"work_ms\" must be a whole number from 0 to 600000, not 600001"},
      {file("\"expect\": {\n\"may_rety\": true}"),
       "mine.json:4: expect: \"may_rety\" is not a key of it | keys are must_succeed, may_retry"},
      {file("\"webhooks\": {\"duplicates\":\n 21}"),
       "mine.json:3: webhooks: \"duplicates\" must be a whole number from 0 to 20, not 21"},
      {file("\"webhooks\": {\"before_answer\": true,\n\"delay_ms\": 1}"),
       "mine.json:4: webhooks: \"delay_ms\" cannot be with \"before_answer\": the event is sent "
       "first"},
      {fault_file("\"fault\": \"reset\""), "mine.json:4: faults[0]: \"at\" " + at},
      {fault_file("\"fault\": \"reset\",\n\"at\": 0"),
       "mine.json:5: faults[0]: \"at\" " + at + "; not 0"},
      {fault_file("\"at\": \"4-2\""), "mine.json:4: faults[0]: \"at\" " + at + "; not 4-2"},
      {fault_file("\"at\": \"-2\""), "mine.json:4: faults[0]: \"at\" " + at + "; not -2"},
      {fault_file("\"at\": 1.5"), "mine.json:4: faults[0]: \"at\" " + at + "; not 1.5"},
      {file("\"faults\": [\n{\"at\": 1, \"fault\": \"half\"},\n{\"at\": 2, \"fault\":\n\"rest\"}]"),
       "mine.json:5: faults[1]: \"fault\" must be one of status, delay, stall, drip, truncate, "
       "half, reset, close, no-close-notify, wrong-length, not \"rest\""},
      {fault_file("\"at\": 1"),
       "mine.json:4: faults[0]: \"fault\" is missing: one of status, delay, stall, drip, "
       "truncate, half, reset, close, no-close-notify, wrong-length"},
      {fault_file("\"at\": 1, \"fault\": \"status\""),
       "mine.json:4: faults[0]: \"status\" is missing"},
      {fault_file("\"at\": 1, \"fault\": \"status\", \"status\": 503,\n\"bytes\": 1"),
       "mine.json:5: faults[0]: \"bytes\" is for truncate and drip, and \"fault\" is status"},
      {fault_file("\"at\": 1, \"fault\": \"reset\",\n\"status\": 503"),
       "mine.json:5: faults[0]: \"status\" is for status, and \"fault\" is reset"},
      {fault_file("\"at\": 1, \"fault\": \"delay\", \"wait_ms\": 1,\n\"when\": \"before-commit\""),
       "mine.json:5: faults[0]: \"when\" must be after-commit for delay, which needs an answer"},
      {fault_file("\"at\": 1, \"fault\": \"reset\",\n\"when\": \"later\""),
       "mine.json:5: faults[0]: \"when\" must be one of before-commit, during-commit, "
       "after-commit, not \"later\""},
      {fault_file("\"at\": 1, \"fault\": \"delay\",\n\"wait_ms\": 0"),
       "mine.json:5: faults[0]: \"wait_ms\" must be a whole number from 1 to 600000, not 0"},
      {fault_file("\"at\": 1, \"fault\": \"wrong-length\",\n\"by\": 0"),
       "mine.json:5: faults[0]: \"by\" must not be 0, which would be the true length"},
      {fault_file("\"at\": 1, \"fault\": \"reset\",\n\"method\": \"post\""),
       "mine.json:5: faults[0]: \"method\" must be GET, POST, PUT, PATCH, DELETE or *, not "
       "\"post\""},
      {fault_file("\"at\": 1, \"fault\": \"reset\",\n\"path\": \"v1\""),
       "mine.json:5: faults[0]: \"path\" must be a path such as /v1/charges or /v1/*, not \"v1\""},
      {std::string(64 * 1024, ' ') + "{}", "mine.json: larger than 64 KiB"},
  };
  for (const Bad& bad : all) {
    CAPTURE(bad.text);
    CHECK(refusal(bad.text) == bad.message);
  }
  CHECK(refusal(file("")) == "accepted");
  CHECK(refusal("{\"name\": \"mine\", \"title\": \"Mine\"}") == "accepted");
  CHECK(refusal("{\"name\": \"mine\",\n\"schema\": \"checkoutdiag.scenario/2\"}") ==
        "mine.json:2: \"schema\" must be \"checkoutdiag.scenario/1\"");
}

TEST_CASE("a scenario that is none gets the nearest") {
  try {
    load_scenario("reset-after-comit");
    FAIL("accepted");
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::usage);
    CHECK(failure.what() == std::string("no scenario is called reset-after-comit"));
    CHECK(failure.hint == "did you mean reset-after-commit?");
  }
}

}  // namespace checkoutdiag::sandbox
