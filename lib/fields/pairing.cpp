#include "lib/fields/pairing.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "lib/failure.hpp"
#include "lib/regex/matcher.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::fields {
namespace {

using Kind = Failure::Kind;
using Fields = std::vector<const Field*>;

Fields pointers(const Schema& schema) {
  Fields all;
  for (const Field& each : schema.fields)
    all.push_back(&each);
  return all;
}

const Field& named(const Schema& schema, const std::string& name, const char* side) {
  for (const Field& each : schema.fields)
    if (each.name == name) return each;
  std::string names;
  for (const Field& each : schema.fields)
    names += (names.empty() ? "" : ", ") + text::printable(each.name, 60);
  throw Failure(Kind::input, fmt::format("the {} has no field {}", side, text::printable(name, 80)),
                "it has " + names);
}

/// The fields that are left, and the pairs that were found.
struct Matching {
  Fields front, gateway;
  std::vector<std::pair<const Field*, const Field*>> found;

  void take(const Field* one, const Field* other) {
    found.emplace_back(one, other);
    std::erase(front, one);
    std::erase(gateway, other);
  }

  template <class Alike>
  void match(const Alike& alike) {
    for (const Field* one : Fields(front)) {
      const auto same = [&](const Fields& fields, const Field* as) {
        Fields all;
        for (const Field* each : fields)
          if (alike(*as, *each)) all.push_back(each);
        return all;
      };
      const Fields others = same(gateway, one);
      if (others.size() == 1 && same(front, one).size() == 1) take(one, others.front());
    }
  }
};

Matching matching(const Schema& front, const Schema& gateway,
                  const std::map<std::string, std::string>& renamed) {
  Matching all{pointers(front), pointers(gateway), {}};
  for (const auto& [one, other] : renamed)
    all.take(&named(front, one, "form"), &named(gateway, other, "gateway"));
  all.match([](const Field& one, const Field& other) { return one.name == other.name; });
  all.match([](const Field& one, const Field& other) {
    return text::equal_ignoring_case(one.name, other.name);
  });
  all.match([](const Field& one, const Field& other) {
    return one.meaning != Meaning::other && one.meaning == other.meaning;
  });
  return all;
}

const regex::Language& language_of(const Field& field, const std::string& country) {
  const auto found = field.by_country.find(country);
  return found == field.by_country.end() ? field.language : found->second;
}

bool takes_empty(const regex::Language& language) {
  try {
    return language.optional || regex::Matcher(language).matches(std::string_view());
  } catch (const regex::PatternError&) {
    return false;  // the comparison says why
  }
}

// A field that the form always fills is never sent empty, and what the gateway does then is of no
// interest.
void leave_out_empty(Pair& pair) {
  if (takes_empty(pair.front)) return;
  pair.gateway.optional = false;
  pair.gateway.shortest = std::max(pair.gateway.shortest, 1u);
}

regex::Normaliser normaliser_of(const Field& front, const PairingOptions& options) {
  for (const std::string& name : {front.name, std::string()})
    if (const auto found = options.normalisers.find(name); found != options.normalisers.end())
      return found->second;
  return front.normaliser.value_or(regex::Normaliser{});
}

bool is_luhn(const Field& front, const Field& gateway) {
  const auto of = [](const Field& field) {
    return field.luhn.value_or(field.meaning == Meaning::card_number);
  };
  return front.luhn || gateway.luhn ? front.luhn.value_or(false) || gateway.luhn.value_or(false)
                                    : of(front) && of(gateway);
}

Pair pair_of(const Field& front, const Field& gateway, const std::string& country,
             const PairingOptions& options) {
  Pair pair;
  pair.name = front.name;
  pair.gateway_name = gateway.name;
  pair.country = country;
  pair.front = language_of(front, country);
  pair.gateway = language_of(gateway, country);
  pair.normaliser = normaliser_of(front, options);
  pair.luhn = is_luhn(front, gateway);
  pair.typeable = front.typeable;
  pair.is_fixed = front.is_hidden;
  pair.front_unread = front.unread;
  pair.gateway_unread = gateway.unread;
  if (gateway.is_left_out && pair.gateway.optional && takes_empty(pair.front)) {
    regex::Language sent = pair.gateway;
    sent.optional = false;
    try {
      pair.refuses_empty = !regex::Matcher(sent).matches(std::string_view());
    } catch (const regex::PatternError&) {
      // Not known: the comparison says why.
    }
  }
  leave_out_empty(pair);
  return pair;
}

std::set<std::string> countries_of(const Field& front, const Field& gateway,
                                   const PairingOptions& options) {
  std::set<std::string> all;
  for (const Field* side : {&front, &gateway})
    for (const auto& [country, language] : side->by_country)
      all.insert(country);
  if (options.countries.empty()) return all;
  const std::set<std::string> wanted(options.countries.begin(), options.countries.end());
  return all.empty() ? all : wanted;
}

}  // namespace

Pairing pair_fields(const Schema& front, const Schema& gateway, const PairingOptions& options) {
  for (const auto& [name, steps] : options.normalisers)
    if (!name.empty()) named(front, name, "form");
  Matching all = matching(front, gateway, options.renamed);
  Pairing pairing;
  // In the form's order.
  for (const Field& one : front.fields) {
    const auto found = std::find_if(all.found.begin(), all.found.end(),
                                    [&](const auto& each) { return each.first == &one; });
    if (found == all.found.end()) continue;
    const std::set<std::string> countries = countries_of(one, *found->second, options);
    for (const std::string& country : countries)
      pairing.pairs.push_back(pair_of(one, *found->second, country, options));
    if (countries.empty()) pairing.pairs.push_back(pair_of(one, *found->second, "", options));
  }
  pairing.front_only = std::move(all.front);
  pairing.gateway_only = std::move(all.gateway);
  return pairing;
}

}  // namespace checkoutdiag::fields
