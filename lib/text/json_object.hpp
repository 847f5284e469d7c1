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

/// The JSON of a file that somebody wrote: bounded in size, depth and number of values, each key
/// once. Throws Failure(input), which calls it a `kind` ("file of knowledge").
nlohmann::json parse_json(std::string_view text, const std::string& file, std::size_t most_bytes,
                          const JsonLimits& limits, const char* kind);

/// Reads values out of one object of such a file; `where` names it in errors: "mine.json, distrust
/// entry 3". Every miss is a Failure(input) that names it, the key and what was expected.
class JsonObject {
 public:
  JsonObject(const nlohmann::json& value, std::string where);

  [[noreturn]] void fail(std::string_view what, const std::string& hint = {}) const;
  [[noreturn]] void miss(std::string_view key, std::string_view what) const;

  /// Only these keys may be there; the error's hint lists them.
  void only(std::span<const std::string_view> keys) const;
  bool has(const char* key) const;
  std::vector<std::string> keys() const;

  std::string text(const char* key) const;  // safe to print
  std::string hash(const char* key) const;  // SHA-256 as 64 hexadecimal digits, in lower case
  std::string url(const char* key) const;   // https
  std::string host(const char* key) const;  // "api.stripe.com", "*.adyen.com", in lower case
  Time day(const char* key) const;          // "2026-11-27"
  Time moment(const char* key) const;       // the same, or RFC 3339
  bool flag(const char* key) const;

  /// As it is, raw: what is compared with bytes must not be escaped.
  const std::string& string(const char* key) const;
  std::int64_t whole(const char* key) const;
  bool null(const char* key) const;  // there, and null

  /// A list of strings, raw; none when the key is not there.
  std::vector<std::string> strings(const char* key) const;

  /// The members of an object of strings, raw, in the order of their names; none when the key is
  /// not there.
  std::vector<std::pair<std::string, std::string>> members(const char* key) const;

  /// The object of that key; nothing when it is not there.
  std::optional<JsonObject> object(const char* key) const;

  /// A list of objects of at most `most` items; none when the key is not there.
  std::vector<JsonObject> list(const char* key, std::size_t most) const;

 private:
  const nlohmann::json& at(const char* key) const;

  const nlohmann::json* value_;
  std::string where_;
};

}  // namespace checkoutdiag::text
