#pragma once
#include <array>
#include <string>
#include <string_view>

#include "lib/regex/normaliser.hpp"

namespace checkoutdiag::fields {

/// A normaliser for many texts.
class TextNormaliser {
 public:
  explicit TextNormaliser(regex::Normaliser steps);

  bool is_empty() const { return steps_.empty(); }

  /// What a text becomes; `buffer` is what the answer may point into.
  std::string_view apply(std::string_view text, std::string& buffer) const;

 private:
  static constexpr int kLost = -1;
  regex::Normaliser steps_;
  bool by_letter_ = true;           // each ASCII letter becomes one, or nothing
  std::array<int, 128> becomes_{};  // an ASCII letter, or kLost
};

}  // namespace checkoutdiag::fields
