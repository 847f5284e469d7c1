#include "lib/trust/knowledge_json.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag::trust {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;  // forty times what is built in
constexpr std::size_t kMaxText = 2000, kMaxUrl = 500, kMaxHost = 253, kMaxLabel = 63;
constexpr std::size_t kMaxValues = 400'000;  // 20'000 entries of 8 keys in each of two lists
constexpr std::size_t kMaxDepth = 6;         // the file, a list, an entry, its roots, a root: five

std::string shown(const json& value) {
  return value.is_structured() ? value.is_array() ? "a list" : "an object"
                               : text::printable(value.dump(-1, ' ', true), 40);
}

Failure wrong(const std::string& what, const std::string& hint = {}) {
  return Failure(Failure::Kind::input, what, hint);
}

std::string in_words(const text::JsonFault& fault, std::string_view text) {
  switch (fault.kind) {
    case text::JsonFault::Kind::too_deep:
      return "nested too deeply";
    case text::JsonFault::Kind::too_many:
      return "more values than a file of knowledge has";
    case text::JsonFault::Kind::given_twice:
      return fmt::format("\"{}\" is given twice in one object", text::printable(fault.key, 80));
    case text::JsonFault::Kind::number:
      return "not JSON";
    case text::JsonFault::Kind::not_json:
      break;
  }
  return "not JSON: " + text::line_and_column(text, fault.byte);
}

bool is_hex(char c) {
  return text::is_digit(c) || (text::lower(c) >= 'a' && text::lower(c) <= 'f');
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '_';
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

json parse_knowledge(std::string_view text, const std::string& file) {
  if (text.size() > kMaxBytes)
    throw wrong(fmt::format("{}: larger than {} MiB", file, kMaxBytes / 1024 / 1024));
  if (auto fault = text::fault_in_json(text, {kMaxDepth, kMaxValues}))
    throw wrong(fmt::format("{}: {}", file, in_words(*fault, text)));
  return json::parse(text);
}

KnowledgeObject::KnowledgeObject(const json& value, std::string where)
    : value_(&value), where_(std::move(where)) {
  if (!value.is_object()) fail("must be an object, not " + shown(value));
}

void KnowledgeObject::fail(std::string_view what, const std::string& hint) const {
  throw wrong(fmt::format("{}: {}", where_, what), hint);
}

void KnowledgeObject::miss(std::string_view key, std::string_view what) const {
  fail(fmt::format("\"{}\" {}", text::printable(key, 80), what));
}

void KnowledgeObject::only(std::span<const std::string_view> keys) const {
  for (const auto& [key, value] : value_->items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    std::string hint = "keys are";
    for (std::string_view known : keys)
      hint += fmt::format("{} {}", known == keys.front() ? "" : ",", known);
    fail(fmt::format("\"{}\" is not a key of it", text::printable(key, 80)), hint);
  }
}

bool KnowledgeObject::has(const char* key) const {
  return value_->contains(key);
}

const json& KnowledgeObject::at(const char* key) const {
  auto found = value_->find(key);
  if (found == value_->end()) miss(key, "is missing");
  return *found;
}

const std::string& KnowledgeObject::string(const char* key) const {
  const json& value = at(key);
  if (!value.is_string()) miss(key, fmt::format("must be a text, not {}", shown(value)));
  return value.get_ref<const std::string&>();
}

std::string KnowledgeObject::text(const char* key) const {
  const std::string& read = string(key);
  if (read.empty() || read.size() > kMaxText)
    miss(key, fmt::format("must be a text of 1 to {} bytes", kMaxText));
  return text::printable(read, kMaxText);
}

std::string KnowledgeObject::hash(const char* key) const {
  const std::string& read = string(key);
  if (read.size() != 64 || !std::all_of(read.begin(), read.end(), is_hex))
    miss(key, "must be a SHA-256 as 64 hexadecimal digits without colons");
  return text::lower(read);
}

std::string KnowledgeObject::url(const char* key) const {
  const std::string& read = string(key);
  bool plain = std::all_of(read.begin(), read.end(),
                           [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '<'; });
  if (!read.starts_with("https://") || read.size() < 12 || read.size() > kMaxUrl || !plain)
    miss(key, fmt::format("must be an https URL, not {}", shown(at(key))));
  return read;
}

std::string KnowledgeObject::host(const char* key) const {
  const std::string& read = string(key);
  if (!is_host(read))
    miss(key, fmt::format("must be a host such as api.example.com or *.example.com, not {}",
                          shown(at(key))));
  return text::lower(read);
}

Time KnowledgeObject::day(const char* key) const {
  const std::string& read = string(key);
  std::optional<Time> day = text::parse_time(read);
  if (!day || read.size() != std::string_view("2026-11-27").size())
    miss(key, fmt::format("must be a date such as 2026-11-27, not {}", shown(at(key))));
  return *day;
}

Time KnowledgeObject::moment(const char* key) const {
  std::optional<Time> moment = text::parse_time(string(key));
  if (!moment)
    miss(key, fmt::format("must be a date such as 2026-11-27 or 2026-11-27T23:59:59Z, not {}",
                          shown(at(key))));
  return *moment;
}

bool KnowledgeObject::flag(const char* key) const {
  const json& value = at(key);
  if (!value.is_boolean()) miss(key, fmt::format("must be true or false, not {}", shown(value)));
  return value.get<bool>();
}

std::vector<KnowledgeObject> KnowledgeObject::list(const char* key, std::size_t most) const {
  std::vector<KnowledgeObject> items;
  if (!has(key)) return items;
  const json& value = at(key);
  if (!value.is_array()) miss(key, fmt::format("must be a list, not {}", shown(value)));
  if (value.size() > most) miss(key, fmt::format("must have at most {} entries", most));
  for (const json& item : value)
    items.emplace_back(item, fmt::format("{}, {} entry {}", where_, key, items.size() + 1));
  return items;
}

}  // namespace checkoutdiag::trust
