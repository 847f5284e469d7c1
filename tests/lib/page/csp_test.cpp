#include "lib/page/csp.hpp"

#include <doctest/doctest.h>

#include <random>

namespace checkoutdiag::page {
namespace {

Url url_of(const std::string& text) {
  const auto url = parse_url(text);
  REQUIRE_MESSAGE(url.has_value(), text);
  return *url;
}

Policies header(const std::string& value) {
  Policies policies;
  add_header_policies(policies, value);
  return policies;
}

/// "yes", "no", "unclear".
std::string allows(const Policies& policies, Directive what, const std::string& url,
                   const std::string& self = "https://shop.example/pay") {
  const auto refused = refusal(policies, what, url_of(url), url_of(self));
  return !refused ? "yes" : refused->unclear.empty() ? "no" : "unclear";
}

std::string frame(const std::string& sources, const std::string& url,
                  const std::string& self = "https://shop.example/pay") {
  return allows(header("frame-src " + sources), Directive::frame, url, self);
}

struct Case {
  const char *sources, *url, *expected;
};

}  // namespace

TEST_CASE("source expressions match as CSP Level 3 says") {
  const Case cases[] = {
      // keywords and *
      {"", "https://acs.example/", "no"},
      {"'none'", "https://acs.example/", "no"},
      {"'NONE' https://acs.example", "https://acs.example/", "yes"},
      {"*", "https://acs.example/", "yes"},
      {"*", "http://acs.example:81/", "yes"},
      {"*", "data:text/html,x", "no"},
      {"*", "blob:https://shop.example/1", "no"},
      {"* data: blob:", "blob:https://shop.example/1", "yes"},
      {"'self'", "https://shop.example/frame", "yes"},
      {"'SELF'", "https://shop.example/frame", "yes"},
      {"'self'", "https://shop.example:444/frame", "no"},
      {"'self'", "http://shop.example/frame", "no"},
      {"'self'", "https://www.shop.example/frame", "no"},
      {"'self'", "blob:https://shop.example/1", "no"},
      {"self", "https://shop.example/", "no"},  // a host of that name
      {"'unsafe-inline' 'unsafe-eval'", "https://acs.example/", "no"},
      // schemes
      {"https:", "https://any.example:8443/x", "yes"},
      {"HTTPS:", "https://any.example/", "yes"},
      {"https:", "http://any.example/", "no"},
      {"http:", "https://any.example/", "yes"},
      {"wss:", "https://any.example/", "yes"},
      {"ws:", "http://any.example/", "yes"},
      {"data:", "data:text/html,x", "yes"},
      {"https", "https://any.example/", "no"},  // a host of that name
      // hosts
      {"acs.example", "https://acs.example/", "yes"},
      {"ACS.example", "https://acs.example/", "yes"},
      {"acs.example", "http://acs.example/", "no"},  // the page is https
      {"http://acs.example", "https://acs.example/", "yes"},
      {"https://acs.example", "http://acs.example/", "no"},
      {"*.bank.example", "https://acs.bank.example/", "yes"},
      {"*.bank.example", "https://a.b.bank.example/", "yes"},
      {"*.bank.example", "https://bank.example/", "no"},
      {"*.bank.example", "https://notbank.example/", "no"},
      {"https://*", "https://acs.example/", "yes"},
      {"a*.example", "https://acs.example/", "no"},
      {"acs.*", "https://acs.example/", "no"},
      {"acs.example.", "https://acs.example/", "no"},
      {"127.0.0.1:*", "https://127.0.0.1:8443/", "yes"},
      {"10.0.0.1", "https://10.0.0.1/", "unclear"},
      {"[::1]", "https://[::1]/", "no"},
      {"localhost:8443", "https://localhost:8443/", "yes"},
      // ports
      {"acs.example", "https://acs.example:8443/", "no"},
      {"acs.example:8443", "https://acs.example:8443/", "yes"},
      {"acs.example:443", "https://acs.example/", "yes"},
      {"acs.example:*", "https://acs.example:8443/", "yes"},
      {"http://acs.example:80", "https://acs.example/", "yes"},
      {"https://acs.example:80", "https://acs.example/", "no"},
      {"acs.example:80", "https://acs.example/", "no"},  // schemeless: the page's https
      {"acs.example:x", "https://acs.example/", "no"},
      // paths
      {"acs.example/", "https://acs.example/challenge", "yes"},
      {"acs.example/challenge", "https://acs.example/challenge?id=1", "yes"},
      {"acs.example/challenge", "https://acs.example/challenge/1", "no"},
      {"acs.example/challenge/", "https://acs.example/challenge/1", "yes"},
      {"acs.example/challenge/", "https://acs.example/challenge", "no"},
      {"acs.example/Challenge", "https://acs.example/challenge", "no"},
      {"acs.example/%63hallenge", "https://acs.example/challenge", "yes"},
      {"acs.example/a%2Fb", "https://acs.example/a/b", "no"},
      {"acs.example/a?x=1", "https://acs.example/a", "yes"},
      {"bad.example acs.example", "https://acs.example/", "yes"},
      {"bad.example, acs.example", "https://acs.example/", "no"},  // two policies
  };
  for (const Case& each : cases) {
    CAPTURE(each.sources);
    CAPTURE(each.url);
    CHECK(frame(each.sources, each.url) == each.expected);
  }
}

TEST_CASE("a page of http allows itself what is more secure") {
  const std::string page = "http://shop.example/";
  CHECK(frame("'self'", "https://shop.example/", page) == "yes");
  CHECK(frame("'self'", "https://shop.example:8443/", page) == "no");
  CHECK(frame("acs.example", "https://acs.example/", page) == "yes");
  CHECK(frame("acs.example:80", "https://acs.example/", page) == "yes");
  CHECK(allows(header("connect-src 'self'"), Directive::connect, "ws://shop.example/", page) ==
        "yes");
  CHECK(allows(header("connect-src 'self'"), Directive::connect, "wss://shop.example/") == "yes");
}

TEST_CASE("what is not written is asked of what it falls back to, and the refusal names it") {
  const Url acs = url_of("https://acs.example/"), shop = url_of("https://shop.example/");
  auto written = [&](const std::string& policy, Directive what) {
    const auto refused = refusal(header(policy), what, acs, shop);
    return refused ? refused->directive + " by " + refused->written : "allowed";
  };
  CHECK(written("default-src 'self'", Directive::frame) == "frame-src by default-src");
  CHECK(written("default-src *; child-src 'self'", Directive::frame) == "frame-src by child-src");
  CHECK(written("child-src 'self'; frame-src *", Directive::frame) == "allowed");
  CHECK(written("default-src 'none'; frame-src https:", Directive::frame) == "allowed");
  CHECK(written("default-src 'self'", Directive::connect) == "connect-src by default-src");
  CHECK(written("script-src 'self'", Directive::script) == "script-src-elem by script-src");
  CHECK(written("default-src 'none'", Directive::form_action) == "allowed");
  CHECK(written("default-src 'none'", Directive::frame_ancestors) == "allowed");
  CHECK(written("form-action 'self'", Directive::form_action) == "form-action by form-action");
  CHECK(written("script-src 'none'", Directive::frame) == "allowed");
}

TEST_CASE("policies are read as they are sent") {
  const Policies two = header("Frame-Src 'self' ; ;frame-src *; DEFAULT-SRC\thttps: , img-src x,,");
  REQUIRE(two.size() == 2);
  REQUIRE(two[0].directives.size() == 2);
  CHECK(*two[0].find("frame-src") == "'self'");
  CHECK(*two[0].find("default-src") == "https:");
  CHECK(*two[1].find("img-src") == "x");
  CHECK(header(" ; , ").empty());
  CHECK(header("frame-src \xC3\xA9; img-src *")[0].directives.size() == 1);
  CHECK(has_directive(header("upgrade-insecure-requests"), "upgrade-insecure-requests"));

  Policies meta;
  add_meta_policy(meta, "frame-ancestors 'none'; sandbox; frame-src a.example, b.example");
  REQUIRE(meta.size() == 1);
  CHECK(meta[0].directives.size() == 1);
  CHECK(allows(meta, Directive::frame, "https://b.example/") == "yes");
  CHECK(allows(meta, Directive::frame, "https://a.example/") == "no");  // "a.example," is none
}

TEST_CASE("a policy with a million directives is read in time, and none that decides is lost") {
  std::string value;
  for (int i = 0; i < 300'000; ++i)
    value += "x" + std::to_string(i) + ";";
  const Policies policies = header(value + "frame-src 'self'");
  REQUIRE(policies.size() == 1);
  CHECK(policies[0].directives.size() == 101);
  CHECK(allows(policies, Directive::frame, "https://acs.example/") == "no");
}

TEST_CASE("each policy must allow, and what is certain is told first") {
  Policies policies = header("frame-src https:, frame-src 'self'");
  CHECK(allows(policies, Directive::frame, "https://acs.example/") == "no");
  CHECK(allows(policies, Directive::frame, "https://shop.example/") == "yes");
  CHECK(allows(header("frame-src 10.0.0.1, frame-src 'self'"), Directive::frame,
               "https://10.0.0.1/") == "no");
}

TEST_CASE("a script that a nonce, a hash or another script vouches for is not decided") {
  auto script = [](const std::string& policy) {
    return allows(header(policy), Directive::script, "https://js.gateway.example/v3/");
  };
  CHECK(script("script-src https://js.gateway.example") == "yes");
  CHECK(script("script-src 'self' 'unsafe-inline'") == "no");
  CHECK(script("script-src 'nonce-abc' 'self'") == "unclear");
  CHECK(script("script-src 'nonce-abc' js.gateway.example") == "yes");
  CHECK(script("script-src 'sha256-abc='") == "unclear");
  CHECK(script("script-src 'strict-dynamic' 'nonce-abc' https:") == "unclear");
  CHECK(script("script-src 'strict-dynamic' https:, default-src 'self'") == "no");
}

TEST_CASE("frames that load nothing are beyond a policy") {
  CHECK(frame("'none'", "about:blank") == "yes");
  CHECK(frame("'none'", "about:srcdoc") == "yes");
  CHECK(frame("'none'", "javascript:void(0)") == "yes");
}

TEST_CASE("a broader list never refuses what a narrower one allows") {
  const char* const sources[] = {"'self'", "https:",          "http:",       "acs.example",
                                 "*",      "*.bank.example",  "'none'",      "acs.example:8443",
                                 "data:",  "bank.example/a/", "127.0.0.1:*", "x y z"};
  const char* const urls[] = {
      "https://acs.example/",     "https://a.bank.example/", "data:,x",
      "https://bank.example/a/b", "http://127.0.0.1:81/",    "https://shop.example/"};
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string list = sources[random() % std::size(sources)];
    for (auto k = random() % 3; k > 0; --k)
      list += std::string(" ") + sources[random() % std::size(sources)];
    const std::string url = urls[random() % std::size(urls)];
    const bool is_allowed = frame(list, url) == "yes";
    CAPTURE(list);
    CAPTURE(url);
    if (is_allowed) CHECK(frame(list + " https://more.example", url) == "yes");
    CHECK(frame(list + " * data:", url) == "yes");
    if (!is_allowed) CHECK(frame("https:, frame-src " + list, url) == "no");
  }
}

TEST_CASE("URLs of a page are resolved as a browser does") {
  const Url page = url_of("https://Shop.example:443/checkout/pay?x=1#top");
  CHECK(page.text == "https://shop.example/checkout/pay?x=1");
  auto at = [&](const std::string& reference) {
    const auto url = resolve(reference, page);
    return url ? url->text : "none";
  };
  CHECK(at("") == page.text);
  CHECK(at("#a") == page.text);
  CHECK(at("frame.html") == "https://shop.example/checkout/frame.html");
  CHECK(at("../up") == "https://shop.example/up");
  CHECK(at("/acs?a=/b") == "https://shop.example/acs?a=/b");
  CHECK(at("?y") == "https://shop.example/checkout/pay?y");
  CHECK(at("//acs.example:8443/c") == "https://acs.example:8443/c");
  CHECK(at(" HTTP://acs.example \n") == "http://acs.example/");
  CHECK(at("about:blank") == "about:blank");
  CHECK(at("https://") == "none");
  CHECK(at("https://acs.example:99999/") == "none");
  CHECK(origin_of(url_of("http://a.example:8080/x")) == "http://a.example:8080");
  CHECK(origin_of(url_of("data:,x")) == "data:");
}

}  // namespace checkoutdiag::page
