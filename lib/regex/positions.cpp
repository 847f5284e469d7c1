#include "lib/regex/positions.hpp"

#include <algorithm>
#include <unordered_map>

#include "lib/regex/tree.hpp"

namespace checkoutdiag::regex {
namespace {

constexpr int kNone = -1;

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

}  // namespace

Positions::Positions(const Program& program, const Alphabet& alphabet, std::size_t most_edges) {
  std::vector<int> number(program.code.size(), kNone), instructions;
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    if (program.code[i].op != Op::unit) continue;
    number[i] = static_cast<int>(sets_.size());
    sets_.push_back(program.code[i].set);
    instructions.push_back(static_cast<int>(i));
  }
  for (const CharSet& each : program.sets)
    letters_.push_back(alphabet.letters_of(each));
  shared_.assign(letters_.size(), std::vector<int>(letters_.size(), kNone));
  for (std::size_t a = 0; a < letters_.size(); ++a)
    for (std::size_t b = 0; b < letters_.size(); ++b)
      for (std::size_t letter = alphabet.size(); letter-- > 0;)
        if (letters_[a][letter] && letters_[b][letter]) shared_[a][b] = static_cast<int>(letter);
  close(program, program.start, true, number, first_);
  // What follows is the same wherever it is the same instruction.
  std::unordered_map<int, int> known;
  std::size_t edges = first_.size();
  for (int instruction : instructions) {
    const int next = program.code[at(instruction)].next;
    const auto [found, added] = known.emplace(next, static_cast<int>(edges_.size()));
    if (added) {
      edges_.emplace_back();
      close(program, next, false, number, edges_.back());
      edges += edges_.back().size();
      if (edges > most_edges) throw PatternError(PatternError::Why::large, "it has too many parts");
    }
    next_.push_back(found->second);
  }
  find_order();
  find_components();
}

void Positions::find_order() {
  std::vector<bool> seen(size(), false);
  const auto add = [&](const std::vector<Edge>& edges) {
    for (const Edge& each : edges)
      if (!seen[at(each.to)]) {
        seen[at(each.to)] = true;
        order_.push_back(each.to);
      }
  };
  add(first_);
  for (std::size_t i = 0; i < order_.size(); ++i)
    if (common(order_[i])) add(next(order_[i]));
}

bool Positions::takes(int state, int letter) const {
  return letters_[at(sets_[at(state)])][at(letter)];
}

// An instruction that was come to on two ways leads on on two ways, and a third one says no more.
void Positions::close(const Program& program, int from, bool at_start,
                      const std::vector<int>& number, std::vector<Edge>& edges) {
  std::unordered_map<int, int> seen, place;
  struct Step {
    int instruction;
    bool leave;
  };
  std::vector<Step> stack = {{from, false}};
  std::unordered_map<int, bool> on_way;
  bool is_begun = false;
  while (!stack.empty()) {
    const Step step = stack.back();
    stack.pop_back();
    if (step.leave) {
      on_way[step.instruction] = false;
      continue;
    }
    // Around a loop with nothing read: engines do not go on with that.
    if (on_way[step.instruction] || ++seen[step.instruction] > 2) continue;
    const Instruction& code = program.code[at(step.instruction)];
    if (code.op == Op::unit) {
      const auto [found, added] =
          place.emplace(number[at(step.instruction)], static_cast<int>(edges.size()));
      if (added)
        edges.push_back({number[at(step.instruction)], false});
      else
        edges[at(found->second)].twice = true;
      continue;
    }
    if (code.op == Op::accept || code.op == Op::body_end || code.op == Op::text_end) continue;
    if (code.op == Op::text_start && !at_start) continue;
    if (code.op != Op::split && code.op != Op::text_start) is_approximate_ = true;
    // A loop that something was just read in may be begun again once.
    if (is_begun) {
      on_way[step.instruction] = true;
      stack.push_back({step.instruction, true});
    }
    is_begun = true;
    if (code.op == Op::split)
      for (auto choice = code.choices.rbegin(); choice != code.choices.rend(); ++choice)
        stack.push_back({*choice, false});
    else
      stack.push_back({code.next, false});
  }
}

std::optional<int> Positions::common(int a, int b) const {
  const int letter = shared_[at(sets_[at(a)])][at(sets_[at(b)])];
  return letter == kNone ? std::nullopt : std::optional(letter);
}

std::optional<int> Positions::common(int a, int b, int c) const {
  if (!common(a, b) || !common(b, c) || !common(a, c)) return std::nullopt;
  const auto &one = letters_[at(sets_[at(a)])], &other = letters_[at(sets_[at(b)])],
             &third = letters_[at(sets_[at(c)])];
  for (std::size_t letter = 0; letter < one.size(); ++letter)
    if (one[letter] && other[letter] && third[letter]) return static_cast<int>(letter);
  return std::nullopt;
}

// Tarjan's algorithm, without recursion.
void Positions::find_components() {
  const std::size_t count = size();
  std::vector<int> index(count, kNone), low(count, 0);
  std::vector<bool> on_stack(count, false);
  std::vector<int> stack;
  components_.assign(count, kNone);
  int counter = 0;
  struct Frame {
    int state;
    std::size_t edge;
  };
  for (std::size_t root = 0; root < count; ++root) {
    if (index[root] != kNone) continue;
    std::vector<Frame> frames = {{static_cast<int>(root), 0}};
    while (!frames.empty()) {
      const int state = frames.back().state;
      if (frames.back().edge == 0) {
        index[at(state)] = low[at(state)] = counter++;
        stack.push_back(state);
        on_stack[at(state)] = true;
      }
      bool is_down = false;
      const bool is_dead = !common(state);
      while (!is_dead && frames.back().edge < next(state).size()) {
        const int to = next(state)[frames.back().edge++].to;
        if (index[at(to)] == kNone) {
          frames.push_back({to, 0});
          is_down = true;
          break;
        }
        if (on_stack[at(to)]) low[at(state)] = std::min(low[at(state)], index[at(to)]);
      }
      if (is_down) continue;
      frames.pop_back();
      if (!frames.empty())
        low[at(frames.back().state)] = std::min(low[at(frames.back().state)], low[at(state)]);
      if (low[at(state)] != index[at(state)]) continue;
      const bool alone =
          stack.back() == state && std::none_of(next(state).begin(), next(state).end(),
                                                [&](const Edge& each) { return each.to == state; });
      const int component = alone ? kNone : component_count_++;
      for (;;) {
        const int member = stack.back();
        stack.pop_back();
        on_stack[at(member)] = false;
        components_[at(member)] = component;
        if (member == state) break;
      }
    }
  }
}

}  // namespace checkoutdiag::regex
