#include <algorithm>
#include <array>

#include "lib/webhook/repair/secret_ways.hpp"

namespace checkoutdiag::webhook {
namespace {

using Ways = std::vector<SecretWay>;
using Swap = std::array<char, 2>;  // what stands there, and what it may have been

constexpr std::size_t kLongest = 128;  // nobody types more
constexpr std::size_t kMostSingles = 24;

constexpr std::array<Swap, 6> kSwaps = {
    {{'0', 'O'}, {'O', '0'}, {'l', 'I'}, {'I', 'l'}, {'1', 'l'}, {'l', '1'}}};
constexpr std::array<Swap, 4> kToDigits = {{{'O', '0'}, {'o', '0'}, {'l', '1'}, {'I', '1'}}};

void add(std::string predicate, std::string repaired, std::string value, Ways& ways) {
  ways.push_back({"secret.look-alike-characters", std::move(predicate), std::move(repaired),
                  "copy the secret and do not type it: O and 0 look the same, and so do l, I and 1",
                  std::move(value)});
}

std::string named(const Swap& swap) {
  return std::string(1, swap[0]) + " where the right one has " + swap[1];
}

void add_digits(std::string_view secret, Ways& ways) {
  std::string digits(secret);
  for (const Swap& swap : kToDigits)
    std::replace(digits.begin(), digits.end(), swap[0], swap[1]);
  add("has the letter O or l where the right one has the digit 0 or 1", "these letters are digits",
      std::move(digits), ways);
}

// All of a kind, then one at a time.
void add_swaps(std::string_view secret, std::size_t from, Ways& ways) {
  for (const Swap& swap : kSwaps) {
    std::string all(secret);
    std::replace(all.begin() + static_cast<std::ptrdiff_t>(from), all.end(), swap[0], swap[1]);
    add("has " + named(swap), "each of these is " + std::string(1, swap[1]), std::move(all), ways);
  }
  std::size_t left = kMostSingles;
  for (std::size_t at = from; at < secret.size(); ++at)
    for (const Swap& swap : kSwaps) {
      if (secret[at] != swap[0]) continue;
      if (left-- == 0) return;
      std::string one(secret);
      one[at] = swap[1];
      add("has " + named(swap), "one of these is " + std::string(1, swap[1]), std::move(one), ways);
    }
}

}  // namespace

std::vector<SecretWay> look_alikes(const Scheme& scheme, std::string_view secret) {
  Ways ways;
  if (secret.size() > kLongest) return ways;
  if (scheme.secret.form == KeyForm::hex)
    add_digits(secret, ways);
  else
    add_swaps(secret, secret.size() - without_prefix(scheme, secret).size(), ways);
  return ways;
}

}  // namespace checkoutdiag::webhook
