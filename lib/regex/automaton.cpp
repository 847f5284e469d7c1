#include "lib/regex/automaton.hpp"

#include <algorithm>

namespace checkoutdiag::regex {

Automaton::Automaton(const std::vector<const Program*>& programs, bool optional,
                     const Alphabet& alphabet, const Budget& budget)
    : alphabet_(alphabet), budget_(budget), formulas_(budget.formulas) {
  for (const Program* each : programs)
    append(*each);
  if (optional) {
    Program empty;
    empty.code = {{.op = Op::accept}, {.op = Op::text_end, .next = 0}};
    empty.start = 1;
    append(empty);
    empty_ = starts_.back();
    starts_.pop_back();
  }
  find_contexts();
}

// Programs are one after the other in code_, with their numbers moved up.
void Automaton::append(const Program& program) {
  const int code = static_cast<int>(code_.size()), sets = static_cast<int>(sets_.size()),
            behinds = static_cast<int>(behind_starts_.size());
  for (Instruction each : program.code) {
    each.next += code;
    each.body += code;
    each.set += each.op == Op::behind ? behinds : sets;
    for (int& choice : each.choices)
      choice += code;
    code_.push_back(std::move(each));
    anywhere_.push_back(program.anywhere);
  }
  for (const CharSet& each : program.sets)
    sets_.push_back(alphabet_.letters_of(each));
  for (int each : program.behinds)
    behind_starts_.push_back(each + code);
  starts_.push_back(program.start + code);
}

// What a letter is to the assertions that look back is all that is kept of it.
void Automaton::find_contexts() {
  std::vector<bool> used(sets_.size(), false);
  for (const Instruction& each : code_)
    if (each.op == Op::boundary || each.op == Op::line_start)
      used[static_cast<std::size_t>(each.set)] = true;
  std::map<std::vector<bool>, int> known;
  const auto number = [&](std::vector<bool> context) {
    const auto [it, added] = known.emplace(context, static_cast<int>(contexts_.size()));
    if (added) contexts_.push_back(std::move(context));
    return it->second;
  };
  for (int letter = 0; letter < end_letter(); ++letter) {
    std::vector<bool> context(sets_.size() + 1, false);
    for (std::size_t set = 0; set < sets_.size(); ++set)
      context[set] = used[set] && sets_[set][static_cast<std::size_t>(letter)];
    context_of_.push_back(number(std::move(context)));
  }
  std::vector<bool> start(sets_.size() + 1, false);
  start.back() = true;
  start_context_ = number(std::move(start));
}

Automaton::State Automaton::intern(const Full& state) {
  const auto [it, added] = numbers_.emplace(state, static_cast<int>(states_.size()));
  if (added) {
    if (states_.size() >= budget_.states)
      throw PatternError(PatternError::Why::large, "its automaton has too many states");
    states_.push_back(state);
    steps_.emplace_back();
  }
  return it->second;
}

void Automaton::work() {
  constexpr std::size_t kEvery = 4096;
  if (++worked_ % kEvery == 0 && CpuClock::now() > budget_.until)
    throw PatternError(PatternError::Why::large, "the time for it is over");
}

Automaton::State Automaton::start() {
  std::vector<Formulas::Id> all;
  for (int each : starts_)
    all.push_back(formulas_.variable(each));
  std::vector<Points> none(behind_starts_.size());
  behind_numbers_.emplace(none, 0);
  if (behinds_.empty()) behinds_.push_back(std::move(none));
  Formulas::Id whole = formulas_.all_of(std::move(all));
  if (empty_ >= 0) whole = formulas_.any_of({whole, formulas_.variable(empty_)});
  return intern({whole, start_context_, 0});
}

bool Automaton::in_set(int set, int letter) const {
  return letter < end_letter() &&
         sets_[static_cast<std::size_t>(set)][static_cast<std::size_t>(letter)];
}

bool Automaton::before_in_set(int set, int before) const {
  return contexts_[static_cast<std::size_t>(before)][static_cast<std::size_t>(set)];
}

bool Automaton::holds(const Instruction& assertion, const Here& here) const {
  const bool at_start = contexts_[static_cast<std::size_t>(here.before)].back();
  const bool at_end = here.letter == end_letter();
  switch (assertion.op) {
    case Op::text_start:
      return at_start;
    case Op::text_end:
      return at_end;
    case Op::line_start:
      return at_start || before_in_set(assertion.set, here.before);
    case Op::line_end:
      return at_end || in_set(assertion.set, here.letter);
    case Op::boundary:
      return (before_in_set(assertion.set, here.before) != in_set(assertion.set, here.letter)) !=
             assertion.negative;
    case Op::behind:
      return ((here.bits >> assertion.set) & 1U) != (assertion.negative ? 1U : 0U);
    default:
      return false;
  }
}

Automaton::Taken Automaton::take_split(const Instruction& split, const Here& here, int depth) {
  std::vector<Formulas::Id> any;
  Taken taken;
  for (int each : split.choices) {
    const Taken one = take(each, here, depth + 1);
    taken.cut = std::min(taken.cut, one.cut);
    any.push_back(one.formula);
  }
  taken.formula = formulas_.any_of(std::move(any));
  return taken;
}

// What an instruction becomes when the letter is consumed. A loop that comes back without having
// consumed anything adds nothing: the least fixpoint.
Automaton::Taken Automaton::take(int instruction, const Here& here, int depth) {
  const Instruction& it = at(instruction);
  work();
  if (it.op == Op::unit)
    return {in_set(it.set, here.letter) ? formulas_.variable(it.next) : Formulas::kFalse, kUncut};
  if (it.op == Op::body_end) return {Formulas::kTrue, kUncut};
  if (it.op == Op::accept) {
    const bool ends =
        anywhere_[static_cast<std::size_t>(instruction)] || here.letter == end_letter();
    return {ends ? Formulas::kTrue : Formulas::kFalse, kUncut};
  }
  if (const auto known = taken_.find(instruction); known != taken_.end())
    return {known->second, kUncut};
  if (const auto open = path_.find(instruction); open != path_.end())
    return {Formulas::kFalse, open->second};
  if (depth > budget_.depth)
    throw PatternError(PatternError::Why::large,
                       "too many of its parts can be empty, one after "
                       "the other");
  path_.emplace(instruction, depth);
  Taken taken;
  if (it.op == Op::split) {
    taken = take_split(it, here, depth);
  } else if (it.op == Op::look) {
    const Taken body = take(it.body, here, depth + 1);
    const Taken next = take(it.next, here, depth + 1);
    taken.cut = std::min(body.cut, next.cut);
    taken.formula = formulas_.all_of(
        {it.negative ? formulas_.negation(body.formula) : body.formula, next.formula});
  } else if (holds(it, here)) {
    taken = take(it.next, here, depth + 1);
  }
  path_.erase(instruction);
  // What was cut short by a loop further up is only true below that loop.
  if (taken.cut >= depth) {
    taken.cut = kUncut;
    taken_.emplace(instruction, taken.formula);
  }
  return taken;
}

Formulas::Id Automaton::advance(Formulas::Id formula, const Here& here) {
  if (formula == Formulas::kFalse || formula == Formulas::kTrue) return formula;
  if (const auto known = advanced_.find(formula); known != advanced_.end()) return known->second;
  const Formulas::Node node = formulas_[formula];
  Formulas::Id result = Formulas::kFalse;
  if (node.kind == Formulas::Kind::variable) {
    result = take(node.variable, here, 0).formula;
  } else {
    std::vector<Formulas::Id> operands;
    operands.reserve(node.operands.size());
    for (Formulas::Id each : node.operands)
      operands.push_back(advance(each, here));
    result = node.kind == Formulas::Kind::negation ? formulas_.negation(operands.front())
             : node.kind == Formulas::Kind::both   ? formulas_.all_of(std::move(operands))
                                                   : formulas_.any_of(std::move(operands));
  }
  advanced_.emplace(formula, result);
  return result;
}

// The points that a lookbehind's body has after this letter; true when it has just matched.
bool Automaton::reach(int instruction, const Here& here, Points& next, std::vector<bool>& seen,
                      int depth) const {
  if (seen[static_cast<std::size_t>(instruction)]) return false;
  seen[static_cast<std::size_t>(instruction)] = true;
  if (depth > budget_.depth)
    throw PatternError(PatternError::Why::large, "a lookbehind of it is too deep");
  const Instruction& it = at(instruction);
  if (it.op == Op::body_end) return true;
  if (it.op == Op::unit) {
    if (in_set(it.set, here.letter)) next.push_back(it.next);
    return false;
  }
  if (it.op != Op::split) return holds(it, here) && reach(it.next, here, next, seen, depth + 1);
  bool matched = false;
  for (int each : it.choices)
    matched = reach(each, here, next, seen, depth + 1) || matched;
  return matched;
}

std::uint32_t Automaton::follow_behinds(int behinds, Here here, int& next) {
  if (behind_starts_.empty()) return 0;
  const std::vector<Points> now = behinds_[static_cast<std::size_t>(behinds)];
  std::vector<Points> then(now.size());
  // One within another comes before it, and its bit is known when the other asks for it.
  for (std::size_t i = 0; i < now.size(); ++i) {
    std::vector<bool> seen(code_.size(), false);
    bool matched = reach(behind_starts_[i], here, then[i], seen, 0);
    for (int each : now[i])
      matched = reach(each, here, then[i], seen, 0) || matched;
    std::sort(then[i].begin(), then[i].end());
    then[i].erase(std::unique(then[i].begin(), then[i].end()), then[i].end());
    if (matched) here.bits |= std::uint32_t{1} << i;
  }
  const auto [it, added] = behind_numbers_.emplace(then, static_cast<int>(behinds_.size()));
  if (added) behinds_.push_back(std::move(then));
  next = it->second;
  return here.bits;
}

Automaton::State Automaton::step(State state, int letter) {
  auto& row = steps_[static_cast<std::size_t>(state)];
  if (row.empty()) row.assign(alphabet_.size() + 1, -1);
  if (row[static_cast<std::size_t>(letter)] >= 0) return row[static_cast<std::size_t>(letter)];
  const Full from = full(state);
  Here here{letter, from.before, 0};
  int behinds = from.behinds;
  here.bits = follow_behinds(from.behinds, here, behinds);
  taken_.clear();
  advanced_.clear();
  const Formulas::Id formula = advance(from.formula, here);
  Full to{formula, 0, 0};
  // Whatever comes, the outcome is settled: what stood before is of no account any more.
  if (formula != Formulas::kFalse && formula != Formulas::kTrue && letter != end_letter())
    to = {formula, context_of_[static_cast<std::size_t>(letter)], behinds};
  const State next = intern(to);
  steps_[static_cast<std::size_t>(state)][static_cast<std::size_t>(letter)] = next;
  return next;
}

bool Automaton::accepts(State state) {
  return formula_of(step(state, end_letter())) == Formulas::kTrue;
}

std::vector<Automaton::State> Automaton::alternatives(State state) {
  const Full whole = full(state);
  const Formulas::Node node = formulas_[whole.formula];
  if (node.kind != Formulas::Kind::either) return {state};
  std::vector<State> all;
  for (Formulas::Id each : node.operands)
    all.push_back(intern({each, whole.before, whole.behinds}));
  return all;
}

bool Automaton::within(State a, State b) const {
  if (a == b) return true;
  const Full &one = full(a), &other = full(b);
  if (one.formula == Formulas::kFalse || other.formula == Formulas::kTrue) return true;
  return one.before == other.before && one.behinds == other.behinds &&
         formulas_.implies(one.formula, other.formula);
}

}  // namespace checkoutdiag::regex
