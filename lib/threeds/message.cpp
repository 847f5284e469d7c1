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

// The JSON of a text: itself, what a form's creq or cres has, or what stands behind other words.
std::string json_in(const std::string& text, const std::string& key) {
  constexpr std::size_t kLongest = 4 * 1024 * 1024;
  if (text.size() > kLongest) return {};
  const bool is_encoded = text::equal_ignoring_case(key, "creq") ||
                          text::equal_ignoring_case(key, "cres") || text.starts_with("eyJ") ||
                          text.find("creq=") != std::string::npos ||
                          text.find("cres=") != std::string::npos;
  if (is_encoded)
    if (std::string found = decode_message(text).json; !found.empty()) return found;
  const std::string_view trimmed = text::trimmed(text, " \t\r\n");
  if (trimmed.starts_with('[')) return std::string(trimmed);
  const std::size_t begin = trimmed.find('{'), end = trimmed.rfind('}');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  return std::string(trimmed.substr(begin, end - begin + 1));
}

// Whether something in it says that it is a message.
bool says_type(const json& value, int depth) {
  if (depth > kDeepest || !value.is_structured()) return false;
  if (value.is_object() && value.contains("messageType")) return true;
  return std::any_of(value.begin(), value.end(),
                     [&](const json& each) { return says_type(each, depth + 1); });
}

class Finder {
 public:
  Finder(const std::string& file, const ReadOptions& options) : file_(file), options_(options) {}

  void find_in(const json& value, std::size_t line, int depth, const std::string& key) {
    if (depth > kDeepest) return;
    if (value.is_string())
      return find_within(value.get_ref<const std::string&>(), line, depth, key);
    if (value.is_array())
      for (const json& each : value)
        find_in(each, line, depth + 1, key);
    if (!value.is_object()) return;
    if (std::string type = type_of(value, key, depth); !type.empty())
      return add(value, std::move(type), line);
    for (const auto& [name, each] : value.items())
      find_in(each, line, depth + 1, name);
  }

  // Logs have bodies as texts, and forms' fields as they were posted.
  void find_within(const std::string& text, std::size_t line, int depth, const std::string& key) {
    const std::string inner = json_in(text, key);
    if (inner.empty()) return;
    try {
      find_in(text::parse_json({file_, inner, line - 1}, kMostBytes, kLimits, "message"), line,
              depth + 1, key);
    } catch (const Failure&) {
      // Some other text.
    }
  }

  std::vector<Message> take() && { return std::move(messages_); }

 private:
  // It says so, or the member that it is says so ("areq": {…}), or the caller does.
  std::string type_of(const json& value, const std::string& key, int depth) const {
    if (const auto said = value.find("messageType"); said != value.end() && said->is_string())
      if (is_type(said->get_ref<const std::string&>())) return said->get<std::string>();
    // A member of that name may be what was asked, with headers and a body.
    if (value.contains("messageVersion") || value.contains("threeDSServerTransID"))
      for (std::string_view each : kTypes)
        if (text::equal_ignoring_case(each, key)) return std::string(each);
    return depth == 0 && !says_type(value, 0) ? options_.type : std::string();
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

namespace {

// How many lines name a message and are no JSON; nothing: none is any.
std::optional<std::size_t> read_lines(std::string_view text, const std::string& file,
                                      Finder& finder) {
  std::size_t line = 0, read = 0, unread = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string one(text.substr(at, end - at));
    at = end + 1;
    ++line;
    if (one.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string inner = json_in(one, "");
    try {
      if (inner.empty()) throw Failure(Kind::input, "no JSON");
      finder.find_in(text::parse_json({file, inner, line - 1}, kMostBytes, kLimits, "message"),
                     line, 0, "");
      ++read;
    } catch (const Failure&) {
      unread += one.find("messageType") != std::string::npos;
    }
  }
  return read > 0 ? std::optional(unread) : std::nullopt;
}

}  // namespace

std::vector<Message> read_messages(std::string_view text, const std::string& file,
                                   const ReadOptions& options, std::size_t* unread) {
  if (text.size() > kMostBytes)
    throw Failure(Kind::input, fmt::format("{} is larger than {} MiB", file, kMostBytes >> 20));
  Finder finder(file, options);
  const std::string_view trimmed = text::trimmed(text, " \t\r\n\xEF\xBB\xBF");
  const std::string decoded = trimmed.starts_with('{') || trimmed.starts_with('[')
                                  ? std::string()
                                  : decode_message(trimmed).json;
  const std::string_view document = decoded.empty() ? trimmed : std::string_view(decoded);
  const bool is_one = json::accept(document) || document.find('\n') == std::string_view::npos;
  if (!is_one) {
    const auto left = read_lines(text, file, finder);
    if (left && unread) *unread = *left;
    if (!left) text::parse_json({file, document}, kMostBytes, kLimits, "message");
  } else {
    finder.find_in(text::parse_json({file, document}, kMostBytes, kLimits, "message"), 1, 0, "");
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
    // Versions are asked for in an exchange of their own, and what has no id belongs to nobody.
    if (id.empty() || each.type == "PReq" || each.type == "PRes") {
      all.push_back({id, {}});
      all.back().messages.push_back(std::move(each));
      continue;
    }
    const auto [at, is_new] = known.emplace(id, all.size());
    if (is_new) all.push_back({id, {}});
    all[at->second].messages.push_back(std::move(each));
  }
  return all;
}

}  // namespace checkoutdiag::threeds
