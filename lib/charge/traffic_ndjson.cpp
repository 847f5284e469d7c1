#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "lib/charge/body_parts.hpp"
#include "lib/charge/traffic.hpp"
#include "lib/charge/traffic_json.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/har.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag::charge {
namespace {

using nlohmann::json;

constexpr text::JsonLimits kLimits = {256, 200'000};  // of a line
constexpr std::size_t kShown = 64;
constexpr int kHighestStatus = 999;

/// Reads one line; every miss is a Failure that names it.
class Line {
 public:
  Line(std::string_view text, const std::string& file, int number)
      : text_(text), file_(file), number_(number), value_(parse()) {}

  /// Nothing for a line of a log that is about something else.
  std::optional<Recorded> read() const {
    if (!value_.is_object()) miss("a JSON object was expected");
    const json *method = member("method"), *url = member("url");
    if (!method || !url) {
      if (method || url) miss(fmt::format("there is no \"{}\"", method ? "url" : "method"));
      return {};
    }
    Recorded out;
    out.line = number_;
    out.method = text("method");
    out.url = text("url");
    out.at = time();
    headers("headers", "request_headers", out.headers);
    headers("answer_headers", "response_headers", out.answer_headers);
    out.body = body("body", "request_body", "body_base64");
    if (!out.body && content_length(out.headers) == 0) out.body = "";
    out.answer = body("answer", "response_body", "answer_base64");
    out.status = status();
    out.error = member("error") ? text("error") : "";
    out.took = took();
    return out;
  }

 private:
  json parse() const {
    using Kind = text::JsonFault::Kind;
    const auto fault = text::fault_in_json(text_, kLimits);
    if (!fault) return json::parse(text_);
    switch (fault->kind) {
      case Kind::not_json:
      case Kind::number:
        miss(fmt::format("not JSON at column {}", fault->byte), "each line is a JSON object");
      case Kind::given_twice:
        miss(fmt::format("\"{}\" is given twice", text::printable(fault->key, kShown)));
      case Kind::too_deep:
      case Kind::too_many:
        break;
    }
    miss("the JSON is nested too deeply or has too many values");
  }

  [[noreturn]] void miss(std::string_view what, const char* hint = "") const {
    throw unreadable_traffic(file_, number_, what, hint);
  }

  /// Null counts as absent.
  const json* member(const char* name) const {
    const json* found = text::member(value_, name);
    return found && !found->is_null() ? found : nullptr;
  }
  const json* member(const char* name, const char* other) const {
    const json* found = member(name);
    return found ? found : member(other);
  }

  std::string text(const char* name) const {
    const json* found = member(name);
    if (!found->is_string()) miss(fmt::format("\"{}\" is no text", name));
    return found->get<std::string>();
  }

  std::optional<std::int64_t> time() const {
    const json* found = member("time");
    if (!found) return {};
    if (found->is_string()) {
      const auto at = milliseconds_of(found->get_ref<const std::string&>());
      if (!at) miss("\"time\" is neither RFC 3339 nor a number", "2026-11-27T10:00:00.123Z");
      return at;
    }
    // Milliseconds have been above this since 1973, and seconds will be in the year 5138.
    constexpr double kMilliseconds = 1e11, kMost = 1e14;
    const double number = found->is_number() ? found->get<double>() : -1;
    if (!(number >= 0 && number < kMost))
      miss("\"time\" is neither RFC 3339, nor seconds or milliseconds since 1970");
    return std::llround(number < kMilliseconds ? number * 1000 : number);
  }

  void headers(const char* name, const char* other, http::Headers& out) const {
    const json* found = member(name, other);
    if (found && !read_traffic_headers(*found, out))
      miss(fmt::format("\"{}\" are neither an object nor a list", name));
  }

  /// A text as it is, anything else as its bytes in the line.
  std::optional<std::string> body(const char* name, const char* other, const char* base64) const {
    if (member(base64)) {
      std::string bytes;
      if (!text::decode_base64(text(base64), bytes))
        miss(fmt::format("\"{}\" is not base64", base64));
      return bytes;
    }
    const char* used = member(name) ? name : other;
    const json* found = member(used);
    if (!found) return {};
    if (found->is_string()) return found->get<std::string>();
    const Places places = find_places(text_, {used});
    if (places.found.empty()) return {};
    const Place& place = places.found.back();
    return std::string(text_.substr(place.begin, place.end - place.begin));
  }

  int status() const {
    const json* found = member("status", "response_status");
    if (!found) return 0;
    if (!found->is_number_integer()) miss("\"status\" is no whole number");
    const auto status = found->get<double>();
    if (!(status >= 0 && status <= kHighestStatus)) miss("\"status\" is no status");
    return static_cast<int>(status);
  }

  std::int64_t took() const {
    constexpr double kMost = 1e12;
    const json* found = member("took_ms");
    if (!found || !found->is_number()) return 0;
    const auto took = found->get<double>();
    return took >= 0 && took <= kMost ? std::llround(took) : 0;
  }

  std::string_view text_;
  const std::string& file_;
  int number_;
  json value_;
};

/// Whether a text is one object with log.entries, as far as it is JSON.
bool is_har(std::string_view text) {
  using Kind = text::JsonToken::Kind;
  text::JsonTokens tokens(text);
  if (tokens.next().kind != Kind::object_begin) return false;
  for (text::JsonToken key = tokens.next(); key.kind == Kind::key; key = tokens.next()) {
    const text::JsonToken value = tokens.next();
    if (key.raw != "\"log\"" || value.kind != Kind::object_begin) {
      if (!tokens.skip(value)) return false;
      continue;
    }
    for (text::JsonToken inner = tokens.next(); inner.kind == Kind::key; inner = tokens.next()) {
      if (inner.raw == "\"entries\"") return true;
      if (!tokens.skip(tokens.next())) return false;
    }
    return false;
  }
  return false;
}

}  // namespace

std::vector<Recorded> read_ndjson_traffic(std::string_view text, const std::string& file) {
  text = without_mark(text);
  if (text.size() > kMostTraffic)
    throw unreadable_traffic(file, fmt::format("the file has more than {} bytes", kMostTraffic),
                             "audit it in parts");
  std::vector<Recorded> traffic;
  int number = 0;
  bool any = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text::trimmed(text.substr(0, end), " \t\r");
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty()) continue;
    any = true;
    std::optional<Recorded> read = Line(line, file, number).read();
    if (!read) continue;
    read->index = traffic.size();
    traffic.push_back(std::move(*read));
  }
  if (any && traffic.empty())
    throw unreadable_traffic(file, "no line has a \"method\" and a \"url\"",
                             "see checkoutdiag-charge-audit(1), \"NDJSON\"");
  return traffic;
}

std::vector<Recorded> read_traffic(std::string_view text, const std::string& file) {
  return is_har(without_mark(text)) ? read_har_traffic(text, file)
                                    : read_ndjson_traffic(text, file);
}

}  // namespace checkoutdiag::charge
