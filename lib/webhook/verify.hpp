#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/text/secret.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/delivery.hpp"
#include "lib/webhook/key.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag::webhook {

enum class Age { untold, inside, too_old, too_new };

/// What verification found: facts, each by itself, so that "right but too old" can be said.
struct Verification {
  Trouble trouble = Trouble::none;
  std::string about;       // Claims::subject
  bool signature = false;  // right for every item, whatever the time says
  int secret = -1;         // which of the secrets it was, from 0; -1: none
  std::string matched;     // the candidate's label: "v1", a key's id
  int wrong_item = -1;     // the first item that no secret proves, from 0; -1: none
  std::size_t items = 0, candidates = 0;
  std::optional<std::int64_t> timestamp;  // seconds since 1970
  Age age = Age::untold;
  std::int64_t seconds_off = 0;  // now - timestamp
  bool expired = false;          // RFC 9421: past its own `expires`

  bool valid() const {
    return trouble == Trouble::none && signature && (age == Age::untold || age == Age::inside);
  }
};

/// How strictly an offered signature is read. Anything but `exact` is for the diagnosis alone.
enum class SignatureForm {
  exact,         // the very text that the scheme would write
  any_case_hex,  // upper-case digits too
  hex,           // hex where the scheme has base64
  base64,        // base64 where the scheme has hex
  base64url,     // with - and _, padded or not
  unpadded_base64,
  spaces_for_plus,  // base64 whose + became a space
  percent_encoded,  // %2B, %2F, %3D
  quoted,           // in quotes, or with spaces around it
};

/// A scheme with its secrets, made ready for many deliveries. Not for several threads at once.
class Verifier {
 public:
  Verifier(const Scheme& scheme, const std::vector<Secret>& secrets, Settings settings);

  Verification verify(const Delivery& delivery, std::int64_t now);

  /// Whether the signature is right, whatever the time says; for the search of causes.
  bool matches(const Delivery& delivery, SignatureForm form = SignatureForm::exact);

  const Scheme& scheme() const { return scheme_; }
  const Settings& settings() const { return settings_; }
  const std::vector<Key>& keys() const { return keys_; }

 private:
  bool prove(SignatureForm form, Verification& found);

  const Scheme& scheme_;
  Settings settings_;
  std::vector<Key> keys_;
  Claims claims_;
};

/// How far from now a timestamp may be, in seconds; nothing: not limited on that side.
struct AgeLimits {
  std::optional<std::int64_t> past, future;
};

/// The rule's limits, or those that the tolerance puts in their place: a rule with one limit keeps
/// its open side, one without any gets both, and 0 takes them away.
AgeLimits age_limits(const TimestampRule& rule, const std::optional<std::int64_t>& tolerance);

/// A timestamp as the scheme's rule has it, in seconds since 1970.
std::optional<std::int64_t> read_timestamp(const TimestampRule& rule, std::string_view text);

/// Seconds since 1970 of a timestamp as deliveries write it: ASCII digits without sign or leading
/// zero, at most 18 of them. Nothing otherwise.
std::optional<std::int64_t> parse_timestamp(std::string_view text, bool milliseconds);

}  // namespace checkoutdiag::webhook
