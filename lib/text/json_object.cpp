#include "lib/text/json_object.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_line.hpp"

namespace checkoutdiag::text {
namespace {

constexpr std::size_t kMaxText = 2000, kMaxUrl = 500, kMaxHost = 253, kMaxLabel = 63;

std::string shown(const nlohmann::json& value) {
  return value.is_structured() ? value.is_array() ? "a list" : "an object"
                               : printable(value.dump(-1, ' ', true), 40);
}

Failure wrong(const std::string& what, const std::string& hint = {}) {
  return Failure(Failure::Kind::input, what, hint);
}

// A number above the largest that is signed would turn negative.
bool is_within(const nlohmann::json& value, std::int64_t least, std::int64_t most) {
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())
    return false;
  if (!value.is_number_integer()) return false;
  const std::int64_t number = value.get<std::int64_t>();
  return number >= least && number <= most;
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

JsonObject::JsonObject(const nlohmann::json& value, const JsonSource& source)
    : value_(&value), source_(&source) {
  if (!value.is_object()) fail("must be an object, not " + shown(value));
}

JsonObject::JsonObject(const nlohmann::json& value, const JsonObject& around, std::string_view key,
                       std::optional<std::size_t> item)
    : value_(&value), source_(around.source_) {
  where_ = fmt::format("{}{}{}", around.where_, around.where_.empty() ? "" : ".", key);
  pointer_ = fmt::format("{}/{}", around.pointer_, pointer_step(key));
  if (item) {
    where_ += fmt::format("[{}]", *item);
    pointer_ += fmt::format("/{}", *item);
  }
  if (!value.is_object()) fail("must be an object, not " + shown(value));
}

// `step` is what follows this object's pointer.
void JsonObject::fail_at(const std::string& step, std::string_view what,
                         const std::string& hint) const {
  throw wrong(fmt::format("{}:{}: {}{}{}", source_->file,
                          source_->before + line_of(source_->text, pointer_ + step), where_,
                          where_.empty() ? "" : ": ", what),
              hint);
}

void JsonObject::fail(std::string_view what, const std::string& hint) const {
  fail_at({}, what, hint);
}

void JsonObject::miss(std::string_view key, std::string_view what) const {
  fail_at("/" + pointer_step(key), fmt::format("\"{}\" {}", printable(key, 80), what));
}

void JsonObject::miss(std::string_view key, std::size_t item, std::string_view what) const {
  fail_at(fmt::format("/{}/{}", pointer_step(key), item),
          fmt::format("\"{}\" {}", printable(key, 80), what));
}

void JsonObject::only(std::span<const std::string_view> keys) const {
  for (const auto& [key, value] : value_->items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    std::string hint = "keys are";
    for (std::string_view known : keys)
      hint += fmt::format("{} {}", known == keys.front() ? "" : ",", known);
    fail_at("/" + pointer_step(key), fmt::format("\"{}\" is not a key of it", printable(key, 80)),
            hint);
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

const nlohmann::json& JsonObject::at(const char* key) const {
  auto found = value_->find(key);
  if (found == value_->end()) miss(key, "is missing");
  return *found;
}

const std::string& JsonObject::string(const char* key) const {
  const nlohmann::json& value = at(key);
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

std::vector<std::string> JsonObject::hosts(const char* key) const {
  std::vector<std::string> items = strings(key);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!is_host(items[i]))
      miss(key, i,
           fmt::format("must hold hosts such as api.example.com or *.example.com, not \"{}\"",
                       printable(items[i], 80)));
    items[i] = lower(items[i]);
  }
  return items;
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
  const nlohmann::json& value = at(key);
  if (!value.is_boolean()) miss(key, fmt::format("must be true or false, not {}", shown(value)));
  return value.get<bool>();
}

std::int64_t JsonObject::whole(const char* key) const {
  const nlohmann::json& value = at(key);
  if (!value.is_number_integer())
    miss(key, fmt::format("must be a whole number, not {}", shown(value)));
  return value.get<std::int64_t>();
}

std::int64_t JsonObject::whole(const char* key, std::int64_t least, std::int64_t most) const {
  const nlohmann::json& value = at(key);
  if (!is_within(value, least, most))
    miss(key,
         fmt::format("must be a whole number from {} to {}, not {}", least, most, shown(value)));
  return value.get<std::int64_t>();
}

std::vector<std::int64_t> JsonObject::wholes(const char* key, std::int64_t least, std::int64_t most,
                                             std::size_t items) const {
  std::vector<std::int64_t> read;
  if (!has(key)) return read;
  const nlohmann::json& value = at(key);
  if (!value.is_array())
    miss(key, fmt::format("must be a list of whole numbers, not {}", shown(value)));
  if (value.size() > items) miss(key, fmt::format("must have at most {} entries", items));
  for (const nlohmann::json& item : value) {
    if (!is_within(item, least, most))
      miss(key, read.size(),
           fmt::format("must hold whole numbers from {} to {}, not {}", least, most, shown(item)));
    read.push_back(item.get<std::int64_t>());
  }
  return read;
}

bool JsonObject::null(const char* key) const {
  return has(key) && at(key).is_null();
}

bool JsonObject::is_text(const char* key) const {
  return has(key) && at(key).is_string();
}

std::string JsonObject::json(const char* key) const {
  return at(key).dump();
}

std::vector<std::string> JsonObject::strings(const char* key) const {
  std::vector<std::string> items;
  if (!has(key)) return items;
  const nlohmann::json& value = at(key);
  if (!value.is_array()) miss(key, fmt::format("must be a list of texts, not {}", shown(value)));
  for (const nlohmann::json& item : value) {
    if (!item.is_string())
      miss(key, items.size(), fmt::format("must hold texts, not {}", shown(item)));
    items.push_back(item.get<std::string>());
  }
  return items;
}

std::vector<std::pair<std::string, std::string>> JsonObject::members(const char* key) const {
  std::vector<std::pair<std::string, std::string>> found;
  if (!has(key)) return found;
  const nlohmann::json& value = at(key);
  if (!value.is_object()) miss(key, fmt::format("must be an object, not {}", shown(value)));
  for (const auto& [name, item] : value.items()) {
    if (!item.is_string()) miss(key, fmt::format("must hold texts, not {}", shown(item)));
    found.emplace_back(name, item.get<std::string>());
  }
  return found;
}

std::optional<JsonObject> JsonObject::object(const char* key) const {
  if (!has(key)) return std::nullopt;
  return JsonObject(at(key), *this, key, std::nullopt);
}

std::vector<JsonObject> JsonObject::list(const char* key, std::size_t most) const {
  std::vector<JsonObject> items;
  if (!has(key)) return items;
  const nlohmann::json& value = at(key);
  if (!value.is_array()) miss(key, fmt::format("must be a list, not {}", shown(value)));
  if (value.size() > most) miss(key, fmt::format("must have at most {} entries", most));
  for (const nlohmann::json& item : value)
    items.push_back(JsonObject(item, *this, key, items.size()));
  return items;
}

}  // namespace checkoutdiag::text
