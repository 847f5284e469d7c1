#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"PayPal: webhooks, verifying the signature",
     "https://developer.paypal.com/api/rest/webhooks/rest/"},
    {"RFC 5280 section 6: certification path validation",
     "https://www.rfc-editor.org/rfc/rfc5280#section-6"},
};

constexpr std::string_view kFetch =
    "fetch the certificate anew from the address that the delivery names, only when that is https "
    "with a host of the sender's domain, and keep its intermediates in the same file";

std::string subject_of(const CertificateVerdict& verdict) {
  return verdict.subject.empty() ? "the certificate" : "the certificate of " + verdict.subject;
}

// A clause that follows a colon; empty when nothing was said.
std::string because(const CertificateVerdict& verdict) {
  return verdict.problem.empty() ? std::string() : ": " + verdict.problem;
}

void identify(Finding& finding, const CertificateVerdict& verdict) {
  finding.with("subject", verdict.subject);
  if (verdict.readable)
    finding.with("not_before", text::rfc3339(verdict.not_before))
        .with("not_after", text::rfc3339(verdict.not_after));
  if (!verdict.problem.empty()) finding.with("problem", verdict.problem);
}

std::string_view skip(const DeliveryCase& seen) {
  return seen.certificate ? std::string_view{} : "no certificate was given";
}

void judge_dates(const DeliveryCase& seen, Outcome& outcome) {
  const CertificateVerdict& verdict = *seen.certificate;
  const std::int64_t from = verdict.not_before.time_since_epoch().count(),
                     until = verdict.not_after.time_since_epoch().count();
  if (seen.now > until)
    identify(outcome
                 .fail("{} expired on {}, so it proves nothing now", subject_of(verdict),
                       text::date(verdict.not_after))
                 .fixed_by(std::string(kFetch) +
                           "\na delivery that was recorded earlier is verified as of its arrival "
                           "with --now TIME"),
             verdict);
  else if (seen.now < from)
    identify(outcome
                 .fail("{} is valid only from {} on: either this machine's clock is behind, or it "
                       "is not the sender's",
                       subject_of(verdict), text::date(verdict.not_before))
                 .fixed_by("see whether this machine's clock is right:\n  timedatectl status\n" +
                           std::string(kFetch)),
             verdict);
}

// Whoever fetches from there, and believes what comes, believes anybody.
void judge_url(const DeliveryCase& seen, Outcome& outcome) {
  if (seen.forbidden_certificate_url.empty()) return;
  outcome
      .fail(
          "the delivery names a certificate at {}, which is not https at a host of the sender's "
          "domain: a receiver that fetches it from there takes any forger's key",
          seen.forbidden_certificate_url)
      .with("url", seen.forbidden_certificate_url)
      .fixed_by(
          "refuse the delivery, and see that the receiver fetches certificates only with "
          "https from hosts that end in .paypal.com");
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  judge_url(seen, outcome);
  const CertificateVerdict& verdict = *seen.certificate;
  if (!verdict.readable)
    return identify(outcome.fail("the sender's certificate cannot be read{}", because(verdict)),
                    verdict);
  if (!verdict.names_paypal)
    identify(outcome.fail("{} is for no name of the sender's domain: whoever has its key can sign "
                          "deliveries that look right",
                          subject_of(verdict)),
             verdict);
  const std::size_t before = outcome.findings.size();
  judge_dates(seen, outcome);
  // A certificate that is not valid now has no chain either, which is not told twice.
  if (!verdict.chain_ok && outcome.findings.size() == before)
    identify(
        outcome
            .fail("{} does not lead to an authority that is trusted here{}", subject_of(verdict),
                  because(verdict))
            .fixed_by(std::string(kFetch) + "\nwhether this machine's authorities are up to date:\n"
                                            "  checkoutdiag ca audit"),
        verdict);
}

}  // namespace

constinit const Check<DeliveryCase> certificate_untrusted{
    .rule = {.id = "webhook/certificate-untrusted",
             .level = Level::error,
             .title = "the certificate that verifies the delivery is the sender's",
             .why = "A certificate that comes with a delivery, or from an address in it, is chosen "
                    "by whoever sent the delivery. Its key says who that was only when the "
                    "certificate is for the sender's domain, is valid now and leads to an "
                    "authority that is trusted: without all three, anybody signs with a "
                    "certificate of their own.",
             .fix = "refuse the delivery; fetch the certificate anew from the address that it "
                    "names, only when that is https with a host of the sender's domain",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
