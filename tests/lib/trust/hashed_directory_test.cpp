#include "lib/trust/hashed_directory.hpp"
#include "lib/text/hex.hpp"

#include <doctest/doctest.h>

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"
#include "tests/lib/x509/mint.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::trust {
namespace {

std::vector<x509::Certificate> three() {
  std::vector<x509::Certificate> all;
  for (const char* name : {"One", "Two", "Three"})
    all.push_back(x509::read_certificate(test::mint({.common_name = name, .ca = true}).der));
  return all;
}

DirectoryFile file(std::string name, std::vector<std::size_t> certificates, bool pem = true) {
  return {name, "/d/" + name, false, pem, "", std::move(certificates)};
}

LinkState state_of(const DirectoryLinks& links, const std::string& name) {
  const auto found = std::find_if(links.faults.begin(), links.faults.end(), [&](const Link& each) {
    return each.name == name || (each.name.empty() && each.target == name);
  });
  return found == links.faults.end() ? LinkState::good : found->state;
}

}  // namespace

TEST_CASE("hash names: what OpenSSL would print, and nothing else") {
  REQUIRE(parse_hash_name("5ad8a5d6.0"));
  CHECK(parse_hash_name("5ad8a5d6.0")->hash == 0x5ad8a5d6);
  CHECK(parse_hash_name("5ad8a5d6.12")->number == 12);
  for (const char* name : {"", "5ad8a5d6", "5ad8a5d6.", "5AD8A5D6.0", "5ad8a5d6.x", "5ad8a5d6.0x",
                           "5ad8a5d6.r0", "5ad8a5d.0", "05ad8a5d6.0", "5ad8a5d6.00", "5ad8a5d6.01",
                           "5ad8a5d6.-1", "5ad8a5d6.4294967296", "5ad8a5d6.99999999999999999999"})
    CHECK_MESSAGE(!parse_hash_name(name), name);
  CHECK(hash_name(0xb, 3) == "0000000b.3");
}

TEST_CASE("hashed directory: what a lookup by subject reaches") {
  const std::vector<x509::Certificate> all = three();
  const auto right = [&](std::size_t i, std::uint32_t n) {
    return hash_name(all[i].subject_hash, n);
  };

  SUBCASE("all as it should be; a bundle beside the links is no fault") {
    const DirectoryLinks links = examine_links(
        {file(right(0, 0), {0}), file(right(1, 0), {1}), file("ca-certificates.crt", {0, 1, 2})},
        all);
    CHECK(links.faults.empty());
    CHECK(links.good == 2);
    CHECK(links.reachable == std::vector<std::size_t>{0, 1});
  }
  SUBCASE("no name leads to a file") {
    const DirectoryLinks links = examine_links({file("One.pem", {0})}, all);
    REQUIRE(links.faults.size() == 1);
    CHECK(links.faults[0].state == LinkState::no_link);
    CHECK(links.faults[0].wanted == right(0, 0));
    CHECK(links.reachable.empty());
  }
  SUBCASE("a name of another certificate") {
    const DirectoryLinks links = examine_links({file(right(1, 0), {0})}, all);
    CHECK(state_of(links, right(1, 0)) == LinkState::wrong_hash);
    CHECK(links.reachable.empty());
  }
  SUBCASE("the name of OpenSSL before 1.0.0") {
    const DirectoryLinks links = examine_links({file(hash_name(all[0].old_hash, 0), {0})}, all);
    CHECK(state_of(links, hash_name(all[0].old_hash, 0)) == LinkState::old_hash);
    CHECK(links.reachable.empty());
  }
  SUBCASE("a gap: a lookup stops at the first number that is not there") {
    const DirectoryLinks links = examine_links({file(right(0, 1), {0})}, all);
    REQUIRE(links.faults.size() == 1);
    CHECK(links.faults[0].state == LinkState::gap);
    CHECK(links.faults[0].wanted == right(0, 0));
    CHECK(links.reachable.empty());
  }
  SUBCASE("a dangling link hides those after it") {
    DirectoryFile dangling = file(right(0, 0), {});
    dangling.real.clear();
    const DirectoryLinks links = examine_links({dangling, file(right(0, 1), {0})}, all);
    CHECK(state_of(links, right(0, 0)) == LinkState::dangling);
    CHECK(state_of(links, right(0, 1)) == LinkState::gap);
    CHECK(links.reachable.empty());
  }
  SUBCASE("a wrong certificate does not hide those after it, DER does") {
    DirectoryLinks links = examine_links({file(right(0, 0), {1}), file(right(0, 1), {0})}, all);
    CHECK(links.reachable == std::vector<std::size_t>{0});
    links = examine_links({file(right(0, 0), {0}, false), file(right(0, 1), {0})}, all);
    CHECK(state_of(links, right(0, 0)) == LinkState::not_pem);
    CHECK(links.reachable.empty());
  }
  SUBCASE("several in one file: those of its name are found") {
    const DirectoryLinks links = examine_links({file(right(0, 0), {0, 2})}, all);
    CHECK(state_of(links, right(0, 0)) == LinkState::several);
    CHECK(links.reachable == std::vector<std::size_t>{0});
  }
  SUBCASE("the same certificate under two numbers") {
    const DirectoryLinks links =
        examine_links({file(right(0, 0), {0}), file(right(0, 1), {0})}, all);
    CHECK(links.good == 1);
    CHECK(state_of(links, right(0, 1)) == LinkState::duplicate);
  }
  SUBCASE("a file that cannot be read") {
    DirectoryFile closed = file(right(0, 0), {});
    closed.error = "Permission denied";
    CHECK(state_of(examine_links({closed}, all), right(0, 0)) == LinkState::unreadable);
  }
}

