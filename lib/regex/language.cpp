#include "lib/regex/language.hpp"

#include <utility>

#include "lib/regex/reference_matcher.hpp"
#include "lib/text/utf8.hpp"

namespace checkoutdiag::regex {
namespace {

int add(Tree& tree, Node node) {
  tree.nodes.push_back(std::move(node));
  return static_cast<int>(tree.nodes.size()) - 1;
}

int add_word(Tree& tree, const std::string& value) {
  Node word;
  word.kind = Kind::sequence;
  for (std::size_t at = 0; at < value.size();) {
    const text::CodePoint next = text::code_point_at(value, at);
    if (next.length == 0)
      throw PatternError(PatternError::Why::syntax, "one of its values is not UTF-8");
    Node letter;
    letter.kind = Kind::set;
    letter.set = CharSet::one(next.value);
    word.children.push_back(add(tree, std::move(letter)));
    at += next.length;
  }
  return add(tree, std::move(word));
}

Tree one_of(const std::vector<std::string>& values) {
  Tree tree;
  tree.meaning.match = Match::full;
  Node choice;
  choice.kind = Kind::choice;
  for (const std::string& each : values)
    choice.children.push_back(add_word(tree, each));
  tree.root = add(tree, std::move(choice));
  return tree;
}

}  // namespace

Compiled::Compiled(Language from) : language(std::move(from)) {
  for (const Pattern& each : language.patterns)
    trees.push_back(write_out_references(parse(each)));
  if (!language.values.empty()) trees.push_back(one_of(language.values));
  for (const Tree& each : trees)
    programs.push_back(compile(each));
  if (language.shortest > 0 || language.longest != kNoLimit || programs.empty())
    programs.push_back(lengths(language.shortest, language.longest));
}

std::vector<const Program*> Compiled::pointers() const {
  std::vector<const Program*> all;
  for (const Program& each : programs)
    all.push_back(&each);
  return all;
}

std::optional<bool> Compiled::takes(const std::vector<Point>& value) const {
  if (value.empty() && language.optional) return true;
  if (value.size() < language.shortest || value.size() > language.longest) return false;
  for (const Tree& each : trees) {
    const auto matched = matches(each, value);
    if (!matched || !*matched) return matched;
  }
  return true;
}

}  // namespace checkoutdiag::regex
