#include <doctest/doctest.h>
#include <openssl/x509v3.h>

#include "lib/x509/certificate.hpp"
#include "lib/x509/handle.hpp"
#include "mint.hpp"

namespace checkoutdiag::x509 {
namespace {

using namespace std::string_literals;

bool serves(std::vector<std::string> names, std::string_view host) {
  Certificate leaf;
  leaf.dns_names = std::move(names);
  return matches_host(leaf, host);
}

TEST_CASE("names match whole and without regard to case") {
  CHECK(serves({"a.example", "api.example.com"}, "api.example.com"));
  CHECK(serves({"API.Example.com"}, "api.eXample.COM"));
  CHECK(serves({"api.example.com"}, "api.example.com."));
  CHECK_FALSE(serves({"example.com"}, "api.example.com"));
  CHECK_FALSE(serves({"api.example.com"}, "example.com"));
  CHECK_FALSE(serves({"api.example.com.evil.test"}, "api.example.com"));
  CHECK_FALSE(serves({}, "api.example.com"));
}

TEST_CASE("a wildcard is the whole left-most label and stands for one") {
  CHECK(serves({"*.example.com"}, "api.example.com"));
  CHECK(serves({"*.example.com"}, "xn--bcher-kva.example.com"));
  CHECK_FALSE(serves({"*.example.com"}, "example.com"));
  CHECK_FALSE(serves({"*.example.com"}, "a.b.example.com"));
  CHECK_FALSE(serves({"*.example.com"}, ".example.com"));
  CHECK_FALSE(serves({"api.*.com"}, "api.example.com"));
  CHECK_FALSE(serves({"a*.example.com"}, "api.example.com"));
  CHECK_FALSE(serves({"*pi.example.com"}, "api.example.com"));
  CHECK_FALSE(serves({"*.*.com"}, "api.example.com"));
  CHECK_FALSE(serves({"*"}, "localhost"));
  CHECK_FALSE(serves({"*.com"}, "example.com"));
  CHECK_FALSE(serves({"*.example.com"}, "*.example.com"));
}

TEST_CASE("an underscore is a character like others, though OpenSSL's wildcard refuses it") {
  CHECK(serves({"*.example.com"}, "my_host.example.com"));
  CHECK(serves({"my_host.example.com"}, "my_host.example.com"));
}

TEST_CASE("the common name is no fallback, and a NUL ends nothing") {
  Certificate leaf;
  leaf.common_name = "api.example.com";
  CHECK_FALSE(matches_host(leaf, "api.example.com"));
  CHECK_FALSE(serves({"api.example.com\0.evil.test"s}, "api.example.com"));
  CHECK_FALSE(serves({"api.example.com\0.evil.test"s}, "api.example.com\0.evil.test"s));
  CHECK_FALSE(serves({""}, ""));
}

TEST_CASE("addresses match address names only, in any spelling") {
  Certificate leaf;
  leaf.ip_addresses = {"192.0.2.1", "2001:db8::1", "fe80::1", "#c0000201ffffff00"};
  leaf.dns_names = {"192.0.2.9", "*.0.2.7"};
  CHECK(matches_host(leaf, "192.0.2.1"));
  CHECK(matches_host(leaf, "2001:DB8:0:0::1"));
  CHECK(matches_host(leaf, "fe80::1%eth0"));
  CHECK_FALSE(matches_host(leaf, "192.0.2.2"));
  CHECK_FALSE(matches_host(leaf, "192.0.2.9"));
  CHECK_FALSE(matches_host(leaf, "192.0.2.7"));
  CHECK_FALSE(matches_host(leaf, "::ffff:192.0.2.1"));
  CHECK_FALSE(matches_host(leaf, "192.0.2.1\0x"s));
}

TEST_CASE("OpenSSL says the same about real certificates") {
  const std::vector<std::vector<std::string>> name_sets = {
      {"api.example.com"},
      {"*.example.com"},
      {"API.EXAMPLE.COM", "*.other.example"},
      {"*.com"},
      {"*"},
      {"a*.example.com"},
      {"api.*.com"},
      {"*.*.com"},
      {"api.example.com\0.evil"s},
      {"*.b.example.com"},
      {"*.xn--p1ai.test"},
      {"xn--bcher-kva.example"},
      {"api.example.com."},
      {"*.example.com."},
      {"192.0.2.1"},
      {"*.0.2.1"},
      {"localhost"},
      {".example.com"},
      {"api..example.com"},
      {"*..example.com"},
      {},
  };
  const std::vector<std::string> hosts = {"api.example.com",
                                          "API.example.com",
                                          "example.com",
                                          "a.b.example.com",
                                          "com",
                                          "localhost",
                                          "192.0.2.1",
                                          "2001:db8::1",
                                          "other.example",
                                          "x.other.example",
                                          "host.xn--p1ai.test",
                                          "xn--bcher-kva.example",
                                          "xn--a.example.com",
                                          "-x.example.com"};
  for (const auto& names : name_sets) {
    test::Identity leaf =
        test::mint({.common_name = "api.example.com", .dns = names, .ips = {"192.0.2.1"}});
    Certificate read = read_certificate(leaf.der);
    const auto* at = reinterpret_cast<const unsigned char*>(leaf.der.data());
    Handle<X509, X509_free> parsed(d2i_X509(nullptr, &at, static_cast<long>(leaf.der.size())));
    for (const std::string& host : hosts) {
      CAPTURE((names.empty() ? "" : names[0]));
      CAPTURE(host);
      bool address = host.find(':') != std::string::npos || host == "192.0.2.1";
      constexpr unsigned kStrict =
          X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
      int openssl =
          address ? X509_check_ip_asc(parsed.get(), host.c_str(), 0)
                  : X509_check_host(parsed.get(), host.c_str(), host.size(), kStrict, nullptr);
      CHECK(matches_host(read, host) == (openssl == 1));
    }
  }
}

}  // namespace
}  // namespace checkoutdiag::x509
