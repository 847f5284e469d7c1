#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"NIST SP 800-57 part 1 revision 5, table 2",
     "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final"},
    {"OpenSSL: SSL_CTX_set_security_level, what each level refuses",
     "https://docs.openssl.org/3.0/man3/SSL_CTX_get_security_level/"},
};

constexpr int kLeastRsa = 2048, kLeastEc = 256;

// Edwards curves have one length each and need no bound.
int least_bits(const std::string& algorithm) {
  if (algorithm.starts_with("RSA") || algorithm == "DSA") return kLeastRsa;
  return algorithm == "EC" ? kLeastEc : 0;
}

bool is_weak(const x509::Certificate& each) {
  return each.key_bits > 0 && each.key_bits < least_bits(each.key_algorithm);
}

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  const x509::Certificate& certificate = *held.certificate;
  Finding& finding = outcome.fail(
      "{} in {} has an {} key of {} bits, less than {}: whoever can afford to break it can stand "
      "in "
      "for any gateway before {}; OpenSSL at Debian's security level 2 refuses it",
      called(certificate), called(seen.store), certificate.key_algorithm, certificate.key_bits,
      least_bits(certificate.key_algorithm), readers_text(seen));
  describe(finding, held)
      .with("key_algorithm", certificate.key_algorithm)
      .with("key_bits", certificate.key_bits)
      .with("least_bits", least_bits(certificate.key_algorithm))
      .with("readers", reader_names(seen))
      .fixed_by("no public authority uses such a key any more; " +
                how_to_remove(seen.store, *held.entry, certificate, &seen.seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> found =
      held_where(seen, [](const Held& each) { return is_weak(*each.certificate); });
  tell_each(seen, found, "have keys that are too short too", outcome,
            [&](const Held& each) { tell(seen, each, outcome); });
}

}  // namespace

constinit const Check<StoreCase> weak_key{
    .rule = {.id = "ca/weak-key",
             .level = Level::warning,
             .title = "a certificate in the store has a key that is too short",
             .why = "Who factors a root's key signs for every gateway. NIST asks for RSA 2048; "
                    "public roots of 1024 bits were withdrawn by 2015 and live on in old bundles. "
                    "It is a warning in a store, and an error in a chain that a gateway uses.",
             .fix = "take a current bundle, which has none of them:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
