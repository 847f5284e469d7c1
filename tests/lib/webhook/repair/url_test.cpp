#include <doctest/doctest.h>

#include <set>

#include "lib/webhook/repair/url_text.hpp"
#include "lib/webhook/repair/variant.hpp"
#include "tests/lib/webhook/advice.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

namespace {

std::vector<Variant> variants(std::string_view url, const std::vector<Header>& headers) {
  std::vector<Variant> all;
  url_repairs(url, headers, [&](Variant&& variant) {
    all.push_back(std::move(variant));
    return true;
  });
  return all;
}

std::string cause_of(std::string_view damaged, std::string_view right,
                     const std::vector<Header>& headers = {}) {
  for (const Variant& each : variants(damaged, headers))
    if (each.value == right) return std::string(each.id);
  return {};
}

}  // namespace

TEST_CASE("A URL that was changed on the way is found again") {
  const std::string right = "https://shop.example/hook?a=1";
  CHECK(cause_of("http://shop.example/hook?a=1", right) == "url.scheme-changed");
  CHECK(cause_of("https://shop.example:443/hook?a=1", right) == "url.port-added");
  CHECK(cause_of(right, "https://shop.example:443/hook?a=1") == "url.port-removed");
  CHECK(cause_of(right, "https://shop.example:8443/hook?a=1", {{"X-Forwarded-Port", "8443"}}) ==
        "url.port-removed");
  CHECK(cause_of("https://shop.example/hook/?a=1", right) == "url.trailing-slash-added");
  CHECK(cause_of(right, "https://shop.example/hook/?a=1") == "url.trailing-slash-removed");
  CHECK(cause_of("https://shop.example", "https://shop.example/") == "url.trailing-slash-removed");
  CHECK(cause_of(right, "https://shop.example/hook") == "url.query-added");
  CHECK(cause_of("https://shop.example/hook", right, {{"X-Original-URI", "/hook?a=1"}}) ==
        "url.query-removed");
  CHECK(cause_of("https://shop.example/?a=1", right, {{"X-Original-URI", "/hook?a=1"}}) ==
        "url.path-changed");
  CHECK(cause_of(right + "#top", right) == "url.fragment-added");
  CHECK(cause_of("https://me:pw@shop.example/hook?a=1", right) == "url.user-added");
  CHECK(cause_of("https://SHOP.example/hook?a=1", right) == "url.host-changed");
  CHECK(cause_of("https://h.example/?a=%2f", "https://h.example/?a=%2F") == "url.encoding-changed");
  CHECK(cause_of("https://h.example/?a=x+y", "https://h.example/?a=x%20y") ==
        "url.encoding-changed");
}

TEST_CASE("A server behind a proxy finds the URL that the sender knows") {
  const std::string inside = "http://10.0.0.7:3000/hook?a=1";
  const std::string right = "https://shop.example/hook?a=1";
  const std::vector<std::vector<Header>> proxies = {
      {{"X-Forwarded-Host", "shop.example"}},
      {{"X-Forwarded-Host", "shop.example, inner.example"}},
      {{"Forwarded", "for=192.0.2.1;host=\"shop.example\";proto=https"}},
      {{"forwarded", "for=192.0.2.1, Host=shop.example"}},
      {{"X-Original-Host", "shop.example:443"}},
      {{"Host", "shop.example"}},
  };
  for (const std::vector<Header>& each : proxies)
    CHECK(cause_of(inside, right, each) == "url.host-changed");
  CHECK(cause_of(inside, right, {{"X-Forwarded-Host", "bad host/\"<x>"}}).empty());
}

TEST_CASE("A URL's parts are the URL again") {
  for (const char* url : {"https://h", "http://u:p@[::1]:80/a/b?c=d?e#f#g", "https://h:/x",
                          "https://h:123456/x", "https://h?q", "https://h#f", "https://a@b@c/"}) {
    const auto parts = parse_url(url);
    REQUIRE(parts);
    CHECK(parts->text() == url);
  }
  for (const char* url : {"", "h/x", "ftp://h/", "https://", "HTTPS//h", "https:///x"})
    CHECK_FALSE(parse_url(url));
}

TEST_CASE("No URL is offered that was given or offered already, and hostile headers add few") {
  std::vector<Header> headers;
  for (int i = 0; i < 1000; ++i) {
    headers.push_back(
        {"X-Forwarded-Host", "h" + std::to_string(i) + ".example:8" + std::to_string(i)});
    headers.push_back({"X-Original-URI", "/p" + std::to_string(i) + "?q"});
  }
  for (const char* url : {"https://h.example", "http://h.example:80/a/?b=%20+c'#d", "https://h/%",
                          "https://u@h:1/?%2"}) {
    std::set<std::string> seen{url};
    const std::vector<Variant> all = variants(url, headers);
    for (const Variant& each : all) {
      CHECK(seen.insert(each.value).second);
      CHECK(test::fault_of_advice(each.fix) == "");
    }
    CHECK(all.size() < 400);
  }
  CHECK(variants("https://h.example/" + std::string(100'000, 'x'), headers).empty());
}
