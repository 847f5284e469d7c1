#include "path_cases.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::test {
namespace {

using std::chrono::days;
using Chain = std::vector<const Identity*>;
using Extensions = std::vector<std::pair<std::string, std::string>>;

const std::string kName = "gateway.test";
const Time kPast = kNow - days(10);

Recipe ca(const std::string& name) {
  return {.common_name = name, .ca = true};
}

Recipe ca_with(const std::string& name, Extensions extensions) {
  Recipe recipe = ca(name);
  recipe.extensions = std::move(extensions);
  return recipe;
}

Recipe bare(const std::string& name, Extensions extensions) {
  Recipe recipe = ca_with(name, std::move(extensions));
  recipe.bare = true;
  return recipe;
}

Recipe until(Recipe recipe, Time not_after) {
  recipe.not_after = not_after;
  return recipe;
}

Recipe keyed(Recipe recipe, Key key, const std::string& digest = "SHA256") {
  recipe.key = key;
  recipe.digest = digest;
  return recipe;
}

Recipe server() {
  return {.common_name = kName, .dns = {kName}, .extensions = {{"extendedKeyUsage", "serverAuth"}}};
}

class Cases {
 public:
  void add(const std::string& name, const Chain& sent, const Chain& store,
           const std::string& expected) {
    PathCase one{name, {}, {}, sent.front()->key_pem, expected};
    for (const Identity* identity : sent)
      one.sent.push_back(identity->der);
    for (const Identity* identity : store)
      one.store.push_back(identity->der);
    all.push_back(std::move(one));
  }

  /// Root, intermediate, leaf, each by its own recipe; the root is the store.
  void three(const std::string& name, const Recipe& root, const Recipe& middle, const Recipe& leaf,
             const std::string& expected) {
    const Identity top = mint(root), between = mint(middle, &top), bottom = mint(leaf, &between);
    add(name, {&bottom, &between}, {&top}, expected);
  }

