#pragma once
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace checkoutdiag::regex {

/// Boolean formulas over instructions of a program, each once, so that equal ones have one number.
/// A formula speaks of the rest of a value: an instruction is true when it leads to a match there.
class Formulas {
 public:
  using Id = int;
  static constexpr Id kFalse = 0, kTrue = 1;
  enum class Kind : std::uint8_t { constant, variable, both, either, negation };

  struct Node {
    Kind kind = Kind::constant;
    int variable = 0;          // an instruction
    std::vector<Id> operands;  // in order, each once
  };

  /// `most`: throws PatternError(large) beyond so many formulas.
  explicit Formulas(std::size_t most);

  Id variable(int instruction);
  Id negation(Id formula);
  Id all_of(std::vector<Id> formulas) { return combined(Kind::both, std::move(formulas)); }
  Id any_of(std::vector<Id> formulas) { return combined(Kind::either, std::move(formulas)); }

  const Node& operator[](Id formula) const { return nodes_[static_cast<std::size_t>(formula)]; }

  /// Whether `a` is known to imply `b`. False may also mean that it is not seen to.
  bool implies(Id a, Id b) const { return implies(a, b, 0); }

 private:
  Id combined(Kind kind, std::vector<Id> formulas);
  Id intern(Node node);
  bool implies(Id a, Id b, int depth) const;

  std::size_t most_;
  std::vector<Node> nodes_;
  std::unordered_multimap<std::size_t, Id> known_;  // by hash
};

}  // namespace checkoutdiag::regex
