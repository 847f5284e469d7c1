#include "lib/trust/inventory.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "lib/trust/hashed_directory.hpp"
#include "lib/x509/certificate.hpp"
#include "tests/lib/x509/mint.hpp"
#include "tests/lib/x509/scratch.hpp"

// An unpacked image in a scratch directory, so that every path is the test's own.
namespace checkoutdiag::trust {
namespace {

namespace fs = std::filesystem;

struct Image {
  test::Scratch scratch;
  test::Identity one = test::mint({.common_name = "One", .ca = true});
  test::Identity two = test::mint({.common_name = "Two", .ca = true});
  test::Identity three = test::mint({.common_name = "Three", .ca = true});

  void put(const std::string& path, const std::string& content) const {
    fs::create_directories(fs::path(scratch.path() + path).parent_path());
    scratch.write(path.substr(1), content);
  }
  void link(const std::string& path, const std::string& target) const {
    fs::create_directories(fs::path(scratch.path() + path).parent_path());
    fs::create_symlink(target, scratch.path() + path);
  }
  Files files() const { return Files(scratch.path()); }
};

Place at(std::string path, Role role = Role::bundle, bool wanted = false) {
  Place place;
  place.path = std::move(path);
  place.role = role;
  place.wanted = wanted;
  return place;
}

Inventory take(const Image& image, Plan plan, bool drift = false) {
  InventoryOptions options;
  options.drift = drift;
  return take_inventory(image.files(), std::move(plan), options);
}

const Load& load_of(const Store& store, Runtime runtime) {
  return *std::find_if(store.loads.begin(), store.loads.end(),
                       [&](const Load& each) { return each.runtime == runtime; });
}

}  // namespace

TEST_CASE("inventory: each file once, each certificate once, and nothing hides the others") {
  const Image image;
  image.put("/a.pem", image.one.pem + image.two.pem);
  image.put("/b.pem", image.two.pem + image.three.pem);
  image.link("/again.pem", "/a.pem");
  image.put("/broken.jks", std::string("\xfe\xed\xfe\xed\0\0\0\x09\0\0\0\x05", 12));
  Plan plan;
  plan.places = {at("/a.pem"),     at("/broken.jks"), at("/not-there.pem"),
                 at("/again.pem"), at("/b.pem"),      at("/named.pem", Role::bundle, true)};
  Client client;
  client.name = "a client";
  client.runtime = Runtime::openssl;
  client.uses = {{3, "by its other name", true},
                 {0, "default", true},
                 {2, "gone", true},
                 {4, "second", false}};
  plan.clients = {client};
  Setting setting;
  setting.name = "SSL_CERT_FILE";
  setting.store = 4;
  plan.settings = {setting, setting};
  plan.settings[1].store = 2;

  const Inventory seen = take(image, plan);
  REQUIRE(seen.stores.size() == 4);
  CHECK(seen.stores[0].path == "/a.pem");
  CHECK(seen.stores[0].also == std::vector<std::string>{"/again.pem"});
  CHECK(seen.stores[1].path == "/broken.jks");
  CHECK(!seen.stores[1].problem.empty());
  CHECK(seen.stores[2].path == "/b.pem");
  CHECK(seen.stores[3].path == "/named.pem");
  CHECK(seen.stores[3].file.missing);
  CHECK(seen.certificates.size() == 3);
  CHECK(seen.stores[0].entries[1].certificate == seen.stores[2].entries[0].certificate);

  REQUIRE(seen.clients.size() == 1);
  const std::vector<Use>& uses = seen.clients[0].uses;
  REQUIRE(uses.size() == 2);  // two names of one store are one use, and what is gone is none
  CHECK(uses[0].store == 0);
  CHECK(uses[0].because == "by its other name");
  CHECK(uses[1].store == 2);
  CHECK(!uses[1].always);
  CHECK(seen.settings[0].store == 2);
  CHECK(!seen.settings[1].store);
}

TEST_CASE("inventory: a directory is read by hash for OpenSSL and by file for Go") {
  const Image image;
  const x509::Certificate one = x509::read_certificate(image.one.der);
  image.put("/certs/one.pem", image.one.pem);
  image.link("/certs/" + hash_name(one.subject_hash, 0), "one.pem");
  image.put("/certs/two.pem", image.two.pem);  // no name leads to it
  image.put("/certs/three.der", image.three.der);
  image.put("/certs/bundle.crt", image.one.pem + image.two.pem);
  image.put("/certs/java/ignored.pem", image.three.pem);
  Plan plan;
  plan.places = {at("/certs")};
  const Inventory seen = take(image, plan);
  REQUIRE(seen.stores.size() == 1);
  const Store& store = seen.stores[0];
  CHECK(store.format == Format::hashed_directory);
  CHECK(store.entries.size() == 3);
  CHECK(load_of(store, Runtime::openssl).count == 1);
  CHECK(load_of(store, Runtime::go).count == 2);
  CHECK(load_of(store, Runtime::go).missing.size() == 1);
  CHECK(load_of(store, Runtime::gnutls).count == 2);
  CHECK(store.good_links == 1);
  CHECK(std::any_of(store.links.begin(), store.links.end(), [](const Link& each) {
    return each.state == LinkState::no_link && each.target == "two.pem";
  }));
}

TEST_CASE("inventory: a malformed certificate costs OpenSSL the whole file") {
  const Image image;
  std::string bad = image.two.der;
  bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 0x5a);
  // Still a SEQUENCE of the right length: only decoding tells. Damage what always breaks: a tag.
  bad = image.two.der;
  bad[8] = '\x13';
  image.put("/a.pem", image.one.pem + x509::to_pem(bad) + image.three.pem);
  Plan plan;
  plan.places = {at("/a.pem")};
  const Inventory seen = take(image, plan);
  REQUIRE(seen.stores.size() == 1);
  CHECK(load_of(seen.stores[0], Runtime::openssl).count == 0);
  CHECK(load_of(seen.stores[0], Runtime::openssl).fails);
  CHECK(load_of(seen.stores[0], Runtime::go).count == 2);
}

