#include "lib/regex/program.hpp"

#include <algorithm>
#include <map>

namespace checkoutdiag::regex {
namespace {

using Op = Instruction::Op;

constexpr Point kHighest = 0x10000;

struct ByRanges {
  bool operator()(const CharSet& a, const CharSet& b) const {
    return std::lexicographical_compare(a.ranges().begin(), a.ranges().end(), b.ranges().begin(),
                                        b.ranges().end(), [](const Range& x, const Range& y) {
                                          return x.first != y.first ? x.first < y.first
                                                                    : x.last < y.last;
                                        });
  }
};

/// Compiles from the end: what comes next is known when a part is made.
class Compiler {
 public:
  Compiler(const Tree& tree, std::size_t most) : tree_(tree), most_(most) {}

  Program compile() {
    const Meaning& meaning = tree_.meaning;
    int entry = node(tree_.root, add({.op = Op::accept}));
    program_.anywhere = meaning.match != Match::full;
    if (meaning.match == Match::search) entry = behind_anything(entry);
    program_.start = entry;
    return std::move(program_);
  }

 private:
  int add(Instruction instruction) {
    if (program_.code.size() >= most_)
      throw PatternError(PatternError::Why::large,
                         "with its counters written out it has too many parts");
    program_.code.push_back(std::move(instruction));
    return static_cast<int>(program_.code.size()) - 1;
  }

  int set_number(const CharSet& set) {
    const auto [it, added] = known_.emplace(set, static_cast<int>(program_.sets.size()));
    if (added) program_.sets.push_back(set);
    return it->second;
  }

  int unit(const CharSet& set, int next) {
    return add({.op = Op::unit, .next = next, .set = set_number(set)});
  }

  int split(std::vector<int> choices) {
    if (choices.size() == 1) return choices.front();
    return add({.op = Op::split, .choices = std::move(choices)});
  }

  // A set of characters: those beyond U+FFFF are two code units.
  int characters(const CharSet& set, int next) {
    std::vector<int> choices;
    const CharSet basic = set & CharSet{{0, kLastUnit}};
    if (!basic.empty() || set.empty()) choices.push_back(unit(basic, next));
    const CharSet beyond = set & CharSet{{kHighest, kLastPoint}};
    for (const Range& each : beyond.ranges())
      pairs(each, next, choices);
    return split(std::move(choices));
  }

  // A range of characters beyond U+FFFF, as at most three products of a high and a low range.
  void pairs(const Range& range, int next, std::vector<int>& choices) {
    constexpr Point kLows = 0x400;
    Point first = range.first - kHighest;
    const Point last = range.last - kHighest;
    while (first <= last) {
      const bool whole_rows = first % kLows == 0 && last - first + 1 >= kLows;
      const Point rows = whole_rows ? (last - first + 1) / kLows : 1;
      const Point end =
          whole_rows ? first + rows * kLows - 1 : std::min(last, (first / kLows + 1) * kLows - 1);
      const CharSet low{{kLowSurrogate + first % kLows, kLowSurrogate + end % kLows}};
      const CharSet high{{kHighSurrogate + first / kLows, kHighSurrogate + end / kLows}};
      choices.push_back(unit(high, unit(low, next)));
      first = end + 1;
    }
  }

  int behind_anything(int entry) {
    const int loop = add({.op = Op::split});
    const int any = unit(CharSet{{0, kLastUnit}}, loop);
    program_.code[static_cast<std::size_t>(loop)].choices = {entry, any};
    return loop;
  }

  int node(int index, int next) {
    const Node& part = tree_.nodes[static_cast<std::size_t>(index)];
    switch (part.kind) {
      case Kind::empty:
        return next;
      case Kind::set:
        return characters(part.set, next);
      case Kind::sequence:
        for (auto it = part.children.rbegin(); it != part.children.rend(); ++it)
          next = node(*it, next);
        return next;
      case Kind::choice: {
        std::vector<int> choices;
        for (int each : part.children)
          choices.push_back(node(each, next));
        return split(std::move(choices));
      }
      case Kind::repeat:
        return repeat(part, next);
      case Kind::group:
        return node(part.children.front(), next);
      case Kind::reference:
        throw PatternError(PatternError::Why::unsupported, "this back reference is not supported");
      case Kind::text_start:
        return add({.op = Op::text_start, .next = next});
      case Kind::text_end:
        return add({.op = Op::text_end, .next = next});
      case Kind::line_start:
        return add({.op = Op::line_start, .next = next, .set = set_number(basic(part.set))});
      case Kind::line_end:
        return add({.op = Op::line_end, .next = next, .set = set_number(basic(part.set))});
      case Kind::boundary:
        return add({.op = Op::boundary,
                    .negative = part.negative,
                    .next = next,
                    .set = set_number(basic(part.set))});
      case Kind::look:
        return look(part, next);
    }
    return next;
  }

  CharSet basic(const CharSet& set) {
    if (!set.empty() && set.ranges().back().last > kLastUnit) program_.basic_plane_only = true;
    return set & CharSet{{0, kLastUnit}};
  }

  int look(const Node& part, int next) {
    const int end = add({.op = Op::body_end});
    if (!part.behind)
      return add({.op = Op::look,
                  .negative = part.negative,
                  .next = next,
                  .body = node(part.children.front(), end)});
    const int body = node(part.children.front(), end);
    constexpr std::size_t kMostBehinds = 16;
    if (program_.behinds.size() >= kMostBehinds)
      throw PatternError(PatternError::Why::large, "it has too many lookbehinds");
    program_.behinds.push_back(body);
    return add({.op = Op::behind,
                .negative = part.negative,
                .next = next,
                .set = static_cast<int>(program_.behinds.size()) - 1});
  }

  int repeat(const Node& part, int next) {
    const int child = part.children.front();
    if (part.most == kNoLimit) {
      const int loop = add({.op = Op::split});
      const int body = node(child, loop);
      program_.code[static_cast<std::size_t>(loop)].choices = {body, next};
      next = loop;
    } else {
      const int out = next;
      for (std::uint32_t i = part.least; i < part.most; ++i) {
        const int once = node(child, next);
        if (once == next) break;  // the empty word, however often
        next = split({once, out});
      }
    }
    for (std::uint32_t i = 0; i < part.least; ++i) {
      const int once = node(child, next);
      if (once == next) break;
      next = once;
    }
    return next;
  }

  const Tree& tree_;
  const std::size_t most_;
  Program program_;
  std::map<CharSet, int, ByRanges> known_;
};

bool has_lookahead(const Tree& tree, int index) {
  const Node& node = tree.nodes[static_cast<std::size_t>(index)];
  if (node.kind == Kind::look && !node.behind) return true;
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](int each) { return has_lookahead(tree, each); });
}

}  // namespace

Program compile(const Tree& tree, std::size_t most_instructions) {
  for (const Node& each : tree.nodes)
    if (each.kind == Kind::look && each.behind && has_lookahead(tree, each.children.front()))
      throw PatternError(PatternError::Why::unsupported,
                         "a lookahead within a lookbehind is not supported");
  return Compiler(tree, most_instructions).compile();
}

Program lengths(std::uint32_t least, std::uint32_t most) {
  Tree tree;
  Node any;
  any.kind = Kind::set;
  any.set = CharSet{{0, kLastUnit}};
  Node times;
  times.kind = Kind::repeat;
  times.children = {0};
  times.least = least;
  times.most = most;
  tree.nodes = {any, times};
  tree.root = 1;
  tree.meaning.match = Match::full;
  return compile(tree);
}

}  // namespace checkoutdiag::regex
