#include "checks/tls/commands.hpp"

#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase elsewhere() {
  TlsCase seen = good_gateway();
  seen.dial = {"127.0.0.1", 8443, true};
  return seen;
}

TlsCase proxied(const std::string& proxy) {
  TlsCase seen = good_gateway();
  seen.seen.via_proxy = true;
  seen.seen.proxy = proxy;
  return seen;
}

}  // namespace

TEST_CASE("commands: s_client asks by the name, where the probe went") {
  CHECK(s_client(good_gateway(), "-status") ==
        "openssl s_client -connect api.gateway.test:443 -servername api.gateway.test -status "
        "</dev/null");
  CHECK(s_client(elsewhere()) ==
        "openssl s_client -connect 127.0.0.1:8443 -servername api.gateway.test </dev/null");
  CHECK(nameless_s_client(elsewhere()) ==
        "openssl s_client -connect 127.0.0.1:8443 -noservername </dev/null");
  TlsCase other = elsewhere();
  other.seen.sni.sent = "other.test";
  CHECK(has(s_client(other), "-servername other.test"));
}

TEST_CASE("commands: curl asks by the name, where the probe went") {
  CHECK(curl(good_gateway(), "-skI") == "curl -skI https://api.gateway.test/");
  CHECK(curl(elsewhere(), "-v") ==
        "curl -v --connect-to api.gateway.test:443:127.0.0.1:8443 https://api.gateway.test/");
  TlsCase six = elsewhere();
  six.dial = {"::1", 8443, true};
  CHECK(has(curl(six, "-v"), "--connect-to 'api.gateway.test:443:[::1]:8443'"));
  TlsCase port = good_gateway();
  port.endpoint.port = port.dial.port = 8443;
  CHECK(curl(port, "") == "curl https://api.gateway.test:8443/");
}

TEST_CASE("commands: through the proxy that the probe went through") {
  TlsCase http = proxied("http://proxy.test:3128 (https_proxy)");
  CHECK(has(s_client(http), "-connect api.gateway.test:443 -proxy proxy.test:3128 -servername"));
  CHECK(has(curl(http, "-v"), "curl -v --proxy http://proxy.test:3128 https://"));
  TlsCase socks = proxied("socks5h://proxy.test:1080 (--proxy)");
  CHECK_FALSE(has(s_client(socks), "-proxy"));
  CHECK(has(curl(socks, "-v"), "--proxy socks5h://proxy.test:1080"));
}

TEST_CASE("commands: the same again, with an option that replaces its earlier value") {
  TlsCase seen = good_gateway();
  CHECK(again(seen, {{"--fetch-aia", ""}}) ==
        "checkoutdiag tls probe api.gateway.test --fetch-aia");
  seen.repeat += " --ca-file 'my root'\\''s.pem' --sni a.test";
  CHECK(again(seen, {{"--ca-file", "root.pem"}}) ==
        "checkoutdiag tls probe api.gateway.test --sni a.test --ca-file root.pem");
  CHECK(again(seen, {{"--sni", "none"}}) ==
        "checkoutdiag tls probe api.gateway.test --ca-file 'my root'\\''s.pem' --sni none");
  CHECK(again(seen, {{"--ca-file", "a"}, {"--sni", "$(id)"}}) ==
        "checkoutdiag tls probe api.gateway.test --ca-file a --sni '$(id)'");
}

TEST_CASE("commands: by name, where only an address is known") {
  TlsCase seen = elsewhere();
  CHECK(ask_by_name(seen) ==
        "checkoutdiag tls probe api.gateway.test:443 --connect 127.0.0.1:8443");
  seen.endpoint = seen.dial;
  CHECK(ask_by_name(seen) == "checkoutdiag tls probe NAME:8443 --connect 127.0.0.1:8443");
}

TEST_CASE("commands: nginx's words for versions") {
  CHECK(nginx_protocols(std::vector{Version::ssl3, Version::tls10, Version::tls13}) ==
        "ssl_protocols SSLv3 TLSv1 TLSv1.3;");
}

}  // namespace checkoutdiag::tls
