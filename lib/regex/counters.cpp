#include "lib/regex/counters.hpp"

#include <algorithm>

#include "lib/regex/tree.hpp"

namespace checkoutdiag::regex {
namespace {

bool is_nullable(const Tree& tree, int index) {
  const Node& node = tree.nodes[static_cast<std::size_t>(index)];
  const auto nullable = [&](int child) { return is_nullable(tree, child); };
  switch (node.kind) {
    case Kind::set:
      return false;
    case Kind::sequence:
      return std::all_of(node.children.begin(), node.children.end(), nullable);
    case Kind::choice:
      return std::any_of(node.children.begin(), node.children.end(), nullable);
    case Kind::repeat:
      return node.least == 0 || nullable(node.children.front());
    case Kind::group:
      return nullable(node.children.front());
    default:
      return true;
  }
}

// Engines do not go on with a round of a loop in which nothing was read, so such rounds are no
// ways: (a{0,9}){0,9} is read as (a{1,9}){0,9} is. Whether that was all of them.
bool leave_out_empty_rounds(Tree& tree) {
  bool is_all = true;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].kind != Kind::repeat) continue;
    int child = tree.nodes[i].children.front();
    if (!is_nullable(tree, child)) continue;
    while (tree.nodes[static_cast<std::size_t>(child)].kind == Kind::group)
      child = tree.nodes[static_cast<std::size_t>(child)].children.front();
    Node& inner = tree.nodes[static_cast<std::size_t>(child)];
    tree.nodes[i].least = 0;
    if (inner.kind == Kind::repeat && !is_nullable(tree, inner.children.front()))
      inner.least = 1;
    else
      is_all = false;
  }
  return is_all;
}

}  // namespace

std::optional<Variants> variants_of(const Pattern& pattern) {
  constexpr std::uint32_t kHigh = 10;
  Variants variants;
  Tree tree = write_out_references(parse(pattern));
  variants.is_approximate = !leave_out_empty_rounds(tree);
  variants.narrow = compile(tree);
  bool is_changed = false;
  for (Node& each : tree.nodes) {
    if (each.kind != Kind::repeat || each.most == kNoLimit || each.most < kHigh) continue;
    each.most = kNoLimit;
    each.least = std::min(each.least, 1u);
    is_changed = true;
  }
  if (!is_changed) return std::nullopt;
  variants.wide = compile(tree);
  return variants;
}

}  // namespace checkoutdiag::regex