namespace {

// What OpenSSL itself finds in a directory under a certificate's subject: digests.
std::set<std::string> found_by_openssl(const std::string& directory, const std::string& der) {
  using x509::Handle;
  std::set<std::string> digests;
  const Handle<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  X509_STORE_load_path(store.get(), directory.c_str());
  const Handle<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  const x509::Cert subject = x509::decode(der).certificate;
  X509_STORE_CTX_init(context.get(), store.get(), subject.get(), nullptr);
  STACK_OF(X509)* found =
      X509_STORE_CTX_get1_certs(context.get(), X509_get_subject_name(subject.get()));
  for (int i = 0; i < sk_X509_num(found); ++i)
    digests.insert(text::sha256_hex(x509::der_of(sk_X509_value(found, i))));
  sk_X509_pop_free(found, X509_free);
  return digests;
}

}  // namespace

TEST_CASE("hashed directory: OpenSSL's own lookup agrees, whatever the directory looks like") {
  std::mt19937 random(20261125);
  const auto pick = [&](std::size_t below) { return std::size_t(random() % below); };
  // Two of one name and other keys, and a third: neighbours under one hash, and strangers.
  std::vector<test::Identity> minted;
  for (const char* name : {"Same", "Same", "Other"})
    minted.push_back(test::mint({.common_name = name, .ca = true}));
  std::vector<x509::Certificate> all;
  for (const test::Identity& each : minted)
    all.push_back(x509::read_certificate(each.der));

  for (int round = 0; round < 150; ++round) {
    const test::Scratch scratch;
    std::map<std::string, DirectoryFile> files;
    for (std::size_t n = pick(7); n > 0; --n) {
      const x509::Certificate& named = all[pick(3)];
      const std::uint32_t hash = pick(6) == 0 ? named.old_hash : named.subject_hash;
      const std::string name = hash_name(hash, std::uint32_t(pick(4)));
      if (files.count(name)) continue;
      DirectoryFile file{name, scratch.path() + "/" + name, false, true, "", {}};
      std::string content;
      for (std::size_t k = 1 + pick(2); k > 0; --k) {
        const std::size_t i = pick(3);
        file.certificates.push_back(i);
        content += minted[i].pem;
      }
      switch (pick(8)) {
        case 0:
          file.real.clear();
          file.certificates.clear();
          std::filesystem::create_symlink("nowhere", scratch.path() + "/" + name);
          break;
        case 1:
          file.pem = false;
          file.certificates.resize(1);
          scratch.write(name, minted[file.certificates[0]].der);
          break;
        default:
          scratch.write(name, content);
      }
      files[name] = file;
    }
    std::vector<DirectoryFile> list;
    for (const auto& [name, file] : files)
      list.push_back(file);
    std::set<std::string> ours, theirs;
    for (const std::size_t i : examine_links(list, all).reachable)
      ours.insert(all[i].sha256);
    for (const test::Identity& each : minted)
      theirs.merge(found_by_openssl(scratch.path(), each.der));
    CAPTURE(round);
    CHECK(ours == theirs);
  }
}

}  // namespace checkoutdiag::trust
