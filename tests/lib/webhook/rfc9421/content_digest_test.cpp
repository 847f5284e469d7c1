#include "lib/webhook/rfc9421/content_digest.hpp"

#include <doctest/doctest.h>

#include "lib/webhook/claims.hpp"
#include "tests/lib/webhook/rfc9421/published.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace test;

// RFC 9530 section 2 has this digest of this body.
const std::string kSha256 = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";

TEST_CASE("a digest is that of RFC 9530") {
  CHECK(rfc9421::content_digest(test_request().body) == kSha256);
  CHECK(rfc9421::check_digest(test_request(), "Content-Digest").proves());
}

TEST_CASE("of a digest's algorithm that is covered by name, the digest must be there and known") {
  const auto trouble = [](const std::string& component, const std::string& digests) {
    Delivery delivery = signed_request("a=(" + component + ")", "a=:AAAA:");
    for (Header& header : delivery.headers)
      if (header.name == "Content-Digest") header.value = digests;
    Claims found;
    read_message_signatures(message_signatures(), delivery, {}, found);
    CHECK(found.items.size() == 1);  // that a key can decide, whatever the body is
    return found.trouble;
  };
  CHECK(trouble(R"("content-digest")", kSha256) == Trouble::none);
  CHECK(trouble(R"("content-digest";bs)", kSha256) == Trouble::none);
  CHECK(trouble(R"("content-digest";key="sha-256")", "md5=:AAAA:, " + kSha256) == Trouble::none);
  CHECK(trouble(R"("content-digest";key="md5")", "md5=:AAAA:, " + kSha256) ==
        Trouble::body_uncovered);
  CHECK(trouble(R"("content-digest")", "md5=:AAAA:") == Trouble::body_uncovered);
  CHECK(trouble(R"("content-digest")", "sha-512=:AAAA:, " + kSha256) == Trouble::digest_wrong);
  CHECK(trouble(R"("content-digest")", "sha-256=1") == Trouble::digest_wrong);
  CHECK(trouble(R"("content-digest")", "sha-256") == Trouble::digest_wrong);
  CHECK(trouble(R"("content-digest")", "SHA-256=:AAAA:") == Trouble::header_malformed);
  CHECK(trouble(R"("date")", "sha-256=:AAAA:") == Trouble::body_uncovered);
}

TEST_CASE("the digest of a representation is the body's where nothing encoded it") {
  Delivery delivery = signed_request("a=(\"repr-digest\")", "a=:AAAA:");
  const auto trouble = [&] {
    Claims found;
    read_message_signatures(message_signatures(), delivery, {}, found);
    CHECK(found.items.size() == 1);
    return found.trouble;
  };
  delivery.headers.push_back({"Repr-Digest", kSha256});
  CHECK(trouble() == Trouble::none);
  delivery.headers.back().value = "sha-256=:AAAA:";
  CHECK(trouble() == Trouble::digest_wrong);
  delivery.headers.push_back({"Content-Encoding", "gzip"});
  CHECK(trouble() == Trouble::body_uncovered);
}

}  // namespace
}  // namespace checkoutdiag::webhook
