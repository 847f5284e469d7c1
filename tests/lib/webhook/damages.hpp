#pragma once
#include <doctest/doctest.h>

#include "lib/text/hex.hpp"
#include "tests/lib/webhook/scene.hpp"

// What tests damage deliveries with.
namespace checkoutdiag::test {

inline const std::string kBody =
    "{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\",\n  \"amount\": 10.50,\n"
    "  \"note\": \"caf\xC3\xA9 + https://x.example/?a=b&c\"\n}";

inline std::string base64(std::string_view text) {
  return text::base64(text::bytes_of(text));
}
inline std::string hex(std::string_view text) {
  return text::hex(text::bytes_of(text));
}
inline std::string unhex(std::string_view text) {
  std::string bytes;
  CHECK(text::decode_hex(text, bytes));
  return bytes;
}
inline std::string unbase64(std::string_view text) {
  std::string bytes;
  CHECK(text::decode_base64(text, bytes));
  return bytes;
}
inline void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}
// The signature's text behind what the header begins with.
inline void change_value(Scene& scene, std::string_view mark, auto change) {
  std::string& header = scene.signature();
  const std::size_t at = header.find(mark) + mark.size();
  header = header.substr(0, at) + change(header.substr(at));
}
inline std::string upper(std::string text) {
  for (char& c : text)
    if (text::is_letter(c)) c = static_cast<char>(text::lower(c) - 32);
  return text;
}
inline void resign(Scene& scene, const std::string& secret) {
  Scene again = scene_of(scene.scheme->name, kBody, secret);
  scene.delivery = again.delivery;
}

inline std::string listed(const webhook::Diagnosis& found) {
  std::string all;
  for (const webhook::Cause& each : found.causes)
    all += (each.certain ? "  + " : "  ? ") + each.id + ": " + each.message +
           "\n      fix: " + each.fix + "\n";
  return all;
}

}  // namespace checkoutdiag::test
