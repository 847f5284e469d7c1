#include "checks/threeds/field_faults.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/lib/threeds/conforming.hpp"

namespace checkoutdiag::threeds {
namespace {

using nlohmann::json;

// Of an answer its request says what channel and category it is of.
std::vector<FieldFault> judged(const std::string& type, const std::string& version,
                               const json& body, Flow flow) {
  Transaction one;
  const auto add = [&](const std::string& of, const json& what) {
    Message message;
    message.type = of;
    message.version = version;
    message.body = what;
    one.messages.push_back(std::move(message));
  };
  if (type != "AReq") add("AReq", test::conforming("AReq", version, flow));
  add(type, body);
  return faults_of(one, one.messages.back());
}

std::string told(const std::vector<FieldFault>& faults) {
  std::string text;
  for (const FieldFault& each : faults)
    text += each.field + " " + each.why + "; ";
  return text;
}

bool has(const std::vector<FieldFault>& faults, FieldProblem problem, const std::string& field) {
  for (const FieldFault& each : faults)
    if (each.problem == problem && each.field == field) return true;
  return false;
}

// The messages of the table, each version, channel and category of them that has fields.
template <class What>
void each_message(const What& what) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const Row& row : table())
    for (const std::string& version : row.versions) {
      const bool is_message = row.object.size() <= 4 && row.object != "CRD";
      if (!is_message || !seen.emplace(row.object, version).second) continue;
      for (const Flow flow : kFlows)
        what(row.object, version, flow);
    }
}

}  // namespace

TEST_CASE("a conforming message of each version, channel and category has no fault") {
  int messages = 0;
  each_message([&](const std::string& type, const std::string& version, Flow flow) {
    CAPTURE(type);
    CAPTURE(version);
    CAPTURE(name(flow));
    CHECK(told(judged(type, version, test::conforming(type, version, flow), flow)) == "");
    ++messages;
  });
  CHECK(messages == 6 * 3 * 6);
}

