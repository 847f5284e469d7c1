#pragma once
#include <optional>
#include <string_view>

namespace checkoutdiag::webhook {

/// What stands where a secret should.
struct Placeholder {
  std::string_view is;   // "looks like a reference to 1Password": what is true of the secret
  std::string_view fix;  // empty: take the secret itself from where the sender shows it
};

/// Whether a text, without spaces and quotes around it, stands for a secret and is none.
std::optional<Placeholder> placeholder_of(std::string_view text);

}  // namespace checkoutdiag::webhook
