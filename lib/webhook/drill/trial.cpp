#include <algorithm>
#include <array>

#include "lib/webhook/drill.hpp"

namespace checkoutdiag::webhook {
namespace {

struct Known {
  Trial trial;
  std::string_view word;
  Wanted wanted;
  std::string_view about;
};

// In the order in which they are run.
constexpr std::array<Known, 33> kTrials = {{
    {Trial::valid, "valid", Wanted::taken, "nothing is wrong with it"},
    {Trial::two_secrets, "two-secrets", Wanted::taken,
     "signed with two secrets, as while one is being replaced"},
    {Trial::spaced_json, "spaced-json", Wanted::taken,
     "JSON with white space, escapes and numbers that no serialiser writes"},
    {Trial::crlf_json, "crlf-json", Wanted::taken, "JSON in lines that end with CR LF"},
    {Trial::byte_order_mark, "byte-order-mark", Wanted::either,
     "a byte order mark before the JSON"},
    {Trial::repeated_member, "repeated-member", Wanted::either, "a member of the JSON twice"},
    {Trial::content_type, "content-type", Wanted::either, "called text/plain"},
    {Trial::tampered, "tampered", Wanted::refused, "another digit than was signed"},
    {Trial::respaced, "respaced", Wanted::refused, "another white space than was signed"},
    {Trial::other_secret, "other-secret", Wanted::refused, "signed with another secret"},
    {Trial::signature_missing, "signature-missing", Wanted::refused, "without its signature"},
    {Trial::signature_empty, "signature-empty", Wanted::refused, "an empty signature"},
    {Trial::signature_short, "signature-short", Wanted::refused, "a signature of 8 characters"},
    {Trial::signature_filler, "signature-filler", Wanted::refused, "a signature of 44 times A"},
    {Trial::signature_alphabet, "signature-alphabet", Wanted::refused,
     "a signature of characters that its encoding does not have"},
    {Trial::signature_not_ascii, "signature-not-ascii", Wanted::refused,
     "a signature with bytes that are not ASCII"},
    {Trial::signature_long, "signature-long", Wanted::refused, "a signature of 64 KiB"},
    {Trial::signature_twice, "signature-twice", Wanted::either,
     "the signature's header twice, once wrong"},
    {Trial::stale, "stale", Wanted::refused, "signed too long ago"},
    {Trial::future, "future", Wanted::refused, "signed for a time to come"},
    {Trial::duplicate, "duplicate", Wanted::taken, "the same delivery again"},
    {Trial::together, "together", Wanted::taken, "the same delivery many times at once"},
    {Trial::other_body, "other-body", Wanted::either, "the same id again with another body"},
    {Trial::dropped, "dropped", Wanted::taken,
     "the connection dropped while it was handled, and delivered again at once"},
    {Trial::lost_answer, "lost-answer", Wanted::taken,
     "the answer lost on its way, and delivered again"},
    {Trial::out_of_order, "out-of-order", Wanted::taken, "paid before created"},
    {Trial::early, "early", Wanted::taken_later, "before its order exists"},
    {Trial::unknown_type, "unknown-type", Wanted::quiet, "a type that nobody knows"},
    {Trial::get, "get", Wanted::refused, "with the method GET"},
    {Trial::head, "head", Wanted::refused, "with the method HEAD"},
    {Trial::huge, "huge", Wanted::refused, "larger than any event"},
    {Trial::killed, "killed", Wanted::taken,
     "the receiver killed and started again as soon as it had answered"},
    {Trial::replayed, "replayed", Wanted::either, "the first delivery once more, at the end"},
}};

const Known& known(Trial trial) {
  return *std::find_if(kTrials.begin(), kTrials.end(),
                       [&](const Known& each) { return each.trial == trial; });
}

}  // namespace

std::string_view name(Trial trial) {
  return known(trial).word;
}

std::optional<Trial> trial_of(std::string_view word) {
  for (const Known& each : kTrials)
    if (each.word == word) return each.trial;
  return std::nullopt;
}

const std::vector<Trial>& all_trials() {
  static const std::vector<Trial> all = [] {
    std::vector<Trial> trials;
    for (const Known& each : kTrials)
      trials.push_back(each.trial);
    return trials;
  }();
  return all;
}

Wanted wanted(Trial trial) {
  return known(trial).wanted;
}

std::string_view about(Trial trial) {
  return known(trial).about;
}

}  // namespace checkoutdiag::webhook
