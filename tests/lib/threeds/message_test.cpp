#include "lib/threeds/message.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"
#include "lib/threeds/base64url.hpp"
#include "lib/threeds/meanings.hpp"

namespace checkoutdiag::threeds {
namespace {

std::string told(const std::string& text, const ReadOptions& options = {}) {
  std::string all;
  for (const Message& each : read_messages(text, "f", options))
    all += each.type + " " + each.version + "@" + std::to_string(each.line) + "; ";
  return all;
}

}  // namespace

TEST_CASE("messages are found wherever they stand") {
  CHECK(told(R"({"messageType":"AReq","messageVersion":"2.2.0"})") == "AReq 2.2.0@1; ");
  CHECK(told(R"([{"messageType":"AReq"},{"messageType":"ARes"}])") == "AReq @1; ARes @1; ");
  CHECK(told("{\"log\":{\"body\":{\"messageType\":\"CRes\"}}}\n\n{\"messageType\":\"RReq\"}\n") ==
        "CRes @1; RReq @3; ");
  CHECK(told(R"({"areq":{"messageVersion":"2.1.0"},"ARes":{}})") == "AReq 2.1.0@1; ");
  CHECK(told(encode_message(R"({"messageType":"CReq"})")) == "CReq @1; ");
  CHECK(
      told(R"({"body":"{\"messageType\":\"ARes\",\"messageVersion\":\"2.1.0\"}","other":"{x"})") ==
      "ARes 2.1.0@1; ");
  CHECK(told(R"({"form":{"creq":")" + encode_message(R"({"messageType":"CReq"})") + "\"}}") ==
        "CReq @1; ");
  CHECK(told(R"({"deviceChannel":"02"})", {"AReq", "2.2.0"}) == "AReq 2.2.0@1; ");
  CHECK(told("2026-11-27 INFO sent {\"messageType\":\"AReq\"}\nno "
             "JSON\n{\"messageType\":\"ARes\"\n") == "AReq @1; ");
  CHECK(told("\n\n{\"messageType\":\"AReq\"}\n{\"messageType\":\"ARes\"}") == "AReq @3; ARes @4; ");
  CHECK(told(R"({"body":"cres=)" + encode_message(R"({"messageType":"CRes"})") + R"(&x=y"})") ==
        "CRes @1; ");
  CHECK(told(R"({"areq":{"url":"x","body":{"messageType":"AReq","messageVersion":"2.1.0"}}})") ==
        "AReq 2.1.0@1; ");
  CHECK(told(R"({"a":1,"body":{"messageType":"ARes"}})", {"AReq", ""}) == "ARes @1; ");
  for (const char* none : {"{}", "[]", "x", "", "{\"messageType\":\"Nobody\"}", "{"}) {
    CAPTURE(none);
    CHECK_THROWS_AS(told(none), Failure);
  }
}

TEST_CASE("messages of one id are one transaction") {
  const auto all = transactions_of(read_messages(
      R"([{"messageType":"AReq","threeDSServerTransID":"a"},{"messageType":"AReq","threeDSServerTransID":"b"},)"
      R"({"messageType":"ARes","threeDSServerTransID":"A"}])",
      "f", {}));
  REQUIRE(all.size() == 2);
  CHECK(all[0].messages.size() == 2);
  CHECK(all[0].find("ARes") != nullptr);
  CHECK(all[1].find("ARes") == nullptr);
}

TEST_CASE("an exchange about versions, and messages without an id, are by themselves") {
  const auto all = transactions_of(read_messages(
      R"([{"messageType":"PReq","threeDSServerTransID":"a"},{"messageType":"AReq","threeDSServerTransID":"a"},)"
      R"({"messageType":"Erro"},{"messageType":"Erro"}])",
      "f", {}));
  CHECK(all.size() == 4);
}

TEST_CASE("the flow is the request's, or all that may be") {
  Transaction one;
  one.messages = read_messages(
      R"([{"messageType":"AReq","deviceChannel":"02","messageCategory":"01"},{"messageType":"ARes"}])",
      "f", {});
  CHECK(one.flows(one.messages[1]) == std::vector{Flow::browser_payment});
  one.messages.erase(one.messages.begin());
  CHECK(one.flows(one.messages[0]).size() == 6);
  one.messages[0].body["messageCategory"] = "02";
  CHECK(one.flows(one.messages[0]).size() == 3);
  one.messages[0].body["messageCategory"] = "77";
  CHECK(one.flows(one.messages[0]).size() == 6);
}

TEST_CASE("codes have meanings, those of an ECI by scheme") {
  CHECK(meaning_of("transstatus", "c")->means == "a challenge is required: this is no failure");
  CHECK(meaning_of("eci", "06", "american-express")->means == "an attempt was made");
  CHECK(meaning_of("eci", "06", "mastercard")->means == "exempt, or out of scope");
  CHECK(meaning_of("eci", "02", "visa") == nullptr);
  CHECK(meaning_of("nothing", "02") == nullptr);
  CHECK(eci_family("naranja") == "");
  // Each code of the table that is no directory server's own has a meaning.
  for (const char* field :
       {"transStatus", "transStatusReason", "threeDSRequestorChallengeInd", "threeDSCompInd"})
    for (const Row& row : table()) {
      if (row.field != field) continue;
      for (const Meaning& each : meanings_of(field))
        if (row.is_of("2.3.1") && row.object != "RReq" && row.object != "CRes") {
          CAPTURE(each.code);
          CHECK(row.format.fault_of(each.code) == "");
        }
    }
}

}  // namespace checkoutdiag::threeds
