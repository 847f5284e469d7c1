#include "lib/trust/path.hpp"
#include "lib/text/hex.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <sstream>

#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"
#include "path_cases.hpp"
#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::trust {
namespace {

using std::chrono::days;
using test::Identity;
using test::kNow;
using test::mint;
using test::mint_for;
using Ders = std::vector<std::string>;

/// A store with its facts.
struct Anchors {
  std::vector<x509::Certificate> facts;
  std::vector<Anchor> list;

  explicit Anchors(const Ders& ders) {
    for (const std::string& der : ders)
      facts.push_back(x509::read_certificate(der));
    for (const x509::Certificate& one : facts)
      list.push_back({&one, {}, {}});
  }
};

const std::vector<Profile> kProfiles{{Runtime::openssl, 0, false},
                                     {Runtime::openssl, 2, false},
                                     {Runtime::openssl, 0, true},
                                     {Runtime::node},
                                     {Runtime::go},
                                     {Runtime::java},
                                     {Runtime::gnutls}};

std::string word_for(Cause cause) {
  static const std::map<Cause, std::string> words{{Cause::issuer_missing, "issuer-missing"},
                                                  {Cause::root_not_trusted, "root-not-trusted"},
                                                  {Cause::expired, "expired"},
                                                  {Cause::not_yet_valid, "not-yet-valid"},
                                                  {Cause::not_a_ca, "not-a-ca"},
                                                  {Cause::path_length, "path-length"},
                                                  {Cause::name_constraints, "name-constraints"},
                                                  {Cause::purpose, "purpose"},
                                                  {Cause::weak_key, "weak-key"},
                                                  {Cause::weak_digest, "weak-digest"},
                                                  {Cause::bad_signature, "bad-signature"},
                                                  {Cause::anchor_not_root, "anchor-not-root"},
                                                  {Cause::distrusted, "distrusted"},
                                                  {Cause::too_complex, "too-complex"},
                                                  {Cause::other, "other"}};
  const auto found = words.find(cause);
  return found == words.end() ? "none" : found->second;
}

std::string shorthand(const Profile& profile, const PathVerdict& verdict) {
  if (verdict.answer == Answer::accepted) return "ok";
  if (verdict.answer == Answer::unknown) return "unknown";
  if (profile.runtime != Runtime::openssl) return word_for(verdict.cause);
  return verdict.words.substr(0, verdict.words.find(' '));
}

void check_shape(const PathVerdict& verdict) {
  const bool accepted = verdict.answer == Answer::accepted;
  CHECK(accepted == (verdict.cause == Cause::none));
  CHECK((verdict.answer == Answer::refused) == !verdict.words.empty());
  CHECK((verdict.answer == Answer::unknown) == !verdict.unknown_because.empty());
  if (accepted) CHECK_FALSE(verdict.path.empty());
}

TEST_CASE("every runtime's own answer to chains and stores with one feature each") {
  for (const test::PathCase& one : test::path_cases()) {
    CAPTURE(one.name);
    const Anchors anchors(one.store);
    PathBuilder builder(one.sent);
    std::string seen;
    for (const Profile& profile : kProfiles) {
      const PathVerdict verdict = builder.verify(profile, anchors.list, kNow);
      check_shape(verdict);
      seen += (seen.empty() ? "" : " ") + shorthand(profile, verdict);
    }
    CHECK(seen == one.expected);
  }
}

struct World {
  Identity root = mint({.common_name = "Root", .ca = true});
  Identity middle = mint({.common_name = "Middle", .ca = true}, &root);
  Identity leaf = mint({.common_name = "leaf", .dns = {"leaf.test"}}, &middle);

