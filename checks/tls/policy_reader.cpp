#include "checks/tls/policy_reader.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

using nlohmann::json;

// The largest guideline that Mozilla published has 11 KB and is 5 deep.
constexpr std::size_t kMaxBytes = 256 * 1024, kMaxText = 300, kMaxItems = 1024;
constexpr int kMaxDepth = 8;

std::string shown(const json& value) {
  return text::printable(value.dump(-1, ' ', true), 40);
}

std::string place(std::string_view text, std::size_t byte) {
  std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
  auto line = std::count(before.begin(), before.end(), '\n') + 1;
  std::size_t start = before.rfind('\n');
  std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  return fmt::format("line {}, column {}", line, column);
}

// What a JSON library takes in silence: a key given twice, of which one would be lost.
class Watch {
 public:
  explicit Watch(const PolicyReader& reader) : reader_(reader) {}

  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (depth > kMaxDepth)
      throw Failure(Failure::Kind::input, fmt::format("{}: nested too deeply", reader_.origin));
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::object_end) open_.pop_back();
    if (event == json::parse_event_t::key) {
      std::string key = parsed.get<std::string>();
      if (!open_.back().insert(key).second) reader_.fail(key, "is given twice");
    }
    return true;
  }

 private:
  const PolicyReader& reader_;
  std::vector<std::set<std::string>> open_;
};

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
    throw Failure(Failure::Kind::input,
                  fmt::format("{}: larger than {} KiB", text::printable(origin), kMaxBytes / 1024));
  json parsed;
  try {
    parsed = json::parse(text, Watch(*this));
  } catch (const json::parse_error& error) {
    throw Failure(Failure::Kind::input, fmt::format("{}: not JSON: {}", text::printable(origin),
                                                    place(text, error.byte)));
  } catch (const json::exception&) {  // a number that fits no type
    throw Failure(Failure::Kind::input, fmt::format("{}: not JSON", text::printable(origin)));
  }
  if (!parsed.is_object())
    throw Failure(Failure::Kind::input, fmt::format("{}: a policy is a JSON object, not {}",
                                                    text::printable(origin), shown(parsed)));
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
