#include "lib/regex/formula.hpp"

#include <algorithm>

#include "lib/regex/tree.hpp"

namespace checkoutdiag::regex {
namespace {

std::size_t hash_of(const Formulas::Node& node) {
  std::size_t hash = static_cast<std::size_t>(node.kind) * 0x9E3779B97F4A7C15U;
  const auto mix = [&](int value) {
    hash ^= static_cast<std::size_t>(value) + 0x9E3779B97F4A7C15U + (hash << 6) + (hash >> 2);
  };
  mix(node.variable);
  for (Formulas::Id each : node.operands)
    mix(each);
  return hash;
}

}  // namespace

Formulas::Formulas(std::size_t most) : most_(most) {
  nodes_.push_back({Kind::constant, 0, {}});
  nodes_.push_back({Kind::constant, 1, {}});
}

Formulas::Id Formulas::intern(Node node) {
  const std::size_t hash = hash_of(node);
  const auto [begin, end] = known_.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    const Node& same = nodes_[static_cast<std::size_t>(it->second)];
    if (same.kind == node.kind && same.variable == node.variable && same.operands == node.operands)
      return it->second;
  }
  if (nodes_.size() >= most_)
    throw PatternError(PatternError::Why::large, "its automaton has too many states");
  nodes_.push_back(std::move(node));
  const Id id = static_cast<Id>(nodes_.size()) - 1;
  known_.emplace(hash, id);
  return id;
}

Formulas::Id Formulas::variable(int instruction) {
  return intern({Kind::variable, instruction, {}});
}

Formulas::Id Formulas::negation(Id formula) {
  if (formula == kFalse) return kTrue;
  if (formula == kTrue) return kFalse;
  const Node& node = (*this)[formula];
  if (node.kind == Kind::negation) return node.operands.front();
  return intern({Kind::negation, 0, {formula}});
}

Formulas::Id Formulas::combined(Kind kind, std::vector<Id> formulas) {
  const Id neutral = kind == Kind::both ? kTrue : kFalse,
           zero = kind == Kind::both ? kFalse : kTrue;
  std::vector<Id> operands;
  for (Id each : formulas) {
    if (each == neutral) continue;
    if (each == zero) return zero;
    const Node& node = (*this)[each];
    if (node.kind == kind)
      operands.insert(operands.end(), node.operands.begin(), node.operands.end());
    else
      operands.push_back(each);
  }
  std::sort(operands.begin(), operands.end());
  operands.erase(std::unique(operands.begin(), operands.end()), operands.end());
  if (operands.empty()) return neutral;
  if (operands.size() == 1) return operands.front();
  // a or not a.
  for (Id each : operands) {
    const Node& node = (*this)[each];
    if (node.kind == Kind::negation &&
        std::binary_search(operands.begin(), operands.end(), node.operands.front()))
      return zero;
  }
  return intern({kind, 0, std::move(operands)});
}

bool Formulas::implies(Id a, Id b, int depth) const {
  if (a == b || a == kFalse || b == kTrue) return true;
  if (a == kTrue || b == kFalse) return false;
  constexpr int kDeepest = 6;
  if (depth > kDeepest) return false;
  const Node &left = (*this)[a], &right = (*this)[b];
  if (left.kind == Kind::either && right.kind == Kind::either &&
      std::includes(right.operands.begin(), right.operands.end(), left.operands.begin(),
                    left.operands.end()))
    return true;
  const auto to_right = [&](Id each) { return implies(each, b, depth + 1); };
  const auto from_left = [&](Id each) { return implies(a, each, depth + 1); };
  if (left.kind == Kind::either)
    return std::all_of(left.operands.begin(), left.operands.end(), to_right);
  if (right.kind == Kind::both)
    return std::all_of(right.operands.begin(), right.operands.end(), from_left);
  if (right.kind == Kind::either &&
      (left.kind == Kind::variable
           ? std::binary_search(right.operands.begin(), right.operands.end(), a)
           : std::any_of(right.operands.begin(), right.operands.end(), from_left)))
    return true;
  if (left.kind == Kind::both)
    return std::any_of(left.operands.begin(), left.operands.end(), to_right);
  if (left.kind == Kind::negation && right.kind == Kind::negation)
    return implies(right.operands.front(), left.operands.front(), depth + 1);
  return false;
}

}  // namespace checkoutdiag::regex
