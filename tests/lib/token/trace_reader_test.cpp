#include "lib/token/trace_reader.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "lib/failure.hpp"

namespace checkoutdiag::token {
namespace {

using nlohmann::json;

constexpr int kShop = 7, kOther = 8;

json event(const char* name, double ts, json data, int pid = kShop) {
  return {{"name", name}, {"ph", "I"}, {"pid", pid},
          {"tid", pid},   {"ts", ts},  {"args", {{"data", std::move(data)}}}};
}

json span(const char* name, double ts, double dur, json data = json::object(), int pid = kShop) {
  json all = event(name, ts, std::move(data), pid);
  all["ph"] = "X";
  all["dur"] = dur;
  return all;
}

// A request of a script that was sent, answered after 10 ms, and taken by the page after `delay`.
void request(json& events, const char* id, const char* url, double at, double delay,
             const char* fetch) {
  events.push_back(event("ResourceSendRequest", at,
                         {{"requestId", id},
                          {"url", url},
                          {"requestMethod", "POST"},
                          {"resourceType", "Other"},
                          {"frame", "F"},
                          {"initiator", {{"type", "script"}, {"fetchType", fetch}}}}));
  events.push_back(
      event("ResourceReceiveResponse", at + 10'000 + delay,
            {{"requestId", id},
             {"statusCode", 201},
             {"responseTime", 1'800'000'000'000.0},
             {"timing", {{"requestTime", at / 1e6}, {"receiveHeadersEnd", 10}, {"sendEnd", 1}}},
             {"headers", {{{"name", "Date"}, {"value", "today"}}}}}));
  events.push_back(
      event("ResourceFinish", at + 11'000 + delay,
            {{"requestId", id}, {"didFail", false}, {"finishTime", (at + 11'000) / 1e6}}));
}

json checkout() {
  json events = json::array();
  for (const int pid : {kShop, kOther})
    events.push_back({{"name", "thread_name"},
                      {"ph", "M"},
                      {"pid", pid},
                      {"tid", pid},
                      {"args", {{"name", "CrRendererMain"}}}});
  events.push_back(event("FrameCommittedInBrowser", 1,
                         {{"frame", "F"},
                          {"isOutermostMainFrame", true},
                          {"processId", kShop},
                          {"url", "https://shop.test/checkout"}},
                         1));
  events.push_back(event("ResourceSendRequest", 100,
                         {{"requestId", "1"},
                          {"url", "https://shop.test/checkout"},
                          {"requestMethod", "GET"},
                          {"resourceType", "Document"},
                          {"frame", "F"}}));
  events.push_back(
      event("ResourceReceiveResponse", 200, {{"requestId", "1"}, {"statusCode", 200}}));
  events.push_back(span("EventDispatch", 900'000, 100, {{"type", "click"}}));
  return events;
}

Capture read(const json& trace) {
  static const Expected known = [] {
    Expected all;
    all.endpoints = {parse_endpoint("https://api.pay.test/v1/tokens")};
    return all;
  }();
  TraceFile file(known);
  const std::string text = trace.dump();
  for (std::size_t at = 0; at < text.size(); at += 50)
    file.feed(std::string_view(text).substr(at, 50));
  return file.finish("trace.json");
}

}  // namespace

TEST_CASE("requests, the click, and a reply that waited for a long task of the shop's") {
  json events = checkout();
  request(events, "2", "https://api.pay.test/v1/tokens", 1'000'000, 440'000, "fetch");
  events.push_back(span("RunTask", 1'000'500, 450'000));
  events.push_back(span("EvaluateScript", 1'000'600, 6'000, {{"url", "https://shop.test/a.js"}}));
  events.push_back(span("FunctionCall", 1'010'000, 440'000,
                        {{"url", "https://metrics.test/t.js"}, {"functionName", "hash"}}));
  // Another page's thread is as busy, and none of ours.
  events.push_back(span("RunTask", 1'000'500, 900'000, json::object(), kOther));
  const Capture seen = read({{"traceEvents", events}});
  CHECK(seen.shop() == "shop.test");
  REQUIRE(seen.exchanges.size() == 1);
  const Entry& exchange = seen.entries[seen.exchanges[0].entry];
  CHECK(exchange.status == 201);
  CHECK(exchange.kind == "fetch");
  CHECK(exchange.ended - exchange.began == doctest::Approx(11));
  CHECK(exchange.phases.wait == 9);
  // By the wall clock: the reply's headers came at 1.8e12 ms.
  CHECK(exchange.began == doctest::Approx(1'800'000'000'000.0 - 10).epsilon(1e-12));
  const MainThread& thread = seen.main_thread;
  CHECK(thread.was_recorded);
  CHECK(thread.clicks.size() == 1);
  REQUIRE(thread.tasks.size() == 1);
  CHECK(thread.tasks[0].ms() == doctest::Approx(450));
  CHECK(thread.tasks[0].script == "https://metrics.test/t.js");
  CHECK(thread.tasks[0].function == "hash");
  REQUIRE(thread.delays.size() == 1);
  CHECK(thread.delays[0].ms == doctest::Approx(440));
  CHECK(thread.synchronous.empty());
}

TEST_CASE("a synchronous request lies within one task") {
  json events = checkout();
  request(events, "2", "https://api.pay.test/v1/tokens", 1'000'000, 0, "xmlhttprequest");
  CHECK(read(events).main_thread.synchronous.empty());
  events.push_back(span("RunTask", 999'000, 8'000));
  CHECK(read(events).main_thread.synchronous.empty());
  events.push_back(span("RunTask", 999'500, 30'000));
  REQUIRE(read(events).main_thread.synchronous.size() == 1);
  CHECK(read(events).main_thread.synchronous[0].ms == doctest::Approx(11));
}

TEST_CASE("a redirect sends one request twice; a failure has no reason") {
  json events = checkout();
  const json sent = {
      {"requestId", "2"}, {"url", "https://api.pay.test/v1/tokens"}, {"requestMethod", "POST"}};
  events.push_back(event("ResourceSendRequest", 1'000'000, sent));
  events.push_back(event(
      "ResourceSendRequest", 1'010'000,
      {{"requestId", "2"}, {"url", "https://api.pay.test/v2/tokens"}, {"requestMethod", "GET"}}));
  events.push_back(event("ResourceFinish", 1'020'000, {{"requestId", "2"}, {"didFail", true}}));
  const Capture seen = read(events);
  REQUIRE(seen.entries.size() == 3);
  CHECK(seen.entries[1].path == "/v1/tokens");
  CHECK(seen.entries[2].path == "/v2/tokens");
  CHECK(seen.entries[2].failure != "");
  CHECK(seen.entries[1].status == 0);
}

TEST_CASE("a card number in a URL, and what is no trace") {
  json events = checkout();
  request(events, "2", "https://shop.test/bin?pan=4242424242424242", 1'000'000, 0, "fetch");
  CHECK(read(events).leaks.size() == 1);
  CHECK_THROWS_AS(read(json::object()), Failure);
  CHECK_THROWS_AS(read({{"log", json::object()}}), Failure);
  CHECK_THROWS_AS(read("x"), Failure);
  // Odd values are none of ours to fall over.
  json odd = checkout();
  odd.push_back({{"name", "RunTask"}, {"ph", "X"}, {"ts", 1e300}, {"dur", -1e300}, {"pid", "x"}});
  odd.push_back({{"name", "ResourceReceiveResponse"}, {"args", 3}});
  odd.push_back("RunTask");
  CHECK(read(odd).entries.size() == 1);
}

}  // namespace checkoutdiag::token
