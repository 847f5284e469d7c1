#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "lib/regex/program.hpp"

// The code units that no set of the programs tells apart are one letter: a dozen instead of 65536.
namespace checkoutdiag::regex {

/// What a letter is to a reader; in the order in which witnesses prefer them.
enum class Look {
  digit,
  upper,
  lower,
  space,
  hyphen,
  symbol,      // other printable ASCII
  no_break,    // U+00A0
  other,       // beyond ASCII
  surrogate,   // half of a character beyond U+FFFF
  line_break,  // LF, CR, U+2028, U+2029
  control,
};

/// "digit", "upper", "space", "no-break", …
std::string_view word_of(Look look);

class Alphabet {
 public:
  /// Cuts where these sets begin or end, and where a witness would look another way.
  explicit Alphabet(std::vector<const CharSet*> sets);

  std::size_t size() const { return letters_.size(); }

  /// A code unit of the letter, the most readable one.
  Point sample(int letter) const { return letters_[static_cast<std::size_t>(letter)].sample; }
  Look look(int letter) const { return letters_[static_cast<std::size_t>(letter)].look; }
  bool is_high(int letter) const;
  bool is_low(int letter) const;
  int letter_of(Point unit) const;

  /// The letters of a set that was given to the constructor: one bit a letter.
  std::vector<bool> letters_of(const CharSet& set) const;

 private:
  struct Letter {
    Point sample = 0;
    Look look = Look::control;
  };
  struct Piece {
    Point first = 0;
    int letter = 0;
  };

  std::vector<Letter> letters_;
  std::vector<Piece> pieces_;  // in order, from 0
};

}  // namespace checkoutdiag::regex
