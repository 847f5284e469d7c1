#pragma once
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "checks/token/token.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::test {

/// A recording that a test writes down request by request, and what a rule says of it.
struct Checkout {
  token::Capture capture;
  token::Expected expected;
  std::optional<double> life;

  Checkout() { expected.endpoints = {token::parse_endpoint("https://api.pay.test/v1/tokens")}; }

  /// A request that began `at` ms after the first, and took 10 ms.
  token::Entry& add(double at, const std::string& method, const std::string& url, int status,
                    const std::string& kind = "fetch") {
    token::Entry entry;
    entry.number = capture.entries.size() + 1;
    entry.began = 1'000'000 + at;
    entry.ended = entry.began + 10;
    entry.method = method;
    token::set_url(entry, url);
    entry.status = status;
    entry.kind = kind;
    entry.has_reply_text = true;
    capture.entries.push_back(std::move(entry));
    return capture.entries.back();
  }
  token::Entry& page() { return add(0, "GET", "https://shop.test/checkout", 200, "document"); }
  token::Entry& exchange(double at, const std::string& token = "tok_0123456789") {
    token::Entry& entry = add(at, "POST", "https://api.pay.test/v1/tokens", 201);
    entry.reply = "{\"id\":\"" + token + "\"}";
    return entry;
  }
  token::Entry& charge(double at, int status = 200, const std::string& error = {},
                       const std::string& token = "tok_0123456789") {
    token::Entry& entry = add(at, "POST", "https://shop.test/pay", status);
    entry.body = "{\"token\":\"" + token + "\"}";
    if (!error.empty()) entry.reply = "{\"error\":{\"code\":\"" + error + "\"}}";
    return entry;
  }
  /// Something that happens later, so that the recording does not end at once.
  void later() { add(9000, "GET", "https://shop.test/alive", 200); }
  void console(const std::string& text, bool is_uncaught) {
    token::ConsoleLine line;
    line.line = capture.console.size() + 1;
    line.text = text;
    line.is_uncaught = is_uncaught;
    capture.console.push_back(line);
    capture.has_console = true;
  }
  void leak(token::LeakKind kind, token::LeakPlace place, const std::string& host,
            const std::string& digits = {}, const std::string& field = {}) {
    capture.leaks.push_back({kind, place, 7, "POST " + host + "/x", host, "POST", "fetch", field,
                             digits, digits == "4242424242424242"});
  }

  /// What a rule says. The requests are put in order, and their flow is found.
  Outcome judged(const Check<token::CaptureCase>& check) {
    capture.documents.clear();
    capture.exchanges.clear();
    capture.uses.clear();
    capture.elsewhere.clear();
    capture.challenges.clear();
    capture.methods.clear();
    token::find_flow(capture, expected);
    const token::CaptureCase seen{capture, expected, 2000, life};
    Outcome outcome{&check.rule, "shop.test", {}, {}, {}};
    if (check.skip) outcome.skipped_because = check.skip(seen);
    if (outcome.skipped_because.empty()) check.run(seen, outcome);
    CHECK(fault_of_fix(check.rule.fix) == "");
    for (const Finding& each : outcome.findings)
      CHECK((each.fix.empty() || fault_of_fix(each.fix) == ""));
    return outcome;
  }
};

/// A page, a token and its charge: nothing is wrong.
inline Checkout good_checkout() {
  Checkout all;
  all.page();
  all.exchange(500);
  all.charge(600);
  all.later();
  return all;
}

/// The findings' messages, with "; " between them.
inline std::string told(const Outcome& outcome) {
  std::string text;
  for (const Finding& each : outcome.findings)
    text += (text.empty() ? "" : "; ") + each.message;
  return text;
}

}  // namespace checkoutdiag::test
