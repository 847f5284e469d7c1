#include "lib/regex/char_set.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace checkoutdiag::regex;

TEST_CASE("a set of characters is what a set of numbers is") {
  std::mt19937 random(3);
  constexpr Point kSmall = 40;
  const auto grow = [&](std::set<Point>& plain) {
    std::vector<Range> ranges;
    for (std::size_t i = random() % 6; i > 0; --i) {
      const auto first = static_cast<Point>(random() % kSmall);
      const auto last = static_cast<Point>(first + random() % 5);
      ranges.push_back({first, last});
      for (Point each = first; each <= last; ++each)
        plain.insert(each);
    }
    return CharSet::of(ranges);
  };
  for (int round = 0; round < 2000; ++round) {
    std::set<Point> a, b;
    const CharSet one = grow(a), other = grow(b);
    CHECK(one.count() == a.size());
    for (Point each = 0; each < kSmall + 6; ++each) {
      const bool in_a = a.contains(each), in_b = b.contains(each);
      REQUIRE(one.contains(each) == in_a);
      REQUIRE((one | other).contains(each) == (in_a || in_b));
      REQUIRE((one & other).contains(each) == (in_a && in_b));
      REQUIRE((one - other).contains(each) == (in_a && !in_b));
      REQUIRE(one.complement().contains(each) == !in_a);
    }
    CHECK(one.complement().complement() == one);
    // Ranges neither overlap nor touch, so that equal sets are equal.
    CHECK(((one | other) == (other | one)));
  }
}
