#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "lib/charge/key.hpp"
#include "lib/text/redact.hpp"

// What anybody said: redacted twice it is what it was once, and JSON stays JSON. The same text as a
// key: its strength is a number, and as an RFC 8941 String it is read again.
using namespace checkoutdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string once = text::redacted(text);
  if (text::redacted(once) != once) std::abort();
  // The library takes a NUL for the end.
  const bool is_json = text.find('\0') == std::string_view::npos && nlohmann::json::accept(text);
  if (is_json && !nlohmann::json::accept(once)) std::abort();
  const charge::KeyStrength strength = charge::strength_of(text);
  if (!(strength.bits >= 0 && strength.bits <= 55 + 8 * static_cast<double>(size)) ||
      strength.form.empty())
    std::abort();
  bool quoted = false;
  charge::key_of(text, quoted);
  if (text.find_first_not_of("abcdefghij\"\\ ,;k") != std::string_view::npos) return 0;
  using charge::KeySyntax;
  if (charge::key_of(charge::header_value(text, KeySyntax::sf_string), quoted) != text || !quoted)
    std::abort();
  return 0;
}