  static PathVerdict ask(const Profile& profile, const Ders& sent, const Ders& store,
                         Time now = kNow) {
    const Anchors anchors(store);
    return PathBuilder(sent).verify(profile, anchors.list, now);
  }
};

std::string hash(const Identity& identity) {
  return text::sha256_hex(identity.der);
}

TEST_CASE_FIXTURE(World, "the path is told from leaf to anchor, or as far as it came") {
  for (const Profile& profile : kProfiles) {
    CAPTURE(static_cast<int>(profile.runtime));
    const PathVerdict good = ask(profile, {leaf.der, middle.der, root.der}, {root.der});
    CHECK(good.path == Ders{hash(leaf), hash(middle), hash(root)});
    const PathVerdict missing = ask(profile, {leaf.der}, {root.der});
    CHECK(missing.path == Ders{hash(leaf)});
    CHECK(missing.at == "CN=leaf");
    const PathVerdict no_root = ask(profile, {leaf.der, middle.der}, {leaf.der + "x"});
    CHECK(no_root.cause == Cause::issuer_missing);
    CHECK(no_root.path == Ders{hash(leaf), hash(middle)});
    CHECK(no_root.at == "CN=Middle");
    const PathVerdict late = ask(profile, {leaf.der, middle.der}, {root.der}, kNow + days(61));
    CHECK(late.cause == Cause::expired);
  }
}

TEST_CASE_FIXTURE(World, "each runtime is quoted in its own words") {
  const Ders sent{leaf.der}, store{root.der};
  CHECK(ask({Runtime::openssl}, sent, store).words ==
        "20 at depth 0: unable to get local issuer certificate");
  CHECK(ask({Runtime::node}, sent, store).words ==
        "unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)");
  CHECK(ask({Runtime::go}, sent, store).words == "x509: certificate signed by unknown authority");
  CHECK(ask({Runtime::java}, sent, store).words ==
        "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: "
        "unable to find valid certification path to requested target");
  CHECK(ask({Runtime::gnutls}, sent, store).words ==
        "The certificate is NOT trusted. The certificate issuer is unknown.");
  CHECK(ask({Runtime::go}, {leaf.der, middle.der}, store, kNow + days(61)).words ==
        "x509: certificate has expired or is not yet valid: current time 2027-01-27T00:00:00Z is "
        "after 2027-01-26T00:00:00Z");
}

TEST_CASE_FIXTURE(World, "what is not modelled is not guessed") {
  const PathVerdict other = ask({Runtime::other}, {leaf.der, middle.der}, {root.der});
  CHECK(other.answer == Answer::unknown);
  CHECK(other.unknown_because == "not modelled");
  const PathVerdict nothing = ask({Runtime::go}, {}, {root.der});
  CHECK(nothing.answer == Answer::unknown);
  CHECK(nothing.unknown_because == "there is no chain");
}

TEST_CASE_FIXTURE(World, "what cannot be parsed ends the handshake, in any place of the chain") {
  for (const Profile& profile : kProfiles)
    for (const Ders& sent : {Ders{"junk", middle.der}, Ders{leaf.der, middle.der, "junk"}}) {
      const PathVerdict verdict = ask(profile, sent, {root.der});
      CHECK(verdict.answer == Answer::refused);
      CHECK(verdict.cause == Cause::other);
      CHECK_FALSE(verdict.words.empty());
    }
  const Ders trailing{leaf.der, middle.der + "x"};
  CHECK(ask({Runtime::openssl}, trailing, {root.der}).answer == Answer::refused);
  CHECK(ask({Runtime::go}, trailing, {root.der}).words ==
        "tls: failed to parse certificate from server: x509: trailing data");
  CHECK(ask({Runtime::java}, trailing, {root.der}).answer == Answer::unknown);
}

TEST_CASE_FIXTURE(World, "OpenSSL and Node heed what a TRUSTED CERTIFICATE says of servers") {
  Anchors anchors({root.der});
  anchors.list[0].server_trusted = false;
  PathBuilder builder(Ders{leaf.der, middle.der});
  const PathVerdict openssl = builder.verify({Runtime::openssl}, anchors.list, kNow);
  CHECK(openssl.words == "28 at depth 2: certificate rejected");
  CHECK(openssl.cause == Cause::distrusted);
  CHECK(builder.verify({Runtime::node}, anchors.list, kNow).cause == Cause::distrusted);
  CHECK(builder.verify({Runtime::go}, anchors.list, kNow).answer == Answer::accepted);
  anchors.list[0].server_trusted = true;
  CHECK(builder.verify({Runtime::openssl}, anchors.list, kNow).answer == Answer::accepted);
  // An intermediate that is trusted for servers by name is enough.
  Anchors partial({middle.der});
  CHECK(builder.verify({Runtime::openssl}, partial.list, kNow).cause == Cause::anchor_not_root);
  partial.list[0].server_trusted = true;
  CHECK(builder.verify({Runtime::openssl}, partial.list, kNow).answer == Answer::accepted);
}

TEST_CASE_FIXTURE(World, "a chain longer than a client takes is refused by that client alone") {
  Ders sent{leaf.der, middle.der};
  while (sent.size() < 11)
    sent.push_back(root.der);
  CHECK(ask({Runtime::java}, sent, {root.der}).words ==
        "The certificate chain length (11) exceeds the maximum allowed length (10)");
  CHECK(ask({Runtime::gnutls}, sent, {root.der}).answer == Answer::accepted);
  while (sent.size() < 17)
    sent.push_back(root.der);
  CHECK(ask({Runtime::gnutls}, sent, {root.der}).answer == Answer::refused);
  CHECK(ask({Runtime::go}, sent, {root.der}).answer == Answer::accepted);
  CHECK(ask({Runtime::openssl}, sent, {root.der}).answer == Answer::accepted);
  // Bytes count too: ten certificates of four kilobytes.
  test::Recipe many{.common_name = "leaf"};
  for (int i = 0; i < 200; ++i)
    many.dns.push_back(fmt::format("host-number-{}.test", i));
  const Ders heavy(10, mint(many, &middle).der);
  CHECK(ask({Runtime::java}, heavy, {root.der}).words.starts_with("The size of the handshake"));
  CHECK(ask({Runtime::go}, heavy, {root.der}).cause == Cause::issuer_missing);
}

TEST_CASE("one chain can be asked about many stores") {
  const World world;
  PathBuilder builder(Ders{world.leaf.der, world.middle.der});
  const Anchors good({world.root.der}), none(Ders{}), middle({world.middle.der});
  for (int round = 0; round < 2; ++round) {
    CHECK(builder.verify({Runtime::openssl}, good.list, kNow).answer == Answer::accepted);
    CHECK(builder.verify({Runtime::openssl}, none.list, kNow).answer == Answer::refused);
    CHECK(builder.verify({Runtime::java}, middle.list, kNow).answer == Answer::accepted);
    CHECK(builder.verify({Runtime::go}, none.list, kNow).cause == Cause::issuer_missing);
  }
}

/// A random little PKI: what was made, what is sent, what is trusted.
struct RandomPki {
  std::vector<Identity> all;
  Ders sent, store;

