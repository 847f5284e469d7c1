#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace checkoutdiag::regex {

/// A Unicode code point, a lone surrogate, or a UTF-16 code unit, as the dialect has it.
using Point = std::uint32_t;

inline constexpr Point kLastPoint = 0x10FFFF, kLastUnit = 0xFFFF;
inline constexpr Point kHighSurrogate = 0xD800, kLowSurrogate = 0xDC00, kAfterSurrogates = 0xE000;

struct Range {
  Point first = 0, last = 0;  // inclusive
  bool operator==(const Range&) const = default;
};

/// A set of points: ranges in order, which neither overlap nor touch. All operations are linear in
/// the number of ranges.
class CharSet {
 public:
  CharSet() = default;
  CharSet(std::initializer_list<Range> ranges);

  /// Ranges in any order, which may overlap.
  static CharSet of(std::vector<Range> ranges);
  static CharSet one(Point point) { return CharSet{{point, point}}; }
  static CharSet all() { return CharSet{{0, kLastPoint}}; }

  const std::vector<Range>& ranges() const { return ranges_; }
  bool empty() const { return ranges_.empty(); }
  bool contains(Point point) const;
  std::size_t count() const;

  CharSet operator|(const CharSet& other) const;
  CharSet operator&(const CharSet& other) const;
  CharSet operator-(const CharSet& other) const { return *this & other.complement(); }
  CharSet complement() const;
  bool operator==(const CharSet&) const = default;

 private:
  std::vector<Range> ranges_;
};

}  // namespace checkoutdiag::regex
