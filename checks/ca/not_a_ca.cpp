#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280 section 4.2.1.9: basic constraints",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9"},
    {"RFC 5280 section 4.2.1.3: key usage",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3"},
};

// What it lacks; empty: it may sign certificates.
std::string_view lack(const x509::Certificate& certificate) {
  if (certificate.version == 1) return "is of X.509 version 1, which cannot say that it may";
  if (!certificate.basic_constraints) return "has no basicConstraints";
  if (!certificate.is_ca) return "says CA:FALSE";
  if (certificate.may_sign && !*certificate.may_sign) return "has a keyUsage without keyCertSign";
  return {};
}

// A server's own certificate, trusted as it is, has its use.
std::string_view use(const x509::Certificate& certificate) {
  if (certificate.version == 1)
    return "OpenSSL and GnuTLS make an exception for old roots, other clients may not";
  if (certificate.self_signed && !certificate.is_ca)
    return "it is good for the one server that presents it, if for any";
  return "clients refuse what it signs";
}

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  Finding& finding =
      outcome.fail("{} in {} may not sign certificates: it {}; {}", called(*held.certificate),
                   called(seen.store), lack(*held.certificate), use(*held.certificate));
  describe(finding, held)
      .with("lacks", lack(*held.certificate))
      .with("version", held.certificate->version)
      .with("readers", reader_names(seen))
      .fixed_by(
          "put the authority's root there instead of it, where one is meant; where nobody "
          "needs it, " +
          how_to_remove(seen.store, *held.entry, *held.certificate, &seen.seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> found =
      held_where(seen, [](const Held& each) { return !lack(*each.certificate).empty(); });
  tell_each(seen, found, "may not sign certificates either", outcome,
            [&](const Held& each) { tell(seen, each, outcome); });
}

}  // namespace

constinit const Check<StoreCase> not_a_ca{
    .rule = {.id = "ca/not-a-ca",
             .level = Level::warning,
             .title = "a certificate in the store is of no authority",
             .why = "A store is for certificates that may sign others. A server's own certificate "
                    "there helps that server alone, until it is renewed; a root without CA:TRUE or "
                    "keyCertSign is taken by some clients and refused by others, so that one "
                    "gateway works in one program and not in the next.",
             .fix = "put the authority's root there instead:\n"
                    "  sudo cp its-root.pem /usr/local/share/ca-certificates/root.crt\n"
                    "  sudo update-ca-certificates",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
