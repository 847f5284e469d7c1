#include "lib/webhook/diagnose/evidence_json.hpp"

#include <string>
#include <vector>

#include "lib/text/json_tokens.hpp"

namespace checkoutdiag::webhook {
namespace {

using Kind = text::JsonToken::Kind;

// Members in order by chance: one object of n members in n! is. Told from 1 in 5,000 on.
constexpr double kByMoreThanChance = 5000;
constexpr std::size_t kExactDigits = 15;  // of an integer in a double

struct Object {
  std::string_view last;
  double members = 0;
};

// Doubles leave ".0" or an exponent behind, and zeros where digits were lost.
bool is_odd(std::string_view number) {
  if (number.ends_with(".0")) return true;
  if (number.find_first_of("eE") != std::string_view::npos) return true;
  return number.size() > kExactDigits + 1 && number.find('.') == std::string_view::npos &&
         number.ends_with("00");
}

}  // namespace

JsonTraits json_traits(std::string_view body) {
  JsonTraits traits;
  std::vector<Object> open;
  bool sorted = true, spaced = true, any_key = false;
  double chance = 1;
  std::size_t depth = 0;
  const char* key_end = nullptr;
  text::JsonTokens tokens(body);
  for (;;) {
    const text::JsonToken token = tokens.next();
    if (key_end && !token.raw.empty()) {
      const std::string_view gap(key_end, static_cast<std::size_t>(token.raw.data() - key_end));
      spaced = spaced && gap == ": ";
      key_end = nullptr;
    }
    switch (token.kind) {
      case Kind::fault:
        traits.fault_at = tokens.at();
        traits.ends_early = tokens.at() >= body.size();
        traits.too_deep = depth >= text::JsonTokens::kDeepest && tokens.at() < body.size() &&
                          (body[tokens.at()] == '{' || body[tokens.at()] == '[');
        return traits;
      case Kind::end:
        traits.json = true;
        traits.sorted_keys = sorted && chance >= kByMoreThanChance;
        traits.spaced_on_one_line = any_key && spaced && body.find('\n') == std::string_view::npos;
        return traits;
      case Kind::object_begin:
        open.emplace_back();
        ++depth;
        break;
      case Kind::object_end:
        if (!open.empty()) open.pop_back();
        --depth;
        break;
      case Kind::array_begin:
        ++depth;
        break;
      case Kind::array_end:
        --depth;
        break;
      case Kind::key: {
        Object& object = open.back();
        if (chance < kByMoreThanChance) chance *= ++object.members;
        sorted = sorted && object.last <= token.raw;
        object.last = token.raw;
        key_end = token.raw.data() + token.raw.size();
        any_key = true;
        break;
      }
      case Kind::number:
        if (traits.odd_number.empty() && is_odd(token.raw)) traits.odd_number = token.raw;
        break;
      default:
        break;
    }
  }
}

}  // namespace checkoutdiag::webhook
