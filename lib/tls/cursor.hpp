#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace checkoutdiag::tls {

/// Reads big-endian fields off untrusted bytes. A read past the end yields zero or nothing and
/// marks the cursor bad; whoever reads looks at ok() before it believes anything.
class Cursor {
 public:
  explicit Cursor(std::string_view data) : rest_(data) {}

  bool ok() const { return ok_; }
  std::size_t left() const { return rest_.size(); }

  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const char c : take(bytes))
      value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::uint16_t number16() { return static_cast<std::uint16_t>(number(2)); }

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view head = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return head;
  }

  /// A vector with a length field of so many bytes.
  std::string_view vector(std::size_t length_bytes) { return take(number(length_bytes)); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace checkoutdiag::tls
