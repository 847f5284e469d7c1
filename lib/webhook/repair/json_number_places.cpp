#include "lib/webhook/repair/json_number_places.hpp"

#include <algorithm>

namespace checkoutdiag::webhook {

using Kind = text::JsonToken::Kind;

namespace {

// Those of the names that have a number with decimals somewhere: 19 beside 8.25 was 19.0.
std::vector<std::string_view> with_decimals(const Tokens& tokens,
                                            const std::vector<NumberPlace>& places,
                                            const std::vector<std::string_view>& names) {
  std::vector<std::string_view> found;
  for (const NumberPlace& place : places) {
    if (tokens[place.token].raw.find('.') == std::string_view::npos) continue;
    if (std::find(names.begin(), names.end(), place.name) == names.end()) continue;
    if (std::find(found.begin(), found.end(), place.name) == found.end())
      found.push_back(place.name);
  }
  return found;
}

}  // namespace

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
  constexpr std::size_t kAllSets = 4, kEachAlone = 16, kMost = 256;
  std::vector<std::string_view> names;
  for (const NumberPlace& place : places) {
    if (std::find(names.begin(), names.end(), place.name) != names.end()) continue;
    const std::string written = form.rewrite(tokens[place.token].raw);
    if (written.empty() || written == tokens[place.token].raw) continue;
    if (names.size() == kMost) return {};
    names.push_back(place.name);
  }
  std::vector<std::vector<std::string_view>> sets;
  if (std::vector<std::string_view> some = with_decimals(tokens, places, names);
      !some.empty() && some.size() < names.size())
    sets.push_back(std::move(some));
  if (names.size() > kEachAlone) return sets;
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
