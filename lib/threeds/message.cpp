#include "lib/threeds/message.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"
#include "lib/threeds/base64url.hpp"

namespace checkoutdiag::threeds {
namespace {

using nlohmann::json;
using Kind = Failure::Kind;

constexpr std::size_t kMostBytes = 64 * 1024 * 1024, kMostMessages = 1'000'000;
constexpr text::JsonLimits kLimits = {24, 2'000'000};
constexpr int kDeepest = 8;
constexpr std::array<std::string_view, 10> kTypes = {"AReq", "ARes", "CReq", "CRes", "RReq",
                                                     "RRes", "Erro", "PReq", "PRes", "CRD"};

bool is_type(std::string_view text) {
  return std::find(kTypes.begin(), kTypes.end(), text) != kTypes.end();
}

std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() || value.is_boolean() ? value.dump() : std::string();
}

class Finder {
 public:
  Finder(const std::string& file, const ReadOptions& options) : file_(file), options_(options) {}

  void find_in(const json& value, std::size_t line, int depth, const std::string& key) {
    if (depth > kDeepest) return;
    if (value.is_array())
      for (const json& each : value)
        find_in(each, line, depth + 1, key);
    if (!value.is_object()) return;
    if (std::string type = type_of(value, key, depth); !type.empty())
      return add(value, std::move(type), line);
    for (const auto& [name, each] : value.items())
      find_in(each, line, depth + 1, name);
  }

  std::vector<Message> take() && { return std::move(messages_); }

 private:
  // It says so, or the member that it is says so ("areq": {…}), or the caller does.
  std::string type_of(const json& value, const std::string& key, int depth) const {
    if (const auto said = value.find("messageType"); said != value.end() && said->is_string())
      if (is_type(said->get_ref<const std::string&>())) return said->get<std::string>();
    for (std::string_view each : kTypes)
      if (text::equal_ignoring_case(each, key)) return std::string(each);
    return depth == 0 ? options_.type : std::string();
  }

  void add(const json& value, std::string type, std::size_t line) {
    if (messages_.size() >= kMostMessages)
      throw Failure(Kind::input, fmt::format("{}: more than {} messages", file_, kMostMessages));
    Message message;
    message.type = std::move(type);
    message.body = value;
    message.line = line;
    message.version = message.text("messageVersion");
    if (message.version.empty()) message.version = options_.version;
    messages_.push_back(std::move(message));
  }

  const std::string& file_;
  const ReadOptions& options_;
  std::vector<Message> messages_;
};

bool is_lines(std::string_view text) {
  // A second line that begins an object of its own: {"a":1}\n{"b":2}
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  return json::accept(text.substr(0, end)) && text.substr(end).find('{') != std::string_view::npos;
}

}  // namespace

std::string Message::text(const char* field) const {
  const auto found = body.find(field);
  return found == body.end() ? std::string() : text_of(*found);
}

const Message* Transaction::find(std::string_view type) const {
  for (const Message& each : messages)
    if (each.type == type) return &each;
  return nullptr;
}

std::vector<Flow> Transaction::flows(const Message& message) const {
  const Message* request = find("AReq");
  const auto said = [&](const char* field) {
    const std::string own = message.text(field);
    return own.empty() && request ? request->text(field) : own;
  };
  const std::string channel = said("deviceChannel"), category = said("messageCategory");
  std::vector<Flow> all;
  for (const Flow each : kFlows) {
    const auto at = static_cast<std::size_t>(each);
    const bool fits_channel = channel.empty() || channel == "0" + std::to_string(at / 2 + 1);
    const bool fits_category = category.empty() || category == (at % 2 == 0 ? "01" : "02");
    if (fits_channel && fits_category) all.push_back(each);
  }
  // Values that are none: their own finding says so.
  return all.empty() ? std::vector<Flow>(kFlows.begin(), kFlows.end()) : all;
}

std::vector<Message> read_messages(std::string_view text, const std::string& file,
                                   const ReadOptions& options) {
  if (text.size() > kMostBytes)
    throw Failure(Kind::input, fmt::format("{} is larger than {} MiB", file, kMostBytes >> 20));
  std::string_view trimmed = text::trimmed(text, " \t\r\n\xEF\xBB\xBF");
  std::string decoded;
  if (!trimmed.empty() && trimmed.front() != '{' && trimmed.front() != '[') {
    decoded = decode_message(trimmed).json;
    if (!decoded.empty()) trimmed = decoded;
  }
  Finder finder(file, options);
  if (is_lines(trimmed)) {
    std::size_t line = 0;
    for (std::size_t at = 0; at < trimmed.size();) {
      const std::size_t end = std::min(trimmed.find('\n', at), trimmed.size());
      const std::string_view one = trimmed.substr(at, end - at);
      at = end + 1;
      ++line;
      if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      finder.find_in(text::parse_json({file, one, line - 1}, kMostBytes, kLimits, "message"), line,
                     0, "");
    }
  } else {
    finder.find_in(text::parse_json({file, trimmed}, kMostBytes, kLimits, "message"), 1, 0, "");
  }
  std::vector<Message> messages = std::move(finder).take();
  if (messages.empty())
    throw Failure(Kind::input, fmt::format("{} has no message of 3-D Secure in it", file),
                  "a message has a messageType; name it for one that has none: --type AReq");
  return messages;
}

std::vector<Transaction> transactions_of(std::vector<Message> messages) {
  std::vector<Transaction> all;
  std::map<std::string, std::size_t> known;
  for (Message& each : messages) {
    const std::string id = text::lower(each.text("threeDSServerTransID"));
    // Of a few messages one without an id is of the same story: its id is missing.
    const auto [at, is_new] = known.emplace(id, all.size());
    if (is_new) all.push_back({id, {}});
    all[at->second].messages.push_back(std::move(each));
  }
  return all;
}

}  // namespace checkoutdiag::threeds
