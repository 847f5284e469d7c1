#include "lib/sandbox/asked_body.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "lib/charge/body.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t kMostText = 256, kMostMetadata = 4096;

// Where every profile's charge may have it too, so that one payload fits all of them.
constexpr std::array<const char*, 1> kAmounts = {"/amount"}, kCurrencies = {"/currency"},
                                     kReferences = {"/reference"};
// Where gateways take what is charged.
constexpr std::array<const char*, 8> kTokens = {
    "/token",        "/source",    "/card",       "/payment_method",
    "/source/token", "/source/id", "/card/token", "/source_id",
};

template <std::size_t n>
std::string first_of(const json& body, const std::vector<std::string>& pointers,
                     const std::array<const char*, n>& usual) {
  std::optional<std::string> found;
  for (const std::string& each : pointers)
    if ((found = charge::value_at(body, each))) return *found;
  for (const char* each : usual)
    if ((found = charge::value_at(body, each))) return *found;
  return {};
}

// Card numbers stand in the oddest places.
std::string kept_text(const std::string& text) {
  std::string kept = text::redacted(text);
  if (kept.size() > kMostText) kept.resize(kMostText);
  return kept;
}

// Of a body whose depth is bounded.
json redacted(const json& value) {
  if (value.is_string()) return text::redacted(value.get_ref<const std::string&>());
  if (value.is_number()) {
    // A card number may come without quotes.
    const std::string digits = value.dump();
    const std::string kept = text::redacted(digits);
    return kept == digits ? value : json(kept);
  }
  if (!value.is_structured()) return value;
  json copy = value.is_array() ? json::array() : json::object();
  for (const auto& [name, each] : value.items()) {
    if (value.is_array())
      copy.push_back(redacted(each));
    else
      copy[text::redacted(name)] = redacted(each);
  }
  return copy;
}

const json* metadata_of(const json& body) {
  if (!body.is_object()) return nullptr;
  if (const auto it = body.find("metadata"); it != body.end() && it->is_object()) return &*it;
  // {"payments":{"metadata":{…}}}
  for (const json& each : body)
    if (each.is_object())
      if (const auto it = each.find("metadata"); it != each.end() && it->is_object()) return &*it;
  return nullptr;
}

}  // namespace

bool is_amount(std::string_view text) {
  constexpr std::size_t kMostDigits = 12, kMostDecimals = 4;
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals =
      point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
  const auto digits = [](std::string_view part, std::size_t most) {
    return !part.empty() && part.size() <= most &&
           part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return digits(whole, kMostDigits) && digits(decimals, kMostDecimals) &&
         text.find_first_of("123456789") != std::string_view::npos;
}

void read_charge_body(const charge::Profile& profile, std::string_view body,
                      std::string_view content_type, Asked& asked) {
  const charge::BodyType type = charge::body_type(content_type, body);
  const std::optional<json> read = charge::read_body(body, type);
  if (!read || !read->is_object()) {
    asked.body_fault = "the body is neither a JSON object nor a form";
    return;
  }
  if (profile.place == charge::KeyPlace::body)
    if (const auto key = charge::value_at(*read, profile.key_name)) {
      asked.keyed = true;
      asked.exact_key = *key;
    }
  asked.amount = first_of(*read, profile.amount, kAmounts);
  asked.currency = kept_text(first_of(*read, profile.currency, kCurrencies));
  asked.reference = kept_text(first_of(*read, profile.reference, kReferences));
  for (const char* each : kTokens)
    if (const auto token = charge::value_at(*read, each)) {
      asked.token = kept_text(*token);
      break;
    }
  if (const json* metadata = metadata_of(*read); metadata && !metadata->empty())
    asked.metadata = redacted(*metadata).dump(-1, ' ', false, json::error_handler_t::replace);
  if (!is_amount(asked.amount)) {
    asked.body_fault = asked.amount.empty() ? "the amount is missing"
                                            : "the amount is not a positive number of at most 12 "
                                              "digits";
    asked.amount.clear();
  } else if (asked.metadata.size() > kMostMetadata) {
    asked.body_fault = "the metadata is larger than 4096 bytes";
  }
}

}  // namespace checkoutdiag::sandbox
