#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag {

/// Something that must not be told: it has no formatter, and wipes its memory when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  /// The text itself, for cryptography alone.
  std::string_view reveal() const { return text_; }

  /// True for nothing, and for spaces, tabs and line ends alone: the key of whoever knows that a
  /// variable was never set.
  bool blank() const;

  /// The first 8 hex digits of SHA-256 over the text: tells which secret it is, not what it is.
  std::string fingerprint() const { return digest().substr(0, 8); }

  /// SHA-256 over the text in hex.
  std::string digest() const;

 private:
  void wipe() noexcept;

  std::string text_;
};

}  // namespace checkoutdiag
