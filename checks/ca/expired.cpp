#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280 section 6.1: path validation, which leaves an anchor's dates to the program",
     "https://www.rfc-editor.org/rfc/rfc5280#section-6.1"},
    {"Node.js issue 40352: expired roots in a store",
     "https://github.com/nodejs/node/issues/40352"},
    {"curl: the DST Root CA X3 expiry and OpenSSL before 1.1.0",
     "https://github.com/curl/curl/issues/5530"},
};

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  const x509::Certificate& certificate = *held.certificate;
  const std::int64_t days = days_between(certificate.not_after, seen.at);
  Finding& finding = outcome.fail(
      "{} in {} expired on {}, {} ago; not a defect by itself: it costs only a gateway whose every "
      "path ends in it, and clients with OpenSSL before 1.1.0",
      called(certificate), called(seen.store), text::date(certificate.not_after), days_text(days));
  describe(finding, held)
      .with("days_ago", days)
      .with("readers", reader_names(seen))
      .fixed_by(
          "nothing needs to be done for today's clients; for those with OpenSSL before 1.1.0, "
          "which prefer a path that ends in it, take it out: " +
          how_to_remove(seen.store, *held.entry, certificate, &seen.seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> found =
      held_where(seen, [&](const Held& each) { return seen.at > each.certificate->not_after; });
  tell_each(seen, found, "have expired too", outcome,
            [&](const Held& each) { tell(seen, each, outcome); });
}

}  // namespace

constinit const Check<StoreCase> expired{
    .rule = {.id = "ca/expired",
             .level = Level::warning,
             .title = "a certificate in the store has expired",
             .why =
                 "An expired root is normal in an old bundle and no defect by itself: OpenSSL, "
                 "Go and GnuTLS look for another path, and Java does not look at an anchor's "
                 "dates at all. It hurts where a gateway has no other path, and where an OpenSSL "
                 "before 1.1.0 prefers the path that the gateway sent although a better one is "
                 "in the store. Which gateways those are, checkoutdiag ca chain tells.",
             .fix = "leave it, unless programs with OpenSSL before 1.1.0 read the store: those "
                    "need it taken out. A newer bundle has fewer of them:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
