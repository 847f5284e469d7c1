#include "lib/fields/lint.hpp"

#include <array>

#include "lib/fields/oddities.hpp"
#include "lib/regex/difference.hpp"
#include "lib/regex/matcher.hpp"
#include "lib/regex/tree.hpp"

namespace checkoutdiag::fields {
namespace {

using regex::Comparison;
using regex::Kind;
using regex::Language;
using regex::Node;
using regex::Tree;
using regex::Verdict;

const Node& node_of(const Tree& tree, int index) {
  return tree.nodes[static_cast<std::size_t>(index)];
}

// The alternatives at the top, through groups.
void alternatives(const Tree& tree, int index, std::vector<int>& all) {
  const Node& node = node_of(tree, index);
  if (node.kind == Kind::choice)
    for (int each : node.children)
      alternatives(tree, each, all);
  else if (node.kind == Kind::group)
    alternatives(tree, node.children.front(), all);
  else
    all.push_back(index);
}

// Whether it begins, or ends, with an anchor in every way.
bool is_tied(const Tree& tree, int index, bool at_start) {
  const Node& node = node_of(tree, index);
  switch (node.kind) {
    case Kind::text_start:
    case Kind::line_start:
      return at_start;
    case Kind::text_end:
    case Kind::line_end:
      return !at_start;
    case Kind::group:
      return is_tied(tree, node.children.front(), at_start);
    case Kind::sequence:
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        const int child = node.children[at_start ? i : node.children.size() - 1 - i];
        if (is_tied(tree, child, at_start)) return true;
        const Kind kind = node_of(tree, child).kind;
        // What takes no character stands beside an anchor.
        if (kind != Kind::look && kind != Kind::boundary && kind != Kind::empty) return false;
      }
      return false;
    case Kind::look:
      // (?=$): the dialects whose $ leaves a line end out.
      return !node.behind && !node.negative && !at_start &&
             is_tied(tree, node.children.front(), at_start);
    case Kind::choice: {
      bool all = !node.children.empty();
      for (int each : node.children)
        all = all && is_tied(tree, each, at_start);
      return all;
    }
    default:
      return false;
  }
}

Anchors anchors_of(const Tree& tree) {
  Anchors anchors;
  anchors.is_searched = tree.meaning.match != regex::Match::full;
  std::vector<int> all;
  alternatives(tree, tree.root, all);
  anchors.alternatives = static_cast<int>(all.size());
  for (int each : all) {
    const bool is_prefix = tree.meaning.match == regex::Match::prefix;
    anchors.with_start += is_prefix || is_tied(tree, each, true);
    anchors.with_end += is_tied(tree, each, false);
  }
  return anchors;
}

Language only(const char* pattern) {
  Language language;
  regex::Pattern one;
  one.text = pattern;
  language.patterns = {one};
  return language;
}

/// Looks for values that a language takes.
class Finder {
 public:
  explicit Finder(LintFacts& facts) : facts_(facts) {}

  bool has_longer_than(std::uint32_t length) {
    Language no_longer;
    no_longer.longest = length;
    regex::CompareOptions options;
    options.one_way = true;
    const Comparison found = regex::compare(facts_.language, no_longer, options);
    if (found.verdict == Verdict::unknown && !found.front_only) facts_.undecided = found.reason;
    return found.front_only.has_value();
  }

  // One that the other language does not have.
  std::optional<std::string> beyond(const Language& other) {
    regex::CompareOptions options;
    options.limits.time = std::chrono::seconds(2);
    options.one_way = true;
    // The shortest one is found, so its length can be looked at afterwards.
    Language any_length = facts_.language;
    any_length.longest = regex::kNoLimit;
    const Comparison found = regex::compare(any_length, other, options);
    if (found.verdict == Verdict::unknown && !found.front_only) facts_.undecided = found.reason;
    const bool fits =
        found.front_only && regex::units_of(*found.front_only).size() <= facts_.language.longest;
    return fits ? found.front_only : std::nullopt;
  }

 private:
  LintFacts& facts_;
};

// Values are taken by the automaton of the language without its own list.
std::vector<std::string> refused_values(const Language& language) {
  if (language.values.empty()) return {};
  Language rule = language;
  rule.values.clear();
  rule.optional = false;
  regex::Matcher matcher(rule);
  std::vector<std::string> refused;
  for (const std::string& each : language.values)
    if (!each.empty() && !matcher.matches(each)) refused.push_back(each);
  return refused;
}

std::optional<std::string> card_number_in(const Language& language) {
  regex::Matcher matcher(language);
  for (const char* each :
       {"4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "Card 4111111111111111."})
    if (matcher.matches(std::string_view(each))) return each;
  return std::nullopt;
}

// Where a limit is written down it need not be found.
void read_lengths(const regex::Longest& longest, Finder& finder, LintFacts& facts) {
  using Length = regex::Longest::Kind;
  if (longest.kind == Length::unknown) {
    facts.is_empty = !finder.beyond(only("^$"));
    facts.is_long = finder.has_longer_than(LintFacts::kLong);
    return;
  }
  facts.is_empty =
      longest.kind == Length::none || (longest.kind == Length::some && longest.length == 0);
  facts.is_long = longest.kind == Length::any ||
                  (longest.kind == Length::some && longest.length > LintFacts::kLong);
}

}  // namespace

LintFacts lint_facts(const Field& field, const std::string& country) {
  LintFacts facts;
  facts.field = field;
  facts.country = country;
  const auto found = field.by_country.find(country);
  facts.language = found == field.by_country.end() ? field.language : found->second;
  try {
    for (const regex::Pattern& each : facts.language.patterns) {
      PatternFacts pattern{each, {}, oddities_of(each), {}};
      pattern.anchors = anchors_of(regex::parse(each));
      pattern.backtracking = regex::backtracking_of(each);
      facts.patterns.push_back(std::move(pattern));
    }
    facts.language.patterns.insert(facts.language.patterns.end(), field.typeable.begin(),
                                   field.typeable.end());
    Finder finder(facts);
    regex::Matcher matcher(facts.language);
    read_lengths(matcher.longest(), finder, facts);
    facts.takes_empty = matcher.matches(std::string_view());
    facts.with_no_break_space = finder.beyond(only("^[^\\u00A0]*$"));
    facts.with_foreign_digit = finder.beyond(only("^[^\\u0660-\\u0669\\uFF10-\\uFF19]*$"));
    facts.refused_values = refused_values(facts.language);
    facts.card_number = card_number_in(facts.language);
  } catch (const regex::PatternError& error) {
    if (error.why == regex::PatternError::Why::syntax)
      facts.fault = error.what();
    else
      facts.undecided = error.what();
  }
  return facts;
}

}  // namespace checkoutdiag::fields
