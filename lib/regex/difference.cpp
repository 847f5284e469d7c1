#include "lib/regex/difference.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "lib/regex/longest.hpp"
#include "lib/regex/matcher.hpp"
#include "lib/regex/receiver.hpp"
#include "lib/regex/search.hpp"
#include "lib/regex/sender.hpp"

namespace checkoutdiag::regex {
namespace {

using Clock = CpuClock;
using Why = PatternError::Why;
using Units = std::optional<std::vector<Point>>;

/// Two sides and the alphabet that both have in common.
class Pair {
 public:
  Pair(const Compiled& front, const Compiled& gateway, const CompareOptions& options)
      : front_(front),
        gateway_(gateway),
        options_(options),
        until_(Clock::now() + options.limits.time),
        budget_(options.limits.budget),
        alphabet_(make_alphabet()) {
    budget_.until = until_;
  }

  std::optional<std::string> shortest_of_front() { return text_of(one_of_front(std::nullopt)); }
  std::optional<std::string> shortest_of_gateway() { return text_of(one_of_gateway(std::nullopt)); }

  /// The length of the longest value that the gateway takes, where it has one.
  std::optional<std::uint32_t> longest_of_gateway() {
    Automaton automaton(gateway_.pointers(), gateway_.language.optional, alphabet_, budget_);
    const Longest longest = longest_of(automaton, alphabet_);
    return longest.kind == Longest::Kind::some ? std::optional(longest.length) : std::nullopt;
  }

  /// One of each kind of character that the shortest does not have.
  std::vector<Witness> kinds_of_front(const std::string& shortest) {
    return kinds_of(shortest, [&](Look look) { return one_of_front(look); });
  }
  std::vector<Witness> kinds_of_gateway(const std::string& shortest) {
    return kinds_of(shortest, [&](Look look) { return one_of_gateway(look); });
  }

 private:
  Units one_of_front(std::optional<Look> look) {
    Units found = find<Receiver>(front_, gateway_, look);
    if (found) confirm(takes(front_, *found), !takes(gateway_, sent(*found)), *found);
    return found;
  }

  Units one_of_gateway(std::optional<Look> look) {
    Units found = find<Sender>(gateway_, front_, look);
    // What the normaliser would change is never sent.
    if (found)
      confirm(takes(gateway_, *found), sent(*found) != *found || !takes(front_, *found), *found);
    return found;
  }

  static std::optional<std::string> text_of(const Units& units) {
    return units ? std::optional(utf8_of(*units)) : std::nullopt;
  }

  template <class Find>
  std::vector<Witness> kinds_of(const std::string& shortest, const Find& find_one) {
    // They only add to what is known by now.
    until_ = std::min(until_, Clock::now() + options_.limits.kinds_time);
    budget_.until = until_;
    std::vector<Witness> all;
    std::set<Look> seen;
    for (Point unit : units_of(shortest))
      seen.insert(alphabet_.look(alphabet_.letter_of(unit)));
    for (int letter = 0; letter < static_cast<int>(alphabet_.size()); ++letter) {
      const Look look = alphabet_.look(letter);
      if (!seen.insert(look).second) continue;
      try {
        if (const Units more = find_one(look))
          all.push_back({std::string(word_of(look)), utf8_of(*more)});
      } catch (const PatternError&) {
        // The verdict stands without it.
      }
    }
    return all;
  }

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
  bool takes(const Compiled& side, const std::vector<Point>& value) const {
    const auto taken = side.takes(value);
    return taken ? *taken : Matcher(side.language, budget_).matches(value);
  }

  static void confirm(bool taken, bool refused, const std::vector<Point>& value) {
    if (!taken || !refused)
      throw std::logic_error("a value that was found is not confirmed: " + utf8_of(value));
  }

  /// What the left side takes and the right one, on the other side of the normaliser, does not.
  template <class Right>
  Units find(const Compiled& left, const Compiled& right, std::optional<Look> look) {
    Automaton one(left.pointers(), left.language.optional, alphabet_, budget_);
    Automaton inner(right.pointers(), right.language.optional, alphabet_, budget_);
    Right other(inner, options_.normaliser, alphabet_);
    const Wanted wanted{options_.luhn, look, basic_plane_only()};
    return Search<Right>(one, other, alphabet_, wanted, budget_.pairs, until_).run();
  }

  const Compiled &front_, &gateway_;
  const CompareOptions& options_;
  Clock::time_point until_;
  Budget budget_;
  std::vector<CharSet> cuts_;
  Alphabet alphabet_;
};

// A value of the front end that is longer than all that the gateway takes: nobody looks for it
// among those with a wrong character.
std::optional<std::string> too_long(Pair& pair, const Language& front, const Compiled& gateway,
                                    const CompareOptions& options, const std::string& shortest) {
  try {
    const auto longest = pair.longest_of_gateway();
    if (!longest || units_of(shortest).size() > *longest) return std::nullopt;
    Language longer = front;
    longer.shortest = std::max(longer.shortest, *longest + 1);
    longer.optional = false;
    if (longer.longest < longer.shortest) return std::nullopt;
    CompareOptions brief = options;
    brief.limits.time = std::min(brief.limits.time, brief.limits.kinds_time);
    const Compiled one(longer);
    return Pair(one, gateway, brief).shortest_of_front();
  } catch (const PatternError&) {
    return std::nullopt;  // the verdict stands without it
  }
}

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
    result.front_only = pair.shortest_of_front();
    if (!options.one_way) result.gateway_only = pair.shortest_of_gateway();
    result.verdict = verdict_of(result.front_only.has_value(), result.gateway_only.has_value());
    result.is_luhn = options.luhn;
    // Last, because the time is for the verdict.
    if (options.kinds && result.front_only)
      result.front_kinds = pair.kinds_of_front(*result.front_only);
    if (options.kinds && result.front_only && options.normaliser.empty())
      if (const auto longer = too_long(pair, front, other, options, *result.front_only))
        result.front_kinds.insert(result.front_kinds.begin(), {"too long", *longer});
    if (options.kinds && result.gateway_only)
      result.gateway_kinds = pair.kinds_of_gateway(*result.gateway_only);
  } catch (const PatternError& error) {
    if (error.why == Why::syntax) throw;
    // A witness that one direction has found is proven, whatever the other one would say.
    result.reason = error.what();
  }
  return result;
}

}  // namespace checkoutdiag::regex
