#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"CISA: HTTPS interception weakens TLS security",
     "https://www.cisa.gov/news-events/alerts/2017/03/16/https-interception-weakens-tls-security"},
    {"Durumeric et al.: the security impact of HTTPS interception",
     "https://www.ndss-symposium.org/ndss2017/ndss-2017-programme/"
     "security-impact-https-interception/"},
};

const trust::Interceptor* interceptor_of(const Knowledge& known,
                                         const x509::Certificate& certificate) {
  const std::string subject = lower(certificate.subject);
  for (const trust::Interceptor& each : known.interceptors)
    if (!each.words.empty() && subject.find(each.words) != std::string::npos) return &each;
  return nullptr;
}

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  const trust::Interceptor& product = *interceptor_of(seen.known, *held.certificate);
  Finding& finding = outcome.fail(
      "{} trusts {}, by its name of {}, which opens TLS connections on the way: {} what it signs "
      "in "
      "a gateway's place",
      called(seen.store), called(*held.certificate), product.product,
      readers_that(seen, "accepts", "accept"));
  describe(finding, held)
      .with("product", product.product)
      .with("source", product.from.source)
      .with("readers", reader_names(seen))
      .fixed_by(
          "where your company runs it, ask that payment gateways pass unopened; where nobody "
          "knows it, " +
          how_to_remove(seen.store, *held.entry, *held.certificate, &seen.seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> found = held_where(seen, [&](const Held& each) {
    return interceptor_of(seen.known, *each.certificate) != nullptr;
  });
  tell_each(seen, found, "have the name of a product that opens TLS connections too", outcome,
            [&](const Held& each) { tell(seen, each, outcome); });
}

}  // namespace

constinit const Check<StoreCase> interception_root{
    .rule = {.id = "ca/interception-root",
             .level = Level::warning,
             .title = "the store trusts a product that intercepts TLS",
             .why = "A proxy or virus scanner with its root in the store can read and change what "
                    "is sent to a gateway, card data included, and brings whatever it gets wrong "
                    "in TLS. Often it is there on purpose, and the one program whose own store "
                    "lacks its root is the one that fails.",
             .fix = "where your company runs it, ask that payment gateways pass unopened; where "
                    "nobody knows it, take its root out of the store",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
