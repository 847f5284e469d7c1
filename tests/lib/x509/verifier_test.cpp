#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <thread>

#include "lib/failure.hpp"
#include "lib/x509/certificate.hpp"
#include "mint.hpp"
#include "scratch.hpp"

namespace checkoutdiag::x509 {
namespace {

using namespace std::chrono;
using test::Environment;
using test::Identity;
using test::kNow;
using test::mint;
using test::Scratch;
using Ders = std::vector<std::string>;

std::vector<int> codes(const Verification& verification) {
  std::vector<int> all;
  for (const VerifyError& error : verification.errors)
    all.push_back(error.code);
  std::sort(all.begin(), all.end());
  return all;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct World {
  Scratch scratch;
  Identity root = mint({.common_name = "Root", .ca = true});
  Identity middle = mint({.common_name = "Middle", .ca = true}, &root);
  Identity leaf = mint({.common_name = "leaf", .dns = {"leaf.example"}}, &middle);
  std::string file = scratch.write("root.pem", root.pem);
  Verifier verifier{{file, ""}};
};

TEST_CASE_FIXTURE(World, "a good chain is valid, its path named from leaf to anchor") {
  Verification good = verifier.verify(Ders{leaf.der, middle.der}, kNow);
  CHECK(good.tried);
  CHECK(good.valid);
  CHECK(good.errors.empty());
  CHECK(good.path == Ders{"CN=leaf", "CN=Middle", "CN=Root"});
  CHECK(good.store == file);
  CHECK(good.unavailable == "");
  CHECK(verifier.description() == file);
}

TEST_CASE_FIXTURE(World, "order, repeats and strangers among the rest do not matter") {
  Identity stranger = mint({.common_name = "Stranger", .ca = true});
  CHECK(
      verifier.verify(Ders{leaf.der, stranger.der, root.der, middle.der, middle.der}, kNow).valid);
}

TEST_CASE_FIXTURE(World, "a missing intermediate and an unknown root are told apart") {
  Verification missing = verifier.verify(Ders{leaf.der}, kNow);
  CHECK_FALSE(missing.valid);
  CHECK(codes(missing) == std::vector{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                                      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE});
  CHECK(missing.errors[0].subject == "CN=leaf");
  CHECK(missing.path == Ders{"CN=leaf"});
  Identity other = mint({.common_name = "Other", .ca = true});
  Identity theirs = mint({.common_name = "theirs"}, &other);
  CHECK(codes(verifier.verify(Ders{theirs.der, other.der}, kNow)) ==
        std::vector{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN});
  Identity alone = mint({.common_name = "alone"});
  CHECK(codes(verifier.verify(Ders{alone.der}, kNow)) ==
        std::vector{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT});
}

TEST_CASE_FIXTURE(World, "every error is told, with its depth, not only the first") {
  Identity old_middle =
      mint({.common_name = "Old", .ca = true, .not_after = kNow - days(1)}, &root);
  Identity bad = mint({.common_name = "bad",
                       .not_after = kNow - days(2),
                       .extensions = {{"extendedKeyUsage", "clientAuth"}}},
                      &old_middle);
  Verification seen = verifier.verify(Ders{bad.der, old_middle.der}, kNow);
  CHECK_FALSE(seen.valid);
  CHECK(codes(seen) == std::vector{X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_HAS_EXPIRED,
                                   X509_V_ERR_INVALID_PURPOSE});
  auto expired_at = [&](int depth, const char* subject) {
    return std::any_of(seen.errors.begin(), seen.errors.end(), [&](const VerifyError& error) {
      return error.code == X509_V_ERR_CERT_HAS_EXPIRED && error.depth == depth &&
             error.subject == subject && error.text == "certificate has expired";
    });
  };
  CHECK(expired_at(0, "CN=bad"));
  CHECK(expired_at(1, "CN=Old"));
}

TEST_CASE_FIXTURE(World, "time is the time that is asked about") {
  Ders chain{leaf.der, middle.der};
  CHECK(verifier.verify(chain, kNow + days(60) - seconds(1)).valid);
  CHECK(verifier.verify(chain, kNow - days(30)).valid);
  CHECK(codes(verifier.verify(chain, kNow + days(61)))[0] == X509_V_ERR_CERT_HAS_EXPIRED);
  CHECK(codes(verifier.verify(chain, kNow - days(31)))[0] == X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_CASE_FIXTURE(World, "an issuer that is no CA, and a signature that is not its own") {
  Identity fake = mint({.common_name = "fake"}, &middle);
  Identity below = mint({.common_name = "below"}, &fake);
  std::vector<int> seen = codes(verifier.verify(Ders{below.der, fake.der, middle.der}, kNow));
  CHECK(std::count(seen.begin(), seen.end(), X509_V_ERR_INVALID_CA) == 1);
  std::string forged = leaf.der;
  forged.back() = static_cast<char>(forged.back() ^ 1);
  seen = codes(verifier.verify(Ders{forged, middle.der}, kNow));
  CHECK(std::count(seen.begin(), seen.end(), X509_V_ERR_CERT_SIGNATURE_FAILURE) == 1);
}

TEST_CASE_FIXTURE(World, "weak keys and digests are left to the rules") {
  Identity weak = mint({.common_name = "weak", .key = test::Key::rsa1024, .digest = "SHA1"}, &root);
  CHECK(verifier.verify(Ders{weak.der}, kNow).valid);
}

TEST_CASE_FIXTURE(World, "what cannot be read is an error, and a chain has a limit") {
  Verification no_leaf = verifier.verify(Ders{"junk", middle.der}, kNow);
  CHECK(no_leaf.tried);
  CHECK_FALSE(no_leaf.valid);
  REQUIRE(no_leaf.errors.size() == 1);
  CHECK(contains(no_leaf.errors[0].text, "certificate 0 of the chain cannot be read"));
  Verification skipped = verifier.verify(Ders{leaf.der, "junk", middle.der}, kNow);
  CHECK_FALSE(skipped.valid);
  REQUIRE(skipped.errors.size() == 1);
  CHECK(skipped.errors[0].depth == 1);
  CHECK(skipped.path.size() == 3);
  Ders many(150, middle.der);
  many[0] = leaf.der;
  CHECK(codes(verifier.verify(many, kNow)) == std::vector{X509_V_ERR_CERT_CHAIN_TOO_LONG});
  CHECK_FALSE(verifier.verify({}, kNow).valid);
  CHECK(verifier.verify({}, kNow).errors.size() == 1);
}

TEST_CASE_FIXTURE(World, "nothing is left in this thread's OpenSSL error queue") {
  ERR_clear_error();
  (void)verifier.verify(Ders{leaf.der, "junk"}, kNow);
  (void)read_certificate("junk");
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE_FIXTURE(World, "threads share one verifier") {
  Environment environment("SSL_CERT_FILE", file);
  Verifier shared({});
  std::vector<int> valid(4);
  std::vector<std::thread> threads;
  for (int& mine : valid)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i)
        mine += shared.verify(Ders{leaf.der, middle.der}, kNow).valid;
    });
  for (std::thread& thread : threads)
    thread.join();
  CHECK(valid == std::vector<int>(4, 20));
}

TEST_CASE_FIXTURE(World, "a default bundle is searched by name, whatever else it holds") {
  Environment no_directory("SSL_CERT_DIR", "/none");
  Identity namesake = mint({.common_name = "Root", .ca = true});
  Identity other = mint({.common_name = "Other", .ca = true});
  Identity theirs = mint({.common_name = "theirs"}, &other);
  std::string trusted = root.pem;  // a block of another type: OpenSSL reads the whole file itself
  for (std::size_t at; (at = trusted.find(" CERTIFICATE")) != std::string::npos;)
    trusted.replace(at, 12, " X509_CERTIFICATE");
  for (std::size_t at; (at = trusted.find("X509_")) != std::string::npos;)
    trusted[at + 4] = ' ';
  for (const std::string& content :
       {"# comment\n" + namesake.pem + other.pem + root.pem + "\ntrailing words\n",
        other.pem + trusted, other.pem + root.key_pem + root.pem}) {
    Environment bundle("SSL_CERT_FILE", scratch.write("bundle.pem", content));
    Verifier defaults({});
    for (int twice = 0; twice < 2; ++twice) {
      CHECK(defaults.verify(Ders{leaf.der, middle.der}, kNow).valid);
      CHECK(defaults.verify(Ders{theirs.der}, kNow).valid);
      CHECK_FALSE(defaults.verify(Ders{leaf.der}, kNow).valid);
    }
    CHECK_FALSE(defaults.verify(Ders{mint({.common_name = "Root"}).der}, kNow).valid);
  }
}

TEST_CASE_FIXTURE(World, "SSL_CERT_FILE and SSL_CERT_DIR are honoured and named") {
  Environment directory("SSL_CERT_DIR", scratch.path() + "/none");
  {
    Environment with("SSL_CERT_FILE", file);
    Verifier defaults({});
    CHECK(defaults.verify(Ders{leaf.der, middle.der}, kNow).valid);
    CHECK(contains(defaults.description(), file + " (SSL_CERT_FILE)"));
    CHECK(contains(defaults.description(), "SSL_CERT_DIR, nothing to read there"));
  }
  Environment without("SSL_CERT_FILE", scratch.path() + "/none.pem");
  Verifier nothing({});
  Verification unknown = nothing.verify(Ders{leaf.der, middle.der}, kNow);
  CHECK_FALSE(unknown.tried);
  CHECK_FALSE(unknown.valid);
  CHECK(unknown.errors.empty());
  CHECK(contains(unknown.unavailable, "holds CA certificates"));
}

TEST_CASE_FIXTURE(World, "a directory works by its hashed names, also in a list") {
  const auto* at = reinterpret_cast<const unsigned char*>(root.der.data());
  Handle<X509, X509_free> parsed(d2i_X509(nullptr, &at, static_cast<long>(root.der.size())));
  char hashed[16];
  std::snprintf(hashed, sizeof hashed, "%08lx.0", X509_subject_name_hash(parsed.get()));
  Scratch directory;
  directory.write(hashed, root.pem);
  CHECK(Verifier({"", directory.path()}).verify(Ders{leaf.der, middle.der}, kNow).valid);
  Environment no_file("SSL_CERT_FILE", "/none");
  Environment list("SSL_CERT_DIR", "/none:" + directory.path());
  Verifier defaults({});
  CHECK(defaults.verify(Ders{leaf.der, middle.der}, kNow).valid);
}

TEST_CASE_FIXTURE(World, "a store that was named must be there") {
  auto refusal = [](const Anchors& anchors) -> std::string {
    try {
      Verifier taken(anchors);
      return "accepted";
    } catch (const Failure& failure) {
      CHECK(failure.kind == Failure::Kind::input);
      CHECK_FALSE(failure.hint.empty());
      return failure.what();
    }
  };
  std::string empty = scratch.write("empty.pem", "no certificate here\n");
  CHECK(contains(refusal({scratch.path() + "/none.pem", ""}), "No such file"));
  CHECK(contains(refusal({scratch.path(), ""}), "not a file"));
  CHECK(contains(refusal({empty, ""}), "no certificate can be read"));
  CHECK(contains(refusal({"", scratch.path() + "/none"}), "does not exist"));
  CHECK(contains(refusal({"", scratch.path()}), "hashed names"));
}

}  // namespace
}  // namespace checkoutdiag::x509
