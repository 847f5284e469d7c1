#include "lib/webhook/url_parts.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::webhook {
namespace {

TEST_CASE("the parts of a URL are the URL again") {
  for (std::string url :
       {"https://h", "https://u:p@h:1/a/b?c?d#e#?f", "http://[::1]:80?x", "https://a@b@c:x/",
        "a+b.c-1://", "https:///", "https://h#f?g", "https://h:/"}) {
    CAPTURE(url);
    std::optional<UrlParts> parts = split_url(url);
    REQUIRE(parts);
    CHECK(with_port(*parts, parts->port) == url);
  }
  UrlParts parts = split_url("https://u:p@[::1]:8443/a?b#c").value();
  CHECK(parts.scheme == "https");
  CHECK(parts.user == "u:p@");
  CHECK(parts.host == "[::1]");
  CHECK(parts.port == ":8443");
  CHECK(parts.path == "/a");
  CHECK(parts.query == "?b");
  CHECK(parts.fragment == "#c");
  CHECK(with_port(parts, "") == "https://u:p@[::1]/a?b#c");
  for (const char* not_one : {"", "https:/h", "://h", "1a://h", "ht tp://h", "/x?y=http://z"})
    CHECK_FALSE(split_url(not_one));
}

TEST_CASE("URLs are normalised as Node does") {
  // new URL(…).toString() of Node 20.
  struct Case {
    const char *url, *normal;
  };
  const Case kCases[] = {
      {"HTTPS://H.Example", "https://h.example/"},
      {"https://h:443/", "https://h/"},
      {"http://h:443/", "http://h:443/"},
      {"https://h:0443/", "https://h/"},
      {"https://h:/x", "https://h/x"},
      {"https://h:00080/", "https://h:80/"},
      {"https://h/a/./b/../c/.", "https://h/a/c/"},
      {"https://h/../%2e%2E/a/%2e", "https://h/a/"},
      {"https://h/a/..", "https://h/"},
      {"https://h/a//../b", "https://h/a/b"},
      {"https://h/...", "https://h/..."},
      {"https://h\\a\\b?c\\d", "https://h/a/b?c\\d"},
      {" https://h/a b\t\n?c d'\"#e f`' ", "https://h/a%20b?c%20d%27%22#e%20f%60'"},
      {"https://h/\xC3\xA9?\xC3\xA9", "https://h/%C3%A9?%C3%A9"},
      {"https://h/{<\">}`|%zz", "https://h/%7B%3C%22%3E%7D%60|%zz"},
      {"https://@h/", "https://h/"},
      {"https://h/?", "https://h/?"},
  };
  for (const Case& one : kCases) {
    CAPTURE(one.url);
    CHECK(normalise_url(one.url) == std::string(one.normal));
    CHECK(normalise_url(one.normal) == std::string(one.normal));
  }
  for (const char* none : {"ftp://h/", "https://", "https://h:65536/", "https://h:1x/", "h/p"})
    CHECK_FALSE(normalise_url(none));
}

}  // namespace
}  // namespace checkoutdiag::webhook
