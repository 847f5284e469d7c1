#include "lib/regex/difference.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "lib/regex/matcher.hpp"
#include "lib/regex/receiver.hpp"
#include "lib/regex/sender.hpp"

namespace checkoutdiag::regex {
namespace {

using Clock = std::chrono::steady_clock;
using Why = PatternError::Why;

/// Luhn's check digit as an automaton: sums for both guesses of whether the last digit so far is
/// doubled, and whether there was a digit.
struct Luhn {
  int doubled_next = 0, plain_next = 0;
  bool any = false;

  Luhn after(int digit) const {
    const int twice = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    // The next digit is to the right: what it leaves undoubled, it finds doubled.
    return {(plain_next + digit) % 10, (doubled_next + twice) % 10, true};
  }
  bool right() const { return any && doubled_next == 0; }
  int number() const { return (doubled_next * 10 + plain_next) * 2 + (any ? 1 : 0); }
};

/// A breadth-first search for the shortest value that the left side takes and the right one does
/// not.
template <class Right>
class Search {
 public:
  Search(Automaton& left, Right& right, const Alphabet& alphabet, bool luhn, bool basic_plane_only,
         const CompareLimits& limits, Clock::time_point until)
      : left_(left),
        right_(right),
        alphabet_(alphabet),
        luhn_(luhn),
        basic_plane_only_(basic_plane_only),
        limits_(limits),
        until_(until) {}

  /// The value's code units; nothing: there is none. Throws PatternError(large).
  std::optional<std::vector<Point>> run() {
    if (const auto found = add(left_.start(), right_.start(), -1, -1, false, Luhn())) return found;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      constexpr std::size_t kEvery = 256;
      if (i % kEvery == 0 && Clock::now() > until_)
        throw PatternError(Why::large, "the time for it is over");
      if (nodes_[i].dropped) continue;
      for (int letter = 0; letter < static_cast<int>(alphabet_.size()); ++letter)
        if (const auto found = follow(i, letter)) return found;
    }
    return std::nullopt;
  }

  /// All values up to this length are the same on both sides.
  std::size_t depth() const { return depth_; }

 private:
  struct Step {
    Automaton::State left = 0;
    int right = 0;
    int parent = -1, letter = -1;
    std::uint32_t length = 0;
    bool half = false;  // behind a high surrogate
    bool dropped = false;
    Luhn luhn;
  };

  std::optional<std::vector<Point>> follow(std::size_t at, int letter) {
    const bool high = alphabet_.is_high(letter), low = alphabet_.is_low(letter);
    if (nodes_[at].half != low || (basic_plane_only_ && high)) return std::nullopt;
    const Automaton::State left = left_.step(nodes_[at].left, letter);
    if (left_.is_dead(left)) return std::nullopt;
    const int right = right_.step(nodes_[at].right, letter);
    if (right_.is_sure(right)) return std::nullopt;
    Luhn luhn = nodes_[at].luhn;
    if (luhn_ && alphabet_.look(letter) == Look::digit)
      luhn = luhn.after(static_cast<int>(alphabet_.sample(letter) - '0'));
    return add(left, right, static_cast<int>(at), letter, high, luhn);
  }

  std::optional<std::vector<Point>> add(Automaton::State whole, int right, int parent, int letter,
                                        bool half, const Luhn& luhn) {
    for (const Automaton::State left : left_.alternatives(whole)) {
      if (left_.is_dead(left) || is_covered(left, right, half, luhn)) continue;
      if (nodes_.size() >= limits_.budget.pairs)
        throw PatternError(Why::large, "the two have too many states together");
      const std::uint32_t length =
          parent < 0 ? 0 : nodes_[static_cast<std::size_t>(parent)].length + 1;
      if (length > depth_) depth_ = length;
      nodes_.push_back({left, right, parent, letter, length, half, false, luhn});
      if (!half && (!luhn_ || luhn.right()) && left_.accepts(left) && !right_.accepts(right))
        return spelt(nodes_.size() - 1);
    }
    return std::nullopt;
  }

  // Antichain: a pair whose right state takes more than that of another one with the same left
  // state leads to nothing that the other does not lead to as soon.
  bool is_covered(Automaton::State left, int right, bool half, const Luhn& luhn) {
    const std::uint64_t key = (static_cast<std::uint64_t>(left) << 20) +
                              (static_cast<std::uint64_t>(luhn.number()) << 1) + (half ? 1 : 0);
    std::vector<int>& seen = seen_[key];
    for (const int each : seen)
      if (right_.within(each, right)) return true;
    seen.push_back(right);
    return false;
  }

  std::vector<Point> spelt(std::size_t at) const {
    std::vector<Point> units;
    for (int i = static_cast<int>(at); i >= 0; i = nodes_[static_cast<std::size_t>(i)].parent)
      if (nodes_[static_cast<std::size_t>(i)].letter >= 0)
        units.push_back(alphabet_.sample(nodes_[static_cast<std::size_t>(i)].letter));
    std::reverse(units.begin(), units.end());
    return units;
  }

