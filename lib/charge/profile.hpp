#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a gateway documents about idempotency, as data: lib/data/gateway/*.json, or a user's file.
namespace checkoutdiag::charge {

enum class KeyPlace {
  none,  // the gateway has no idempotency key: search by reference before any retry
  header,
  body,  // a member of a JSON or form body
};

enum class KeySyntax {
  raw,        // k
  sf_string,  // "k", an RFC 8941 String (the IETF draft)
};

/// Which characters a key may have.
enum class KeyCharacters {
  visible,   // ASCII 0x21 to 0x7E
  razorpay,  // letters, digits, space, _ and -
};

/// What a second request with a stored key gets; the families of checkoutdiag-charge(1).
enum class Policy {
  unknown,
  everything,     // the first answer, errors too
  successes,      // the first 2xx; after anything else the same key executes again
  no_refusals,    // the first answer unless it is a 4xx
  completion,     // work that was begun is carried to completion
  latest_state,   // the object as it is now
  conflict,       // 409, which names the object that is there
  payload_blind,  // the first answer, whatever the payload
  no_key,
};

/// The word of a profile file: "everything", "successes", …
std::string_view name(Policy policy);

/// How an answer tells that it is a repetition; nothing of it: it does not.
struct Marker {
  std::string header, value;         // "Idempotent-Replayed", "true"; an empty value: any
  int status = 0, first_status = 0;  // PayPal: 200 where the first was 201
  bool exists() const { return !header.empty() || status != 0; }
};

/// What a gateway answers in a case; no statuses: it does not say.
struct Documented {
  std::vector<int> statuses;
  std::string code;  // an error code in the body, such as "idempotency_key_in_use"; may be empty
};

/// What a gateway documents of connections; what it does not is empty.
struct Connections {
  std::string least_tls;  // "1.2": it refuses older versions
  std::string source;     // where that is documented
};

/// What a gateway documents; what it does not is empty.
struct Profile {
  std::string name, title;                 // "stripe", "Stripe (API v1)"
  std::string source, as_of;               // where it is documented, and when that was read
  std::vector<std::string> hosts;          // "api.stripe.com", "*.adyen.com"
  std::vector<std::string> test_hosts;     // those of them, or others, where nothing is real
  std::vector<std::string> live_prefixes;  // of credentials: "sk_live_"
  Connections connections;
  // The key.
  KeyPlace place = KeyPlace::header;
  std::string key_name;  // the header's name, or a JSON Pointer (RFC 6901) of the member
  KeySyntax syntax = KeySyntax::raw;
  std::size_t least = 1, most = 0;  // bytes of a key; most 0: not documented
  KeyCharacters characters = KeyCharacters::visible;
  std::vector<std::string> methods;               // that take a key; POST at least
  std::optional<std::chrono::seconds> retention;  // nothing: not documented
  bool signed_key = false;  // it is part of what the request's signature covers
  bool regional = false;    // it holds in one region alone
  // See matches_path(): requests that take no key though others to the gateway do, and those that
  // cancel what was made with the key that they carry.
  std::vector<std::string> keyless_paths, cancel_paths;
  // What happens to a second request.
  Policy policy = Policy::unknown;
  Marker marker;
  Documented in_flight;      // the first is not finished
  Documented mismatch;       // the same key with another payload
  Documented duplicate;      // Policy::conflict: instead of the answer
  std::string duplicate_id;  // where that names the object: a JSON Pointer
  // Its objects.
  std::vector<std::string> paths;                 // where a charge is made: see matches_path()
  std::string object_id = "/id", object_created;  // JSON Pointers in an answer
  std::vector<int> success = {200, 201};
  // Where a request says how much and for what: JSON Pointers, the first that is there.
  std::vector<std::string> amount, currency, reference;
  std::vector<std::string> volatile_members;  // of a request: not part of its fingerprint
  std::vector<std::string> notes;             // what else is to be known, for people
};

/// A built-in profile's name, or a file ("./mine.json": whatever has a slash or ends in .json).
/// Throws Failure(usage) for a name that is none, with the nearest; Failure(input) with file, line
/// and what was expected for a file that is none.
Profile load_profile(const std::string& name_or_file);

/// The same from a text; `file` is what errors call it.
Profile parse_profile(std::string_view text, const std::string& file);

/// The built-in names, sorted.
std::vector<std::string> profile_names();

/// Every built-in profile.
const std::vector<Profile>& profiles();

/// The built-in profile whose hosts or test hosts match `host`, in lower case; null when there is
/// none. Where APIs of one gateway differ, and so share a host, it is the main one's.
const Profile* profile_of_host(std::string_view host);

/// The same for a request: of those that share the host, the one whose paths match, else the main
/// one ("/v1/payouts" and "/v1/payments/pay_1/refund" of api.razorpay.com have different headers).
const Profile* profile_of_request(std::string_view host, std::string_view path);

/// Whether a profile was chosen for a request only because no other one fits: its host has several
/// APIs, and the path is of none that is known. What differs by API is not known then.
bool is_guess(const Profile& profile, std::string_view host, std::string_view path);

/// Whether `host` matches one of the patterns ("*.adyen.com" matches what ends in ".adyen.com").
bool matches_host(const std::vector<std::string>& patterns, std::string_view host);

/// Whether `path`, with or without a query, ends in the segments of one of the patterns:
/// "/payments" matches "/v71/payments" and "/proxy/payments/", not "/payments/pay_1"; a segment "*"
/// matches any one ("/v2/*/payments").
bool matches_path(const std::vector<std::string>& patterns, std::string_view path);

}  // namespace checkoutdiag::charge
