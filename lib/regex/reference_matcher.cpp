#include "lib/regex/reference_matcher.hpp"

#include <algorithm>
#include <map>

namespace checkoutdiag::regex {
namespace {

struct TooLong {};

/// For a part and a position: where a match that begins there may end.
class Matcher {
 public:
  Matcher(const Tree& tree, const std::vector<Point>& value, std::size_t most)
      : tree_(tree), value_(value), left_(most) {}

  using Ends = std::vector<bool>;  // by position

  Ends ends(int index, std::size_t from) {
    const auto known = known_.find({index, from});
    if (known != known_.end()) return known->second;
    Ends found = find(tree_.nodes[static_cast<std::size_t>(index)], from);
    known_.emplace(std::pair(index, from), found);
    return found;
  }

 private:
  Ends none() {
    if (left_ < value_.size() + 1) throw TooLong();
    left_ -= value_.size() + 1;
    return Ends(value_.size() + 1, false);
  }
  Ends stay(std::size_t from, bool holds) {
    Ends found = none();
    found[from] = holds;
    return found;
  }

  // Everything that can follow those positions.
  Ends then(const Ends& positions, int index) {
    Ends found = none();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      if (!positions[i]) continue;
      const Ends more = ends(index, i);
      for (std::size_t k = i; k < more.size(); ++k)
        found[k] = found[k] || more[k];
    }
    return found;
  }

  Ends one(const CharSet& set, std::size_t from) {
    Ends found = none();
    if (from >= value_.size()) return found;
    Point point = value_[from];
    std::size_t length = 1;
    const bool pair = !tree_.meaning.units && point >= kHighSurrogate && point < kLowSurrogate &&
                      from + 1 < value_.size() && value_[from + 1] >= kLowSurrogate &&
                      value_[from + 1] < kAfterSurrogates;
    if (pair) {
      point = 0x10000 + ((point - kHighSurrogate) << 10) + (value_[from + 1] - kLowSurrogate);
      length = 2;
    }
    found[from + length] = set.contains(point);
    return found;
  }

  Ends repeat(const Node& node, std::size_t from) {
    Ends now = stay(from, true), found = none();
    for (std::uint32_t i = 0;; ++i) {
      if (i >= node.least)
        for (std::size_t k = 0; k < now.size(); ++k)
          found[k] = found[k] || now[k];
      if (i == node.most) return found;
      const Ends next = then(now, node.children.front());
      // Beyond as many rounds as there are positions nothing new comes.
      if (i > node.least + value_.size() || next == Ends(value_.size() + 1, false)) return found;
      now = next;
    }
  }

  bool in(const CharSet& set, std::size_t at) const {
    return at < value_.size() && set.contains(value_[at]);
  }

  bool look(const Node& node, std::size_t from) {
    const auto any = [](const Ends& found) {
      return std::find(found.begin(), found.end(), true) != found.end();
    };
    bool seen = false;
    if (!node.behind) {
      seen = any(ends(node.children.front(), from));
    } else {
      for (std::size_t begin = 0; begin <= from && !seen; ++begin)
        seen = ends(node.children.front(), begin)[from];
    }
    return seen != node.negative;
  }

  Ends find(const Node& node, std::size_t from) {
    switch (node.kind) {
      case Kind::empty:
        return stay(from, true);
      case Kind::set:
        return one(node.set, from);
      case Kind::sequence: {
        Ends now = stay(from, true);
        for (int each : node.children)
          now = then(now, each);
        return now;
      }
      case Kind::choice: {
        Ends found = none();
        for (int each : node.children) {
          const Ends more = ends(each, from);
          for (std::size_t k = 0; k < more.size(); ++k)
            found[k] = found[k] || more[k];
        }
        return found;
      }
      case Kind::repeat:
        return repeat(node, from);
      case Kind::group:
        return ends(node.children.front(), from);
      case Kind::reference:
        throw TooLong();
      case Kind::text_start:
        return stay(from, from == 0);
      case Kind::text_end:
        return stay(from, from == value_.size());
      case Kind::line_start:
        return stay(from, from == 0 || in(node.set, from - 1));
      case Kind::line_end:
        return stay(from, from == value_.size() || in(node.set, from));
      case Kind::boundary:
        return stay(from,
                    ((from > 0 && in(node.set, from - 1)) != in(node.set, from)) != node.negative);
      case Kind::look:
        return stay(from, look(node, from));
    }
    return none();
  }

  const Tree& tree_;
  const std::vector<Point>& value_;
  std::size_t left_;
  std::map<std::pair<int, std::size_t>, Ends> known_;
};

}  // namespace

std::optional<bool> matches(const Tree& tree, const std::vector<Point>& value, std::size_t most) {
  Matcher matcher(tree, value, most);
  const Match match = tree.meaning.match;
  try {
    const std::size_t last_begin = match == Match::search ? value.size() : 0;
    for (std::size_t begin = 0; begin <= last_begin; ++begin) {
      const auto ends = matcher.ends(tree.root, begin);
      if (match == Match::full ? ends.back()
                               : std::find(ends.begin(), ends.end(), true) != ends.end())
        return true;
    }
    return false;
  } catch (const TooLong&) {
    return std::nullopt;
  }
}

}  // namespace checkoutdiag::regex
