#include "lib/regex/unicode.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/data/embedded.hpp"

namespace checkoutdiag::regex {
namespace {

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return taken;
}

Point number(std::string_view text) {
  Point value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return value;
}

/// Lines `"kind name name": "ranges",` of the file.
struct Database {
  std::map<std::string, std::string_view, std::less<>> sets;  // "gc Lu", "gc Uppercase_Letter"

  Database() {
    std::string_view rest = data::find("unicode/sets").value_or("");
    while (!rest.empty()) {
      std::string_view line = take_until(rest, '\n');
      take_until(line, '"');
      std::string_view names = take_until(line, '"');
      take_until(line, '"');
      const std::string_view ranges = take_until(line, '"');
      const std::string_view kind = take_until(names, ' ');
      while (!names.empty())
        sets.emplace(std::string(kind) + " " + std::string(take_until(names, ' ')), ranges);
    }
  }
};

const Database& database() {
  static const Database all;
  return all;
}

CharSet parse_ranges(std::string_view text) {
  std::vector<Range> ranges;
  while (!text.empty()) {
    std::string_view range = take_until(text, ',');
    const Point first = number(take_until(range, '-'));
    ranges.push_back({first, range.empty() ? first : number(range)});
  }
  return CharSet::of(std::move(ranges));
}

// Sets are kept: a thousand patterns ask for the same five. A map's elements stay where they are.
const CharSet* find(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, CharSet> known;
  const std::lock_guard lock(mutex);
  if (const auto it = known.find(name); it != known.end()) return &it->second;
  const auto text = database().sets.find(name);
  if (text == database().sets.end()) return nullptr;
  return &known.emplace(name, parse_ranges(text->second)).first->second;
}

const CharSet* find(const char* kind, std::string_view name) {
  return find(std::string(kind) + " " + std::string(name));
}

using Mapping = std::unordered_map<Point, Point>;

// "61-7A:41,101-12F/2:100".
Mapping parse_mapping(std::string_view text) {
  Mapping mapping;
  while (!text.empty()) {
    std::string_view to = take_until(text, ',');
    std::string_view from = take_until(to, ':');
    const std::string_view range = take_until(from, '/');
    const Point step = from.empty() ? 1 : number(from);
    std::string_view last = range;
    const Point first = number(take_until(last, '-'));
    const Point end = last.empty() ? first : number(last);
    for (Point each = first; each <= end; each += step)
      mapping.emplace(each, number(to) + (each - first));
  }
  return mapping;
}

/// A mapping with what comes to each point.
struct Cases {
  Mapping to;
  std::unordered_map<Point, std::vector<Point>> from;

  explicit Cases(const char* name) : to(parse_mapping(database().sets.at(name))) {
    for (const auto& [point, image] : to)
      from[image].push_back(point);
  }
};

const Cases& folds() {
  static const Cases cases("case fold");
  return cases;
}

const Cases& uppers() {
  static const Cases cases = [] {
    Cases all("case upper");
    // ECMA-262: no code unit outside ASCII becomes one within, and none leaves its plane.
    constexpr Point kAscii = 0x80;
    const auto wrong = [](Point point, Point image) {
      return (point >= kAscii && image < kAscii) || point > kLastUnit || image > kLastUnit;
    };
    std::erase_if(all.to, [&](const auto& pair) { return wrong(pair.first, pair.second); });
    all.from.clear();
    for (const auto& [point, image] : all.to)
      all.from[image].push_back(point);
    return all;
  }();
  return cases;
}

}  // namespace

const CharSet& category(std::string_view name) {
  if (const CharSet* set = find("gc", name)) return *set;
  throw std::logic_error("no such general category");
}

std::optional<CharSet> script(std::string_view name) {
  if (const CharSet* set = find("sc", name)) return *set;
  return std::nullopt;
}

std::optional<CharSet> property(std::string_view expression) {
  const std::size_t equals = expression.find('=');
  if (equals != std::string_view::npos) {
    const std::string_view name = expression.substr(0, equals),
                           value = expression.substr(equals + 1);
    const CharSet* set = nullptr;
    if (name == "gc" || name == "General_Category") set = find("gc", value);
    if (name == "sc" || name == "Script") set = find("sc", value);
    return set ? std::optional(*set) : std::nullopt;
  }
  if (expression == "Any") return CharSet::all();
  if (expression == "ASCII") return CharSet{{0, 0x7F}};
  if (expression == "Assigned") return category("Cn").complement();
  for (const char* kind : {"gc", "bp"})
    if (const CharSet* set = find(kind, expression)) return *set;
  return std::nullopt;
}

Point fold_of(Point point) {
  const auto it = folds().to.find(point);
  return it == folds().to.end() ? point : it->second;
}

Point upper_of(Point point) {
  const auto it = uppers().to.find(point);
  return it == uppers().to.end() ? point : it->second;
}

namespace {

// Most sets are of ASCII alone; without u nothing else folds to a character of it.
CharSet close_ascii(const CharSet& set, bool unicode_case) {
  std::vector<Range> ranges = set.ranges();
  const CharSet upper = set & CharSet{{'A', 'Z'}}, lower = set & CharSet{{'a', 'z'}};
  constexpr Point kBetween = 'a' - 'A';
  for (const Range& each : upper.ranges())
    ranges.push_back({each.first + kBetween, each.last + kBetween});
  for (const Range& each : lower.ranges())
    ranges.push_back({each.first - kBetween, each.last - kBetween});
  constexpr Point kLongS = 0x17F, kKelvin = 0x212A;
  if (unicode_case && (set.contains('s') || set.contains('S'))) ranges.push_back({kLongS, kLongS});
  if (unicode_case && (set.contains('k') || set.contains('K')))
    ranges.push_back({kKelvin, kKelvin});
  return CharSet::of(std::move(ranges));
}

}  // namespace

CharSet close_case(const CharSet& set, bool unicode_case) {
  constexpr Point kLastAscii = 0x7F;
  if (set.empty() || set.ranges().back().last <= kLastAscii) return close_ascii(set, unicode_case);
  const Cases& cases = unicode_case ? folds() : uppers();
  std::vector<Range> ranges = set.ranges();
  const auto add = [&](Point point) { ranges.push_back({point, point}); };
  // Over the mapping, which is small, and not over the set, which may be everything.
  for (const auto& [point, image] : cases.to)
    if (set.contains(point) || set.contains(image)) {
      add(point);
      add(image);
      // Three points may have one image: K, k and the Kelvin sign.
      for (Point each : cases.from.at(image))
        add(each);
    }
  return CharSet::of(std::move(ranges));
}

}  // namespace checkoutdiag::regex
