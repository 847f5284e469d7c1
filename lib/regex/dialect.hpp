#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/regex/char_set.hpp"

// Who reads a pattern: the same text means different languages to different engines.
namespace checkoutdiag::regex {

enum class Dialect {
  javascript,  // ECMA-262, RegExp.prototype.test, with Annex B where neither u nor v is set
  html,  // the pattern attribute: as javascript with v, and the whole value (HTML, 4.10.5.3.7)
  json_schema,  // as javascript with u: JSON Schema 2020-12, 6.3.3, and OpenAPI 3
  java,         // java.util.regex
  python,       // re, on str
  pcre,         // PCRE2 and PHP
  dotnet,       // .NET
  ruby,         // Onigmo
  re2,          // RE2 and Go
};

std::optional<Dialect> dialect_of(std::string_view word);
std::string_view word_of(Dialect dialect);
const std::vector<std::string_view>& dialect_words();

/// How much of a value has to match.
enum class Match {
  search,  // some part of it
  prefix,  // from its beginning: Python's re.match
  full,    // all of it
};

struct Flags {
  bool ignore_case = false;  // i
  bool multiline = false;    // m: ^ and $ are those of lines; Ruby's m is dot_all
  bool dot_all = false;      // s
  bool unicode = false;      // u
  bool sets = false;         // v
  bool extended = false;     // x: white space and comments are no part of the pattern
  bool dollar_end = false;   // D of PHP: $ is the absolute end
  bool ascii = false;        // a of Python
  bool sticky = false;       // y: a match begins where the value does
};

/// A pattern and who reads it.
struct Pattern {
  std::string text;  // UTF-8
  Flags flags;
  Dialect dialect = Dialect::javascript;
  std::optional<Match> match;  // nothing: the dialect's own
};

/// The letters of flags, such as "gi". g and y change nothing here. Throws Failure(input) for a
/// letter that the dialect does not have.
Flags flags_of(std::string_view letters, Dialect dialect);

/// What a dialect means by what all of them write alike.
struct Meaning {
  Match match = Match::search;
  bool units = false;         // characters are UTF-16 code units, not code points
  bool unicode_case = false;  // i folds as CaseFolding.txt has it (ECMA-262 Canonicalize with u)
  bool lenient = false;       // Annex B: what is no escape, quantifier or class stands for itself
  bool line_anchors = false;  // ^ and $ are always those of lines (Ruby)
  /// $ without m: how a value may go on behind it.
  enum class Dollar { end, line_feed, line_terminator } dollar = Dollar::end;
  CharSet digit, word, space;  // \d \w \s
  CharSet not_dot;             // what . leaves out
  CharSet line_end;            // what ^ and $ of lines see as an end
};

Meaning meaning_of(const Pattern& pattern);

}  // namespace checkoutdiag::regex
