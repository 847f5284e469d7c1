#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/scheme.hpp"

// The two kinds of damage that a secret takes: something is wrapped around it, and it is encoded
// in another way than the reader thinks.
namespace checkoutdiag::webhook {

/// A way back to what the secret was.
struct SecretWay {
  std::string_view id;
  std::string predicate;  // "ends with a newline": what is true of the secret
  std::string repaired;   // "its newline is removed"
  std::string_view fix;
  std::string value;
  bool common = false;
};

/// The outermost thing that is wrapped around the secret: a newline, quotes, a variable's name.
std::optional<SecretWay> outermost_wrapping(std::string_view secret);

/// What the secret is when it is encoded, or is not, as the scheme has it.
std::vector<SecretWay> other_codings(const Scheme& scheme, std::string_view secret);

/// What the secret is when shells, templates or people changed characters in it.
std::vector<SecretWay> other_spellings(const Scheme& scheme, std::string_view secret);

/// What the secret is when somebody typed it, or a program read it from a picture: O for 0, l
/// for 1.
std::vector<SecretWay> look_alikes(const Scheme& scheme, std::string_view secret);

/// The secret without what it begins with: one of the scheme's prefixes, or "whsec_", which people
/// know from elsewhere. The whole when it begins with none.
std::string_view without_prefix(const Scheme& scheme, std::string_view secret);

/// Whether a person may have typed it: printable ASCII and line ends.
bool is_plain_text(std::string_view bytes);

}  // namespace checkoutdiag::webhook
