#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/"
     "standard-webhooks.md"},
    {"Kubernetes: managing Secrets using kubectl",
     "https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-kubectl/"},
    {"RFC 2104 section 3: keys", "https://www.rfc-editor.org/rfc/rfc2104#section-3"},
};

constexpr std::size_t kShortest = 24;  // bytes; Standard Webhooks asks for 24 to 64

std::string where(const DeliveryCase& seen) {
  const std::string& place = seen.scheme.secret.where;
  return place.empty() ? "the sender's settings" : text::printable(place);
}

Finding& identify(Finding& finding, const GivenSecret& secret) {
  return finding.with("from", secret.from).with("fingerprint", secret.fingerprint);
}

// Whether webhook/signature-mismatch tells what is wrong with the only secret: once is enough.
bool is_told(const DeliveryCase& seen) {
  const Cause* cause = first_cause(seen);
  return seen.secrets.size() == 1 && !seen.seen.signature && !is_missing(seen.seen.trouble) &&
         !is_not_given(seen.seen.trouble) && cause && explains(*cause) &&
         cause->id.starts_with("secret.");
}

void judge_fault(const DeliveryCase& seen, const GivenSecret& secret, Outcome& outcome) {
  // Beside a secret that proves the delivery it does no harm yet.
  identify(outcome.fail("{} {}, so it can be no key of the scheme {}", called(secret), secret.fault,
                        seen.scheme.name),
           secret)
      .at_level(seen.seen.signature ? Level::warning : Level::error)
      .with("fault", secret.fault)
      .fixed_by("copy it anew, all of it and nothing else, from where the sender shows it: " +
                where(seen));
}

void judge_newline(const GivenSecret& secret, Outcome& outcome) {
  identify(outcome.fail("{} ends in a {}, which is left out here: a program that reads the file "
                        "whole, such as one with a mounted Kubernetes secret, uses another key{}",
                        called(secret), secret.dropped,
                        secret.dropped == "CR LF"
                            ? "; a shell's $(cat FILE) drops the LF alone and keeps the CR"
                            : ""),
           secret)
      .fixed_by(
          "write the file without a line end, and make a Kubernetes secret from that:\n"
          "  printf %s \"$WEBHOOK_SECRET\" > webhook-secret\n"
          "  kubectl create secret generic webhook --from-file=webhook-secret\n"
          "or have the program trim what it reads");
}

void judge_length(const DeliveryCase& seen, const GivenSecret& secret, Outcome& outcome) {
  if (seen.scheme.secret.form != KeyForm::base64) return;
  if (secret.bytes == 0 || secret.bytes >= kShortest) return;
  identify(outcome.fail("{} decodes to {} byte{}, fewer than the {} that Standard Webhooks asks "
                        "for",
                        called(secret), secret.bytes, secret.bytes == 1 ? "" : "s", kShortest),
           secret)
      .with("bytes", static_cast<std::int64_t>(secret.bytes))
      .fixed_by("see whether the secret was cut off when it was copied, from " + where(seen) +
                "\nfor an endpoint whose secret you choose, make one of 32 random bytes:\n"
                "  openssl rand -base64 32");
}

std::string_view skip(const DeliveryCase& seen) {
  if (seen.scheme.secret.form == KeyForm::certificate)
    return "the scheme has no secret: a certificate verifies it";
  return seen.secrets.empty() ? "no secret was given" : std::string_view{};
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  for (const GivenSecret& secret : seen.secrets) {
    if (!secret.fault.empty() && !is_told(seen)) judge_fault(seen, secret, outcome);
    if (!secret.dropped.empty()) judge_newline(secret, outcome);
    if (secret.fault.empty()) judge_length(seen, secret, outcome);
  }
}

}  // namespace

constinit const Check<DeliveryCase> secret_shape{
    .rule = {.id = "webhook/secret-shape",
             .level = Level::warning,
             .title = "the secret has the shape of a key, for every program that reads it",
             .why = "A secret that is right here and wrong in the receiver is the hardest mismatch "
                    "to see. The newline at the end of a file is the usual one: echo and editors "
                    "write it, some programs drop it and others sign with it. A key that is too "
                    "short was cut off, or can be guessed.",
             .fix = "write the secret without a line end, all of it, as the sender shows it:\n"
                    "  printf %s \"$WEBHOOK_SECRET\" > webhook-secret",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
