#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/delivery.hpp"
#include "lib/webhook/scheme.hpp"

// What a delivery claims about itself, before any key is involved: which bytes were signed, and
// which signatures are offered for them.
namespace checkoutdiag::webhook {

/// Why there is nothing that a key could decide.
enum class Trouble {
  none,
  header_missing,  // no signature header
  header_blank,
  header_repeated,    // more than once where the scheme has it once
  header_malformed,   // not of the scheme's grammar: a wrong prefix, an unknown shape
  no_signature,       // of the grammar, but without a signature that counts: only v0
  header_unexpected,  // Scheme::expected says otherwise
  timestamp_missing,
  timestamp_malformed,  // not digits alone
  timestamp_repeated,
  id_missing,
  value_missing,   // another header or parameter that is signed
  value_repeated,  // there twice, differently, or among too many to tell
  url_missing,
  setting_missing,
  body_malformed,  // special schemes: no item, no form field
  body_uncovered,  // RFC 9421: neither the body nor its digest is signed
  digest_wrong,    // RFC 9530: Content-Digest, or Twilio's bodySHA256, is not the body's
  certificate_missing,
};

/// A signature as it was offered.
struct Candidate {
  std::string_view text;   // encoded, as it was written
  std::string_view label;  // "v1", "h1", the key's id; may be empty
};

/// Some bytes, and the signatures that are offered for them: any may be right.
struct Statement {
  std::vector<std::string_view> pieces;  // signed one after the other
  std::vector<Candidate> candidates;
  // RFC 9421: as the signature's parameters have it; else Scheme::algorithm. The name of RFC 9421
  // section 3.3: "hmac-sha256", "ed25519", "ecdsa-p256-sha256", "rsa-pss-sha512", …; empty: the
  // key decides.
  std::string_view algorithm;
};

/// One thing that must be proven: one of its statements must be right. Most deliveries are one
/// item with one statement; Adyen's carry several items, Twilio's URL can be read several ways.
struct Item {
  std::vector<Statement> any;
};

/// What was read from one delivery. The views point into the delivery, the settings, the scheme
/// and `owned`; all of them must outlive it. May be used again for the next delivery.
struct Claims {
  Trouble trouble = Trouble::none;
  std::string subject;         // what the trouble is about: a header's name, an item's number
  std::string_view timestamp;  // as written; empty: the scheme has none
  std::optional<std::int64_t> expires;  // RFC 9421: seconds since 1970
  std::vector<Item> items;
  std::deque<std::string> owned;         // what had to be put together; a deque, so that views stay
  std::vector<std::string_view> values;  // of the signature header, while it is read

  void clear();
  /// The one statement of the one item: most schemes' only one. Its memory is used again.
  Statement& only();
  /// Records the first trouble; later ones change nothing.
  void fail(Trouble why, std::string_view about = {});
  std::string_view keep(std::string text) { return owned.emplace_back(std::move(text)); }
};

/// Reads what a delivery claims. Never throws; what is wrong is Claims::trouble.
void read_claims(const Scheme& scheme, const Delivery& delivery, const Settings& settings,
                 Claims& claims);

/// What would be signed of a delivery that has no signature yet. `time` and `claims` must outlive
/// it; what is missing is claims.trouble.
Statement signed_pieces(const Scheme& scheme, const Delivery& delivery, const Settings& settings,
                        std::string_view time, Claims& claims);

/// The signatures of the header's values by the scheme's grammar, and the timestamp where it is one
/// of the pairs. Part of read_claims, alone for the fuzzer and the special schemes.
void read_signatures(const Scheme& scheme, const std::vector<std::string_view>& values,
                     std::vector<Candidate>& candidates, Claims& claims);

// The special schemes. Each fills claims.items or claims.trouble.
void read_adyen_items(const Scheme&, const Delivery&, const Settings&, Claims&);
void read_braintree(const Scheme&, const Delivery&, const Settings&, Claims&);
void read_twilio(const Scheme&, const Delivery&, const Settings&, Claims&);
void read_message_signatures(const Scheme&, const Delivery&, const Settings&, Claims&);  // RFC 9421

/// "no signature header", in words for a sentence; `subject` is escaped by whoever prints.
std::string_view name(Trouble trouble);

}  // namespace checkoutdiag::webhook