TEST_CASE("for every row of the table a violation of it is found") {
  std::set<const Row*> missing, malformed, forbidden;
  each_message([&](const std::string& type, const std::string& version, Flow flow) {
    const json good = test::conforming(type, version, flow);
    for (const Row* row : rows_of(type, version)) {
      CAPTURE(type);
      CAPTURE(version);
      CAPTURE(row->field);
      CAPTURE(name(flow));
      // These say what message it is.
      const bool says = row->field == "messageVersion" || row->field == "deviceChannel" ||
                        row->field == "messageCategory";
      json body = good;
      if (row->need(flow) == Need::undefined) {
        body[row->field] = test::sample_of(*row, version, flow);
        const bool tolerated = (type == "CRes" && row->field == "challengeCompletionInd") ||
                               (type == "RReq" && row->field == "sdkTransID");
        if (says || tolerated) continue;
        CHECK(has(judged(type, version, body, flow), FieldProblem::forbidden, row->field));
        forbidden.insert(row);
        continue;
      }
      if (row->need(flow) == Need::required && !says) {
        for (const json& none : {json(), json("")}) {
          body[row->field] = none;
          CHECK(has(judged(type, version, body, flow), FieldProblem::missing, row->field));
        }
        body.erase(row->field);
        CHECK(has(judged(type, version, body, flow), FieldProblem::missing, row->field));
        missing.insert(row);
      }
      // Another type than it must have.
      body[row->field] = row->type == "boolean" ? json("true") : json(17);
      if (row->type != "json") {
        CHECK(has(judged(type, version, body, flow), FieldProblem::malformed, row->field));
        malformed.insert(row);
      }
      // The right type with a value that the format refuses.
      if (row->format.text().empty() || row->type == "json") continue;
      const bool is_open = row->format.text().starts_with("len>=");
      const std::string bad = is_open ? "~" : std::string(70'000, '~') + "é";
      if (row->type == "string" && !says) {
        body[row->field] = bad;
        CHECK(has(judged(type, version, body, flow), FieldProblem::malformed, row->field));
      }
      if (row->type == "list") {
        body[row->field] = json::array();
        for (int i = 0; i < 200; ++i)
          body[row->field].push_back(good[row->field][0]);
        const auto faults = judged(type, version, body, flow);
        if (row->format.text().find("items") != std::string::npos)
          CHECK(has(faults, FieldProblem::malformed, row->field));
      }
    }
  });
  // All of them, but for those that nothing can be wrong with.
  std::size_t rows = 0;
  for (const Row& row : table())
    if (row.object.size() <= 4 && row.object != "CRD") {
      ++rows;
      const bool found =
          missing.contains(&row) || malformed.contains(&row) || forbidden.contains(&row);
      CHECK_MESSAGE((found || row.type == "json"), row.object, ".", row.field);
    }
  CHECK(rows > 400);
}

TEST_CASE("objects within a message are judged as the message is") {
  json body = test::conforming("AReq", "2.2.0", Flow::browser_payment);
  body["acctInfo"]["chAccAgeInd"] = "99";
  body["acctInfo"]["chAccDate"] = "2026-01-01";
  body["acctInfo"]["nobody"] = "x";
  const auto faults = judged("AReq", "2.2.0", body, Flow::browser_payment);
  CHECK(has(faults, FieldProblem::malformed, "acctInfo.chAccAgeInd"));
  CHECK(has(faults, FieldProblem::malformed, "acctInfo.chAccDate"));
  CHECK(has(faults, FieldProblem::unknown, "acctInfo.nobody"));
  CHECK(faults.size() == 3);
}

TEST_CASE("a condition is looked up in the message, or in the request that it answers") {
  json body = test::conforming("AReq", "2.2.0", Flow::browser_payment);
  body.erase("browserColorDepth");
  body["browserJavascriptEnabled"] = true;
  CHECK(has(judged("AReq", "2.2.0", body, Flow::browser_payment), FieldProblem::missing,
            "browserColorDepth"));
  body["browserJavascriptEnabled"] = false;
  CHECK(told(judged("AReq", "2.2.0", body, Flow::browser_payment)) == "");
  json answer = test::conforming("ARes", "2.2.0", Flow::browser_payment);
  answer["transStatus"] = "C";
  answer.erase("acsURL");
  CHECK(
      has(judged("ARes", "2.2.0", answer, Flow::browser_payment), FieldProblem::missing, "acsURL"));
  answer["transStatus"] = "Y";
  CHECK_FALSE(
      has(judged("ARes", "2.2.0", answer, Flow::browser_payment), FieldProblem::missing, "acsURL"));
}

TEST_CASE("where the channel is not known only what is wrong in all of them is told") {
  Transaction alone;
  Message answer;
  answer.type = "ARes";
  answer.version = "2.2.0";
  answer.body = test::conforming("ARes", "2.2.0", Flow::browser_payment);
  answer.body["transStatus"] = "C";
  answer.body.erase("acsURL");
  alone.messages = {answer};
  CHECK(told(faults_of(alone, alone.messages[0])) == "");
  alone.messages[0].body.erase("transStatus");
  CHECK(told(faults_of(alone, alone.messages[0])) == "");
  alone.messages[0].body.erase("acsTransID");
  CHECK(has(faults_of(alone, alone.messages[0]), FieldProblem::missing, "acsTransID"));
}

TEST_CASE("what is of a card or a person is not shown") {
  json body = test::conforming("AReq", "2.2.0", Flow::browser_payment);
  for (const char* field :
       {"acctNumber", "cardholderName", "email", "cardExpiryDate", "billAddrLine1", "acctID"})
    body[field] = std::string(3000, '7');
  for (const FieldFault& each : judged("AReq", "2.2.0", body, Flow::browser_payment)) {
    CAPTURE(each.field);
    CHECK(each.shown == "");
    CHECK(each.why.find("777") == std::string::npos);
  }
  body = test::conforming("AReq", "2.2.0", Flow::browser_payment);
  body["browserColorDepth"] = "30";
  CHECK(judged("AReq", "2.2.0", body, Flow::browser_payment).at(0).shown == "30");
}

TEST_CASE("what an app shows and asks for is not in the table, and no fault") {
  json body = test::conforming("CReq", "2.2.0", Flow::app_payment);
  body.erase("challengeWindowSize");
  body["sdkCounterStoA"] = "000";
  body["challengeDataEntry"] = "123456";
  CHECK(told(judged("CReq", "2.2.0", body, Flow::app_payment)) == "");
  body = test::conforming("CRes", "2.2.0", Flow::app_payment);
  body["challengeCompletionInd"] = "N";
  body.erase("transStatus");
  body["challengeInfoText"] = "Enter the code";
  CHECK(told(judged("CRes", "2.2.0", body, Flow::app_payment)) == "");
  body["challengeCompletionInd"] = "Y";
  CHECK(
      has(judged("CRes", "2.2.0", body, Flow::app_payment), FieldProblem::missing, "transStatus"));
}

TEST_CASE("a condition of a result is looked up in the answer before it") {
  Transaction all;
  const auto add = [&](const char* type, json body) {
    Message message;
    message.type = type;
    message.version = "2.2.0";
    message.body = std::move(body);
    all.messages.push_back(std::move(message));
  };
  add("AReq", test::conforming("AReq", "2.2.0", Flow::browser_payment));
  json answer = test::conforming("ARes", "2.2.0", Flow::browser_payment);
  answer["transStatus"] = "D";
  answer["acsDecConInd"] = "Y";
  add("ARes", answer);
  json result = test::conforming("RReq", "2.2.0", Flow::browser_payment);
  result.erase("interactionCounter");
  add("RReq", result);
  CHECK_FALSE(has(faults_of(all, all.messages[2]), FieldProblem::missing, "interactionCounter"));
  all.messages[1].body["acsDecConInd"] = "N";
  CHECK(has(faults_of(all, all.messages[2]), FieldProblem::missing, "interactionCounter"));
}

TEST_CASE("what stands where a code belongs may be of a person, and is not shown") {
  json body = test::conforming("AReq", "2.2.0", Flow::browser_payment);
  body["billAddrCountry"] = "221B Baker Street";
  body["addrMatch"] = "Jane Doe";
  body["mcc"] = "4111111111111111";
  for (const FieldFault& each : judged("AReq", "2.2.0", body, Flow::browser_payment)) {
    CAPTURE(each.field);
    CHECK(each.shown == "");
  }
}

TEST_CASE("a field of another version is told with its version") {
  json body = test::conforming("AReq", "2.1.0", Flow::browser_payment);
  body["browserJavascriptEnabled"] = true;
  CHECK(told(judged("AReq", "2.1.0", body, Flow::browser_payment)) ==
        "browserJavascriptEnabled is of version 2.2.0 and 2.3.1 and not of 2.1.0; ");
  body = test::conforming("AReq", "2.3.1", Flow::browser_payment);
  body["threeDSRequestorChallengeInd"] = "01";
  CHECK(told(judged("AReq", "2.3.1", body, Flow::browser_payment)) ==
        "threeDSRequestorChallengeInd is a text, and must be a list; ");
}

}  // namespace checkoutdiag::threeds
