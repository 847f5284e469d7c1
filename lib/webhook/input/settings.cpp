#include "lib/webhook/input/settings.hpp"

#include <fmt/core.h>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using Kind = JsonToken::Kind;

constexpr std::size_t kMostSettings = 100;
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kMostDigits = 18;

bool is_upper(char c) {
  return text::lower(c) != c;
}

void normalise(std::string& name) {
  char before = '-';
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (is_upper(c) && !is_upper(before) && before != '-' && before != '_')
      name.insert(i++, 1, '-');
    name[i] = c == '_' ? '-' : text::lower(c);
    before = c;
  }
}

class SettingReader {
 public:
  SettingReader(text::JsonTokens& tokens,
                std::vector<std::pair<std::string, std::string>>& settings, std::string& fault)
      : tokens_(tokens), settings_(settings), fault_(fault) {}

  bool read(std::optional<std::int64_t>& tolerance) {
    for (JsonToken key = tokens_.next(); key.kind != Kind::object_end; key = tokens_.next()) {
      if (key.kind == Kind::fault) return false;
      if (used_ == kMostSettings)
        return fail(fmt::format("\"opts\" has more than {} members", kMostSettings));
      if (used_ == settings_.size()) settings_.emplace_back();
      auto& [name, value] = settings_[used_];
      if (!read_name(key, name) || !read_value(name, value)) return false;
      if (name != "tolerance")
        ++used_;
      else if (!read_tolerance(value, tolerance))
        return false;
    }
    settings_.resize(used_);
    return true;
  }

 private:
  bool fail(std::string why) {
    fault_ = std::move(why);
    return false;
  }

  bool fail(std::string_view name, std::string_view what) {
    return fail(fmt::format("\"opts\": \"{}\" {}", text::printable(name), what));
  }

  bool read_name(const JsonToken& key, std::string& name) {
    if (!text::unescape_json(key.raw, name) || name.empty() || name.size() > kLongestName)
      return fail("\"opts\" has a member whose name is none, or too long");
    normalise(name);
    for (std::size_t i = 0; i < used_; ++i)
      if (settings_[i].first == name) return fail(name, "is given twice");
    return true;
  }

  bool read_value(std::string_view name, std::string& value) {
    const JsonToken token = tokens_.next();
    if (token.kind == Kind::fault) return false;
    if (token.kind == Kind::number || token.raw == "true" || token.raw == "false") {
      value = token.raw;
      return true;
    }
    if (token.kind != Kind::string) return fail(name, "is no string, number, true or false");
    return text::unescape_json(token.raw, value) || fail(name, "has half a surrogate pair");
  }

  bool read_tolerance(std::string_view value, std::optional<std::int64_t>& tolerance) {
    if (tolerance) return fail("tolerance", "is given twice");
    tolerance = parse_seconds(value);
    return tolerance || fail("tolerance", "is no whole number of seconds");
  }

  text::JsonTokens& tokens_;
  std::vector<std::pair<std::string, std::string>>& settings_;
  std::string& fault_;
  std::size_t used_ = 0;
};

}  // namespace

std::optional<std::int64_t> parse_seconds(std::string_view digits) {
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  std::int64_t value = 0;
  for (char c : digits) {
    if (!text::is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool read_settings(text::JsonTokens& tokens, const text::JsonToken& first,
                   std::vector<std::pair<std::string, std::string>>& settings,
                   std::optional<std::int64_t>& tolerance, std::string& fault) {
  fault.clear();
  tolerance.reset();
  if (first.kind == Kind::object_begin)
    return SettingReader(tokens, settings, fault).read(tolerance);
  if (first.kind != Kind::fault) fault = "\"opts\" is no object";
  return false;
}

}  // namespace checkoutdiag::webhook
