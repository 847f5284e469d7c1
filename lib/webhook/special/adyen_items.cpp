#include "lib/webhook/special/adyen_items.hpp"

#include <fmt/core.h>

#include <optional>
#include <span>

#include "lib/text/ascii.hpp"
#include "lib/text/json_tokens.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using Kind = JsonToken::Kind;
using Names = std::span<const std::string_view>;

constexpr std::size_t kMostItems = 10'000;
constexpr std::size_t kLongestName = 80;  // thrice the longest of those below, folded
constexpr std::string_view kTop[] = {"notificationItems"};
constexpr std::string_view kWrapper[] = {"NotificationRequestItem"};
// The fields that are an item's own, then its objects; kFieldAt says where the former are in
// AdyenItem::fields.
constexpr std::string_view kItem[] = {"pspReference",
                                      "originalReference",
                                      "merchantAccountCode",
                                      "merchantReference",
                                      "eventCode",
                                      "success",
                                      "amount",
                                      "additionalData"};
constexpr std::size_t kFieldAt[] = {0, 1, 2, 3, 6, 7};
constexpr int kAmount = 6;
constexpr std::string_view kMoney[] = {"value", "currency"};
constexpr std::string_view kData[] = {"hmacSignature"};

/// ASCII in lower case, with the two letters beyond it that Unicode folds into ASCII (U+017F into
/// s, U+212A into k): Go's encoding/json takes "\u017fuccess" for "success".
std::string folded(std::string_view name) {
  std::string out = text::lower(name);
  for (std::size_t at; (at = out.find("\xC5\xBF")) != std::string::npos;)
    out.replace(at, 2, "s");
  for (std::size_t at; (at = out.find("\xE2\x84\xAA")) != std::string::npos;)
    out.replace(at, 3, "k");
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view body) : body_(body), tokens_(body) {}

  AdyenBody read() {
    bool seen = false;
    bool good = object(tokens_.next(), kTop, [&](int, const JsonToken& value) {
      seen = true;
      return list(value);
    });
    if (good && tokens_.next().kind != Kind::end) fail("there is more behind its JSON");
    if (good && !seen) fail("it has no notificationItems");
    if (!read_.fault.empty()) read_.items.clear();
    return std::move(read_);
  }

 private:
  bool fail(std::string_view why) {
    if (read_.fault.empty())
      read_.fault = where_ == 0 ? std::string(why) : fmt::format("item {}: {}", where_, why);
    return false;
  }

  bool not_json() { return fail(fmt::format("it is not JSON at byte {}", tokens_.at())); }

  std::size_t behind(const JsonToken& token) const {
    return static_cast<std::size_t>(token.raw.data() - body_.data()) + token.raw.size();
  }

  /// Which of the names a key is; -1: none of them. Nothing: it must not be there.
  std::optional<int> which(const JsonToken& key, Names names, unsigned& seen) {
    if (!text::unescape_json(key.raw, key_)) return -1;
    if (key_.size() > kLongestName) return -1;
    const std::string name = folded(key_);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!text::equal_ignoring_case(name, names[i])) continue;
      if (key_ != names[i]) fail(fmt::format("{} is written in another case", names[i]));
      if (seen & 1U << i) fail(fmt::format("{} is given twice", names[i]));
      if (!read_.fault.empty()) return {};
      seen |= 1U << i;
      return static_cast<int>(i);
    }
    return -1;
  }

  /// Goes over an object. `take(which, value)` has to use up the values of the names that are
  /// known; the others are passed over.
  template <class Take>
  bool object(const JsonToken& begin, Names names, Take&& take) {
    if (begin.kind == Kind::fault) return not_json();
    if (begin.kind != Kind::object_begin) return fail("an object is expected");
    unsigned seen = 0;
    for (JsonToken key = tokens_.next(); key.kind != Kind::object_end; key = tokens_.next()) {
      if (key.kind != Kind::key) return not_json();
      std::optional<int> known = which(key, names, seen);
      if (!known) return false;
      JsonToken value = tokens_.next();
      if (value.kind == Kind::fault) return not_json();
      if (*known >= 0 ? !take(*known, value) : !tokens_.skip(value))
        return read_.fault.empty() ? not_json() : false;
    }
    return true;
  }

  bool list(const JsonToken& begin) {
    if (begin.kind != Kind::array_begin) return fail("notificationItems is not a list");
    for (JsonToken token = tokens_.next(); token.kind != Kind::array_end; token = tokens_.next()) {
      if (token.kind == Kind::fault) return not_json();
      if (read_.items.size() == kMostItems) return fail("it has too many items");
      where_ = read_.items.size() + 1;
      bool seen = false;
      read_.items.emplace_back();
      bool good = object(token, kWrapper, [&](int, const JsonToken& value) {
        seen = true;
        return item(value, read_.items.back());
      });
      if (!good) return false;
      if (!seen) return fail("it has no NotificationRequestItem");
    }
    where_ = 0;
    return true;
  }

  bool item(const JsonToken& begin, AdyenItem& out) {
    bool data_seen = false;
    std::size_t first = behind(begin);
    bool good = object(begin, kItem, [&](int which, const JsonToken& value) {
      if (which < kAmount) return scalar(value, kItem[which], out.fields[kFieldAt[which]]);
      if (which == kAmount) return amount(value, out);
      data_seen = true;
      return data(value, out);
    });
    if (!good) return false;
    if (data_seen) return true;
    bool members = body_[body_.find_first_not_of(" \t\r\n", first)] != '}';
    place(out, first, 0, "\"additionalData\":{\"hmacSignature\":", members ? "}," : "}");
    return true;
  }

  bool amount(const JsonToken& value, AdyenItem& out) {
    if (value.raw == "null") return true;
    return object(value, kMoney, [&](int which, const JsonToken& part) {
      std::size_t at = which == 0 ? 4 : 5;
      return scalar(part, which == 0 ? "amount.value" : "amount.currency", out.fields[at]);
    });
  }

  bool data(const JsonToken& value, AdyenItem& out) {
    if (value.raw == "null") {
      place(out, behind(value) - value.raw.size(), value.raw.size(), "{\"hmacSignature\":", "}");
      return true;
    }
    bool seen = false;
    std::size_t first = behind(value);
    bool good = object(value, kData, [&](int, const JsonToken& signature) {
      seen = true;
      place(out, behind(signature) - signature.raw.size(), signature.raw.size(), "", "");
      return scalar(signature, "additionalData.hmacSignature", out.signature);
    });
    if (!good || seen) return good;
    bool members = body_[body_.find_first_not_of(" \t\r\n", first)] != '}';
    place(out, first, 0, "\"hmacSignature\":", members ? "," : "");
    return true;
  }

  static void place(AdyenItem& out, std::size_t at, std::size_t length, const char* before,
                    const char* after) {
    out.at = at;
    out.length = length;
    out.before = before;
    out.after = after;
  }

  bool scalar(const JsonToken& value, std::string_view what, std::string& out) {
    if (value.kind == Kind::string)
      return text::unescape_json(value.raw, out) || fail(fmt::format("{} is not text", what));
    if (value.kind != Kind::number && value.kind != Kind::literal)
      return fail(fmt::format("{} is neither text nor a number", what));
    if (value.raw != "null") out = value.raw;
    return true;
  }

  std::string_view body_;
  text::JsonTokens tokens_;
  AdyenBody read_;
  std::size_t where_ = 0;  // the item, from 1; 0: none
  std::string key_;
};

}  // namespace

std::string AdyenItem::signed_text() const {
  std::string out = fields.front();
  for (std::size_t i = 1; i < fields.size(); ++i)
    out += ':' + fields[i];
  return out;
}

AdyenBody read_adyen_body(std::string_view body) {
  return Reader(body).read();
}

}  // namespace checkoutdiag::webhook
