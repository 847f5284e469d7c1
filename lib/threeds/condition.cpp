#include "lib/threeds/condition.hpp"

#include <algorithm>
#include <stdexcept>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::threeds {

class Condition::Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Node whole() {
    Node node = either();
    skip();
    if (!rest_.empty()) fail();
    return node;
  }

 private:
  Node either() {
    return joined('|', Node::Kind::either, [this] { return both(); });
  }
  Node both() {
    return joined('&', Node::Kind::both, [this] { return atom(); });
  }

  template <class Part>
  Node joined(char by, Node::Kind kind, const Part& part) {
    Node first = part();
    if (!takes(by)) return first;
    Node node{kind, {}, {}, {std::move(first)}};
    do
      node.parts.push_back(part());
    while (takes(by));
    return node;
  }

  Node atom() {
    if (takes('(')) {
      Node inner = either();
      need(')');
      return inner;
    }
    const std::string word = name();
    if (word == "present") {
      need('(');
      Node node{Node::Kind::present, name(), {}, {}};
      need(')');
      return node;
    }
    Node node{Node::Kind::is, word, {}, {}};
    if (takes('!')) {
      node.kind = Node::Kind::is_not;
      need('=');
      node.values = {name()};
    } else if (takes('=')) {
      need('=');
      node.values = {name()};
    } else {
      if (name() != "in") fail();
      need('{');
      do
        node.values.push_back(name());
      while (takes(','));
      need('}');
    }
    return node;
  }

  std::string name() {
    skip();
    std::size_t length = 0;
    while (length < rest_.size() && (text::is_letter(rest_[length]) ||
                                     text::is_digit(rest_[length]) || rest_[length] == '.'))
      ++length;
    if (length == 0) fail();
    std::string word(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return word;
  }

  bool takes(char each) {
    skip();
    if (!rest_.starts_with(each)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(char each) {
    if (!takes(each)) fail();
  }
  void skip() {
    while (rest_.starts_with(' '))
      rest_.remove_prefix(1);
  }
  [[noreturn]] void fail() const {
    throw std::invalid_argument("no condition at: " + std::string(rest_));
  }

  std::string_view rest_;
};

Condition::Condition(std::string_view text) : text_(text), root_(Parser(text).whole()) {}

std::optional<bool> Condition::holds(const Lookup& lookup) const {
  return holds(root_, lookup);
}

std::optional<bool> Condition::holds(const Node& node, const Lookup& lookup) {
  if (node.kind == Node::Kind::either || node.kind == Node::Kind::both) {
    // One that decides is enough, whatever is not known of the others.
    const bool decides = node.kind == Node::Kind::either;
    bool is_known = true;
    for (const Node& part : node.parts) {
      const std::optional<bool> one = holds(part, lookup);
      if (one == decides) return decides;
      is_known = is_known && one.has_value();
    }
    return is_known ? std::optional(!decides) : std::nullopt;
  }
  const auto found = lookup(node.field);
  if (!found) return std::nullopt;
  if (node.kind == Node::Kind::present) return !found->empty();
  const bool is_one = std::any_of(found->begin(), found->end(), [&](const std::string& value) {
    return std::find(node.values.begin(), node.values.end(), value) != node.values.end();
  });
  return is_one == (node.kind == Node::Kind::is);
}

}  // namespace checkoutdiag::threeds
