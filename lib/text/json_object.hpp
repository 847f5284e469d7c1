#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/text/json_shape.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::text {

/// A file that somebody wrote and its text, out of which errors tell the line. Outlives the
/// JsonObjects of it.
struct JsonSource {
  std::string file;  // safe to print
  std::string_view text;
  std::size_t before = 0;  // lines of the file before the text: of one line of NDJSON
};

/// The JSON of such a file: bounded in size, depth and number of values, each key once. Throws
/// Failure(input), "mine.json:3: not JSON at column 5", which calls it a `kind` ("profile").
nlohmann::json parse_json(const JsonSource& source, std::size_t most_bytes,
                          const JsonLimits& limits, const char* kind);

/// Reads values out of one object of such a file. Every miss is a Failure(input) that names where
/// it is, the key and what was expected: "mine.json:12: faults[2]: "at" must be …".
class JsonObject {
 public:
  JsonObject(const nlohmann::json& value, const JsonSource& source);

  [[noreturn]] void fail(std::string_view what, const std::string& hint = {}) const;
  [[noreturn]] void miss(std::string_view key, std::string_view what) const;
  /// The same, of one item of a list.
  [[noreturn]] void miss(std::string_view key, std::size_t item, std::string_view what) const;

  /// Only these keys may be there; the error's hint lists them.
  void only(std::span<const std::string_view> keys) const;
  bool has(const char* key) const;
  std::vector<std::string> keys() const;

  std::string text(const char* key) const;  // safe to print
  std::string hash(const char* key) const;  // SHA-256 as 64 hexadecimal digits, in lower case
  std::string url(const char* key) const;   // https
  std::string host(const char* key) const;  // "api.stripe.com", "*.adyen.com", in lower case
  std::vector<std::string> hosts(const char* key) const;  // none when the key is not there
  Time day(const char* key) const;                        // "2026-11-27"
  Time moment(const char* key) const;                     // the same, or RFC 3339
  bool flag(const char* key) const;

  /// As it is, raw: what is compared with bytes must not be escaped.
  const std::string& string(const char* key) const;
  std::int64_t whole(const char* key) const;
  std::int64_t whole(const char* key, std::int64_t least, std::int64_t most) const;
  bool null(const char* key) const;         // there, and null
  bool is_text(const char* key) const;      // there, and a text
  std::string json(const char* key) const;  // the value as JSON on one line

  /// A list of strings, raw; none when the key is not there.
  std::vector<std::string> strings(const char* key) const;

  /// A list of whole numbers in that range, at most `items`; none when the key is not there.
  std::vector<std::int64_t> wholes(const char* key, std::int64_t least, std::int64_t most,
                                   std::size_t items) const;

  /// The members of an object of strings, raw, in the order of their names; none when the key is
  /// not there.
  std::vector<std::pair<std::string, std::string>> members(const char* key) const;

  /// The object of that key; nothing when it is not there.
  std::optional<JsonObject> object(const char* key) const;

  /// A list of objects of at most `most` items; none when the key is not there.
  std::vector<JsonObject> list(const char* key, std::size_t most) const;

 private:
  JsonObject(const nlohmann::json& value, const JsonObject& around, std::string_view key,
             std::optional<std::size_t> item);

  const nlohmann::json& at(const char* key) const;
  [[noreturn]] void fail_at(const std::string& step, std::string_view what,
                            const std::string& hint = {}) const;

  const nlohmann::json* value_;
  const JsonSource* source_;
  std::string where_;    // "faults[2]", for people; empty: the document
  std::string pointer_;  // the same as a JSON Pointer
};

}  // namespace checkoutdiag::text