  explicit RandomPki(unsigned seed) : random(seed) {
    const int count = 2 + below(5);
    for (int i = 0; i < count; ++i)
      all.push_back(make_ca(below(3)));
    test::Recipe leaf{.common_name = "leaf", .dns = {"leaf.test"}};
    if (below(20) == 0) leaf.not_after = kNow - days(1);
    all.push_back(mint(leaf, &all[index(all.size())]));
    sent.push_back(all.back().der);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (below(10) < 6) sent.push_back(all[i].der);
      if (below(10) < 4) store.push_back(all[i].der);
    }
    std::shuffle(sent.begin() + 1, sent.end(), random);
    std::shuffle(store.begin(), store.end(), random);
  }

 private:
  int below(int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); }
  std::size_t index(std::size_t size) { return random() % size; }

  Identity make_ca(int name) {
    test::Recipe recipe{.common_name = fmt::format("CA {}", name), .ca = below(10) != 0};
    if (below(6) == 0) recipe.not_after = kNow - days(1 + below(5));
    if (below(5) == 0) {
      recipe.bare = true;
      recipe.extensions = {{"basicConstraints", "critical,CA:TRUE"}};
    }
    if (below(8) == 0) recipe.digest = "SHA1";
    const Identity* signer = all.empty() || below(3) == 0 ? nullptr : &all[index(all.size())];
    for (const Identity& earlier : all)  // often the key of another one of that name: a cross-sign
      if (x509::read_certificate(earlier.der).common_name == recipe.common_name && below(3) != 0)
        return mint_for(earlier, recipe, signer);
    return mint(recipe, signer);
  }

  std::mt19937 random;
};

