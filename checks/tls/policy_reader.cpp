#include "checks/tls/policy_reader.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_shape.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

using nlohmann::json;

// The largest guideline that Mozilla published has 11 KB and is 5 deep.
constexpr std::size_t kMaxBytes = 256 * 1024, kMaxText = 300, kMaxItems = 1024;
constexpr std::size_t kMaxDepth = 8, kMaxValues = 64 * 1024;

std::string shown(const json& value) {
  return text::printable(value.dump(-1, ' ', true), 40);
}

Failure wrong(const std::string& origin, const std::string& what) {
  return Failure(Failure::Kind::input, fmt::format("{}: {}", text::printable(origin), what));
}

[[noreturn]] void refuse(const PolicyReader& reader, const text::JsonFault& fault,
                         std::string_view text) {
  switch (fault.kind) {
    case text::JsonFault::Kind::too_deep:
      throw wrong(reader.origin, "nested too deeply");
    case text::JsonFault::Kind::too_many:
      throw wrong(reader.origin, "more values than a policy has");
    case text::JsonFault::Kind::given_twice:
      reader.fail(fault.key, "is given twice");
    case text::JsonFault::Kind::number:
      throw wrong(reader.origin, "not JSON");
    case text::JsonFault::Kind::not_json:
      break;
  }
  throw wrong(reader.origin, "not JSON: " + text::line_and_column(text, fault.byte));
}

std::optional<std::uint16_t> number_of(std::string_view name) {
  std::uint16_t number = 0;
  const char* end = name.data() + name.size();
  if (name.size() != 6 || !name.starts_with("0x")) return std::nullopt;
  auto read = std::from_chars(name.data() + 2, end, number, 16);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
}

template <class Known>
std::vector<std::uint16_t> ids(const PolicyReader& reader, std::string_view key, const json& value,
                               std::string_view what, Known known) {
  std::vector<std::uint16_t> found;
  for (const std::string& name : reader.texts(key, value)) {
    std::optional<std::uint16_t> id = number_of(name);
    if (!id) id = known(name);
    if (!id)
      reader.fail(key, fmt::format("names \"{}\", which is no {} that IANA knows",
                                   text::printable(name, 80), what));
    if (std::find(found.begin(), found.end(), *id) != found.end())
      reader.fail(key, fmt::format("names \"{}\" twice", text::printable(name, 80)));
    found.push_back(*id);
  }
  return found;
}

std::optional<std::uint16_t> known_suite(const std::string& name) {
  for (auto list : {tls13_suites(), legacy_suites()})
    for (std::uint16_t id : list)
      if (suite(id).name == name) return id;
  return std::nullopt;
}

std::optional<std::uint16_t> known_group(const std::string& name) {
  for (Version version : {Version::tls13, Version::tls12})
    for (std::uint16_t id : groups_to_probe(version))
      if (text::equal_ignoring_case(group(id).name, name)) return id;
  return std::nullopt;
}

}  // namespace

void PolicyReader::fail(std::string_view key, std::string_view what, std::string hint) const {
  throw Failure(
      Failure::Kind::input,
      fmt::format("{}: \"{}\" {}", text::printable(origin), text::printable(key, 80), what),
      std::move(hint));
}

json PolicyReader::parse(std::string_view text) const {
  if (text.size() > kMaxBytes)
    throw wrong(origin, fmt::format("larger than {} KiB", kMaxBytes / 1024));
  if (auto fault = text::fault_in_json(text, {kMaxDepth, kMaxValues})) refuse(*this, *fault, text);
  json parsed = json::parse(text);
  if (!parsed.is_object()) throw wrong(origin, "a policy is a JSON object, not " + shown(parsed));
  return parsed;
}

std::string PolicyReader::text(std::string_view key, const json& value) const {
  if (!value.is_string()) fail(key, fmt::format("must be a text, not {}", shown(value)));
  const auto& read = value.get_ref<const std::string&>();
  if (read.empty() || read.size() > kMaxText)
    fail(key, fmt::format("must be a text of 1 to {} bytes", kMaxText));
  return text::printable(read, kMaxText);
}

int PolicyReader::number(std::string_view key, const json& value, int least, int most) const {
  bool fits = value.is_number_integer();
  if (fits && value.is_number_unsigned())
    fits = value.get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
  std::int64_t read = fits ? value.get<std::int64_t>() : 0;
  if (!fits || read < least || read > most)
    fail(key,
         fmt::format("must be a whole number from {} to {}, not {}", least, most, shown(value)));
  return static_cast<int>(read);
}

std::vector<std::string> PolicyReader::texts(std::string_view key, const json& value) const {
  if (!value.is_array()) fail(key, fmt::format("must be a list of texts, not {}", shown(value)));
  if (value.size() > kMaxItems) fail(key, fmt::format("must have at most {} items", kMaxItems));
  std::vector<std::string> read;
  for (const json& item : value)
    read.push_back(text(key, item));
  return read;
}

std::vector<std::uint16_t> PolicyReader::suites(std::string_view key, const json& value) const {
  return ids(*this, key, value, "cipher suite", known_suite);
}

std::vector<std::uint16_t> PolicyReader::groups(std::string_view key, const json& value) const {
  return ids(*this, key, value, "group", known_group);
}

}  // namespace checkoutdiag::tls
