#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace checkoutdiag::sandbox {

/// A token that stands for a card, for one charge.
struct Token {
  std::string id;            // "tok_" and 24 hex digits
  std::int64_t expires = 0;  // ms since 1970
  bool used = false;
};

/// The tokens that POST /v1/tokens made.
class Tokens {
 public:
  static constexpr std::size_t kMost = 100'000;  // more: the oldest are forgotten

  enum class Use {
    foreign,  // not one of ours: a test card, such as tok_visa
    taken,    // it is used now
    used,     // it was used before
    expired,
    unknown,  // it looks like ours, and is not there
  };

  const Token& add(Token token);
  /// What using it would be.
  Use look(std::string_view id, std::int64_t now) const;
  void take(std::string_view id);
  const Token* find(std::string_view id) const;
  void clear();

  std::uint64_t made = 0, taken = 0, expired = 0;

 private:
  std::unordered_map<std::string, Token> tokens_;
  std::deque<std::string> order_;
};

}  // namespace checkoutdiag::sandbox
