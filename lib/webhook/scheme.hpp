#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/layout.hpp"

// A signature scheme is data: where the signature stands, what is signed, and with what.
namespace checkoutdiag::webhook {

enum class Algorithm {
  hmac_sha1,
  hmac_sha256,
  hmac_sha384,
  hmac_sha512,
  ed25519,
  rsa_sha256,  // RSASSA-PKCS1-v1_5 with SHA-256
  token,       // the header is the secret itself
  by_key,      // RFC 9421: what the key is for, or its `alg` parameter
};

/// How the text of a secret becomes a key.
enum class KeyForm {
  text,         // its own bytes
  hex,          // an even number of hex digits
  base64,       // RFC 4648, padded or not
  sha1,         // SHA-1 of its bytes (Braintree)
  ed25519,      // whpk_ or whsk_ and base64 (Standard Webhooks v1a), or PEM
  certificate,  // none: the key is in Settings::certificate
  any,          // PEM of a public or private key, else base64 of a shared one (RFC 9421)
};

enum class Encoding { hex, base64 };  // lower-case hex; padded base64

/// How a header's value is taken apart.
enum class Grammar {
  plain,     // "sha256=6f1e…", or several with a separator between them
  pairs,     // "t=17…,v1=6f1e…": key=value, with a separator between them
  versions,  // "v1,g0hM… v1a,hnO3…": version,value with spaces between them
  key_ids,   // "key7/SHA256/6f1e…": key, digest and value, with commas between them
  special,   // code of its own: see Scheme::special
};

struct SignatureRule {
  std::vector<std::string> headers;  // the first of them that is there counts
  Grammar grammar = Grammar::plain;
  std::string prefix;                // plain: before the signature
  bool prefix_required = true;       // false: the bare signature is taken too
  char separator = 0;                // plain, pairs: between entries; 0: there is one entry
  bool trims = false;                // pairs: spaces around keys and values, and any case of keys
  std::vector<std::string> take;     // pairs, versions: keys whose values are signatures
  std::vector<std::string> ignored;  // those that are known and are none: Stripe's v0
  std::vector<Encoding> encodings;   // any of these; nearly always one
  bool repeats = false;              // the header may come more than once, each with signatures
  bool key_id_before_colon = false;  // pairs: "v1=kid:hex"
};

struct TimestampRule {
  // At most one of these: a header of its own, or a key of the signature's pairs.
  std::vector<std::string> headers;
  std::string key;
  bool rfc3339 = false;       // a date and time, not a number
  bool milliseconds = false;  // numbers above 1e11 are milliseconds
  bool required = true;       // false: a delivery without one is verified all the same
  std::optional<std::int64_t> past, future;  // seconds; nothing: not limited on that side

  bool exists() const { return !headers.empty() || !key.empty(); }
};

/// A kind of secret that people paste in the wrong place: "sk_" is "an API key".
struct WrongKind {
  std::string prefix, what;
};

struct SecretRule {
  KeyForm form = KeyForm::text;
  std::vector<std::string> prefixes;  // "whsec_": how a right one begins, where that is known
  bool strips_prefix = false;         // the prefix is no part of the key
  std::vector<WrongKind> wrong_kinds;
  std::string domain;  // certificate: whose names it must have: ".paypal.com"
  std::string where;   // where the vendor shows it
  // Secrets that vendors publish for tests, with the setting that goes with them.
  struct Known {
    std::string secret, setting, value;
  };
  std::vector<Known> known;
};

/// A header that must have one of these values, or the signature means something else.
struct Expected {
  std::string header;
  std::vector<std::string> values;
};

/// What keeps an old delivery from being played again.
enum class Replay { timestamp, none };

struct Scheme {
  std::string name, title;
  std::string special;  // "adyen-items", "braintree", "twilio", "message-signatures"; empty: none
  Algorithm algorithm = Algorithm::hmac_sha256;
  Layout layout;        // what is signed; empty with a special
  std::string written;  // the layout as its file has it
  SignatureRule signature;
  TimestampRule timestamp;
  std::vector<std::string> id_headers;  // the message's id, where it is signed
  SecretRule secret;
  std::vector<Expected> expected;
  std::vector<std::string> companions;  // headers without which the vendor's SDK refuses
  std::vector<Expected> marks;  // other headers, and how their values begin, that tell the sender
  std::vector<std::string> settings;  // of Settings::values, without which nothing is verified
  bool covers_body = true;
  std::string rotation;     // how a new secret is brought in, in words
  std::string deduplicate;  // what tells a repeated delivery, in words; empty: nothing does
  // The same for programs: "header:NAME" or a JSON Pointer of the body; all of them together.
  std::vector<std::string> event_id;
  std::optional<int> retry_days;  // how long its sender comes again, as far as that is documented
  std::vector<std::string> never_right;  // deliveries that the vendor signs otherwise, or not
  std::vector<std::string> notes;        // what SDKs do otherwise, and what people stumble over
  std::string grade, source, as_of;

  Replay replay() const {
    return timestamp.past || timestamp.future ? Replay::timestamp : Replay::none;
  }
  bool needs_url() const;
};

/// Reads a scheme's JSON. Throws Failure(input) that names `origin` and what is wrong in it.
Scheme parse_scheme(std::string_view json, const std::string& origin);

/// Every scheme that is built in, by name.
const std::vector<Scheme>& built_in_schemes();

/// The built-in scheme of that name; null when there is none. Reads that one file alone.
const Scheme* find_scheme(std::string_view name);

std::string_view name(Algorithm algorithm);  // "hmac-sha256"
std::string_view name(Encoding encoding);    // "hex"
std::string_view name(Grammar grammar);
std::string_view name(KeyForm form);

}  // namespace checkoutdiag::webhook
