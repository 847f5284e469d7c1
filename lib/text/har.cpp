#include "lib/text/har.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag::text {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestFile = 64 * 1024 * 1024;
constexpr JsonLimits kLimits = {256, 2'000'000};
constexpr std::size_t kShown = 64;

Failure unreadable(const std::string& file, const std::string& what, const std::string& hint = {}) {
  return Failure(Failure::Kind::input, fmt::format("{}: {}", printable(file), what), hint);
}

}  // namespace

const json* member(const json& value, const char* name) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

json parse_har(std::string_view text, const std::string& file, const char* advice) {
  using Fault = JsonFault::Kind;
  if (text.size() > kLargestFile)
    throw unreadable(file, fmt::format("the file has more than {} bytes", kLargestFile), advice);
  const auto fault = fault_in_json(text, kLimits);
  if (!fault) return json::parse(text);
  switch (fault->kind) {
    case Fault::not_json:
    case Fault::number:
      throw unreadable(file, fmt::format("not JSON at {}", line_and_column(text, fault->byte)),
                       "a HAR file is what a browser's developer tools or a proxy save");
    case Fault::given_twice:
      throw unreadable(file, fmt::format("\"{}\" is given twice", printable(fault->key, kShown)));
    case Fault::too_deep:
    case Fault::too_many:
      break;
  }
  throw unreadable(file, "the JSON is nested too deeply or has too many values", advice);
}

const json& har_entries(const json& har, const std::string& file) {
  const json* log = member(har, "log");
  const json* entries = log ? member(*log, "entries") : nullptr;
  if (!entries || !entries->is_array())
    throw unreadable(file, "this is no HAR file: there are no log.entries");
  return *entries;
}

HarText har_text(const json& data, std::string& out) {
  const json* text = member(data, "text");
  if (!text || text->is_null()) return HarText::absent;
  if (!text->is_string()) return HarText::not_text;
  const json* encoding = member(data, "encoding");
  if (!encoding || encoding->is_null() || *encoding == "") {
    out = text->get_ref<const std::string&>();
    return HarText::read;
  }
  if (!encoding->is_string() ||
      !equal_ignoring_case(encoding->get_ref<const std::string&>(), "base64"))
    return HarText::unknown_encoding;
  return decode_base64(text->get_ref<const std::string&>(), out) ? HarText::read : HarText::broken;
}

}  // namespace checkoutdiag::text
