#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "lib/regex/alphabet.hpp"
#include "lib/regex/program.hpp"

namespace checkoutdiag::regex {

/// The position automaton of a program: a state is a code unit that may come next, and how often
/// one leads to another without anything between is counted, up to twice. Assertions that cannot
/// hold between two characters are a wall; others are taken for nothing.
class Positions {
 public:
  /// Throws PatternError(large).
  Positions(const Program& program, const Alphabet& alphabet, std::size_t most_edges);

  struct Edge {
    int to = 0;
    bool twice = false;  // on two ways
  };

  std::size_t size() const { return sets_.size(); }
  const std::vector<Edge>& first() const { return first_; }
  const std::vector<Edge>& next(int state) const {
    return edges_[static_cast<std::size_t>(next_[static_cast<std::size_t>(state)])];
  }

  /// Those that can be come to, the nearest to the beginning first.
  const std::vector<int>& nearest_first() const { return order_; }

  bool takes(int state, int letter) const;

  /// A letter that all of them take; nothing: there is none.
  std::optional<int> common(int a, int b) const;
  std::optional<int> common(int a, int b, int c) const;
  std::optional<int> common(int a) const { return common(a, a); }

  /// The strongly connected component of a state; one that leads to itself at least has a number,
  /// others have -1.
  int component(int state) const { return components_[static_cast<std::size_t>(state)]; }
  int components() const { return component_count_; }

  bool is_approximate() const { return is_approximate_; }

 private:
  using Op = Instruction::Op;
  void close(const Program& program, int from, bool at_start, const std::vector<int>& number,
             std::vector<Edge>& edges);
  void find_order();
  void find_components();

  std::vector<std::vector<bool>> letters_;  // by set
  std::vector<std::vector<int>> shared_;    // of two sets: a letter of both, or -1
  std::vector<int> sets_;                   // by state
  std::vector<int> next_;                   // by state: an index of edges_
  std::vector<std::vector<Edge>> edges_;
  std::vector<Edge> first_;
  std::vector<int> order_;
  std::vector<int> components_;
  int component_count_ = 0;
  bool is_approximate_ = false;
};

}  // namespace checkoutdiag::regex
