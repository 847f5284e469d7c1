#include "lib/charge/traffic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "lib/failure.hpp"

namespace checkoutdiag::charge {
namespace {

std::string fault(std::string_view text) {
  try {
    read_traffic(text, "log");
    return {};
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.what();
  }
}

Recorded one(const std::string& line) {
  const auto read = read_ndjson_traffic(line, "log");
  REQUIRE(read.size() == 1);
  return read[0];
}

std::string with(std::string more) {
  std::replace(more.begin(), more.end(), '\n', ' ');
  return R"({"method":"POST","url":"https://api.stripe.com/v1/charges")" + more + "}";
}

std::string har(const std::string& request, const std::string& more = "") {
  return R"({"log":{"entries":[{"request":{"method":"POST","url":"https://a.example/x")" + request +
         "}" + more + "}]}}";
}

Recorded har_one(const std::string& request, const std::string& more = "") {
  const auto read = read_traffic(har(request, more), "x.har");
  REQUIRE(read.size() == 1);
  return read[0];
}

TEST_CASE("A line of NDJSON, by its names and by their others") {
  const Recorded first = one(with(R"(,"time":"2026-11-26T10:00:00.1239+01:00",
      "headers":{"Idempotency-Key":"k","X":["1","2"],":path":"/v1"},"body":{"b":1.50,"a":"x"},
      "status":503,"error":"reset","answer_headers":[{"name":"A","value":"b"}],"answer":"{}",
      "took_ms":12.6,"level":"info","nested":{"method":1})"));
  CHECK(first.at == 1795683600123);
  REQUIRE(first.headers.size() == 3);
  CHECK(first.headers[2].value == "2");
  CHECK(first.body == R"({"b":1.50,"a":"x"})");
  CHECK(first.status == 503);
  CHECK(first.error == "reset");
  CHECK(first.answer_headers[0].value == "b");
  CHECK(first.answer == "{}");
  CHECK(first.took == 13);
  const Recorded second =
      one(with(R"(,"request_headers":[{"name":"A","value":" b "}],"request_body":"a=1",
      "response_status":200,"response_headers":{"C":1},"response_body":{"id":"x"},"time":1700000000.5)"));
  CHECK(second.at == 1700000000500);
  CHECK(second.headers[0].value == "b");
  CHECK(second.body == "a=1");
  CHECK(second.status == 200);
  CHECK(second.answer_headers[0].value == "1");
  CHECK(second.answer == R"({"id":"x"})");
  CHECK(one(with(R"(,"time":1700000000500,"body_base64":"/wA=")")).body ==
        std::string("\xff\0", 2));
  CHECK(one(with(R"(,"time":1700000000500)")).at == 1700000000500);
}

TEST_CASE("A body that is null or absent was not recorded, unless its length was 0") {
  CHECK_FALSE(one(with("")).body);
  CHECK_FALSE(one(with(R"(,"body":null)")).body);
  CHECK(one(with(R"(,"body":"")")).body == "");
  CHECK(one(with(R"(,"headers":{"content-length":"0"})")).body == "");
  CHECK(one(with(R"(,"status":null)")).status == 0);
}

TEST_CASE("Lines that are not about requests are passed over, and those that are broken told") {
  const std::string log = "\xEF\xBB\xBF\n{\"msg\":\"started\"}\r\n\n" + with("") + "\n";
  const auto read = read_traffic(log, "log");
  REQUIRE(read.size() == 1);
  CHECK(read[0].line == 4);
  CHECK(read[0].index == 0);
  CHECK(read_traffic("", "log").empty());
  CHECK(fault(with("") + "\nGET / 200") == "log: line 2: not JSON at column 1");
  CHECK(fault(R"({"method":"POST"})") == "log: line 1: there is no \"url\"");
  CHECK(fault(R"({"url":"x"})") == "log: line 1: there is no \"method\"");
  CHECK(fault("{\"msg\":\"x\"}\n") == "log: no line has a \"method\" and a \"url\"");
  CHECK(fault("[1]") == "log: line 1: a JSON object was expected");
  CHECK(fault(with(R"(,"time":"yesterday")")) ==
        "log: line 1: \"time\" is neither RFC 3339 nor a number");
  CHECK(fault(with(R"(,"time":1e300)")).find("\"time\" is neither") != std::string::npos);
  CHECK(fault(with(R"(,"status":"x")")) == "log: line 1: \"status\" is no whole number");
  CHECK(fault(with(R"(,"status":-1)")) == "log: line 1: \"status\" is no status");
  CHECK(fault(with(R"(,"headers":"a: b")")) ==
        "log: line 1: \"headers\" are neither an object nor a list");
  CHECK(fault(with(R"(,"body_base64":"*")")) == "log: line 1: \"body_base64\" is not base64");
  CHECK(fault(with(R"(,"a":1,"a":2)")) == "log: line 1: \"a\" is given twice");
}

TEST_CASE("A HAR file is told from NDJSON, and its entries have lines") {
  const auto read = read_traffic(R"({
  "log": {"version": "1.2", "entries": [
    {"startedDateTime": "2026-11-26T10:00:00.5Z", "time": 40.7,
     "request": {"method": "POST", "url": "https://a.example/1", "headers": [
       {"name": ":method", "value": "POST"}, {"name": "idempotency-key", "value": "k"}],
       "postData": {"mimeType": "application/json", "text": "{\"a\":1}"}},
     "response": {"status": 200, "headers": [{"name": "a", "value": "b"}],
       "content": {"text": "eyJpZCI6IngifQ==", "encoding": "base64"}}},
    {"request": {"method": "GET", "url": "https://a.example/2"},
     "response": {"status": 0, "_error": "net::ERR_CONNECTION_RESET"}}]}})",
                                 "x.har");
  REQUIRE(read.size() == 2);
  CHECK(read[0].at == 1795687200500);
  CHECK(read[0].took == 41);
  CHECK(read[0].headers.size() == 1);
  CHECK(read[0].body == "{\"a\":1}");
  CHECK(read[0].answer == "{\"id\":\"x\"}");
  CHECK(read[0].line == 3);
  CHECK(read[1].line == 9);
  CHECK(read[1].index == 1);
  CHECK_FALSE(read[1].at);
  CHECK(read[1].status == 0);
  CHECK(read[1].error == "net::ERR_CONNECTION_RESET");
  CHECK(read_traffic(with(R"(,"log":{"file":"x"})"), "log").size() == 1);
  CHECK(fault(R"({"log":{"entries":[{}]}})") == "log: line 1: entry 0 has no request");
  CHECK(fault(R"({"log":{"entries":[{"request":{"method":"POST"}}]}})") ==
        "log: line 1: entry 0 has no \"url\" in its request");
  CHECK(fault(R"({"log":{"entries":[{}])").find("log: not JSON at line 1") == 0);
}

TEST_CASE("Bodies that a HAR file does not have, and those that never were") {
  CHECK_FALSE(har_one("").body);
  CHECK(har_one(R"(,"bodySize":0)").body == "");
  CHECK(har_one(R"(,"headers":[{"name":"content-length","value":"0"}])").body == "");
  CHECK_FALSE(har_one(R"(,"bodySize":0,"headers":[{"name":"content-length","value":"57"}])").body);
  CHECK_FALSE(
      har_one(R"(,"bodySize":0,"headers":[{"name":"content-type","value":"text/json"}])").body);
  CHECK_FALSE(har_one(R"(,"bodySize":57)").body);
  CHECK_FALSE(har_one(R"(,"bodySize":-1)").body);
  // Cut short by the browser.
  CHECK_FALSE(har_one(R"(,"headers":[{"name":"content-length","value":"57"}],
                         "postData":{"text":"{\"a\":"})")
                  .body);
  CHECK(har_one(R"(,"postData":{"text":"YT0x","encoding":"base64"})").body == "a=1");
  CHECK_FALSE(har_one(R"(,"postData":{"text":"*","encoding":"base64"})").body);
  CHECK(har_one(R"(,"postData":{"params":[{"name":"a[b]","value":"1 "}]})").body == "a%5Bb%5D=1+");
}

TEST_CASE("What is written as NDJSON has no secrets, and is read as what it was") {
  Recorded recorded;
  recorded.at = 1795687200005;
  recorded.method = "POST";
  recorded.url = "https://user:pw@api.stripe.com/v1/charges?api_key=abc";
  recorded.headers = {{"Authorization", "Bearer sk_live_51Secret"},
                      {"Cookie", "a=b"},
                      {"Idempotency-Key", "\"k-1\""},
                      {"Content-Type", "application/json"}};
  recorded.body = R"({"amount":1.50,"card":{"number":"4242424242424242","cvc":"123"}})";
  recorded.status = 402;
  recorded.error = "reset by jo@shop.example";
  recorded.answer_headers = {{"Set-Cookie", "s=1"}, {"Idempotent-Replayed", "true"}};
  recorded.answer = "\xff{}";
  recorded.took = 7;
  const std::string line = to_ndjson(recorded);
  for (const char* secret : {"Secret", "pw@", "abc", "a=b", "42424242", "123\"", "jo@", "s=1"})
    CHECK_MESSAGE(line.find(secret) == std::string::npos, secret);
  const Recorded again = one(line);
  CHECK(again.at == recorded.at);
  CHECK(again.headers[2].value == "\"k-1\"");
  CHECK(again.headers[0].value == "(not shown)");
  CHECK(again.body == R"({"amount":1.50,"card":{"number":"424242…4242","cvc":"…"}})");
  CHECK(again.status == 402);
  CHECK(again.answer == "\xff{}");
  CHECK(again.took == 7);
  CHECK(to_ndjson(again) == line);
  recorded.headers[0].value = "Bearer pk_live_abc";
  CHECK(one(to_ndjson(recorded)).headers[0].value == "Bearer pk_live_…");
}

TEST_CASE("Any record is written and read again") {
  std::mt19937 random(4);
  const auto text = [&] {
    std::string out;
    for (std::size_t i = random() % 6; i > 0; --i)
      out += std::string_view("aZ \"\\\n{}é…\x01\xff")[random() % 14];
    return out;
  };
  for (int round = 0; round < 1000; ++round) {
    Recorded recorded;
    if (random() % 2 == 0) recorded.at = static_cast<std::int64_t>(random()) * 1000 + 7;
    recorded.method = "M" + text();
    recorded.url = text();
    if (random() % 2 == 0) recorded.body = text();
    if (random() % 2 == 0) recorded.answer = text();
    recorded.headers = {{"A" + text(), "v" + text() + "v"}};
    recorded.status = static_cast<int>(random() % 600);
    const std::string line = to_ndjson(recorded);
    CHECK(line.find('\n') == std::string::npos);
    const Recorded again = one(line);
    CHECK(to_ndjson(again) == line);
    CHECK(again.at == recorded.at);
    CHECK(again.body == recorded.body);
    CHECK(again.answer == recorded.answer);
  }
}

}  // namespace
}  // namespace checkoutdiag::charge
