#include "lib/webhook/repair/json_number_places.hpp"

#include <algorithm>

namespace checkoutdiag::webhook {

using Kind = text::JsonToken::Kind;

std::vector<NumberPlace> number_places(const Tokens& tokens) {
  std::vector<NumberPlace> found;
  std::vector<std::string_view> names{{}};
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    switch (tokens[i].kind) {
      case Kind::number:
        found.push_back({i, names.back()});
        break;
      case Kind::key:
        names.back() = tokens[i].raw;
        break;
      case Kind::object_begin:
      case Kind::array_begin:
        names.push_back(std::string_view(names.back()));
        break;
      case Kind::object_end:
      case Kind::array_end:
        names.pop_back();
        break;
      default:
        break;
    }
  }
  return found;
}

Tokens with_numbers(const Tokens& tokens, const std::vector<NumberPlace>& places,
                    const NumberForm& form, const WantedNumber& wanted, Arena& arena) {
  Tokens out = tokens;
  for (const NumberPlace& place : places) {
    if (!wanted(place)) continue;
    std::string written = form.rewrite(tokens[place.token].raw);
    if (!written.empty()) out[place.token].raw = arena.emplace_back(std::move(written));
  }
  return out;
}

std::vector<std::vector<std::string_view>> name_sets(const Tokens& tokens,
                                                     const std::vector<NumberPlace>& places,
                                                     const NumberForm& form) {
  constexpr std::size_t kAllSets = 4, kEachAlone = 8;
  std::vector<std::string_view> names;
  for (const NumberPlace& place : places) {
    if (std::find(names.begin(), names.end(), place.name) != names.end()) continue;
    if (form.rewrite(tokens[place.token].raw).empty()) continue;
    if (names.size() == kEachAlone) return {};
    names.push_back(place.name);
  }
  std::vector<std::vector<std::string_view>> sets;
  const std::size_t all = (std::size_t{1} << names.size()) - 1;
  for (std::size_t mask = 1; mask < all; ++mask) {
    if (names.size() > kAllSets && (mask & (mask - 1)) != 0) continue;
    std::vector<std::string_view>& set = sets.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i)
      if ((mask >> i & 1) != 0) set.push_back(names[i]);
  }
  return sets;
}

}  // namespace checkoutdiag::webhook
