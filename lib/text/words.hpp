#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// The words of files that somebody wrote, and what they mean: both ways.
namespace checkoutdiag::text {

template <class T>
using Words = std::pair<std::string_view, T>;

/// The meaning of a word; nothing for another one.
template <class T, std::size_t N>
std::optional<T> meaning(const Words<T> (&words)[N], std::string_view word) {
  for (const auto& [each, value] : words)
    if (each == word) return value;
  return std::nullopt;
}

template <class T, std::size_t N>
std::string_view word(const Words<T> (&words)[N], T value) {
  for (const auto& [each, meant] : words)
    if (meant == value) return each;
  return {};
}

/// "one of hmac-sha1, hmac-sha256, …", for errors.
template <class T, std::size_t N>
std::string one_of(const Words<T> (&words)[N]) {
  std::string list;
  for (const auto& [each, value] : words)
    list += (list.empty() ? "one of " : ", ") + std::string(each);
  return list;
}

}  // namespace checkoutdiag::text
