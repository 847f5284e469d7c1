#include <algorithm>

#include "lib/charge/body_parts.hpp"
#include "lib/text/json_pointer.hpp"

namespace checkoutdiag::charge {
namespace {

using Kind = text::JsonToken::Kind;

class Search {
 public:
  Search(std::string_view body, const Pointer& pointer)
      : body_(body), tokens_(body), pointer_(pointer) {}

  Places run() {
    value(tokens_.next(), 0);
    return std::move(places_);
  }

 private:
  // The first `known` parts of the pointer lead to this value.
  void value(const text::JsonToken& token, std::size_t known) {
    if (known == pointer_.size()) {
      const std::size_t begin = offset(token);
      tokens_.skip(token);
      places_.found.push_back({begin, tokens_.at(), token.kind});
    } else if (token.kind == Kind::object_begin) {
      object(known);
    } else if (token.kind == Kind::array_begin) {
      list(known);
    } else {
      places_.blocked = true;
    }
  }

  void object(std::size_t known) {
    Gap gap{tokens_.at(), known, true};
    bool there = false;
    std::string name;
    for (auto token = tokens_.next(); token.kind == Kind::key; token = tokens_.next()) {
      gap.empty = false;
      const bool same = text::unescape_json(token.raw, name) && name == pointer_[known];
      step(same, known);
      there = there || same;
    }
    if (!there) places_.gaps.push_back(gap);
  }

  void list(std::size_t known) {
    const std::optional<std::size_t> wanted = text::index_of(pointer_[known]);
    bool there = false;
    std::size_t index = 0;
    for (auto token = tokens_.next(); is_value(token); token = tokens_.next(), ++index) {
      const bool same = wanted && *wanted == index;
      same ? value(token, known + 1) : void(tokens_.skip(token));
      there = there || same;
    }
    if (!there) places_.blocked = true;
  }

  void step(bool same, std::size_t known) {
    const text::JsonToken token = tokens_.next();
    same ? value(token, known + 1) : void(tokens_.skip(token));
  }

  static bool is_value(const text::JsonToken& token) {
    return token.kind != Kind::array_end && token.kind != Kind::fault && token.kind != Kind::end;
  }

  std::size_t offset(const text::JsonToken& token) const {
    return static_cast<std::size_t>(token.raw.data() - body_.data());
  }

  std::string_view body_;
  text::JsonTokens tokens_;
  const Pointer& pointer_;
  Places places_;
};

}  // namespace

bool is_bounded_json(std::string_view body) {
  if (body.size() > kLargestBody) return false;
  text::JsonTokens tokens(body);
  for (std::size_t depth = 0;;) {
    const Kind kind = tokens.next().kind;
    if (kind == Kind::end) return true;
    if (kind == Kind::fault) return false;
    if (kind == Kind::object_begin || kind == Kind::array_begin) ++depth;
    if (kind == Kind::object_end || kind == Kind::array_end) --depth;
    if (depth > kDeepestBody) return false;
  }
}

Places find_places(std::string_view body, const Pointer& pointer) {
  return Search(body, pointer).run();
}

std::optional<Place> find_place(std::string_view body, const Pointer& pointer) {
  if (!is_bounded_json(body)) return {};
  Places places = find_places(body, pointer);
  if (places.found.empty()) return {};
  return places.found.back();
}

}  // namespace checkoutdiag::charge
