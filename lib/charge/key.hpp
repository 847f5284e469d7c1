#pragma once
#include <string>
#include <string_view>

#include "lib/charge/profile.hpp"
#include "lib/http/message.hpp"

// Idempotency keys (draft-ietf-httpapi-idempotency-key-header).
namespace checkoutdiag::charge {

/// A random key: UUID version 4 (RFC 9562).
std::string random_key();

/// A key that is made from another, always the same one: UUID version 5 over "base/purpose". It
/// lets one run have several keys, and a resumed run the same ones.
std::string derived_key(std::string_view base, std::string_view purpose);

/// A key as its header has it: in quotes with backslashes where the syntax is a String.
std::string header_value(std::string_view key, KeySyntax syntax);

/// The key of a header's value: without an RFC 8941 String's quotes; `quoted` says whether it had
/// them.
std::string key_of(std::string_view header_value, bool& quoted);

/// What a profile would object to in a key: a clause such as "it has 70 bytes, and Adyen takes at
/// most 64"; empty: nothing.
std::string objection(const Profile& profile, std::string_view key);

/// What can be guessed about a key's making. Bits are an upper bound from its form: a UUID version
/// 4 has 122, ten digits 33.
struct KeyStrength {
  double bits = 0;
  std::string form;      // "a UUID", "a time", "a counter or an order number", "a word": a clause
  std::string personal;  // "an e-mail address", "a card number"; empty: none seen
};
KeyStrength strength_of(std::string_view key);

/// A key as it may be shown: a PAN in it as first 6 and last 4, an e-mail address cut.
std::string shown_key(std::string_view key);

}  // namespace checkoutdiag::charge
