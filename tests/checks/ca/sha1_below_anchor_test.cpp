#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Certificate signed_with(Certificate made, const std::string& digest, const std::string& name) {
  made.signature_digest = digest;
  made.signature_algorithm = name;
  return made;
}

}  // namespace

TEST_CASE("ca/sha1-below-anchor: an intermediate among the roots, a warning in a store") {
  Host host = Host().store(
      kBundle, {signed_with(intermediate("Old Issuer", "Root"), "SHA1", "sha1WithRSAEncryption")});
  Finding finding = only_finding(judged(rules::sha1_below_anchor, host));
  CHECK(finding.message ==
        "Old Issuer in /etc/ssl/certs/ca-certificates.crt is no root and is signed with "
        "sha1WithRSAEncryption by CN=Root: OpenSSL at level 1 and above, Go and GnuTLS refuse a "
        "path that needs this signature, Java takes it");
  CHECK(finding.level == Level::warning);
}

TEST_CASE("ca/sha1-below-anchor: a root's signature on itself is not below an anchor") {
  Certificate md2 = signed_with(root("Ancient"), "MD2", "md2WithRSAEncryption");
  md2.self_signed = false;  // nothing can verify MD2 any more
  Host host = Host().store(kBundle, {signed_with(root("Old"), "SHA1", "sha1WithRSAEncryption"),
                                     signed_with(root("Older"), "MD5", "md5WithRSAEncryption"), md2,
                                     intermediate("Fine", "Root")});
  CHECK(holds(judged(rules::sha1_below_anchor, host)));
}

}  // namespace checkoutdiag::ca
