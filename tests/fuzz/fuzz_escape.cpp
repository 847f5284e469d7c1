#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "lib/text/escape.hpp"
#include "lib/text/time.hpp"

// Any bytes come out of printable() as one line of valid UTF-8 within the limit, and come out of it
// again unchanged. Times ride along: what is read is written and read back alike.
using namespace checkoutdiag;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

bool has_control(std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && static_cast<unsigned char>(utf8[i + 1]) < 0xA0) return true;  // C1
  }
  for (const char* hidden : {"\u200b", "\u200e", "\u2028", "\u202e", "\u2066", "\ufeff"})
    if (utf8.find(hidden) != std::string_view::npos) return true;
  return false;
}

void check(std::string_view untrusted, std::size_t limit) {
  std::string once = text::printable(untrusted, limit);
  must(once.size() <= limit);
  must(text::is_utf8(once));
  must(!has_control(once));
  must(text::printable(once, limit) == once);
  must(text::columns(once) <= once.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view untrusted(reinterpret_cast<const char*>(data), size);
  check(untrusted, 512);
  check(untrusted, size);
  check(untrusted, size / 2);
  check(untrusted, 100 + size * 4);
  // An escape is at most four bytes a byte, so that this limit cut nothing.
  if (text::is_utf8(untrusted) && !has_control(untrusted))
    must(text::printable(untrusted, 100 + size * 4).size() >= size);
  if (std::optional<Time> when = text::parse_time(untrusted))
    must(text::parse_time(text::rfc3339(*when)).has_value());
  return 0;
}
