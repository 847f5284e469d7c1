#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag::trust {

/// A kind of file that is known by its first bytes and cannot be read here.
struct Unsupported {
  std::string name;     // "BKS (Bouncy Castle's key store)"
  std::string instead;  // what a person can do
};
std::optional<Unsupported> unsupported_kind(std::string_view bytes);

}  // namespace checkoutdiag::trust
