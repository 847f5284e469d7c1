#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "lib/receiver/event.hpp"

// Orders that events are about: an event may come before its order, and behind the one that
// overtook it.
namespace checkoutdiag::receiver {

/// The state of an order that nothing has happened to.
inline constexpr std::string_view kOpen = "open";

/// What an event of a type does to its order.
struct Move {
  std::string type;
  std::vector<std::string> from;  // in other states the event is superseded
  std::string to;
  /// Only when this place of the body has that value; empty: always.
  std::string when_place, when_value;
};

struct OrderRules {
  std::vector<std::string> order, type;  // places, of which the first with a value counts
  std::vector<Move> moves;               // events of other types move no order
};

/// What is known of a scheme's events: where they name their order, which of them is a payment, and
/// which a refund. Empty `order`: nothing is.
OrderRules order_rules_of(std::string_view scheme);

/// A file of rules: {"order": [PLACE], "type": [PLACE], "moves": [{"type", "from": [STATE], "to",
/// "when": {PLACE: VALUE}}]}, where a place is a JSON pointer or "header:NAME". Throws
/// Failure(input).
OrderRules read_order_rules(const std::string& file);

/// Says which order an event is about, and what it does to it.
void read_order(const OrderRules& rules, Event& event);

struct Moved {
  bool is_done = true;
  std::string state;  // of the order, now
};

/// What an event's move does to an order in that state.
Moved moved_by(std::string_view move, const std::string& state);

/// Why an event is superseded: a clause. Without the order, which anybody may have named.
std::string superseded_because(std::string_view state);

/// Whether a text may be the name of a state, or an order: visible ASCII without "," and ">".
bool is_order_word(std::string_view text);

}  // namespace checkoutdiag::receiver
