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

  using Ends = std::vector<std::size_t>;  // positions, each once, in order

  const Ends& ends(int index, std::size_t from) {
    const auto known = known_.find({index, from});
    if (known != known_.end()) return known->second;
    Ends found = find(tree_.nodes[static_cast<std::size_t>(index)], from);
    return known_.emplace(std::pair(index, from), std::move(found)).first->second;
  }

 private:
  // Each position that is looked at, and each part, costs one.
  void spend(std::size_t cost) {
    if (left_ < cost) throw TooLong();
    left_ -= cost;
  }

  Ends stay(std::size_t from, bool holds) {
    spend(1);
    return holds ? Ends{from} : Ends{};
  }

  static void unite(Ends& ends) {
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  }

  // Everything that can follow those positions.
  Ends then(const Ends& positions, int index) {
    Ends found;
    spend(1);
    for (std::size_t each : positions) {
      const Ends& more = ends(index, each);
      spend(more.size());
      found.insert(found.end(), more.begin(), more.end());
    }
    if (positions.size() > 1) unite(found);
    return found;
  }

  Ends one(const CharSet& set, std::size_t from) {
    if (from >= value_.size()) return stay(from, false);
    Point point = value_[from];
    std::size_t length = 1;
    const bool pair = !tree_.meaning.units && point >= kHighSurrogate && point < kLowSurrogate &&
                      from + 1 < value_.size() && value_[from + 1] >= kLowSurrogate &&
                      value_[from + 1] < kAfterSurrogates;
    if (pair) {
      point = 0x10000 + ((point - kHighSurrogate) << 10) + (value_[from + 1] - kLowSurrogate);
      length = 2;
    }
    return stay(from + length, set.contains(point));
  }

  Ends repeat(const Node& node, std::size_t from) {
    Ends now = stay(from, true), found;
    for (std::uint32_t i = 0;; ++i) {
      if (i >= node.least) {
        spend(now.size());
        found.insert(found.end(), now.begin(), now.end());
        // What many rounds reach again and again is kept once.
        if (found.size() > 2 * (value_.size() + 1)) unite(found);
      }
      // Beyond as many rounds as there are positions nothing new comes.
      const bool is_over = i == node.most || i > node.least + value_.size();
      if (!is_over) now = then(now, node.children.front());
      if (!is_over && !now.empty()) continue;
      unite(found);
      return found;
    }
  }

  bool in(const CharSet& set, std::size_t at) const {
    return at < value_.size() && set.contains(value_[at]);
  }

  bool look(const Node& node, std::size_t from) {
    bool seen = false;
    if (!node.behind) {
      seen = !ends(node.children.front(), from).empty();
    } else {
      for (std::size_t begin = 0; begin <= from && !seen; ++begin) {
        const Ends& found = ends(node.children.front(), begin);
        seen = std::binary_search(found.begin(), found.end(), from);
      }
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
        Ends found;
        spend(1);
        for (int each : node.children) {
          const Ends& more = ends(each, from);
          spend(more.size());
          found.insert(found.end(), more.begin(), more.end());
        }
        unite(found);
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
    return {};
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
      const auto& ends = matcher.ends(tree.root, begin);
      if (!ends.empty() && (match != Match::full || ends.back() == value.size())) return true;
    }
    return false;
  } catch (const TooLong&) {
    return std::nullopt;
  }
}

}  // namespace checkoutdiag::regex
