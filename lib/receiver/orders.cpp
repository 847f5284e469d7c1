#include "lib/receiver/orders.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/receiver/places.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/small_file.hpp"

namespace checkoutdiag::receiver {
namespace {

using nlohmann::json;
using text::JsonObject;

constexpr std::size_t kMostBytes = 256 * 1024, kMostMoves = 500;
constexpr std::size_t kLongestWord = 200;

std::vector<std::string> places_in(const JsonObject& object, const char* key) {
  std::vector<std::string> places = object.strings(key);
  for (const std::string& each : places)
    if (!is_place(each)) object.miss(key, "must be JSON pointers, or header:NAME");
  return places;
}

std::string state_in(const JsonObject& object, const char* key) {
  std::string state = object.string(key);
  if (!is_order_word(state)) object.miss(key, "must be a word, such as paid");
  return state;
}

Move read_move(const JsonObject& object) {
  constexpr std::array<std::string_view, 4> kKeys = {"type", "from", "to", "when"};
  object.only(kKeys);
  Move move;
  move.type = object.string("type");
  move.from = object.strings("from");
  if (!std::all_of(move.from.begin(), move.from.end(),
                   [](const std::string& each) { return is_order_word(each); }))
    object.miss("from", "must be words, such as open");
  move.to = state_in(object, "to");
  if (const auto when = object.object("when")) {
    const std::vector<std::string> places = when->keys();
    if (places.size() != 1 || !is_place(places[0]))
      object.miss("when", "must be one JSON pointer, or header:NAME, with its value");
    move.when_place = places[0];
    move.when_value = when->string(places[0].c_str());
  }
  return move;
}

OrderRules read_rules(std::string_view text, const std::string& file) {
  constexpr std::array<std::string_view, 6> kKeys = {"schema", "order",  "type",
                                                     "moves",  "source", "as_of"};
  constexpr text::JsonLimits kLimits = {8, 10'000};
  const text::JsonSource source{file, text};
  const json document = text::parse_json(source, kMostBytes, kLimits, "rules of orders");
  const JsonObject object(document, source);
  object.only(kKeys);
  OrderRules rules;
  rules.order = places_in(object, "order");
  if (rules.order.empty()) object.miss("order", "must name where an event has its order");
  rules.type = places_in(object, "type");
  for (const JsonObject& each : object.list("moves", kMostMoves))
    rules.moves.push_back(read_move(each));
  return rules;
}

std::string first_value(const std::vector<std::string>& places, const Event& event,
                        const json& body) {
  for (const std::string& each : places)
    if (std::string value = value_at(each, event.headers, body); !value.empty()) return value;
  return {};
}

}  // namespace

bool is_order_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord &&
         std::all_of(text.begin(), text.end(), [](char each) {
           return each > ' ' && each < '\x7f' && each != ',' && each != '>';
         });
}

OrderRules order_rules_of(std::string_view scheme) {
  const std::string name = "webhook-order/" + std::string(scheme);
  const auto text = data::find(name);
  return text ? read_rules(*text, name) : OrderRules{};
}

OrderRules read_order_rules(const std::string& file) {
  return read_rules(text::read_small_file(file, "rules of orders", kMostBytes),
                    text::printable(file, 400));
}

void read_order(const OrderRules& rules, Event& event) {
  const json body = json::parse(event.body, nullptr, false);
  event.order = first_value(rules.order, event, body);
  if (!is_order_word(event.order)) event.order.clear();
  if (event.order.empty()) return;
  const std::string type = first_value(rules.type, event, body);
  for (const Move& each : rules.moves) {
    if (each.type != type) continue;
    if (!each.when_place.empty() &&
        value_at(each.when_place, event.headers, body) != each.when_value)
      continue;
    for (const std::string& from : each.from)
      event.move += (event.move.empty() ? "" : ",") + from;
    event.move += ">" + each.to;
    return;
  }
}

Moved moved_by(std::string_view move, const std::string& state) {
  const std::size_t to = move.find('>');
  if (to == std::string_view::npos) return {true, state};
  std::string_view from = move.substr(0, to);
  while (!from.empty()) {
    const std::size_t comma = std::min(from.find(','), from.size());
    if (from.substr(0, comma) == state) return {true, std::string(move.substr(to + 1))};
    from.remove_prefix(std::min(comma + 1, from.size()));
  }
  return {false, state};
}

std::string superseded_because(std::string_view state) {
  return fmt::format("its order is {}", text::printable(state, 80));
}

}  // namespace checkoutdiag::receiver
