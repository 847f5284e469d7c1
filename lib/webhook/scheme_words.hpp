#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/webhook/scheme.hpp"

// The words of scheme files, both ways.
namespace checkoutdiag::webhook {

template <class T>
using Words = std::pair<std::string_view, T>;

inline constexpr Words<Algorithm> kAlgorithms[] = {
    {"hmac-sha1", Algorithm::hmac_sha1},
    {"hmac-sha256", Algorithm::hmac_sha256},
    {"hmac-sha384", Algorithm::hmac_sha384},
    {"hmac-sha512", Algorithm::hmac_sha512},
    {"ed25519", Algorithm::ed25519},
    {"rsa-sha256", Algorithm::rsa_sha256},
    {"token", Algorithm::token},
    {"by-key", Algorithm::by_key},
};
inline constexpr Words<KeyForm> kKeyForms[] = {
    {"text", KeyForm::text}, {"hex", KeyForm::hex},         {"base64", KeyForm::base64},
    {"sha1", KeyForm::sha1}, {"ed25519", KeyForm::ed25519}, {"certificate", KeyForm::certificate},
    {"any", KeyForm::any},
};
inline constexpr Words<Encoding> kEncodings[] = {
    {"hex", Encoding::hex},
    {"base64", Encoding::base64},
};
inline constexpr Words<Grammar> kGrammars[] = {
    {"plain", Grammar::plain},     {"pairs", Grammar::pairs},     {"versions", Grammar::versions},
    {"key-ids", Grammar::key_ids}, {"special", Grammar::special},
};

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

}  // namespace checkoutdiag::webhook
