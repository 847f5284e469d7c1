#include <algorithm>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field: a String, in quotes",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"RFC 8941 section 3.3.3: Strings", "https://www.rfc-editor.org/rfc/rfc8941#section-3.3.3"},
};

// The first request that has the other form than the key's first one; null when there is none.
const Mutation* other_form(const Mutations& requests) {
  const auto found = std::find_if(requests.begin(), requests.end(), [&](const Mutation* each) {
    return each->quoted != requests.front()->quoted;
  });
  return found == requests.end() ? nullptr : *found;
}

// The request before it that may have been executed, or was, as another object: with the other
// form of the key the retry is another charge. Null when there is none.
const Mutation* charged_before(const Mutations& requests, const Mutation& other) {
  const Mutation* before = nullptr;
  for (const Mutation* each : requests) {
    if (each == &other) break;
    before = each;
  }
  if (!before || before->fingerprint.empty() || before->fingerprint != other.fingerprint)
    return nullptr;
  const bool open = before->no_answer || before->status >= 500;
  const bool another = !before->answer_id.empty() && !other.answer_id.empty() &&
                       before->answer_id != other.answer_id;
  return open || another ? before : nullptr;
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0;
  for (const Mutations& requests : by_key(seen)) {
    const Mutation* other = other_form(requests);
    if (!other || ++found > kMostFindings) continue;
    const Mutation& first = *requests.front();
    const Profile* gateway = gateway_of(seen, first);
    const bool raw = gateway && gateway->syntax == KeySyntax::raw;
    const std::string key = shown_keys(requests).front();
    const Mutation* before = raw ? charged_before(requests, *other) : nullptr;
    const std::string objects =
        before && !before->answer_id.empty() && !other->answer_id.empty()
            ? fmt::format("; the answers name {} and {}", before->answer_id, other->answer_id)
            : std::string();
    const std::string meaning =
        before
            ? fmt::format(
                  "{} takes quotes as a part of the key, so the retry of {}{} is "
                  "another charge{}",
                  title_of(gateway), called_with_order(*before), gap_text(*before, *other), objects)
        : raw ? fmt::format("{} takes quotes as a part of the key, so these are two",
                            title_of(gateway))
              : "where quotes count as a part of the key, these are two";
    Finding& finding = outcome.fail("the key {} was sent to {} with and without quotes; {}", key,
                                    first.host, meaning);
    if (before) finding.at_level(Level::error);
    describe(finding, seen, requests, *other)
        .with("key", key)
        .fixed_by(fmt::format("send the key in one form, everywhere: {} quotes for {}",
                              raw ? "without" : "with", title_of(gateway)));
  }
  tell_rest(outcome, found);
}

}  // namespace

constinit const Check<AuditCase> key_quoting_mixed{
    .rule = {.id = "charge/key-quoting-mixed",
             .level = Level::note,
             .title = "one idempotency key was sent both with and without quotes",
             .why = "The IETF draft writes the key as a String in quotes, and most gateways take "
                    "the header as it is. To those a key with quotes is another key, and a retry "
                    "that changes the form is another charge.",
             .fix = "send the key in the form that the gateway documents, and in the same one in "
                    "every retry",
             .references = kReferences},
    .skip = &no_repeats,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
