#include <doctest/doctest.h>

#include <map>

#include "lib/net/wire.hpp"

using namespace checkoutdiag::net;

TEST_CASE("no_proxy covers names at a label, addresses exactly or by CIDR, and everything by *") {
  CHECK(no_proxy_covers("example.com", "example.com"));
  CHECK(no_proxy_covers(".example.com", "api.example.com"));
  CHECK(no_proxy_covers("EXAMPLE.com.", "api.Example.COM"));
  CHECK(no_proxy_covers("localhost, .internal,example.com", "a.internal"));
  CHECK(no_proxy_covers("a b\tc", "c"));
  CHECK(no_proxy_covers("*", "anything"));
  CHECK(no_proxy_covers("127.0.0.1", "127.0.0.1"));
  CHECK(no_proxy_covers("10.0.0.0/8", "10.200.3.4"));
  CHECK(no_proxy_covers("[::1]", "::1"));
  CHECK(no_proxy_covers("2001:db8::/33", "2001:db8:7fff::1"));

  CHECK_FALSE(no_proxy_covers("", "example.com"));
  CHECK_FALSE(no_proxy_covers("ample.com", "example.com"));
  CHECK_FALSE(no_proxy_covers("api.example.com", "example.com"));
  CHECK_FALSE(no_proxy_covers("*.example.com", "api.example.com"));
  CHECK_FALSE(no_proxy_covers("10.0.0.0/8", "11.0.0.1"));
  CHECK_FALSE(no_proxy_covers("10.0.0.0/99", "10.0.0.1"));
  CHECK_FALSE(no_proxy_covers("10.0.0.0/x", "10.0.0.1"));
  CHECK_FALSE(no_proxy_covers("0.1", "127.0.0.1"));
  CHECK_FALSE(no_proxy_covers("2001:db8::/33", "2001:db8:8000::1"));
}

TEST_CASE("the environment names a proxy for https, unless no_proxy exempts the host") {
  std::map<std::string, std::string> variables;
  const auto get = [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
  CHECK_FALSE(proxy_from_environment("gw", get));
  variables["ALL_PROXY"] = "socks5h://all:1080";
  CHECK(proxy_from_environment("gw", get)->url == "socks5h://all:1080");
  variables["https_proxy"] = "http://proxy:3128";
  CHECK(proxy_from_environment("gw", get)->url == "http://proxy:3128");
  variables["http_proxy"] = "http://plain:1";
  CHECK(proxy_from_environment("gw", get)->url == "http://proxy:3128");
  variables["no_proxy"] = "gw";
  CHECK_FALSE(proxy_from_environment("gw", get));
  CHECK(proxy_from_environment("gw2", get));
}
