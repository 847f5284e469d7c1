#include "lib/net/endpoint.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"

namespace checkoutdiag::net {
namespace {

struct Refusal {
  std::string message, hint;
};

Refusal refusal(std::string_view text) {
  try {
    Endpoint endpoint = parse_endpoint(text);
    return {"accepted as " + to_string(endpoint), ""};
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::usage);
    CHECK_FALSE(failure.hint.empty());
    return {failure.what(), failure.hint};
  }
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("names, ports and URLs are read") {
  struct Row {
    const char *text, *canonical;
    bool literal = false;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"api.example.com", "api.example.com:443"},
           {"API.Example.COM.:8443", "api.example.com:8443"},
           {"localhost:1", "localhost:1"},
           {"my_host-1.example:65535", "my_host-1.example:65535"},
           {"xn--bcher-kva.example", "xn--bcher-kva.example:443"},
           {"HTTPS://api.example.com/v1/charges?x=@#y", "api.example.com:443"},
           {"https://api.example.com:444", "api.example.com:444"},
           {"https://api.example.com?q", "api.example.com:443"},
           {"3com.example", "3com.example:443"},
           {"1.2.3.example", "1.2.3.example:443"},
           {"192.0.2.1", "192.0.2.1:443", true},
           {"192.0.2.1:8443", "192.0.2.1:8443", true},
           {"2001:DB8:0::0001", "[2001:db8::1]:443", true},
           {"::1", "[::1]:443", true},
           {"[::1]:99", "[::1]:99", true},
           {"[2001:db8::1]", "[2001:db8::1]:443", true},
           {"https://[2001:db8::1]:8443/x", "[2001:db8::1]:8443", true},
           {"::ffff:192.0.2.1", "[::ffff:192.0.2.1]:443", true},
           {"fe80::1%eth0", "[fe80::1%eth0]:443", true},
           {"[FE80::1%Eth0]:1", "[fe80::1%Eth0]:1", true},
           {"https://[fe80::1%25eth0]/", "[fe80::1%eth0]:443", true},
       }) {
    CAPTURE(row.text);
    Endpoint endpoint = parse_endpoint(row.text);
    CHECK(to_string(endpoint) == row.canonical);
    CHECK(endpoint.literal == row.literal);
    CHECK(to_string(parse_endpoint(to_string(endpoint))) == row.canonical);
  }
}

TEST_CASE("what is wrong is said in words that fit") {
  struct Row {
    std::string text;
    const char* says;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"", "empty"},
           {"https://", "empty"},
           {"https:///path", "empty"},
           {"http://api.example.com", "no TLS"},
           {"ftp://api.example.com", "not an https URL"},
           {"://x", "not an https URL"},
           {"api.example.com/path", "neither a name nor a URL"},
           {"a b", "white space"},
           {" api.example.com", "white space"},
           {"api.example.com\n", "control character"},
           {std::string("api\0x", 5), "control character"},
           {"b\xc3\xbc"
            "cher.example",
            "not ASCII"},
           {"\xff", "not ASCII"},
           {"api.example.com:", "port is missing"},
           {"api.example.com:0", "not a port"},
           {"api.example.com:65536", "not a port"},
           {"api.example.com:99999999999999999999", "not a port"},
           {"api.example.com:44x", "port is not a number"},
           {"api.example.com:+443", "port is not a number"},
           {"api.example.com:-1", "port is not a number"},
           {"[::1]x", "more than a port"},
           {"[::1]:", "port is missing"},
           {"[::1", "closing ]"},
           {"[]", "not an IPv6 address"},
           {"[api.example.com]:443", "not an IPv6 address"},
           {"[192.0.2.1]", "not an IPv6 address"},
           {"a:b:c", "not an IPv6 address"},
           {"1::2::3", "not an IPv6 address"},
           {"fe80::1%", "no interface name"},
           {"fe80::1%e/0", "neither a name nor a URL"},
           {"fe80::1%a-very-long-interface-name", "no interface name"},
           {"*.example.com", "cannot be in a host name"},
           {"api.example.com,b", "cannot be in a host name"},
           {"https://api%2eexample.com/", "cannot be in a host name"},
           {"a\\b", "cannot be in a host name"},
           {"-v", "begins with a hyphen"},
           {"a..b", "empty label"},
           {".a", "empty label"},
           {"a..", "empty label"},
           {".", "host name is missing"},
           {":443", "host name is missing"},
           {std::string(64, 'a') + ".example", "longer than 63"},
           {std::string(5000, 'a'), "5000 bytes"},
           {"1.2.3", "not an IPv4 address"},
           {"127.1", "not an IPv4 address"},
           {"2130706433", "not an IPv4 address"},
           {"010.0.0.1", "not an IPv4 address"},
           {"256.0.0.1", "not an IPv4 address"},
           {"0x7f000001", "not an IPv4 address"},
           {"1.2.3.4.5", "not an IPv4 address"},
       }) {
    CAPTURE(row.text);
    Refusal said = refusal(row.text);
    CAPTURE(said.message);
    CHECK(contains(said.message, row.says));
  }
}

