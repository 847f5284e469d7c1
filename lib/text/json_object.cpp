#include "lib/text/json_object.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag::text {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxText = 2000, kMaxUrl = 500, kMaxHost = 253, kMaxLabel = 63;

std::string shown(const json& value) {
  return value.is_structured() ? value.is_array() ? "a list" : "an object"
                               : printable(value.dump(-1, ' ', true), 40);
}

Failure wrong(const std::string& what, const std::string& hint = {}) {
  return Failure(Failure::Kind::input, what, hint);
}

std::string in_words(const JsonFault& fault, std::string_view text, const char* kind) {
  switch (fault.kind) {
    case JsonFault::Kind::too_deep:
      return "nested too deeply";
    case JsonFault::Kind::too_many:
      return fmt::format("more values than a {} has", kind);
    case JsonFault::Kind::given_twice:
      return fmt::format("\"{}\" is given twice in one object", printable(fault.key, 80));
    case JsonFault::Kind::number:
      return "not JSON";
    case JsonFault::Kind::not_json:
      break;
  }
  return "not JSON: " + line_and_column(text, fault.byte);
}

bool is_hex(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '_';
         });
}

bool is_host(std::string_view host) {
  if (host.starts_with("*.")) host.remove_prefix(2);
  if (host.size() > kMaxHost) return false;
  for (std::size_t dot; (dot = host.find('.')) != std::string_view::npos;) {
    if (!is_label(host.substr(0, dot))) return false;
    host.remove_prefix(dot + 1);
  }
  return is_label(host);
}

}  // namespace

json parse_json(std::string_view text, const std::string& file, std::size_t most_bytes,
                const JsonLimits& limits, const char* kind) {
  if (text.size() > most_bytes)
    throw wrong(most_bytes < 1024 * 1024
                    ? fmt::format("{}: larger than {} KiB", file, most_bytes / 1024)
                    : fmt::format("{}: larger than {} MiB", file, most_bytes / 1024 / 1024));
  if (auto fault = fault_in_json(text, limits))
    throw wrong(fmt::format("{}: {}", file, in_words(*fault, text, kind)));
  return json::parse(text);
}

JsonObject::JsonObject(const json& value, std::string where)
    : value_(&value), where_(std::move(where)) {
  if (!value.is_object()) fail("must be an object, not " + shown(value));
}

void JsonObject::fail(std::string_view what, const std::string& hint) const {
  throw wrong(fmt::format("{}: {}", where_, what), hint);
}

void JsonObject::miss(std::string_view key, std::string_view what) const {
  fail(fmt::format("\"{}\" {}", printable(key, 80), what));
}

void JsonObject::only(std::span<const std::string_view> keys) const {
  for (const auto& [key, value] : value_->items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    std::string hint = "keys are";
    for (std::string_view known : keys)
      hint += fmt::format("{} {}", known == keys.front() ? "" : ",", known);
    fail(fmt::format("\"{}\" is not a key of it", printable(key, 80)), hint);
  }
}

std::vector<std::string> JsonObject::keys() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : value_->items())
    names.push_back(name);
  return names;
}

bool JsonObject::has(const char* key) const {
  return value_->contains(key);
}

const json& JsonObject::at(const char* key) const {
  auto found = value_->find(key);
  if (found == value_->end()) miss(key, "is missing");
  return *found;
}

const std::string& JsonObject::string(const char* key) const {
  const json& value = at(key);
  if (!value.is_string()) miss(key, fmt::format("must be a text, not {}", shown(value)));
  return value.get_ref<const std::string&>();
}

std::string JsonObject::text(const char* key) const {
  const std::string& read = string(key);
  if (read.empty() || read.size() > kMaxText)
    miss(key, fmt::format("must be a text of 1 to {} bytes", kMaxText));
  return printable(read, kMaxText);
}

std::string JsonObject::hash(const char* key) const {
  const std::string& read = string(key);
  if (read.size() != 64 || !std::all_of(read.begin(), read.end(), is_hex))
    miss(key, "must be a SHA-256 as 64 hexadecimal digits without colons");
  return lower(read);
}

std::string JsonObject::url(const char* key) const {
  const std::string& read = string(key);
  bool plain = std::all_of(read.begin(), read.end(),
                           [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '<'; });
  if (!read.starts_with("https://") || read.size() < 12 || read.size() > kMaxUrl || !plain)
    miss(key, fmt::format("must be an https URL, not {}", shown(at(key))));
  return read;
}

std::string JsonObject::host(const char* key) const {
  const std::string& read = string(key);
  if (!is_host(read))
    miss(key, fmt::format("must be a host such as api.example.com or *.example.com, not {}",
                          shown(at(key))));
  return lower(read);
}

Time JsonObject::day(const char* key) const {
  const std::string& read = string(key);
  std::optional<Time> day = parse_time(read);
  if (!day || read.size() != std::string_view("2026-11-27").size())
    miss(key, fmt::format("must be a date such as 2026-11-27, not {}", shown(at(key))));
  return *day;
}

Time JsonObject::moment(const char* key) const {
  std::optional<Time> moment = parse_time(string(key));
  if (!moment)
    miss(key, fmt::format("must be a date such as 2026-11-27 or 2026-11-27T23:59:59Z, not {}",
                          shown(at(key))));
  return *moment;
}

bool JsonObject::flag(const char* key) const {
  const json& value = at(key);
  if (!value.is_boolean()) miss(key, fmt::format("must be true or false, not {}", shown(value)));
  return value.get<bool>();
}

std::int64_t JsonObject::whole(const char* key) const {
  const json& value = at(key);
  if (!value.is_number_integer())
    miss(key, fmt::format("must be a whole number, not {}", shown(value)));
  return value.get<std::int64_t>();
}

bool JsonObject::null(const char* key) const {
  return has(key) && at(key).is_null();
}

std::vector<std::string> JsonObject::strings(const char* key) const {
  std::vector<std::string> items;
  if (!has(key)) return items;
  const json& value = at(key);
  if (!value.is_array()) miss(key, fmt::format("must be a list of texts, not {}", shown(value)));
  for (const json& item : value) {
    if (!item.is_string()) miss(key, fmt::format("must hold texts, not {}", shown(item)));
    items.push_back(item.get<std::string>());
  }
  return items;
}

std::vector<std::pair<std::string, std::string>> JsonObject::members(const char* key) const {
  std::vector<std::pair<std::string, std::string>> found;
  if (!has(key)) return found;
  const json& value = at(key);
  if (!value.is_object()) miss(key, fmt::format("must be an object, not {}", shown(value)));
  for (const auto& [name, item] : value.items()) {
    if (!item.is_string()) miss(key, fmt::format("must hold texts, not {}", shown(item)));
    found.emplace_back(name, item.get<std::string>());
  }
  return found;
}

std::optional<JsonObject> JsonObject::object(const char* key) const {
  if (!has(key)) return std::nullopt;
  return JsonObject(at(key), fmt::format("{}, {}", where_, key));
}

std::vector<JsonObject> JsonObject::list(const char* key, std::size_t most) const {
  std::vector<JsonObject> items;
  if (!has(key)) return items;
  const json& value = at(key);
  if (!value.is_array()) miss(key, fmt::format("must be a list, not {}", shown(value)));
  if (value.size() > most) miss(key, fmt::format("must have at most {} entries", most));
  for (const json& item : value)
    items.emplace_back(item, fmt::format("{}, {} entry {}", where_, key, items.size() + 1));
  return items;
}

}  // namespace checkoutdiag::text
