#include "lib/token/har_reader.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "lib/failure.hpp"

namespace checkoutdiag::token {
namespace {

using nlohmann::json;

json entry(const char* method, const char* url, int status, const char* at) {
  return {
      {"startedDateTime", at},
      {"time", 20},
      {"request", {{"method", method}, {"url", url}, {"headers", json::array()}}},
      {"response", {{"status", status}, {"headers", json::array()}, {"content", {{"size", 0}}}}},
      {"timings", {{"wait", 12}, {"dns", -1}}}};
}

Expected expected() {
  Expected all;
  all.endpoints = {parse_endpoint("https://api.pay.test/v1/tokens")};
  return all;
}

Capture read(const json& entries, const Expected& known, std::size_t piece = 100) {
  const std::string text = json{
      {"log",
       {{"version", "1.2"},
        {"creator", {{"name", "Test"}, {"version", "1"}}},
        {"entries", entries}}}}.dump();
  HarFile har(known);
  for (std::size_t at = 0; at < text.size(); at += piece)
    har.feed(std::string_view(text).substr(at, piece));
  return har.finish("test.har");
}

}  // namespace

TEST_CASE("a checkout: what is kept of each request, in the order of time") {
  const Expected known = expected();
  json page = entry("GET", "https://shop.test/checkout", 200, "2026-11-27T11:14:01.315Z");
  page["response"]["content"] = {
      {"mimeType", "text/html; charset=utf-8"},
      {"text",
       "<meta http-equiv=Content-Security-Policy content=\"connect-src 'self'\">"
       "<script src='//js.pay.test/pay.js'></script><script src=/own.js></script>"}};
  json exchange =
      entry("POST", "https://api.pay.test/v1/tokens?x=1", 201, "2026-11-27T12:14:02.500+01:00");
  exchange["request"]["postData"] = {{"text", R"({"number":"4242424242424242","cvc":"123"})"}};
  exchange["response"]["content"] = {{"mimeType", "application/json"},
                                     {"encoding", "base64"},
                                     {"text", "eyJpZCI6InRva18wMTIzNDU2Nzg5In0="}};
  json charge = entry("POST", "https://shop.test/pay", 200, "2026-11-27T11:14:03Z");
  charge["request"]["postData"] = {{"params", {{{"name", "token"}, {"value", "tok_0123456789"}}}}};
  // Files are not always in the order of time.
  const Capture seen = read({charge, page, exchange}, known);
  CHECK(seen.recording.creator == "Test 1");
  REQUIRE(seen.entries.size() == 3);
  CHECK(seen.entries[0].kind == "document");
  CHECK(seen.entries[0].scripts ==
        std::vector<std::string>{"https://js.pay.test/pay.js", "https://shop.test/own.js"});
  CHECK(*seen.entries[0].reply_header("meta content-security-policy") == "connect-src 'self'");
  CHECK(seen.entries[1].began - seen.entries[0].began == doctest::Approx(1185));
  CHECK(seen.entries[1].phases.wait == 12);
  CHECK(seen.entries[1].phases.dns == -1);
  CHECK(seen.shop() == "shop.test");
  REQUIRE(seen.exchanges.size() == 1);
  CHECK(seen.exchanges[0].token == "tok_0123456789");
  REQUIRE(seen.uses.size() == 1);
  CHECK(seen.entries[seen.uses[0].entry].path == "/pay");
  // The gateway may have the card.
  CHECK(seen.leaks.empty());
}

TEST_CASE("card data: where, and by whom") {
  const Expected known = expected();
  const json page = entry("GET", "https://shop.test/", 200, "2026-11-27T11:14:00Z");
  json sent =
      entry("POST", "https://shop.test/validate?pan=4242424242424242", 200, "2026-11-27T11:14:01Z");
  sent["request"]["postData"] = {{"text", "card%5Bnumber%5D=4242+4242+4242+4242&cvc=123"}};
  sent["request"]["headers"] = {{{"name", "Cookie"}, {"value", "n=4242424242424242"}}};
  sent["response"]["content"] = {{"mimeType", "application/json"},
                                 {"text", R"({"cvv":"123","number":"4532015112830366"})"}};
  sent["response"]["headers"] = {{{"name", "Set-Cookie"}, {"value", "pan=4242424242424242"}}};
  json socket = entry("GET", "wss://chat.test/", 101, "2026-11-27T11:14:01Z");
  socket["_webSocketMessages"] = {{{"type", "receive"}, {"data", "4242424242424242"}},
                                  {{"type", "send"}, {"data", R"({"text":"4242424242424242"})"}}};
  const Capture seen = read({page, sent, socket}, known);
  std::string places;
  for (const Leak& each : seen.leaks)
    places += std::string(name(each.place)) +
              (each.kind == LeakKind::number ? " " + each.shown() : " code") + "\n";
  CHECK(places ==
        "the URL 424242…4242\na request header 424242…4242\nthe request body code\n"
        "the request body 424242…4242\na reply header 424242…4242\nthe reply code\n"
        "the reply 453201…0366\na WebSocket message 424242…4242\n");
  // A page that shows a number which gateways publish leaks nothing.
  json help = entry("GET", "https://shop.test/help", 200, "2026-11-27T11:14:02Z");
  help["response"]["content"] = {{"mimeType", "text/html"}, {"text", "card: 4242424242424242"}};
  CHECK(read({page, help}, known).leaks.empty());
}

TEST_CASE("what failed, what is not of the web, what cannot be read") {
  const Expected known = expected();
  json failed = entry("POST", "https://api.pay.test/v1/tokens", -1, "2026-11-27T11:14:01Z");
  failed["response"]["_failureText"] = "net::ERR_FAILED\x1b[31m";
  failed["request"]["bodySize"] = 30;
  const json data = entry("GET", "data:image/png;base64,AAAA", 200, "2026-11-27T11:14:01Z");
  const json undated = entry("GET", "https://shop.test/", 200, "yesterday");
  const Capture seen = read({failed, data, undated, "no entry"}, known);
  REQUIRE(seen.entries.size() == 1);
  CHECK_FALSE(seen.entries[0].was_answered());
  CHECK(seen.entries[0].failure.find('\x1b') == std::string::npos);
  CHECK(seen.entries[0].has_lost_body);
  CHECK(seen.recording.lost_bodies == 1);
  CHECK(seen.recording.unread == 2);
}

TEST_CASE("a file that is cut, broken or none") {
  const Expected known;
  const auto finish = [&](const std::string& text) {
    HarFile har(known);
    har.feed(text);
    return har.finish("test.har");
  };
  CHECK(finish("\xEF\xBB\xBF{\"log\":{\"version\":\"1.2\",\"entries\":[{}").recording.is_cut);
  CHECK_THROWS_AS(finish("{\"entries\":[]}"), Failure);
  CHECK_THROWS_AS(finish(""), Failure);
  CHECK_THROWS_AS(finish("{\"log\":]"), Failure);
  CHECK_FALSE(finish("{\"log\":{\"creator\":{},\"entries\":[]}}").recording.is_cut);
}

}  // namespace checkoutdiag::token
