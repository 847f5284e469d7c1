#include <algorithm>
#include <iterator>

#include "lib/charge/body.hpp"
#include "lib/charge/body_parts.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/json_pointer.hpp"

namespace checkoutdiag::charge {
namespace {

using Kind = text::JsonToken::Kind;

std::size_t digits_from(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text::is_digit(text[end]))
    ++end;
  return end - at;
}

/// Where the digits before the exponent end; 0: it is no number.
std::size_t mantissa_end(std::string_view number) {
  std::size_t at = number.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_from(number, at);
  if (whole == 0) return 0;
  at += whole;
  if (at < number.size() && number[at] == '.') {
    const std::size_t fraction = digits_from(number, at + 1);
    if (fraction == 0) return 0;
    at += 1 + fraction;
  }
  if (at == number.size()) return at;
  if (text::lower(number[at]) != 'e') return 0;
  std::size_t exponent = at + 1;
  if (exponent < number.size() && (number[exponent] == '-' || number[exponent] == '+')) ++exponent;
  const std::size_t digits = digits_from(number, exponent);
  return digits > 0 && exponent + digits == number.size() ? at : 0;
}

std::optional<std::string> changed_json(std::string_view body, const Pointer& pointer) {
  std::optional<Place> place = find_place(body, pointer);
  if (place && place->kind == Kind::object_begin) {  // {"amount":{"value":1000}}
    Pointer deeper = pointer;
    deeper.emplace_back("value");
    place = find_place(body, deeper);
  }
  if (!place || (place->kind != Kind::number && place->kind != Kind::string)) return {};
  const std::size_t quote = place->kind == Kind::string ? 1 : 0;
  const std::size_t begin = place->begin + quote, end = place->end - quote;
  const auto more = one_more(body.substr(begin, end - begin));
  if (!more) return {};
  return std::string(body.substr(0, begin)).append(*more).append(body.substr(end));
}

std::optional<std::string> changed_form(std::string_view body, const Pointer& pointer) {
  const auto pairs = form_pairs(body);
  if (!pairs) return {};
  const std::string name = form_name(pointer), nested = name + "[value]";
  const auto last = std::find_if(pairs->rbegin(), pairs->rend(), [&](const RawPair& pair) {
    return pair.name == name || pair.name == nested;
  });
  if (last == pairs->rend()) return {};
  const auto more = one_more(form_value(body, *last));
  if (!more) return {};
  return std::string(body.substr(0, last->begin)).append(*more).append(body.substr(last->end));
}

}  // namespace

std::optional<std::string> one_more(std::string_view number) {
  const std::size_t end = mantissa_end(number);
  if (end == 0) return {};
  std::string out(number);
  const std::size_t first = number.front() == '-' ? 1 : 0;
  for (std::size_t at = end; at-- > first;) {
    if (out[at] == '.') continue;
    if (out[at] != '9') {
      ++out[at];
      return out;
    }
    out[at] = '0';
  }
  return out.insert(first, 1, '1');
}

// Where requests of most gateways have it; a user's own gateway may have no profile.
constexpr const char* kUsual[] = {"/amount",
                                  "/amount/value",
                                  "/amount_money/amount",
                                  "/purchase_units/0/amount/value",
                                  "/payments/amount",
                                  "/order/amountOfMoney/amount"};

std::optional<std::string> with_other_amount(const Profile& profile, std::string_view body,
                                             BodyType type) {
  std::vector<std::string> places = profile.amount;
  places.insert(places.end(), std::begin(kUsual), std::end(kUsual));
  for (const std::string& text : places) {
    const auto pointer = text::parse_pointer(text);
    if (!pointer || pointer->empty()) continue;
    std::optional<std::string> changed;
    if (type == BodyType::json) changed = changed_json(body, *pointer);
    if (type == BodyType::form) changed = changed_form(body, *pointer);
    if (changed) return changed;
  }
  return {};
}

}  // namespace checkoutdiag::charge
