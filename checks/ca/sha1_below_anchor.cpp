#include "checks/ca/digests.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9155: deprecating MD5 and SHA-1 signatures in TLS",
     "https://www.rfc-editor.org/rfc/rfc9155"},
    {"SHAttered: the first SHA-1 collision", "https://shattered.io/"},
    {"OpenSSL: X509_VERIFY_PARAM_set_auth_level",
     "https://docs.openssl.org/3.0/man3/X509_VERIFY_PARAM_set_flags/"},
};

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  const x509::Certificate& certificate = *held.certificate;
  Finding& finding = outcome.fail(
      "{} in {} is no root and is signed with {} by {}: OpenSSL at level 1 and above, Go and "
      "GnuTLS "
      "refuse a path that needs this signature, Java takes it",
      called(certificate), called(seen.store), certificate.signature_algorithm, certificate.issuer);
  describe(finding, held)
      .with("signature", certificate.signature_algorithm)
      .with("readers", reader_names(seen))
      .fixed_by(
          "put the authority's root into the store instead of what it signed; where that is "
          "there already, " +
          how_to_remove(seen.store, *held.entry, certificate, &seen.seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> found = held_where(seen, [](const Held& each) {
    return has_broken_digest(*each.certificate) && !signs_itself(*each.certificate);
  });
  tell_each(seen, found, "are no roots and signed with SHA-1 or MD5 too", outcome,
            [&](const Held& each) { tell(seen, each, outcome); });
}

}  // namespace

constinit const Check<StoreCase> sha1_below_anchor{
    .rule = {.id = "ca/sha1-below-anchor",
             .level = Level::warning,
             .title = "an intermediate in the store is signed with SHA-1 or MD5",
             .why = "Two certificates with the same SHA-1 or MD5 can be made at will, so such a "
                    "signature proves nothing, and most clients refuse a path that rests on it. In "
                    "a store it matters when a path leads through this certificate to a root above "
                    "it; whether a gateway's does, checkoutdiag ca chain tells.",
             .fix = "put the authority's root into the store instead of what it signed:\n"
                    "  sudo cp its-root.pem /usr/local/share/ca-certificates/root.crt\n"
                    "  sudo update-ca-certificates",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
