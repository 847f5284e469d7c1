#include <doctest/doctest.h>

#include <functional>
#include <map>

#include "../http/loopback_http.hpp"
#include "lib/x509/certificate.hpp"
#include "mint.hpp"
#include "scratch.hpp"

namespace checkoutdiag::x509 {
namespace {

using test::Identity;
using test::kNow;
using test::mint;
using test::Scratch;
using Ders = std::vector<std::string>;

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// root > upper > lower > leaf, where each names the address of its issuer.
struct World {
  std::map<std::string, std::string> files;
  test::LoopbackHttp server{[this](const std::string& path) {
    auto found = files.find(path);
    if (found != files.end()) return test::http_ok(found->second);
    return std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  }};
  Identity root = mint({.common_name = "Root", .ca = true});
  Identity upper =
      mint({.common_name = "Upper", .ca = true, .ca_issuers = {server.url("/root")}}, &root);
  Identity lower =
      mint({.common_name = "Lower", .ca = true, .ca_issuers = {server.url("/upper")}}, &upper);
  Identity leaf = mint({.common_name = "leaf", .ca_issuers = {server.url("/lower")}}, &lower);
  Identity stranger = mint({.common_name = "Stranger", .ca = true});
  Scratch scratch;
  Verifier verifier{{scratch.write("root.pem", root.pem), ""}};
  Verifier other{{scratch.write("other.pem", stranger.pem), ""}};

  AiaProof fetch(const Ders& chain, int limit = 4) {
    return fetch_missing(chain, verifier, kNow, 2000, limit);
  }
};

TEST_CASE_FIXTURE(World, "what is missing is fetched and proven, whatever its form") {
  files["/upper"] = upper.der;
  for (const std::string& form :
       {lower.der, lower.pem, test::pkcs7_of({stranger.der, lower.der})}) {
    files["/lower"] = form;
    AiaProof proof = fetch({leaf.der});
    CHECK(proof.tried);
    CHECK(proof.repaired);
    CHECK(proof.failure == "");
    CHECK(proof.urls == Ders{server.url("/lower"), server.url("/upper")});
    REQUIRE(proof.added.size() == 2);
    CHECK(proof.added[0].subject == "CN=Lower");
    CHECK(proof.added[1].subject == "CN=Upper");
  }
}

TEST_CASE_FIXTURE(World, "the climb begins at the end of what was sent, whatever its order") {
  files["/upper"] = upper.der;
  AiaProof proof = fetch({leaf.der, stranger.der, lower.der});
  CHECK(proof.repaired);
  CHECK(proof.urls == Ders{server.url("/upper")});
  REQUIRE(proof.added.size() == 1);
}

TEST_CASE_FIXTURE(World, "a chain that reaches an anchor is left alone, also when it has expired") {
  AiaProof proof = fetch({leaf.der, lower.der, upper.der});
  CHECK_FALSE(proof.tried);
  Identity expired = mint({.common_name = "old", .not_after = kNow - std::chrono::days(1)}, &upper);
  CHECK_FALSE(fetch({expired.der, upper.der}).tried);
  CHECK(server.requests() == 0);
}

TEST_CASE_FIXTURE(World, "a repaired path may still have other faults") {
  files["/lower"] = lower.der;
  files["/upper"] = upper.der;
  Identity expired = mint({.common_name = "old",
                           .not_after = kNow - std::chrono::days(1),
                           .ca_issuers = {server.url("/lower")}},
                          &lower);
  CHECK(fetch({expired.der}).repaired);
}

TEST_CASE_FIXTURE(World, "a root that is not in the store ends the climb by name") {
  files = {{"/lower", lower.der}, {"/upper", upper.der}, {"/root", root.der}};
  AiaProof proof = fetch_missing(Ders{leaf.der}, other, kNow, 2000, 4);
  CHECK(proof.tried);
  CHECK_FALSE(proof.repaired);
  CHECK(proof.failure ==
        "reached the self-signed root CN=Root, which is not in " + other.description());
  REQUIRE(proof.added.size() == 2);  // a server should not send its root
  AiaProof at_limit = fetch_missing(Ders{leaf.der}, other, kNow, 2000, 3);
  CHECK(contains(at_limit.failure, "self-signed root CN=Root"));
  int before = server.requests();
  AiaProof sent =
      fetch_missing(Ders{leaf.der, lower.der, upper.der, root.der}, other, kNow, 2000, 4);
  CHECK(contains(sent.failure, "self-signed root CN=Root"));
  CHECK(server.requests() == before);
}

TEST_CASE_FIXTURE(World, "the limit of steps holds") {
  files = {{"/lower", lower.der}, {"/upper", upper.der}};
  AiaProof proof = fetch({leaf.der}, 1);
  CHECK_FALSE(proof.repaired);
  CHECK(contains(proof.failure, "no anchor within 1 certificates"));
  CHECK(server.requests() == 1);
}

TEST_CASE_FIXTURE(World, "nobody but the issuer counts") {
  Identity namesake = mint({.common_name = "Lower", .ca = true}, &upper);
  for (const std::string& wrong :
       {stranger.der, namesake.der, std::string("<html>"), std::string(" ")}) {
    files["/lower"] = wrong;
    AiaProof proof = fetch({leaf.der});
    CHECK_FALSE(proof.repaired);
    CHECK(proof.added.empty());
    CHECK(contains(proof.failure, "did not issue CN=leaf"));
    CHECK(contains(proof.failure, server.url("/lower")));
  }
}

TEST_CASE_FIXTURE(World, "an address that does not answer gives way to the next") {
  files = {{"/lower", lower.der}, {"/upper", upper.der}, {"/large", std::string(65 * 1024, 'x')}};
  Identity several = mint({.common_name = "several",
                           .ca_issuers = {"ldap://127.0.0.1/x", server.url("/none"),
                                          server.url("/large"), server.url("/lower")}},
                          &lower);
  AiaProof proof = fetch({several.der});
  CHECK(proof.repaired);
  CHECK(proof.urls.size() == 4);  // ldap is not asked
  files.erase("/lower");
  CHECK(contains(fetch({several.der}).failure, "404"));
}

TEST_CASE_FIXTURE(World, "no address, no proof") {
  Identity silent = mint({.common_name = "silent"}, &lower);
  AiaProof proof = fetch({silent.der});
  CHECK(proof.tried);
  CHECK(proof.failure == "CN=silent names no http address of its issuer");
  CHECK(fetch({"junk"}).failure == "the leaf cannot be read");
  CHECK_FALSE(fetch({}).tried);
}

TEST_CASE_FIXTURE(World, "two CAs that sign each other do not lead round and round") {
  Identity a = mint({.common_name = "A", .ca = true});
  Identity b = mint({.common_name = "B", .ca = true, .ca_issuers = {server.url("/a")}}, &a);
  Identity a_by_b =
      test::mint_for(a, {.common_name = "A", .ca = true, .ca_issuers = {server.url("/b")}}, &b);
  Identity below = mint({.common_name = "below", .ca_issuers = {server.url("/a")}}, &a);
  files = {{"/a", a_by_b.der}, {"/b", b.der}};
  AiaProof proof = fetch({below.der}, 50);
  CHECK_FALSE(proof.repaired);
  CHECK(contains(proof.failure, "circle"));
  CHECK(server.requests() == 3);
}

}  // namespace
}  // namespace checkoutdiag::x509
