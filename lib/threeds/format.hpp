#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace checkoutdiag::threeds {

/// What values a field takes, as the table writes it: "codes(01-06,80-99)", "len<=2048", "uuid",
/// "num(05..99) len=2".
class Format {
 public:
  enum class Kind {
    any,
    digits,         // so many
    signed_digits,  // with a sign before them or not
    number,         // within these
    codes,          // two digits, within ranges
    list,           // one of them
    uuid,
    url,
    https_url,
    email,
    ip,
    expiry,  // YYMM
    date,    // YYYYMMDD
    minute,  // YYYYMMDDHHMM
    second,  // YYYYMMDDHHMMSS
    country,
    currency,  // both as three digits
    region,    // the part behind the hyphen of ISO 3166-2
    base64,    // with padding
    jws,
    version,
  };

  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

  Format() = default;
  /// Throws std::invalid_argument: the table is the program's own.
  explicit Format(std::string_view text);

  Kind kind() const { return kind_; }
  /// As the table writes it.
  const std::string& text() const { return text_; }
  const std::vector<std::string>& values() const { return values_; }

  /// Why a text is none of these, a clause without the text itself: "has 9 characters, and at most
  /// 8 are allowed". Empty: it is one.
  std::string fault_of(std::string_view value) const;
  /// The same of how many items a list has.
  std::string fault_of_count(std::size_t items) const;

  /// Whether a value of it may be shown: a code, and nothing of a person or a card.
  bool is_harmless() const;

 private:
  void read_word(std::string_view word);
  std::string fault_of_length(std::string_view value) const;
  std::string fault_of_kind(std::string_view value) const;
  std::string allowed() const;

  std::string text_;
  Kind kind_ = Kind::any;
  std::size_t least_ = 0, most_ = kNoLimit;        // digits, or of a number its values
  std::size_t shortest_ = 0, longest_ = kNoLimit;  // characters
  std::size_t fewest_ = 0, most_items_ = kNoLimit;
  std::vector<std::string> values_;          // of a list
  std::vector<std::pair<int, int>> ranges_;  // of codes
};

}  // namespace checkoutdiag::threeds
