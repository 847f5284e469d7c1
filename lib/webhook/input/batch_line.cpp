#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/webhook/input/fields.hpp"
#include "lib/webhook/input/input.hpp"
#include "lib/webhook/input/settings.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using Kind = JsonToken::Kind;

constexpr std::size_t kMostSecrets = 100;
constexpr std::size_t kShown = 64;

enum Member : unsigned {
  kHeaders,
  kBody64,
  kSecret,
  kName,
  kScheme,
  kNow,
  kUrl,
  kBody,
  kSecrets,
  kMethod,
  kParams,
  kOpts,
  kExpect,
  kSource,
  kNote,
  kMembers,
};

constexpr std::array<std::string_view, kMembers> kNames = {
    "headers", "body_b64", "secret", "name", "scheme", "now",    "url", "body",
    "secrets", "method",   "params", "opts", "expect", "source", "note"};

class LineReader {
 public:
  LineReader(std::string_view text, BatchLine& line, std::string& fault)
      : tokens_(text), line_(line), fault_(fault) {}

  bool read() {
    clear();
    const bool good = members() && check();
    if (!good && fault_.empty()) fault_ = fmt::format("not JSON at byte {}", tokens_.at() + 1);
    return good;
  }

  bool named() const { return has(kName); }

 private:
  bool has(Member member) const { return (seen_ & 1u << member) != 0; }

  bool fail(std::string why) {
    fault_ = std::move(why);
    return false;
  }

  bool fail_member(Member member, std::string_view what) {
    return fail(fmt::format("\"{}\" {}", kNames[member], what));
  }

  // What is a list is cleared when the line is read, so that its texts keep their memory.
  void clear() {
    fault_.clear();
    line_.name.clear();
    line_.scheme.clear();
    line_.has_secret = false;
    line_.secret.clear();
    line_.delivery.method = "POST";
    line_.delivery.url.clear();
    line_.delivery.body.clear();
    line_.now.reset();
    line_.tolerance.reset();
  }

  bool members() {
    const JsonToken first = tokens_.next();
    if (first.kind == Kind::fault) return false;
    if (first.kind != Kind::object_begin) return fail("the line is no JSON object");
    for (JsonToken key = tokens_.next(); key.kind != Kind::object_end; key = tokens_.next())
      if (key.kind == Kind::fault || !member(key)) return false;
    return tokens_.next().kind == Kind::end;
  }

  bool member(const JsonToken& key) {
    std::string_view name = key.raw.substr(1, key.raw.size() - 2);
    std::string unescaped;
    if (name.find('\\') != std::string_view::npos && text::unescape_json(key.raw, unescaped))
      name = unescaped;
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end())
      return fail(fmt::format("unknown key \"{}\"", text::printable(name, kShown)));
    const auto member = static_cast<Member>(found - kNames.begin());
    if (has(member)) return fail_member(member, "is given twice");
    seen_ |= 1u << member;
    return value(member, tokens_.next());
  }

  bool value(Member member, const JsonToken& token) {
    if (token.kind == Kind::fault) return false;
    BatchLine& line = line_;
    switch (member) {
      case kName:
        return string(member, token, line.name);
      case kScheme:
        return string(member, token, line.scheme);
      case kSecret:
        return string(member, token, line.secret);
      case kUrl:
        return string(member, token, line.delivery.url);
      case kMethod:
        return string(member, token, line.delivery.method);
      case kBody:
        return string(member, token, line.delivery.body);
      case kBody64:
        return base64(token);
      case kNow:
        return now(token);
      case kSecrets:
        return secrets(token);
      case kHeaders:
        return read_fields(tokens_, token, FieldKind::headers, line.delivery.headers, fault_);
      case kParams:
        return read_fields(tokens_, token, FieldKind::params, line.delivery.params, fault_);
      case kOpts:
        return read_settings(tokens_, token, line.settings, line.tolerance, fault_);
      default:
        return tokens_.skip(token);
    }
  }

  bool string(Member member, const JsonToken& token, std::string& to) {
    if (token.kind != Kind::string) return fail_member(member, "is no string");
    return text::unescape_json(token.raw, to) || fail_member(member, "has half a surrogate pair");
  }

  bool base64(const JsonToken& token) {
    if (token.kind != Kind::string) return fail_member(kBody64, "is no string");
    std::string_view digits = token.raw.substr(1, token.raw.size() - 2);
    std::string unescaped;  // PHP writes a slash as \/
    if (digits.find('\\') != std::string_view::npos && text::unescape_json(token.raw, unescaped))
      digits = unescaped;
    return text::decode_base64(digits, line_.delivery.body) ||
           fail_member(kBody64, "is not base64 (RFC 4648, section 4, padded)");
  }

  bool now(const JsonToken& token) {
    if (token.kind == Kind::number) line_.now = parse_seconds(token.raw);
    return line_.now || fail_member(kNow, "is no whole number of seconds since 1970");
  }

  bool secrets(const JsonToken& list) {
    if (list.kind != Kind::array_begin) return fail_member(kSecrets, "is no list");
    std::size_t used = 0;
    for (JsonToken token = tokens_.next(); token.kind != Kind::array_end; token = tokens_.next()) {
      if (token.kind == Kind::fault) return false;
      if (used == kMostSecrets)
        return fail_member(kSecrets, fmt::format("has more than {} entries", kMostSecrets));
      if (used == line_.secrets.size()) line_.secrets.emplace_back();
      if (!string(kSecrets, token, line_.secrets[used++])) return false;
    }
    line_.secrets.resize(used);
    return used > 0 || fail_member(kSecrets, "is empty");
  }

  // What no member alone can be blamed for, and what the line before left.
  bool check() {
    if (has(kBody) && has(kBody64)) return fail("\"body\" and \"body_b64\" are both given");
    if (!has(kHeaders)) line_.delivery.headers.clear();
    if (!has(kParams)) line_.delivery.params.clear();
    if (!has(kOpts)) line_.settings.clear();
    if (!has(kSecrets)) line_.secrets.clear();
    line_.has_secret = has(kSecret) || has(kSecrets);
    if (has(kSecrets) && !has(kSecret)) {
      line_.secret = std::move(line_.secrets.front());
      line_.secrets.erase(line_.secrets.begin());
    }
    return true;
  }

  text::JsonTokens tokens_;
  BatchLine& line_;
  std::string& fault_;
  unsigned seen_ = 0;
};

/// The name of a line that has a fault before it: so that whoever is told of the fault knows where.
void find_name(std::string_view text, std::string& name) {
  text::JsonTokens tokens(text);
  if (tokens.next().kind != Kind::object_begin) return;
  for (JsonToken key = tokens.next(); key.kind == Kind::key; key = tokens.next()) {
    const JsonToken value = tokens.next();
    if (key.raw == "\"name\"" && value.kind == Kind::string) {
      if (!text::unescape_json(value.raw, name)) name.clear();
      return;
    }
    if (!tokens.skip(value)) return;
  }
}

}  // namespace

bool read_batch_line(std::string_view text, BatchLine& line, std::string& fault) {
  LineReader reader(text, line, fault);
  if (reader.read()) return true;
  if (!reader.named()) find_name(text, line.name);
  return false;
}

}  // namespace checkoutdiag::webhook
