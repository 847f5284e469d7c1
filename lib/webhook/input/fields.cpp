#include "lib/webhook/input/fields.hpp"

#include <fmt/core.h>

#include <utility>

#include "lib/text/escape.hpp"
#include "lib/webhook/input/head.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using Kind = JsonToken::Kind;

constexpr std::size_t kShown = 64;
constexpr std::size_t kLongestName = 1024;

class FieldReader {
 public:
  FieldReader(text::JsonTokens& tokens, FieldKind kind, std::vector<Header>& fields,
              std::string& fault)
      : tokens_(tokens), headers_(kind == FieldKind::headers), fields_(fields), fault_(fault) {}

  bool read(const JsonToken& first) {
    bool good = false;
    if (first.kind == Kind::object_begin)
      good = members();
    else if (first.kind == Kind::array_begin)
      good = entries();
    else if (first.kind != Kind::fault)
      fail(fmt::format("the {}s are neither an object nor a list", noun()));
    fields_.resize(used_);
    return good;
  }

 private:
  bool fail(std::string why) {
    fault_ = std::move(why);
    return false;
  }

  const char* noun() const { return headers_ ? "header" : "parameter"; }

  bool too_many() { return fail(fmt::format("there are more than {} {}s", kMostHeaders, noun())); }

  bool add() {
    if (used_ == kMostHeaders) return too_many();
    if (used_ == fields_.size()) fields_.emplace_back();
    ++used_;
    return true;
  }

  Header& last() { return fields_[used_ - 1]; }

  // With the name of the last field in place.
  bool check_name() {
    const std::string& name = last().name;
    if (name.size() > kLongestName)
      return fail(fmt::format("a {}'s name has more than {} bytes", noun(), kLongestName));
    if (is_token(name) || !headers_ || is_pseudo()) return true;
    return fail(fmt::format("\"{}\" is no header's name", text::printable(name, kShown)));
  }

  bool is_pseudo() { return headers_ && last().name.starts_with(':'); }

  bool name(const JsonToken& token) {
    return text::unescape_json(token.raw, last().name) ||
           fail(fmt::format("a {}'s name has half a surrogate pair", noun()));
  }

  bool value(const JsonToken& token) {
    std::string& to = last().value;
    if (token.kind == Kind::fault) return false;
    if (!headers_ && (token.kind == Kind::number || token.raw == "true" || token.raw == "false")) {
      to = token.raw;
      return true;
    }
    if (token.kind != Kind::string)
      return fail(fmt::format("the value of {} \"{}\" is no string{}", noun(),
                              text::printable(last().name, kShown),
                              headers_ ? "" : ", number, true or false"));
    if (!text::unescape_json(token.raw, to))
      return fail(fmt::format("the value of {} \"{}\" has half a surrogate pair", noun(),
                              text::printable(last().name, kShown)));
    if (const std::string_view inside = trim(to); headers_ && inside.size() != to.size())
      to = std::string(inside);
    return true;
  }

  // An object's member of that name would be lost by whoever parses it to a map. A member with a
  // list of values has several fields one after the other, which is no repetition.
  bool check_repetition() {
    for (std::size_t i = 0; i + 1 < used_; ++i)
      if (fields_[i].name == last().name)
        return fail(
            fmt::format("{} \"{}\" is given twice", noun(), text::printable(last().name, kShown)));
    return true;
  }

  bool values() {
    const std::size_t first = used_ - 1;
    bool any = false;
    for (JsonToken token = tokens_.next(); token.kind != Kind::array_end; token = tokens_.next()) {
      if (any && !add()) return false;
      if (any) last().name = fields_[first].name;
      if (!value(token)) return false;
      any = true;
    }
    if (!any) --used_;
    return true;
  }

  bool members() {
    std::size_t count = 0;  // those that add nothing are compared with the others, too
    for (JsonToken key = tokens_.next(); key.kind != Kind::object_end; key = tokens_.next()) {
      if (key.kind == Kind::fault) return false;
      if (count++ == kMostHeaders) return too_many();
      if (!add() || !name(key) || !check_name() || !check_repetition()) return false;
      const JsonToken token = tokens_.next();
      if (is_pseudo()) {
        --used_;
        if (!tokens_.skip(token)) return false;
      } else if (token.kind == Kind::array_begin ? !values() : !value(token)) {
        return false;
      }
    }
    return true;
  }

  bool entry(const JsonToken& first) {
    if (first.kind == Kind::object_begin) return entry_object();
    if (first.kind == Kind::array_begin) return entry_pair();
    return first.kind != Kind::fault && no_entry();
  }

  bool entries() {
    for (JsonToken token = tokens_.next(); token.kind != Kind::array_end; token = tokens_.next()) {
      if (!add() || !entry(token) || !check_name()) return false;
      if (is_pseudo()) --used_;
    }
    return true;
  }

  bool no_entry() {
    return fail(fmt::format("a {} of the list has not one name and one value", noun()));
  }

  bool entry_name(const JsonToken& token) {
    if (token.kind != Kind::string) return token.kind != Kind::fault && no_entry();
    return name(token);
  }

  bool entry_object() {
    last().name.clear();  // a value that comes first is told without a name
    bool named = false, valued = false;
    for (JsonToken key = tokens_.next(); key.kind != Kind::object_end; key = tokens_.next()) {
      if (key.kind == Kind::fault) return false;
      const JsonToken token = tokens_.next();
      const bool is_name = key.raw == "\"name\"" || key.raw == "\"key\"";
      if (!is_name && key.raw != "\"value\"") {
        if (!tokens_.skip(token)) return false;
        continue;
      }
      if (std::exchange(is_name ? named : valued, true)) return no_entry();
      if (is_name ? !entry_name(token) : !value(token)) return false;
    }
    return (named && valued) || no_entry();
  }

  bool entry_pair() {
    if (!entry_name(tokens_.next())) return false;
    const JsonToken second = tokens_.next();
    if (second.kind == Kind::array_end) return no_entry();
    if (!value(second)) return false;
    const JsonToken end = tokens_.next();
    return end.kind == Kind::array_end || (end.kind != Kind::fault && no_entry());
  }

  text::JsonTokens& tokens_;
  const bool headers_;
  std::vector<Header>& fields_;
  std::string& fault_;
  std::size_t used_ = 0;
};

}  // namespace

bool read_fields(text::JsonTokens& tokens, const text::JsonToken& first, FieldKind kind,
                 std::vector<Header>& fields, std::string& fault) {
  fault.clear();
  return FieldReader(tokens, kind, fields, fault).read(first);
}

}  // namespace checkoutdiag::webhook
