#include "lib/regex/char_set.hpp"

#include <algorithm>

namespace checkoutdiag::regex {

CharSet::CharSet(std::initializer_list<Range> ranges) : CharSet(of(std::vector<Range>(ranges))) {}

CharSet CharSet::of(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  CharSet set;
  for (const Range& each : ranges) {
    if (each.last < each.first) continue;
    // They touch, too: 0-4 and 5-9 are 0-9.
    if (!set.ranges_.empty() && each.first <= set.ranges_.back().last + 1)
      set.ranges_.back().last = std::max(set.ranges_.back().last, each.last);
    else
      set.ranges_.push_back(each);
  }
  return set;
}

bool CharSet::contains(Point point) const {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), point,
                       [](Point value, const Range& range) { return value < range.first; });
  return after != ranges_.begin() && point <= std::prev(after)->last;
}

std::size_t CharSet::count() const {
  std::size_t sum = 0;
  for (const Range& each : ranges_)
    sum += each.last - each.first + 1;
  return sum;
}

CharSet CharSet::operator|(const CharSet& other) const {
  std::vector<Range> both = ranges_;
  both.insert(both.end(), other.ranges_.begin(), other.ranges_.end());
  return of(std::move(both));
}

CharSet CharSet::operator&(const CharSet& other) const {
  CharSet set;
  auto a = ranges_.begin(), b = other.ranges_.begin();
  while (a != ranges_.end() && b != other.ranges_.end()) {
    const Range common{std::max(a->first, b->first), std::min(a->last, b->last)};
    if (common.first <= common.last) set.ranges_.push_back(common);
    ++(a->last < b->last ? a : b);
  }
  return set;
}

CharSet CharSet::complement() const {
  CharSet set;
  Point next = 0;
  for (const Range& each : ranges_) {
    if (each.first > next) set.ranges_.push_back({next, each.first - 1});
    next = each.last + 1;
  }
  if (next <= kLastPoint) set.ranges_.push_back({next, kLastPoint});
  return set;
}

}  // namespace checkoutdiag::regex
