#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/time.hpp"

namespace checkoutdiag::trust {

/// The JSON of a file of knowledge: bounded in size and depth, each key once. Throws
/// Failure(input).
nlohmann::json parse_knowledge(std::string_view text, const std::string& file);

/// Reads values out of one object; `where` names it in errors: "mine.json, distrust entry 3". Every
/// miss is a Failure(input) that names it, the key and what was expected.
class KnowledgeObject {
 public:
  KnowledgeObject(const nlohmann::json& value, std::string where);

  [[noreturn]] void fail(std::string_view what, const std::string& hint = {}) const;
  [[noreturn]] void miss(std::string_view key, std::string_view what) const;

  /// Only these keys may be there; the error's hint lists them.
  void only(std::span<const std::string_view> keys) const;
  bool has(const char* key) const;

  std::string text(const char* key) const;  // safe to print
  std::string hash(const char* key) const;  // SHA-256 as 64 hexadecimal digits, in lower case
  std::string url(const char* key) const;   // https
  std::string host(const char* key) const;  // "api.stripe.com", "*.adyen.com", in lower case
  Time day(const char* key) const;          // "2026-11-27"
  Time moment(const char* key) const;       // the same, or RFC 3339
  bool flag(const char* key) const;

  /// A list of objects of at most `most` items; none when the key is not there.
  std::vector<KnowledgeObject> list(const char* key, std::size_t most) const;

 private:
  const nlohmann::json& at(const char* key) const;
  const std::string& string(const char* key) const;

  const nlohmann::json* value_;
  std::string where_;
};

}  // namespace checkoutdiag::trust