TEST_CASE("inventory: narrowing keeps who uses what is left") {
  Plan plan;
  plan.places = {at("/a"), at("/b"), at("/c")};
  Client both, none;
  both.name = "both";
  both.uses = {{0, "x", true}, {2, "y", true}};
  none.name = "none";
  none.uses = {{1, "z", true}};
  plan.clients = {both, none};
  Setting setting;
  setting.store = 2;
  plan.settings = {setting};
  const Plan less = narrowed(plan, {2, 2});
  REQUIRE(less.places.size() == 1);
  CHECK(less.places[0].path == "/c");
  REQUIRE(less.clients.size() == 1);
  CHECK(less.clients[0].uses[0].store == 0);
  CHECK(less.clients[0].uses[0].because == "y");
  REQUIRE(less.settings.size() == 1);
  CHECK(less.settings[0].store == 0);
}

TEST_CASE("inventory: a named store is the one that was found, whatever it is called") {
  const Image image;
  image.put("/real.pem", image.one.pem);
  image.link("/name.pem", "/real.pem");
  Plan plan;
  plan.places = {at("/name.pem")};
  const Files files = image.files();
  CHECK(place_of(plan, files, "/name.pem") == 0);
  CHECK(place_of(plan, files, "/real.pem") == 0);
  CHECK(place_of(plan, files, "/other.pem") == 1);
  CHECK(plan.places[1].role == Role::given);
}

TEST_CASE("drift: Debian's bundle against what it is made from") {
  const Image image;
  const test::Identity local = test::mint({.common_name = "Local", .ca = true});
  const test::Identity stray = test::mint({.common_name = "Stray", .ca = true});
  const test::Identity fresh = test::mint({.common_name = "Fresh", .ca = true});
  image.put("/etc/ca-certificates.conf",
            "# comment\nmozilla/one.crt\n!mozilla/two.crt\r\nmozilla/three.crt\n");
  image.put("/usr/share/ca-certificates/mozilla/one.crt", image.one.pem);
  image.put("/usr/share/ca-certificates/mozilla/two.crt", image.two.pem);
  image.put("/usr/share/ca-certificates/mozilla/three.crt", image.three.pem);
  image.put("/usr/local/share/ca-certificates/deep/local.crt", local.pem);
  image.put("/usr/local/share/ca-certificates/fresh.crt", fresh.pem);
  image.put("/usr/local/share/ca-certificates/note.txt", stray.pem);
  Plan plan;
  plan.places = {at("/etc/ssl/certs/ca-certificates.crt"), at("/etc/ssl/certs/java/cacerts")};

  SUBCASE("as it should be") {
    image.put("/etc/ssl/certs/ca-certificates.crt",
              image.one.pem + image.three.pem + local.pem + fresh.pem);
    const DriftFacts drift = take(image, plan, true).drift;
    CHECK(drift.applies);
    CHECK(drift.deselected_present.empty());
    CHECK(drift.selected_absent.empty());
    CHECK(drift.unexplained.empty());
  }
  SUBCASE("everything that can be wrong") {
    image.put("/etc/ssl/certs/ca-certificates.crt",
              image.one.pem + image.two.pem + local.pem + stray.pem);
    // Java's store is PEM here: what counts is who is in it.
    image.put("/etc/ssl/certs/java/cacerts", image.one.pem + image.three.pem);
    const DriftFacts drift = take(image, plan, true).drift;
    CHECK(drift.deselected_present == std::vector<std::string>{"mozilla/two.crt"});
    CHECK(drift.selected_absent ==
          std::vector<std::string>{"mozilla/three.crt",
                                   "/usr/local/share/ca-certificates/fresh.crt"});
    CHECK(drift.unexplained == std::vector<std::string>{"Stray"});
    CHECK(drift.java_older);
    CHECK(drift.java_lacks.size() == 3);
    CHECK(drift.java_only == std::vector<std::string>{"Three"});
  }
  SUBCASE("no conf, no judgement") {
    fs::remove(image.scratch.path() + "/etc/ca-certificates.conf");
    image.put("/etc/ssl/certs/ca-certificates.crt", image.two.pem);
    CHECK(!take(image, plan, true).drift.applies);
  }
}

}  // namespace checkoutdiag::trust
