#include "lib/regex/backtracking_rounds.hpp"

#include <algorithm>
#include <utility>

namespace checkoutdiag::regex {
namespace {

class Rewriter {
 public:
  Rewriter(const Tree& tree, std::size_t most_nodes) : old_(tree), most_nodes_(most_nodes) {
    // Children come before their parents.
    for (const Node& each : old_.nodes) {
      nullable_.push_back(is_nullable(each));
      asserts_.push_back(has_assertion(each));
    }
  }

  Tree run() {
    tree_.groups = old_.groups;
    tree_.meaning = old_.meaning;
    tree_.root = copy(old_.root);
    return std::move(tree_);
  }

 private:
  const Node& at(int index) const { return old_.nodes[static_cast<std::size_t>(index)]; }
  bool nullable(int index) const { return nullable_[static_cast<std::size_t>(index)]; }

  bool is_nullable(const Node& node) const {
    const auto is_null = [&](int each) { return nullable(each); };
    const std::vector<int>& children = node.children;
    switch (node.kind) {
      case Kind::set:
        return false;
      case Kind::sequence:
      case Kind::group:
        return std::all_of(children.begin(), children.end(), is_null);
      case Kind::choice:
        return std::any_of(children.begin(), children.end(), is_null);
      case Kind::repeat:
        return node.least == 0 || nullable(children.front());
      default:
        return true;
    }
  }

  bool has_assertion(const Node& node) const {
    switch (node.kind) {
      case Kind::empty:
      case Kind::set:
      case Kind::sequence:
      case Kind::choice:
      case Kind::repeat:
      case Kind::group:
        return std::any_of(node.children.begin(), node.children.end(),
                           [&](int each) { return asserts_[static_cast<std::size_t>(each)]; });
      default:
        return true;
    }
  }

  int add(Node node) {
    if (tree_.nodes.size() >= most_nodes_)
      throw PatternError(PatternError::Why::large, "it has too many parts");
    tree_.nodes.push_back(std::move(node));
    return static_cast<int>(tree_.nodes.size()) - 1;
  }

  int copy(int index) {
    Node node = at(index);
    const bool is_loop = node.kind == Kind::repeat && node.most == kNoLimit;
    // Where nothing is read there an assertion may still be asked for: such a body stays.
    const int body = is_loop ? node.children.front() : index;
    if (is_loop && nullable(body) && !asserts_[static_cast<std::size_t>(body)]) {
      node.least = 0;
      node.children = {filled(body)};
      return add(std::move(node));
    }
    for (int& each : node.children)
      each = copy(each);
    return add(std::move(node));
  }

  // What is left of a part where it has to read something.
  int filled(int index) {
    Node node = at(index);
    if (!nullable(index)) return copy(index);
    switch (node.kind) {
      case Kind::choice:
      case Kind::group:
        for (int& each : node.children)
          each = filled(each);
        break;
      case Kind::repeat:
        node.least = 1;
        node.children = {filled(node.children.front())};
        if (node.most == 0) node = {.kind = Kind::set};
        break;
      case Kind::sequence:
        return filled_sequence(node.children);
      default:
        // What reads nothing becomes a set of no characters.
        node = {.kind = Kind::set};
    }
    return add(std::move(node));
  }

  // One of the parts is the first that reads something.
  int filled_sequence(const std::vector<int>& parts) {
    Node choice;
    choice.kind = Kind::choice;
    for (std::size_t first = 0; first < parts.size(); ++first) {
      Node sequence;
      sequence.kind = Kind::sequence;
      sequence.children.push_back(filled(parts[first]));
      for (std::size_t rest = first + 1; rest < parts.size(); ++rest)
        sequence.children.push_back(copy(parts[rest]));
      choice.children.push_back(add(std::move(sequence)));
    }
    if (choice.children.empty()) return add({.kind = Kind::set});
    return add(std::move(choice));
  }

  const Tree& old_;
  const std::size_t most_nodes_;
  std::vector<bool> nullable_, asserts_;  // by node of the old tree
  Tree tree_;
};

}  // namespace

Tree without_empty_rounds(const Tree& tree, std::size_t most_nodes) {
  return Rewriter(tree, most_nodes).run();
}

}  // namespace checkoutdiag::regex