TEST_CASE("the longest name is taken, one more character is not") {
  std::string label(63, 'a'), most = label + "." + label + "." + label + ".";  // 192
  CHECK(parse_endpoint(most + std::string(61, 'b')).host.size() == 253);
  CHECK(contains(refusal(most + std::string(62, 'b')).message, "253 is the limit"));
}

TEST_CASE("hints say what to write") {
  CHECK(contains(refusal("http://a.example").hint, "https://"));
  CHECK(contains(refusal("b\xc3\xbc"
                         "cher.example")
                     .hint,
                 "xn--"));
  CHECK(contains(refusal("2001:db8:1").hint, "[2001:db8::1]:443"));
}

TEST_CASE("a password is never repeated") {
  for (const char* text : {"https://user:hunter2@api.example.com/", "user:hunter2@api.example.com",
                           "https://user:hunter2/x@api.example.com/", "user:hunt er2@a.example"}) {
    CAPTURE(text);
    Refusal said = refusal(text);
    CHECK_FALSE(contains(said.message + said.hint, "hunt"));
  }
  CHECK(contains(refusal("https://user@api.example.com/").message, "no user name"));
}

TEST_CASE("control characters do not reach the message") {
  CHECK(contains(refusal("\x1b[2J").message, "\"\\x1b[2J\""));
}

TEST_CASE("literals resolve to themselves with the port asked for") {
  Resolution v4 = resolve(parse_endpoint("127.0.0.1:8443"));
  REQUIRE(v4.addresses.size() == 1);
  CHECK(to_string(v4.addresses[0]) == "127.0.0.1:8443");
  CHECK_FALSE(v4.addresses[0].v6);
  CHECK(v4.error.empty());
  Resolution v6 = resolve(parse_endpoint("[2001:db8::1]:1"));
  REQUIRE(v6.addresses.size() == 1);
  CHECK(to_string(v6.addresses[0]) == "[2001:db8::1]:1");
  CHECK(v6.addresses[0].v6);
}

TEST_CASE("localhost resolves to loopback, each address once") {
  Resolution found = resolve(parse_endpoint("localhost:1"));
  REQUIRE_FALSE(found.addresses.empty());
  for (const Address& address : found.addresses)
    CHECK((address.ip == "127.0.0.1" || address.ip == "::1"));
  CHECK(found.addresses.size() <= 2);
}

TEST_CASE("an address that no interface can reach is a fact with a reason") {
  Resolution none = resolve(parse_endpoint("fe80::1%no-such-if0"));
  CHECK(none.addresses.empty());
  CHECK(contains(none.error, "fe80::1%no-such-if0"));
  CHECK(contains(none.error, "interfaces"));
}

}  // namespace
}  // namespace checkoutdiag::net
