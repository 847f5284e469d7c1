#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_set>

#include "lib/text/escape.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/webhook/repair/variant.hpp"

// JSON is what another parser takes for JSON; the tokens lie in the text, one after the other; and
// whatever a body is, its repairs stay within bounds, differ, and leave JSON JSON.
using namespace checkoutdiag;

namespace {

constexpr std::size_t kLimit = 4096, kMostVariants = 4000;

void must(bool holds) {
  if (!holds) std::abort();
}

bool is_json(std::string_view text) {
  text::JsonTokens tokens(text);
  const char* last = text.data();
  std::string out;
  for (;;) {
    const text::JsonToken token = tokens.next();
    must(tokens.at() <= text.size());
    if (token.kind == text::JsonToken::Kind::end) return true;
    if (token.kind == text::JsonToken::Kind::fault) return false;
    must(token.raw.data() >= last && !token.raw.empty());
    last = token.raw.data() + token.raw.size();
    must(last <= text.data() + text.size());
    if (token.raw.front() == '"' && text::unescape_json(token.raw, out))
      must(out.size() <= token.raw.size());
  }
}

bool can_be_compared(std::string_view text) {
  int depth = 0, deepest = 0;
  for (char c : text) {
    if (c == '\0') return false;  // the other parser takes it for the end
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if (c == '}' || c == ']') --depth;
  }
  return text::is_utf8(text) && deepest <= 200 && !text.starts_with("\xEF\xBB\xBF");
}

void compare(std::string_view text) {
  if (!can_be_compared(text)) return;
  if (nlohmann::json::accept(text)) must(is_json(text));
  // The other way round, it refuses numbers above a double's and half a surrogate pair.
  if (text.find_first_of("eE") == text.npos && text.find("\\u") == text.npos && text.size() < 300 &&
      is_json(text))
    must(nlohmann::json::accept(text));
}

void check_variants(std::string_view body) {
  std::unordered_set<std::string> seen{std::string(body)};
  std::size_t count = 0;
  webhook::body_repairs(body, kLimit, [&](webhook::Variant&& variant) {
    must(variant.value.size() <= kLimit && !variant.id.empty() && !variant.fix.empty());
    must(seen.insert(std::move(variant.value)).second);
    return ++count < kMostVariants;
  });
  must(count < 200);
  const bool json = is_json(body);
  count = 0;
  seen = {std::string(body)};
  webhook::json_forms(body, [&](webhook::Variant&& variant) {
    must(json && is_json(variant.value));
    must(variant.value.size() <= body.size() * 8 + 4096);
    must(seen.insert(std::move(variant.value)).second);
    return ++count < kMostVariants;
  });
  must(count < kMostVariants);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  compare(text);
  if (size <= kLimit) check_variants(text);
  return 0;
}
