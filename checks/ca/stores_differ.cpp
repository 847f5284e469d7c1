#include "checks/ca/ca.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280 6.1.1: trust anchor information",
     "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1"},
    {"Mozilla's CA certificate program: included certificates",
     "https://wiki.mozilla.org/CA/Included_Certificates"},
};

std::string called(const x509::Certificate& certificate) {
  if (!certificate.malformed.empty())
    return "a certificate that cannot be read (SHA-256 " + certificate.sha256.substr(0, 16) + ")";
  return certificate.common_name.empty() ? certificate.subject : certificate.common_name;
}

Finding& describe(Finding& finding, const x509::Certificate& certificate) {
  return finding.with("subject", certificate.subject)
      .with("sha256", certificate.sha256)
      .with("not_after", text::rfc3339(certificate.not_after));
}

void run(const DiffCase& diff, Outcome& outcome) {
  for (const x509::Certificate& each : diff.removed)
    describe(outcome.fail("removed: {}, valid until {}", called(each), text::date(each.not_after)),
             each);
  for (const x509::Certificate& each : diff.added)
    describe(outcome.fail("added: {}, valid until {}", called(each), text::date(each.not_after)),
             each);
  for (const auto& [before, after] : diff.changed) {
    const bool same_key = before.spki_sha256 == after.spki_sha256;
    describe(outcome.fail("changed: {}, {}, valid until {} instead of {}", called(after),
                          same_key ? "the same key issued again" : "another key",
                          text::date(after.not_after), text::date(before.not_after)),
             after)
        .with("old_sha256", before.sha256);
  }
}

}  // namespace

constinit const Check<DiffCase> stores_differ{
    .rule = {.id = "ca/stores-differ",
             .level = Level::note,
             .title = "one store has certificates that the other lacks",
             .why = "What a store lacks, its readers cannot reach; what it has alone, only they "
                    "trust. A difference is no fault by itself: it is one when a gateway's root is "
                    "in it.",
             .fix = "ask which of them a gateway needs:\n"
                    "  checkoutdiag ca chain TARGET --store STORE",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