  std::vector<PathCase> all;
};

void add_plain(Cases& cases) {
  const Identity root = mint(ca("Root")), middle = mint(ca("Middle"), &root),
                 leaf = mint(server(), &middle), stranger = mint(ca("Stranger"));
  cases.add("good", {&leaf, &middle}, {&root}, "ok ok ok ok ok ok ok");
  cases.add("good, with strangers in the store", {&leaf, &middle}, {&stranger, &root},
            "ok ok ok ok ok ok ok");
  cases.add("root sent", {&leaf, &middle, &root}, {&root}, "ok ok ok ok ok ok ok");
  cases.add("misordered", {&leaf, &root, &middle}, {&root}, "ok ok ok ok ok ok ok");
  cases.add("sent twice", {&leaf, &middle, &middle}, {&root}, "ok ok ok ok ok ok ok");
  cases.add("stranger in between", {&leaf, &stranger, &middle}, {&root}, "ok ok ok ok ok ok ok");
  cases.add("missing intermediate", {&leaf}, {&root},
            "20 20 20 issuer-missing issuer-missing issuer-missing issuer-missing");
  cases.add("root not in the store", {&leaf, &middle}, {&stranger},
            "20 20 20 issuer-missing issuer-missing issuer-missing issuer-missing");
  cases.add("root sent, not in the store", {&leaf, &middle, &root}, {&stranger},
            "19 19 19 root-not-trusted root-not-trusted root-not-trusted root-not-trusted");
  cases.add("intermediate in the store too", {&leaf}, {&root, &middle}, "ok ok ok ok ok ok ok");
  cases.add("intermediate the only anchor", {&leaf, &middle}, {&middle},
            "2 2 ok anchor-not-root ok ok ok");
  cases.add("intermediate the only anchor, not sent", {&leaf}, {&middle},
            "2 2 ok anchor-not-root ok ok ok");
  cases.add("leaf the only anchor", {&leaf, &middle}, {&leaf},
            "20 20 ok issuer-missing ok ok issuer-missing");
  const Identity alone = mint(server());
  cases.add("self-signed leaf", {&alone}, {&root},
            "18 18 18 root-not-trusted root-not-trusted root-not-trusted root-not-trusted");
  cases.add("self-signed leaf in the store", {&alone}, {&alone}, "ok ok ok ok ok ok ok");
  const Identity old_leaf = mint(until(server(), kPast), &middle);
  cases.add("expired leaf in the store", {&old_leaf, &middle}, {&old_leaf, &root},
            "10 10 10 expired expired ok expired");
}

void add_dates(Cases& cases) {
  const Identity old_root = mint(until(ca("Old Root"), kPast)), root = mint(ca("New Root")),
                 cross = mint_for(root, until(ca("New Root"), kPast), &old_root),
                 middle = mint(ca("Middle"), &root), leaf = mint(server(), &middle);
  cases.add("AddTrust, the old root only", {&leaf, &middle, &cross}, {&old_root},
            "10 10 10 expired expired expired expired");
  cases.add("AddTrust, both roots", {&leaf, &middle, &cross}, {&old_root, &root},
            "ok ok ok ok ok ok ok");
  cases.add("AddTrust, the new root only", {&leaf, &middle, &cross}, {&root},
            "ok ok ok ok ok ok ok");
  cases.add("expired cross the only anchor", {&leaf, &middle}, {&cross},
            "2 2 10 anchor-not-root expired ok expired");
  const Identity under_old = mint(server(), &old_root), stranger = mint(ca("Stranger"));
  cases.add("leaf under an expired root", {&under_old}, {&old_root},
            "10 10 10 expired expired ok expired");
  const Identity middle_old = mint(ca("Old Middle"), &old_root),
                 leaf_old = mint(server(), &middle_old);
  cases.add("expired root", {&leaf_old, &middle_old}, {&old_root},
            "10 10 10 expired expired ok expired");
  cases.add("expired root, a stranger sent", {&leaf_old, &stranger, &middle_old}, {&old_root},
            "10 10 10 expired expired expired expired");
  cases.three("expired leaf", ca("Root"), ca("Middle"), until(server(), kPast),
              "10 10 10 expired expired expired expired");
  cases.three("expired intermediate", ca("Root"), until(ca("Middle"), kPast), server(),
              "10 10 10 expired expired expired expired");
  Recipe early = server();
  early.not_before = kNow + days(5);
  cases.three("leaf of tomorrow", ca("Root"), ca("Middle"), early,
              "9 9 9 not-yet-valid not-yet-valid not-yet-valid not-yet-valid");
}

const Extensions kOtherNames{{"nameConstraints", "critical,permitted;DNS:other.test"}};
const Extensions kOurNames{{"nameConstraints", "critical,permitted;DNS:gateway.test"}};
const Extensions kMail{{"extendedKeyUsage", "emailProtection"}};
const Extensions kNoSigning{{"basicConstraints", "critical,CA:TRUE"},
                            {"keyUsage", "critical,digitalSignature"}};
const Extensions kShort{{"basicConstraints", "critical,CA:TRUE,pathlen:0"}};
const Extensions kNoCa{{"basicConstraints", "critical,CA:FALSE"}};
const Extensions kStrange{{"1.2.3.4", "critical,DER:0500"}};

void add_rules(Cases& cases) {
  const Recipe root = ca("Root"), middle = ca("Middle"), leaf = server();
  cases.three("anchor: other names", ca_with("Root", kOtherNames), middle, leaf,
              "47 47 47 name-constraints name-constraints ok name-constraints");
  cases.three("anchor: our names", ca_with("Root", kOurNames), middle, leaf,
              "ok ok ok ok ok ok ok");
  cases.three("anchor: for mail", ca_with("Root", kMail), middle, leaf,
              "26 26 26 purpose purpose ok ok");
  cases.three("anchor: too short a path", bare("Root", kShort), middle, leaf,
              "25 25 25 path-length path-length ok path-length");
  cases.three("anchor: may not sign", bare("Root", kNoSigning), middle, leaf,
              "79 79 79 not-a-ca not-a-ca not-a-ca not-a-ca");
  cases.three("anchor: no CA", bare("Root", kNoCa), middle, leaf,
              "79 79 79 not-a-ca not-a-ca not-a-ca not-a-ca");
  cases.three("anchor: no extensions", bare("Root", {}), middle, leaf,
              "79 79 79 not-a-ca not-a-ca not-a-ca ok");
  cases.three("anchor: strange critical extension", ca_with("Root", kStrange), middle, leaf,
              "34 34 34 other other ok other");
  Recipe old = root;
  old.version = 1;
  cases.three("anchor: version 1", old, middle, leaf, "ok ok ok ok ok ok ok");
  cases.three("intermediate: other names", root, ca_with("Middle", kOtherNames), leaf,
              "47 47 47 name-constraints name-constraints name-constraints name-constraints");
  cases.three("intermediate: our names", root, ca_with("Middle", kOurNames), leaf,
              "ok ok ok ok ok ok ok");
  cases.three("intermediate: for mail", root, ca_with("Middle", kMail), leaf,
              "26 26 26 purpose purpose ok purpose");
  cases.three("intermediate: may not sign", root, bare("Middle", kNoSigning), leaf,
              "79 79 79 not-a-ca not-a-ca not-a-ca not-a-ca");
  cases.three("intermediate: no CA", root, bare("Middle", kNoCa), leaf,
              "79 79 79 not-a-ca not-a-ca not-a-ca not-a-ca");
  cases.three("intermediate: strange critical extension", root, ca_with("Middle", kStrange), leaf,
              "34 34 34 other other other other");
  Recipe old_middle = middle;
  old_middle.version = 1;
  cases.three("intermediate: version 1", root, old_middle, leaf,
              "79 79 79 not-a-ca not-a-ca not-a-ca not-a-ca");
  Recipe client = leaf, any = leaf, encipher = leaf, nameless = leaf;
  client.extensions = {{"extendedKeyUsage", "clientAuth"}};
  any.extensions = {{"extendedKeyUsage", "anyExtendedKeyUsage"}};
  encipher.extensions = {{"keyUsage", "keyEncipherment"}};
  nameless.dns.clear();
  cases.three("leaf: for clients", root, middle, client,
              "26 26 26 purpose purpose purpose purpose");
  cases.three("leaf: for anything", root, middle, any, "26 26 26 purpose ok ok ok");
  cases.three("leaf: to encipher only", root, middle, encipher, "ok ok ok ok ok purpose purpose");
  cases.three("leaf: a common name under other names", root, ca_with("Middle", kOtherNames),
              nameless, "47 47 47 name-constraints ok name-constraints name-constraints");
  const Identity top = mint(root), second = mint(bare("Second", kShort), &top),
                 third = mint(ca("Third"), &second), bottom = mint(leaf, &third);
  cases.add("intermediate: too short a path", {&bottom, &third, &second}, {&top},
            "25 25 25 path-length path-length path-length path-length");
}

Extensions names(const std::string& constraints) {
  return {{"nameConstraints", "critical," + constraints}};
}

void add_names(Cases& cases) {
  const Recipe root = ca("Root");
  auto middle = [](const std::string& constraints) {
    return ca_with("Middle", names(constraints));
  };
  const Recipe leaf = server();
  Recipe wild = leaf, four = leaf, six = leaf, mail = leaf;
  wild.dns = {"*.gateway.test"};
  four.ips = {"192.0.2.7"};
  six.ips = {"2001:db8::7"};
  mail.dns.clear();
  mail.extensions.push_back(
      {"subjectAltName", "email:a@sub.gateway.test,URI:https://gateway.test/"});
  const std::string net = "permitted;IP:192.0.2.0/255.255.255.0";
  cases.three("names: with a leading dot", root, middle("permitted;DNS:.test"), leaf,
              "ok ok ok ok ok ok ok");
  cases.three("names: below only", root, middle("permitted;DNS:.gateway.test"), leaf,
              "47 47 47 name-constraints name-constraints name-constraints name-constraints");
  cases.three("names: in capitals", root, middle("permitted;DNS:GATEWAY.Test"), leaf,
              "ok ok ok ok ok ok ok");
  cases.three("names: excluded", root, middle("excluded;DNS:test"), leaf,
              "48 48 48 name-constraints name-constraints name-constraints name-constraints");
  cases.three("names: half a label", root, middle("permitted;DNS:way.test"), leaf,
              "47 47 47 name-constraints name-constraints name-constraints name-constraints");
  cases.three("names: a wildcard, one excluded", root, middle("excluded;DNS:a.gateway.test"), wild,
              "ok ok ok ok ok ok ok");
  cases.three("names: address permitted", root, middle(net), four, "ok ok ok ok ok ok ok");
  cases.three("names: address of another version", root, middle(net), six,
              "47 47 47 name-constraints name-constraints name-constraints ok");
  cases.three("names: address of another network", root,
              middle("permitted;IP:198.51.100.0/255.255.255.0"), four,
              "47 47 47 name-constraints name-constraints name-constraints name-constraints");
  cases.three("names: mail to a host below", root, middle("permitted;email:gateway.test"), mail,
              "47 47 47 name-constraints ok name-constraints name-constraints");
  cases.three("names: mail below a domain", root, middle("permitted;email:.gateway.test"), mail,
              "ok ok ok ok ok ok ok");
  cases.three("names: URI of the host", root, middle("permitted;URI:gateway.test"), mail,
              "ok ok ok ok ok ok ok");
  cases.three("names: URI of others", root, middle("excluded;URI:gateway.test"), mail,
              "48 48 48 name-constraints name-constraints name-constraints name-constraints");
  // One authority that is written in two ways.
  const Identity top = mint(root), between = mint(ca("Middle CA"), &top),
                 capitals = mint_for(between, ca("MIDDLE  ca"), &top),
                 below = mint(leaf, &capitals);
  cases.add("an issuer's name in other letters", {&below, &between}, {&top},
            "ok ok ok ok issuer-missing ok issuer-missing");
}

void add_algorithms(Cases& cases) {
  const Recipe root = ca("Root"), middle = ca("Middle"), leaf = server();
  cases.three("SHA-1: the anchor's own", keyed(root, Key::p256, "SHA1"), middle, leaf,
              "ok ok ok ok ok ok ok");
  cases.three("SHA-1: intermediate", root, keyed(middle, Key::p256, "SHA1"), leaf,
              "ok 68 ok weak-digest weak-digest ok weak-digest");
  cases.three("SHA-1: leaf", root, middle, keyed(leaf, Key::p256, "SHA1"),
              "ok 68 ok weak-digest weak-digest ok weak-digest");
  cases.three("MD5: intermediate", keyed(root, Key::rsa2048), keyed(middle, Key::p256, "MD5"), leaf,
              "ok 68 ok weak-digest weak-digest weak-digest weak-digest");
  cases.three("RSA-1024: anchor", keyed(root, Key::rsa1024), middle, leaf, "ok 67 ok ok ok ok ok");
  cases.three("RSA-1024: leaf", root, middle, keyed(leaf, Key::rsa1024), "ok 66 ok ok ok ok ok");
  cases.three("RSA-512: anchor", keyed(root, Key::rsa512), middle, leaf,
              "ok 67 ok weak-key ok weak-key weak-key");
  cases.three("RSA-512: intermediate", root, keyed(middle, Key::rsa512), leaf,
              "ok 67 ok weak-key ok weak-key weak-key");
  cases.three("P-384", keyed(root, Key::p384), keyed(middle, Key::p384), leaf,
              "ok ok ok ok ok ok ok");
  cases.three("Ed25519: anchor", keyed(root, Key::ed25519), middle, leaf, "ok ok ok ok ok ok ok");
  cases.three("secp256k1: anchor", keyed(root, Key::secp256k1), middle, leaf,
              "ok ok ok ok issuer-missing other weak-key");
  const Identity top = mint(root), between = mint(middle, &top);
  Identity forged = mint(leaf, &between);
  forged.der.back() = static_cast<char>(forged.der.back() ^ 1);
  cases.add("forged leaf", {&forged, &between}, {&top},
            "7 7 7 bad-signature bad-signature bad-signature bad-signature");
  const Identity twin = mint(root),
                 plain_top = mint(bare("Root", {{"basicConstraints", "CA:TRUE"}})),
                 plain_twin = mint(bare("Root", {{"basicConstraints", "CA:TRUE"}})),
                 good = mint(leaf, &between), plain_middle = mint(middle, &plain_top),
                 plain = mint(leaf, &plain_middle);
  cases.add("anchor of the name with another key", {&good, &between}, {&twin},
            "20 20 20 issuer-missing issuer-missing issuer-missing issuer-missing");
  cases.add("anchor of the name with another key, no identifiers", {&plain, &plain_middle},
            {&plain_twin}, "7 7 7 bad-signature bad-signature bad-signature bad-signature");
  cases.add("two anchors of one name", {&good, &between}, {&twin, &top}, "ok ok ok ok ok ok ok");
  cases.add("two anchors of one name, no identifiers", {&plain, &plain_middle},
            {&plain_twin, &plain_top}, "7 7 7 bad-signature ok ok ok");
}

void add_crosses(Cases& cases) {
  const Identity one = mint(ca("One")), two = mint(ca("Two")),
                 one_by_two = mint_for(one, ca("One"), &two),
                 two_by_one = mint_for(two, ca("Two"), &one), leaf = mint(server(), &one);
  cases.add("crossed both ways, the first root", {&leaf, &one_by_two, &two_by_one}, {&one},
            "ok ok ok ok ok ok ok");
  cases.add("crossed both ways, the other root", {&leaf, &one_by_two, &two_by_one}, {&two},
            "ok ok ok ok ok ok ok");
  cases.add("crossed both ways, no root", {&leaf, &one_by_two, &two_by_one}, {&one_by_two},
            "2 2 ok anchor-not-root ok ok ok");
  // Three that sign each other in a ring, all of them in the store and no root.
  const Identity a = mint(ca("A")), b = mint(ca("B")), c = mint(ca("C")),
                 a_by_b = mint_for(a, ca("A"), &b), b_by_c = mint_for(b, ca("B"), &c),
                 c_by_a = mint_for(c, ca("C"), &a), below = mint(server(), &a);
  cases.add("a ring in the store", {&below}, {&a_by_b, &b_by_c, &c_by_a},
            "22 22 ok too-complex ok ok ok");
  cases.add("a ring sent", {&below, &a_by_b, &b_by_c, &c_by_a}, {&one},
            "20 20 20 issuer-missing issuer-missing issuer-missing issuer-missing");
}

/// Four keys of one name that sign each other in all directions.
void add_mesh(Cases& cases) {
  constexpr std::size_t kSize = 4;
  std::vector<Identity> roots, mesh;
  for (std::size_t i = 0; i < kSize; ++i)
    roots.push_back(mint(bare("Mesh", {{"basicConstraints", "critical,CA:TRUE"}})));
  for (const Identity& key : roots)
    for (const Identity& signer : roots)
      mesh.push_back(
          mint_for(key, bare("Mesh", {{"basicConstraints", "critical,CA:TRUE"}}), &signer));
  const Identity leaf = mint(server(), &roots.back()), other = mint(ca("Other"));
  Chain sent{&leaf}, store;
  for (std::size_t i = 0; i < mesh.size(); ++i)
    (i < 9 ? sent : store).push_back(&mesh[i]);
  cases.add("mesh sent, no anchor", sent, {&other},
            "19 19 19 root-not-trusted bad-signature bad-signature root-not-trusted");
  Chain large{&leaf};
  for (std::size_t i = 0; i < 15; ++i)
    large.push_back(&mesh[i]);
  cases.add("larger mesh sent, no anchor", large, {&other},
            "19 19 19 root-not-trusted too-complex other root-not-trusted");
  cases.add("mesh sent, an anchor", sent, {&roots.front()},
            "7 7 7 bad-signature bad-signature bad-signature bad-signature");
  cases.add("mesh sent and in the store", sent, store, "7 7 7 bad-signature ok bad-signature ok");
}

void add_lengths(Cases& cases) {
  std::vector<Identity> line;
  line.push_back(mint(ca("Root")));
  for (int i = 1; i <= 9; ++i)
    line.push_back(mint(ca(fmt::format("Level {}", i)), &line.back()));
  const Identity deep = mint(server(), &line[9]), high = mint(server(), &line[6]);
  Chain sent{&deep}, six{&high};
  for (std::size_t i = 9; i > 0; --i)
    sent.push_back(&line[i]);
  for (std::size_t i = 6; i > 0; --i)
    six.push_back(&line[i]);
  cases.add("nine intermediates", sent, {&line[0]}, "ok ok ok ok ok ok ok");
  cases.add("six intermediates", six, {&line[0]}, "ok ok ok ok ok ok ok");
  std::swap(six[2], six[3]);
  cases.add("six intermediates, misordered", six, {&line[0]}, "ok ok ok ok ok path-length ok");
}

}  // namespace

std::vector<PathCase> path_cases() {
  Cases cases;
  add_plain(cases);
  add_dates(cases);
  add_rules(cases);
  add_names(cases);
  add_algorithms(cases);
  add_crosses(cases);
  add_mesh(cases);
  add_lengths(cases);
  return std::move(cases.all);
}

}  // namespace checkoutdiag::test
