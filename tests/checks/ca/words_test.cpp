#include "checks/ca/words.hpp"

#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca words: who a certificate, a store and a client are") {
  Certificate made = root("A");
  CHECK(called(made) == "A");
  made.common_name.clear();
  CHECK(called(made) == "CN=A");
  made.subject.clear();
  made.sha256 = "0123456789abcdef0123";
  CHECK(called(made) == "SHA-256 0123456789abcdef");
  Store store;
  store.path = "/srv/roots.pem";
  CHECK(called(store) == "/srv/roots.pem");
  store.title = "the shop's roots";
  CHECK(called(store) == "the shop's roots");
  trust::Client client;
  client.name = "Node.js";
  client.version = "20.20.2";
  CHECK(called(client) == "Node.js 20.20.2");
  client.name = "Java 20.20.2";
  CHECK(called(client) == "Java 20.20.2");
}

TEST_CASE("ca words: readers, each once, with a verb that agrees") {
  Host host = Host().store(kBundle, {root("A")});
  auto seen = [&] {
    return StoreCase{host.seen, host.seen.stores[0], host.known, host.wanted, host.when};
  };
  CHECK(readers_that(seen(), "accepts", "accept") == "whatever reads it accepts");
  host.client("curl", Runtime::openssl, {kBundle}).client("curl", Runtime::openssl, {kBundle});
  CHECK(readers_that(seen(), "accepts", "accept") == "curl accepts");
  host.client("nginx", Runtime::openssl, {kBundle}).client("other", Runtime::openssl, {});
  CHECK(readers_that(seen(), "accepts", "accept") == "curl and nginx accept");
  CHECK(readers_of(seen()).size() == 3);
}

TEST_CASE("ca words: a case that holds a copy of the store, and a store that is not listed") {
  Host host = Host().store(kBundle, {root("A")}).client("curl", Runtime::openssl, {kBundle});
  Store copy = host.seen.stores[0];
  StoreCase seen{host.seen, copy, host.known, host.wanted, host.when};
  CHECK(readers_text(seen) == "curl");
  copy.path = "/elsewhere";
  CHECK(readers_text(seen) == "whatever reads it");
}

TEST_CASE("ca words: what a file says is made safe once, in message and evidence") {
  Certificate evil = expired_root("A\x1b[2J\nB");
  Finding finding = only_finding(judged(rules::expired, Host().store(kBundle, {evil})));
  CHECK(finding.message.starts_with("A\\x1b[2J\\x0aB in "));
  CHECK_FALSE(has(evidence(finding, "subject"), "\n"));
}

}  // namespace checkoutdiag::ca