  Automaton& left_;
  Right& right_;
  const Alphabet& alphabet_;
  const bool luhn_, basic_plane_only_;
  const CompareLimits& limits_;
  const Clock::time_point until_;
  std::vector<Step> nodes_;
  std::unordered_map<std::uint64_t, std::vector<int>> seen_;
  std::size_t depth_ = 0;
};

/// One direction; the side that gets what the normaliser makes is the gateway, whichever that is.
class Pair {
 public:
  Pair(const Compiled& front, const Compiled& gateway, const CompareOptions& options)
      : front_(front),
        gateway_(gateway),
        options_(options),
        until_(Clock::now() + options.limits.time),
        alphabet_(make_alphabet()) {}

  std::optional<std::string> front_only() {
    const auto found = find<Receiver>(front_, gateway_);
    if (found) confirm(takes(front_, *found), !takes(gateway_, sent(*found)), *found);
    return found ? std::optional(utf8_of(*found)) : std::nullopt;
  }
  std::optional<std::string> gateway_only() {
    const auto found = find<Sender>(gateway_, front_);
    if (!found) return std::nullopt;
    // What the normaliser would change is never sent.
    const bool never = sent(*found) != *found;
    confirm(takes(gateway_, *found), never || !takes(front_, *found), *found);
    return utf8_of(*found);
  }

 private:
  Alphabet make_alphabet() {
    std::vector<const CharSet*> sets;
    for (const Compiled* side : {&front_, &gateway_})
      for (const Program& program : side->programs)
        for (const CharSet& each : program.sets)
          sets.push_back(&each);
    cuts_ = sets_before(options_.normaliser, sets);
    if (options_.luhn)
      for (Point digit = '0'; digit <= '9'; ++digit)
        cuts_.push_back(CharSet::one(digit));
    std::vector<const CharSet*> all;
    for (const CharSet& each : cuts_)
      all.push_back(&each);
    return Alphabet(std::move(all));
  }

  bool basic_plane_only() const {
    for (const Compiled* side : {&front_, &gateway_})
      for (const Program& program : side->programs)
        if (program.basic_plane_only) return true;
    return false;
  }

  std::vector<Point> sent(const std::vector<Point>& value) const {
    return normalised(options_.normaliser, value);
  }

  // By the trees, which share nothing with the search; by an automaton of its own where the value
  // is too long for that.
  static bool takes(const Compiled& side, const std::vector<Point>& value) {
    const auto taken = side.takes(value);
    return taken ? *taken : Matcher(side.language).matches(value);
  }

  static void confirm(bool taken, bool refused, const std::vector<Point>& value) {
    if (!taken || !refused)
      throw std::logic_error("a value that was found is not confirmed: " + utf8_of(value));
  }

  /// What the left side takes and the right one, on the other side of the normaliser, does not.
  template <class Right>
  std::optional<std::vector<Point>> find(const Compiled& left, const Compiled& right) {
    Automaton one(left.pointers(), left.language.optional, alphabet_, options_.limits.budget);
    Automaton inner(right.pointers(), right.language.optional, alphabet_, options_.limits.budget);
    Right other(inner, options_.normaliser, alphabet_);
    return Search<Right>(one, other, alphabet_, options_.luhn, basic_plane_only(), options_.limits,
                         until_)
        .run();
  }

  const Compiled &front_, &gateway_;
  const CompareOptions& options_;
  const Clock::time_point until_;
  std::vector<CharSet> cuts_;
  Alphabet alphabet_;
};

Verdict verdict_of(bool front_only, bool gateway_only) {
  if (front_only && gateway_only) return Verdict::incomparable;
  if (front_only) return Verdict::front_laxer;
  return gateway_only ? Verdict::front_stricter : Verdict::equivalent;
}

}  // namespace

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::equivalent:
      return "equivalent";
    case Verdict::front_stricter:
      return "front-stricter";
    case Verdict::front_laxer:
      return "front-laxer";
    case Verdict::incomparable:
      return "incomparable";
    case Verdict::unknown:
      break;
  }
  return "unknown";
}

Comparison compare(const Language& front, const Language& gateway, const CompareOptions& options) {
  Comparison result;
  try {
    const Compiled one(front), other(gateway);
    Pair pair(one, other, options);
    result.front_only = pair.front_only();
    result.gateway_only = pair.gateway_only();
    result.verdict = verdict_of(result.front_only.has_value(), result.gateway_only.has_value());
    result.is_luhn = options.luhn;
  } catch (const PatternError& error) {
    if (error.why == Why::syntax) throw;
    result.verdict = Verdict::unknown;
    result.reason = error.what();
  }
  return result;
}

}  // namespace checkoutdiag::regex
