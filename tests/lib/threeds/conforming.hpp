#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "lib/threeds/table.hpp"

// Messages that are as the table wants them, made from the table.
namespace checkoutdiag::test {

/// A value that a format takes.
inline std::string sample_of(const threeds::Format& format) {
  using Kind = threeds::Format::Kind;
  const std::string& text = format.text();
  const auto number_behind = [&](const std::string& mark) -> std::size_t {
    const std::size_t at = text.find(mark);
    return at == std::string::npos ? 0 : std::stoul(text.substr(at + mark.size()));
  };
  switch (format.kind()) {
    case Kind::any: {
      const std::size_t least = std::max(number_behind("len="), number_behind("len>="));
      return std::string(std::max<std::size_t>(least, 1), 'a');
    }
    case Kind::digits:
      return std::string(std::max<std::size_t>(number_behind("digits("), 1), '1');
    case Kind::signed_digits:
      return "-60";
    case Kind::number: {
      const std::string low = text.substr(4, text.find("..") - 4);
      return low;
    }
    case Kind::codes:
      return text.substr(6, 2);
    case Kind::list:
      return format.values().front();
    case Kind::uuid:
      return "8a880dc0-d2d2-4067-bcb1-b08d1690b26e";
    case Kind::url:
    case Kind::https_url:
      return "https://shop.test/3ds";
    case Kind::email:
      return "jo@shop.test";
    case Kind::ip:
      return "203.0.113.7";
    case Kind::expiry:
      return "3012";
    case Kind::date:
      return "20301231";
    case Kind::minute:
      return "203012312359";
    case Kind::second:
      return "20301231235959";
    case Kind::country:
      return "276";
    case Kind::currency:
      return "978";
    case Kind::region:
      return "BY";
    case Kind::base64:
      return "AAABBBCCCDDDEEEFFFGGGHHHIII=";
    case Kind::jws:
      return "aaaa.bbbb.cccc";
    case Kind::version:
      return "2.2.0";
  }
  return "a";
}

nlohmann::json sample_of(const threeds::Row& row, const std::string& version, threeds::Flow flow);

/// An object with all that is required or optional in that flow; with conditional fields, too.
inline nlohmann::json object_of(const std::string& name, const std::string& version,
                                threeds::Flow flow) {
  nlohmann::json object = nlohmann::json::object();
  for (const threeds::Row* row : threeds::rows_of(name, version))
    if (row->need(flow) != threeds::Need::undefined)
      object[row->field] = sample_of(*row, version, flow);
  return object;
}

inline nlohmann::json sample_of(const threeds::Row& row, const std::string& version,
                                threeds::Flow flow) {
  if (row.type == "boolean") return row.format.text().empty() || row.format.values()[0] == "true";
  if (row.type == "json") return {{"kty", "EC"}};
  const bool is_object = !row.item.empty() && row.item != "string";
  nlohmann::json one =
      is_object ? object_of(row.item, version, flow) : nlohmann::json(sample_of(row.format));
  if (is_object && one.empty()) one = {{"a", "b"}};
  return row.type == "list" ? nlohmann::json::array({one}) : one;
}

/// A message of that type that has no fault in that flow.
inline nlohmann::json conforming(const std::string& type, const std::string& version,
                                 threeds::Flow flow) {
  nlohmann::json body = object_of(type, version, flow);
  const auto at = static_cast<std::size_t>(flow);
  if (body.contains("deviceChannel")) body["deviceChannel"] = "0" + std::to_string(at / 2 + 1);
  if (body.contains("messageCategory")) body["messageCategory"] = at % 2 == 0 ? "01" : "02";
  if (body.contains("messageVersion")) body["messageVersion"] = version;
  return body;
}

}  // namespace checkoutdiag::test
