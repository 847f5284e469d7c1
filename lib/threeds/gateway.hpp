#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What gateways call the exemptions of strong customer authentication: lib/data/threeds/gateway.
namespace checkoutdiag::threeds {

/// How a gateway says an exemption.
struct Vocabulary {
  std::string gateway, title;
  std::vector<std::string> fields;                          // JSON Pointers of its request
  std::vector<std::pair<std::string, std::string>> values;  // "low-value", and what it calls it
  std::string source;
};

/// Of one gateway that is built in; null: it is not known.
const Vocabulary* vocabulary_of(std::string_view gateway);

/// One of the user's own: {"schema": "checkoutdiag.threeds-gateway/1", "title", "exemption":
/// {"fields": [POINTER], "values": {MEANING: NAME}}, "source"}. Throws Failure(input).
Vocabulary parse_vocabulary(std::string_view text, const std::string& file);

const std::vector<Vocabulary>& vocabularies();

/// An exemption in a request.
struct Exemption {
  std::string field;  // its pointer
  std::string value;  // raw
};

/// What a request has at the gateway's fields.
std::vector<Exemption> exemptions_of(const Vocabulary& gateway, const nlohmann::json& request);

}  // namespace checkoutdiag::threeds
