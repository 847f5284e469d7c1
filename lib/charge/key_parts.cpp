#include "lib/charge/key_parts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge {
namespace {

using Kind = KeyPart::Kind;

constexpr double kDigitBits = 3.3219, kLetterBits = 4.7004, kBase36Bits = 5.1699,
                 kBase62Bits = 5.9542;

bool is_hex(char c) {
  return text::is_digit(c) || (text::lower(c) >= 'a' && text::lower(c) <= 'f');
}

bool in_part(char c) {
  return text::is_letter(c) || text::is_digit(c);
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

template <class Test>
bool all(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

std::uint64_t number_of(std::string_view digits) {  // at most 19
  std::uint64_t value = 0;
  for (char c : digits)
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

/// Whether most of it repeats or counts up or down: "aaaa", "0123", "00000001".
bool is_pattern(std::string_view text) {
  if (text.size() < 12) return false;
  std::size_t steps = 0;
  for (std::size_t i = 1; i < text.size(); ++i)
    if (std::abs(text[i] - text[i - 1]) <= 1) ++steps;
  return steps * 10 > (text.size() - 1) * 6;
}

/// The bits that its letters' frequencies leave: few when a few letters make most of it.
double frequency_bits(std::string_view text) {
  std::array<std::size_t, 256> counts{};
  for (char c : text)
    ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (std::size_t count : counts)
    if (count > 0)
      bits += static_cast<double>(count) *
              std::log2(static_cast<double>(text.size()) / static_cast<double>(count));
  return bits;
}

/// Something that may be random, unless its text gives it away.
KeyPart random_part(std::string_view text, double bits, std::string form) {
  if (is_pattern(text)) return {Kind::random, 8, "a pattern"};
  const double left = frequency_bits(text);
  if (text.size() >= 16 && left < bits / 2) bits = left;
  return {Kind::random, bits, std::move(form)};
}

bool is_uuid(std::string_view text) {
  if (text.size() < 36 || (text.size() > 36 && in_part(text[36]))) return false;
  for (std::size_t i = 0; i < 36; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

/// RFC 9562, sections 5 and 6.
KeyPart uuid_part(std::string_view uuid) {
  std::string digits;
  std::copy_if(uuid.begin(), uuid.end(), std::back_inserter(digits), is_hex);
  switch (uuid[14]) {
    case '1':
    case '6':
      // The clock sequence; the rest is the time and the machine.
      return {Kind::random, 14, fmt::format("a UUID of the time (version {})", uuid[14])};
    case '7':
      return random_part(digits, 74, "a UUID with the time in it (version 7)");
    case '3':
    case '5':
      return random_part(digits, 122, fmt::format("a UUID made of a name (version {})", uuid[14]));
    case '4':
      return random_part(digits, 122, "a UUID");
    default:
      return random_part(digits, 122, "a UUID of no common version");
  }
}

bool is_between(std::string_view digits, std::size_t at, std::size_t length, int first, int last) {
  const auto value = static_cast<int>(number_of(digits.substr(at, length)));
  return value >= first && value <= last;
}

/// 20261127, 20261127103045 and with milliseconds.
bool is_date(std::string_view digits) {
  if (digits.size() != 8 && digits.size() != 12 && digits.size() != 14 && digits.size() != 17)
    return false;
  return is_between(digits, 0, 4, 2001, 2099) && is_between(digits, 4, 2, 1, 12) &&
         is_between(digits, 6, 2, 1, 31) &&
         (digits.size() == 8 ||
          (is_between(digits, 8, 2, 0, 23) && is_between(digits, 10, 2, 0, 59)));
}

/// Seconds since 1970, or milliseconds, microseconds, nanoseconds: 2001 to 2100.
bool is_epoch(std::string_view digits) {
  if (digits.size() != 10 && digits.size() != 13 && digits.size() != 16 && digits.size() != 19)
    return false;
  const std::uint64_t seconds = number_of(digits.substr(0, 10));
  return seconds >= 1'000'000'000 && seconds < 4'102'444'800;
}

KeyPart digits_part(std::string_view digits) {
  constexpr std::size_t kLongestCount = 12;
  const double bits = kDigitBits * static_cast<double>(digits.size());
  if (is_date(digits)) return {Kind::time, 0, "a date"};
  // Who knows the second has to guess the rest of it.
  if (is_epoch(digits))
    return {Kind::time, kDigitBits * static_cast<double>(digits.size() - 10), "a time"};
  if (digits.size() <= kLongestCount) return {Kind::count, bits, "a counter or an order number"};
  return random_part(digits, bits, fmt::format("{} digits", digits.size()));
}

/// Whether letters of one case can be spoken, more or less: vowels among them, and no long run
/// without one.
bool is_spoken(std::string_view letters) {
  if (letters.size() <= 3) return true;
  std::size_t vowels = 0, run = 0, longest = 0;
  for (char c : letters) {
    const bool vowel = std::string_view("aeiouy").find(text::lower(c)) != std::string_view::npos;
    vowels += vowel ? 1 : 0;
    run = vowel ? 0 : run + 1;
    longest = std::max(longest, run);
  }
  return longest <= 4 && vowels * 4 >= letters.size() && letters.size() <= 24;
}

/// "order", "ORDER", "Order", "orderPaymentId": each of its words is long enough for one.
bool is_word(std::string_view letters) {
  if (all(letters, is_upper)) return is_spoken(letters);
  for (std::size_t at = 0; at < letters.size();) {
    std::size_t end = at + 1;
    while (end < letters.size() && !is_upper(letters[end]))
      ++end;
    // A short one can stand at the end alone: "orderId", not "xQzBvR".
    if (end - at < (end == letters.size() ? 2u : 3u) && letters.size() > 3) return false;
    if (!is_spoken(letters.substr(at, end - at))) return false;
    at = end;
  }
  return true;
}

bool one_case(std::string_view text) {
  return all(text, [](char c) { return !is_upper(c); }) ||
         all(text, [](char c) { return !text::is_letter(c) || is_upper(c); });
}

/// Both cases, and digits.
bool any_case(std::string_view text) {
  return !one_case(text) && std::any_of(text.begin(), text.end(), text::is_digit);
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 && text[0] <= '7' && one_case(text) && all(text, [](char c) {
           return std::string_view("ilou").find(text::lower(c)) == std::string_view::npos;
         });
}

KeyPart mixed_part(std::string_view text) {
  const auto length = static_cast<double>(text.size());
  const bool digits = std::any_of(text.begin(), text.end(), text::is_digit);
  if (digits && one_case(text) && all(text, is_hex))
    return random_part(text, 4 * length, fmt::format("{} hexadecimal digits", text.size()));
  if (digits && is_ulid(text)) return random_part(text, 80, "a ULID");
  if (!digits)
    return random_part(text, (one_case(text) ? 1.0 : 1.2127) * kLetterBits * length,
                       fmt::format("{} letters", text.size()));
  return random_part(text, (one_case(text) ? kBase36Bits : kBase62Bits) * length,
                     fmt::format("{} letters and digits", text.size()));
}

/// "order1234" and "2024invoice" are two parts.
void append_run(std::string_view run, std::vector<KeyPart>& parts) {
  if (all(run, text::is_digit)) return parts.push_back(digits_part(run));
  const auto letter = [](char c) { return text::is_letter(c); };
  if (all(run, letter) && is_word(run)) return parts.push_back({Kind::word, 0, "a word"});
  const bool first = text::is_digit(run.front());
  const auto change =
      std::find_if(run.begin(), run.end(), [&](char c) { return text::is_digit(c) != first; });
  const std::string_view head = run.substr(0, static_cast<std::size_t>(change - run.begin()));
  const std::string_view tail = run.substr(head.size());
  if (first ? all(tail, letter) : all(tail, text::is_digit)) {
    const std::string_view word = first ? tail : head;
    if (!word.empty() && word.size() < run.size() && is_word(word)) {
      append_run(head, parts);
      return append_run(tail, parts);
    }
  }
  parts.push_back(mixed_part(run));
}

/// Random bytes as base64url (Nano ID, token_urlsafe) have dashes and underscores anywhere: not
/// when a word or a time stands between them.
bool is_base64url(std::string_view key) {
  constexpr std::size_t kShortest = 20, kLongestChance = 6;
  const auto letter = [](char c) { return text::is_letter(c); };
  const auto any = [key](auto test) { return std::any_of(key.begin(), key.end(), test); };
  if (key.size() < kShortest || !any(text::is_digit) || !any(is_upper) ||
      !any([&](char c) { return letter(c) && !is_upper(c); }) ||
      !all(key, [](char c) { return in_part(c) || c == '-' || c == '_'; }))
    return false;
  bool mixed = false;
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t end = std::min(key.find_first_of("-_", at), key.size());
    const std::string_view part = key.substr(at, end - at);
    if (part.size() >= kLongestChance &&
        (all(part, text::is_digit) || (all(part, letter) && is_word(part))))
      return false;
    mixed = mixed || (any_case(part) && part.size() > 3);
    at = end + 1;
  }
  return mixed;
}

}  // namespace

std::vector<KeyPart> key_parts(std::string_view key) {
  std::vector<KeyPart> parts;
  if (is_base64url(key) && !is_uuid(key))
    return {random_part(key, 6.0 * static_cast<double>(key.size()),
                        fmt::format("{} letters, digits, - and _", key.size()))};
  for (std::size_t at = 0; at < key.size();) {
    if (!in_part(key[at])) {
      ++at;
    } else if (is_uuid(key.substr(at))) {
      parts.push_back(uuid_part(key.substr(at, 36)));
      at += 36;
    } else {
      std::size_t end = at;
      while (end < key.size() && in_part(key[end]))
        ++end;
      append_run(key.substr(at, end - at), parts);
      at = end;
    }
  }
  return parts;
}

}  // namespace checkoutdiag::charge
