#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 2104: HMAC", "https://www.rfc-editor.org/rfc/rfc2104"},
    {"Stripe: resolve webhook signature verification errors",
     "https://docs.stripe.com/webhooks/signature"},
    {"GitHub: validating webhook deliveries",
     "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"},
};

// What to look at when nothing is proven, the most frequent first.
std::string checklist(const DeliveryCase& seen, const Cause* cause) {
  // The cause that stands for none has a list of its own, which this one replaces.
  const bool said = cause && !cause->id.starts_with("unknown.");
  // Of a certificate's scheme the search knows better what to look at first.
  if (cause && !said && seen.scheme.secret.form == KeyForm::certificate && !cause->fix.empty())
    return fix_of(*cause);
  std::string fix = said ? fix_of(*cause) : std::string();
  fix += fix.empty() ? "check in this order that:" : "\notherwise check in this order that:";
  int number = 0;
  const auto point = [&](const std::string& text) {
    fix += fmt::format("\n{}. {}", ++number, text);
  };
  // A cause that is about the secret says already where the right one is.
  const bool told = cause && cause->id.starts_with("secret.");
  const std::string where = told || seen.scheme.secret.where.empty()
                                ? std::string()
                                : ": " + text::printable(seen.scheme.secret.where);
  if (seen.scheme.secret.form == KeyForm::certificate)
    point("the certificate is the one that this delivery names" + where);
  else
    point("the secret is the one of this very endpoint and mode" + where +
          "; the fingerprint of what the receiver uses, to be compared:\n"
          "  printf %s \"$WEBHOOK_SECRET\" | sha256sum | cut -c1-8");
  if (seen.scheme.covers_body)
    point(
        "the body is what crossed the wire, byte for byte, kept before anything parsed it, and "
        "not a copy from a log or a console");
  if (seen.scheme.needs_url())
    point(
        "the URL is the very one that the sender was told, with its scheme, host, port and "
        "query, not the one behind the proxy");
  point("the headers and the body are of one and the same delivery");
  for (const std::string& each : seen.scheme.never_right)
    point("it is none of those that never verify: " + text::printable(each, 300));
  if (seen.scheme.secret.form != KeyForm::certificate)
    fix +=
        "\nto see whether another of your secrets is the right one, write them into a file, one a "
        "line, and give it with --try-secret-file";
  return fix;
}

// "item 2 of 3: ", where there are several.
std::string place(const Verification& found) {
  if (found.items < 2 || found.wrong_item < 0) return {};
  return fmt::format("item {} of {}: ", found.wrong_item + 1, found.items);
}

std::string limit_text(const Diagnosis& diagnosis) {
  if (!diagnosis.bounded) return {};
  return fmt::format("; the search ended at its limit, after {} signature{} over {} bytes",
                     diagnosis.attempts, diagnosis.attempts == 1 ? "" : "s", diagnosis.bytes);
}

Finding& tell(const DeliveryCase& seen, const Cause* cause, Outcome& outcome) {
  const std::string item = place(seen.seen), limit = limit_text(seen.diagnosis);
  if (cause && explains(*cause)) return outcome.fail("{}{}", item, cause->message);
  if (cause && cause->id.starts_with("unknown."))
    return outcome.fail("{}the signature does not match, and no cause was found; {}{}", item,
                        cause->message, limit);
  if (cause)
    return outcome.fail(
        "{}the signature does not match, and no cause is proven; what is seen: {}{}", item,
        cause->message, limit);
  return outcome.fail("{}the signature does not match, and no cause was {}{}", item,
                      seen.diagnosis.attempts > 0 ? "found" : "looked for", limit);
}

std::string_view skip(const DeliveryCase& seen) {
  if (is_missing(seen.seen.trouble))
    return "there is no signature to be compared: see webhook/signature-missing";
  return {};
}

void say_what_to_give(const DeliveryCase& seen, Outcome& outcome) {
  const std::string& about = seen.seen.about;
  if (seen.seen.trouble == Trouble::url_missing)
    return outcome.undecided(
        "the scheme {} signs the URL, and it is not known; give the one that the sender was told, "
        "with --url",
        seen.scheme.name);
  if (seen.seen.trouble == Trouble::certificate_missing)
    return outcome.undecided(
        "the scheme {} signs with a certificate's key; give the sender's, as "
        "PEM, with --cert",
        seen.scheme.name);
  outcome.undecided("the scheme {} needs a setting that is missing; give {}", seen.scheme.name,
                    about.empty() ? "it" : "--" + about);
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  if (is_not_given(seen.seen.trouble)) return say_what_to_give(seen, outcome);
  if (seen.seen.signature) return;
  const Cause* cause = first_cause(seen);
  Finding& finding = describe(tell(seen, cause, outcome), seen);
  finding.with("attempts", std::int64_t{seen.diagnosis.attempts})
      .with("bytes", static_cast<std::int64_t>(seen.diagnosis.bytes))
      .with("bounded", seen.diagnosis.bounded ? "yes" : "no")
      .with("signatures", static_cast<std::int64_t>(seen.seen.candidates))
      .with("secrets", fingerprints(seen));
  if (seen.seen.items > 1 && seen.seen.wrong_item >= 0)
    finding.with("item", fmt::format("{} of {}", seen.seen.wrong_item + 1, seen.seen.items));
  const std::string fix = cause && explains(*cause) ? fix_of(*cause) : std::string();
  finding.fixed_by(fix.empty() ? checklist(seen, cause) : fix);
}

}  // namespace

constinit const Check<DeliveryCase> signature_mismatch{
    .rule = {.id = "webhook/signature-mismatch",
             .level = Level::error,
             .title = "the signature is not right for these bytes and this secret",
             .why = "A repair that makes the signature right proves what happened, not who sent "
                    "it: the delivery is refused all the same.",
             .fix = "check in this order: the secret of this very endpoint and mode; the body as "
                    "it crossed the wire, before anything parsed it; the URL as the sender was "
                    "told, where the scheme signs it",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
