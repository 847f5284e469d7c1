#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/regex/tree.hpp"

// The parser's parts: parser.cpp has terms and groups, parser_escape.cpp escapes, parser_class.cpp
// classes.
namespace checkoutdiag::regex {

class Parser {
 public:
  Parser(const Pattern& pattern, const ParseLimits& limits);
  Tree parse();

 private:
  // What (?i) and its kin change within a group.
  struct Mode {
    bool ignore_case = false, multiline = false, dot_all = false, extended = false;
  };
  /// An escape outside and inside of classes: a set, or a single character.
  struct Escape {
    std::optional<Point> point;
    CharSet set;
  };

  // The text.
  bool at_end() const { return at_ >= text_.size(); }
  Point peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : kNone;
  }
  bool take(char c);
  bool take(std::string_view word);
  bool looking_at(std::string_view word) const;
  std::string take_name(char end);
  std::optional<std::uint32_t> take_number();
  std::optional<Point> take_hex(std::size_t least, std::size_t most);
  std::optional<Point> take_octal(std::size_t most);
  [[noreturn]] void refuse(const std::string& what) const;
  [[noreturn]] void give_up(const std::string& what) const;
  bool is(Dialect dialect) const { return pattern_.dialect == dialect; }
  bool is_script() const;
  bool strict() const { return is_script() && !meaning_.lenient; }

  // Nodes.
  int add(Node node);
  int add(Kind kind);
  int add_set(CharSet set);
  int add_point(Point point);
  int add_list(Kind kind, std::vector<int> children);
  int add_look(int child, bool behind, bool negative);
  CharSet folded(CharSet set) const;

  // parser.cpp
  void find_groups();
  int parse_choice();
  int parse_sequence();
  std::optional<int> parse_term();
  int parse_quantified(int node, bool may_repeat);
  bool take_quantifier(std::uint32_t& least, std::uint32_t& most);
  bool take_braces(std::uint32_t& least, std::uint32_t& most);
  int parse_group();
  int parse_special_group();
  int parse_look(bool behind, bool negative);
  std::optional<int> parse_inline_flags();
  int captured(int child, int number);
  int start_anchor();
  int end_anchor();
  int dot();
  void skip_ignored();
  // parser_escape.cpp
  int parse_escape();
  std::optional<int> parse_assertion_escape();
  std::optional<int> parse_reference();
  int reference_to(int number);
  int named_reference(const std::string& name);
  Escape parse_escape_of(bool in_class);
  std::optional<CharSet> class_escape(Point letter);
  std::optional<CharSet> more_class_escapes(Point letter);
  CharSet parse_property(bool negative);
  std::optional<Point> control_escape(Point letter, bool in_class);
  std::optional<Point> numeric_escape(Point letter, bool in_class);
  Point unicode_escape();
  Point identity_escape(Point letter, bool in_class);
  // parser_class.cpp
  CharSet parse_class();
  CharSet parse_class_items(bool& negative);
  CharSet parse_operand();
  Escape parse_class_atom();
  std::optional<CharSet> parse_posix();
  bool nests() const;

  static constexpr Point kNone = 0xFFFFFFFF;
  const Pattern& pattern_;
  const ParseLimits& limits_;
  Meaning meaning_;
  std::vector<Point> text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Mode mode_;
  Tree tree_;
  int behinds_ = 0;          // lookbehinds around what is read
  int before_behind_ = 0;    // groups that were opened before the outermost of them
  int opened_ = 0;           // capturing groups so far
  int total_ = 0;            // in the whole pattern
  bool named_ = false;       // it has named groups
  std::vector<int> closed_;  // groups that are complete, by number
  std::map<std::string, int, std::less<>> names_;
};

}  // namespace checkoutdiag::regex
