#include <doctest/doctest.h>

#include "checks/tls/words.hpp"
#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("words: lists are cut") {
  CHECK(listed({}) == "");
  CHECK(listed(std::vector<std::string>{"A"}) == "A");
  CHECK(listed(std::vector<std::string>{"A", "B"}) == "A and B");
  CHECK(listed(std::vector<std::string>{"A", "B", "C"}) == "A, B and C");
  CHECK(listed(std::vector<std::string>{"A", "B", "C", "D"}) == "A, B, C and 1 more");
}

TEST_CASE("words: versions") {
  CHECK(versions_text(std::vector{Version::tls10, Version::tls11, Version::tls12}) ==
        "TLS 1.0, 1.1, 1.2");
  CHECK(versions_text(std::vector{Version::ssl2, Version::ssl3, Version::tls10}) ==
        "SSLv2, SSLv3, TLS 1.0");
}

TEST_CASE("words: whole days, rounded down") {
  CHECK(days_between(noon(), noon() + std::chrono::hours(47)) == 1);
  CHECK(days_between(noon(), noon() - std::chrono::seconds(1)) == -1);
  CHECK(days_text(1) == "1 day");
  CHECK(days_text(0) == "0 days");
}

TEST_CASE("words: a certificate without a common name") {
  x509::Certificate made = certificate("O=Somebody", "CN=x");
  made.common_name.clear();
  CHECK(called(made) == "O=Somebody (RSA 2048)");
  made.dns_names = {"a.test"};
  made.key_algorithm.clear();
  CHECK(called(made) == "a.test");
  made.dns_names.clear();
  made.subject.clear();
  CHECK(has(called(made), "SHA-256 "));
}

TEST_CASE("words: what a peer said stays one word in a shell") {
  CHECK(shell_word("api.gateway.test:443") == "api.gateway.test:443");
  CHECK(shell_word("[::1]:443") == "'[::1]:443'");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("a'b") == "'a'\\''b'");
  CHECK(shell_word("$(id)") == "'$(id)'");
  CHECK_FALSE(has(shell_word("a\nb"), "\n"));
}

}  // namespace checkoutdiag::tls