/// X509_verify_cert with the whole store, as a client has it.
std::string with_full_store(const RandomPki& pki, int level, bool partial_chain) {
  auto decode = [](const std::string& der) { return x509::decode(der).certificate; };
  const x509::Handle<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  for (const std::string& der : pki.store)
    X509_STORE_add_cert(store.get(), decode(der).get());
  STACK_OF(X509)* others = sk_X509_new_null();
  for (std::size_t i = 1; i < pki.sent.size(); ++i)
    sk_X509_push(others, decode(pki.sent[i]).release());
  const x509::Cert leaf = decode(pki.sent.front());
  const x509::Handle<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), others);
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(how, kNow.time_since_epoch().count());
  X509_VERIFY_PARAM_set_auth_level(how, level);
  if (partial_chain) X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
  std::string words;
  if (X509_verify_cert(context.get()) != 1)
    words = fmt::format("{} at depth {}: {}", X509_STORE_CTX_get_error(context.get()),
                        X509_STORE_CTX_get_error_depth(context.get()),
                        X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
  sk_X509_pop_free(others, X509_free);
  return words;
}

TEST_CASE("choosing anchors by name changes nothing of what OpenSSL says") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    const RandomPki pki(seed);
    const Anchors anchors(pki.store);
    PathBuilder builder(pki.sent);
    for (const Profile& profile : kProfiles)
      if (profile.runtime == Runtime::openssl)
        CHECK(builder.verify(profile, anchors.list, kNow).words ==
              with_full_store(pki, profile.security_level, profile.partial_chain));
  }
}

TEST_CASE("no order of what was sent changes a good answer of those that search") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    RandomPki pki(seed);
    const Anchors anchors(pki.store);
    std::vector<Answer> first;
    std::mt19937 random(seed);
    for (int round = 0; round < 4; ++round) {
      PathBuilder builder(pki.sent);
      const Answer go = builder.verify({Runtime::go}, anchors.list, kNow).answer;
      if (round == 0) first.push_back(go);
      CHECK(go == first.front());
      std::shuffle(pki.sent.begin() + 1, pki.sent.end(), random);
    }
  }
}

/// Asks all profiles; the whole must end within a time that only a missing bound could exceed.
void must_end(const Ders& sent, const Ders& store) {
  const Anchors anchors(store);
  PathBuilder builder(sent);
  for (const Profile& profile : kProfiles) {
    const auto start = std::chrono::steady_clock::now();
    check_shape(builder.verify(profile, anchors.list, kNow));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  }
}

TEST_CASE("hostile graphs end") {
  const test::Recipe any{.common_name = "Any",
                         .ca = true,
                         .extensions = {{"basicConstraints", "critical,CA:TRUE"}},
                         .bare = true};
  std::vector<Identity> keys;
  for (int i = 0; i < 10; ++i)
    keys.push_back(mint(any));
  Ders mesh;
  for (const Identity& key : keys)
    for (const Identity& signer : keys)
      mesh.push_back(mint_for(key, any, &signer).der);
  Ders sent{mint({.common_name = "leaf"}, &keys[0]).der};
  sent.insert(sent.end(), mesh.begin(), mesh.end() - 1);
  SUBCASE("a hundred of one name, no anchor") {
    must_end(sent, {});
  }
  SUBCASE("a hundred of one name, sent and trusted") {
    must_end(sent, mesh);
  }
  SUBCASE("ten of them, which Java takes too") {
    must_end(Ders(sent.begin(), sent.begin() + 10), {mesh.begin() + 10, mesh.end()});
  }
  SUBCASE("more of one name than are looked at") {
    Ders store;
    for (int i = 0; i < 300; ++i)
      store.push_back(mint_for(keys[0], any, nullptr).der);
    must_end({sent.front()}, store);
    CHECK(World::ask({Runtime::go}, {sent.front()}, store).cause == Cause::too_complex);
  }
}

TEST_CASE("a store's constraints times a leaf's names are bounded") {
  std::string constraints = "permitted;DNS:a";
  for (int i = 0; i < 1500; ++i)
    constraints += fmt::format(",permitted;DNS:n{}.test", i);
  test::Recipe ca{
      .common_name = "Long", .ca = true, .extensions = {{"nameConstraints", constraints}}};
  const Identity root = mint(ca);
  test::Recipe many{.common_name = "leaf"};
  for (int i = 0; i < 3000; ++i)
    many.dns.push_back(fmt::format("m{}.test", i));
  must_end({mint(many, &root).der}, {root.der});
}

}  // namespace
}  // namespace checkoutdiag::trust
