#include "lib/sandbox/tokens.hpp"

namespace checkoutdiag::sandbox {
namespace {

bool looks_like_ours(std::string_view id) {
  constexpr std::string_view kPrefix = "tok_";
  constexpr std::size_t kDigits = 24;
  return id.size() == kPrefix.size() + kDigits && id.starts_with(kPrefix) &&
         id.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
}

}  // namespace

const Token& Tokens::add(Token token) {
  while (order_.size() >= kMost) {
    tokens_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(token.id);
  const std::string id = token.id;
  return tokens_[id] = std::move(token);
}

Tokens::Use Tokens::look(std::string_view id, std::int64_t now) const {
  if (!looks_like_ours(id)) return Use::foreign;
  const Token* token = find(id);
  if (!token) return Use::unknown;
  if (token->used) return Use::used;
  return now >= token->expires ? Use::expired : Use::taken;
}

void Tokens::take(std::string_view id) {
  if (const auto it = tokens_.find(std::string(id)); it != tokens_.end()) {
    it->second.used = true;
    ++taken;
  }
}

const Token* Tokens::find(std::string_view id) const {
  const auto it = tokens_.find(std::string(id));
  return it == tokens_.end() ? nullptr : &it->second;
}

void Tokens::clear() {
  *this = Tokens();
}

}  // namespace checkoutdiag::sandbox
