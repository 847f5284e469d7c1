#include <algorithm>
#include <functional>
#include <span>
#include <unordered_set>

#include "lib/webhook/repair/json_libraries.hpp"
#include "lib/webhook/repair/json_number_places.hpp"
#include "lib/webhook/repair/offers.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using Kind = JsonToken::Kind;

constexpr std::size_t kMostTokens = std::size_t{1} << 20;  // 24 MB of them
// Pretty text is seldom twice as long; deep nesting with an indent could be a thousand times.
constexpr std::size_t kMostGrowth = 8, kSpare = 4096;
constexpr std::size_t kFewNumbers = 6;
constexpr std::size_t kCommonSpacings = 5;

constexpr Damage kReserialized{
    "body.json-reserialized",
    "the JSON has other spaces and line ends than were signed, as programs leave it that parse it "
    "and write it again",
    "", kVerifyRawBytes};
constexpr Damage kEscapes{"body.json-escapes-changed",
                          "the JSON has other escapes in its strings than were signed, as programs "
                          "leave it that parse it and write it again",
                          "", kVerifyRawBytes};
constexpr Damage kMembers{"body.json-members-reordered",
                          "the JSON has its members in another order than was signed, as programs "
                          "leave it that parse it and write it again",
                          "", kVerifyRawBytes};
constexpr Damage kNumbers{"body.json-numbers-changed",
                          "the JSON has its numbers in another form than was signed, as programs "
                          "leave it that parse it and write it again",
                          "", kVerifyRawBytes};
constexpr Damage kNewlinesRemoved{
    "body.newlines-removed", "the line ends inside the body were removed", "",
    "send the body on as it is:\n"
    "curl: -d @FILE removes line ends, and --data-binary @FILE does not"};

/// Tokens that are changed on some axes, and that in words.
struct Form {
  Tokens tokens;
  std::string words;
};

std::size_t hash_of(const Tokens& tokens) {
  std::size_t hash = 0;
  for (const JsonToken& token : tokens)
    hash = hash * 31 + std::hash<std::string_view>{}(token.raw);
  return hash;
}

bool without_line_ends_is(std::string_view text, std::string_view body) {
  std::size_t at = 0;
  for (char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (at == body.size() || body[at++] != c) return false;
  }
  return at == body.size();
}

class Forms {
 public:
  Forms(std::string_view body, const Offer& offer)
      : body_(body), limit_(body.size() * kMostGrowth + kSpare), offers_(body, limit_, offer) {}

  void offer_all() {
    if (!read()) return;
    spaced(kReserialized, {own_, ""}, kSpacings, true);
    with_styles();
    with_orders();
    with_numbers();
  }

 private:
  bool read() {
    text::JsonTokens tokens(body_);
    for (;;) {
      const JsonToken token = tokens.next();
      if (token.kind == Kind::end) return true;
      if (token.kind == Kind::fault || own_.size() == kMostTokens) return false;
      own_.push_back(token);
    }
  }

  void give(const Damage& damage, std::string value, std::string words, bool common) {
    offers_.give({.id = damage.id,
                  .happened = std::string(damage.happened),
                  .repaired = std::move(words),
                  .fix = std::string(damage.fix),
                  .value = std::move(value),
                  .common = common});
  }

  void spaced(const Damage& axis, const Form& form, std::span<const NamedSpacing> spacings,
              bool crlf) {
    for (const NamedSpacing& named : spacings) {
      if (!offers_.open()) return;
      const std::string words = "the JSON is written " + std::string(named.words) + form.words;
      std::string text = write_json(form.tokens, named.spacing, "\n", limit_);
      if (text.empty()) continue;  // too long
      const bool plain = &axis == &kReserialized;
      const auto place = static_cast<std::size_t>(&named - kSpacings);
      const bool common = plain ? place < kCommonSpacings : &axis == &kEscapes && place < 3;
      const bool stripped = plain && named.spacing.lines && without_line_ends_is(text, body_);
      const Damage& damage = stripped ? kNewlinesRemoved : axis;
      give(damage, text, words, common);
      give(damage, text + "\n", words + ", with a newline at its end", plain && common);
      if (!crlf || !named.spacing.lines) continue;
      text = write_json(form.tokens, named.spacing, "\r\n", limit_);
      give(damage, text, words + ", with CR LF at line ends", false);
      give(damage, text + "\r\n", words + ", with CR LF at line ends and at its end", false);
    }
  }

  // The body's own spaces, when the form has as many tokens in the same order.
  void in_place(const Damage& damage, const Form& form) {
    if (offers_.open())
      give(damage, write_in_place(body_, own_, form.tokens),
           "the JSON is written " + form.words.substr(2), &damage == &kEscapes);
  }

  // Uses the forms that a change makes of `from`, one at a time: a large body's tokens take as much
  // memory as it does. The ones that it leaves alone are not worth a try.
  template <typename Named, typename Change, typename Use>
  void each_change(const Form& from, std::span<const Named> all, const Change& change,
                   const Use& use) {
    std::unordered_set<std::size_t> known{hash_of(from.tokens)};
    for (const Named& named : all) {
      if (!offers_.open()) return;
      Arena arena;
      const Form form{change(from.tokens, named, arena),
                      from.words + ", " + std::string(named.words)};
      if (known.insert(hash_of(form.tokens)).second) use(form);
    }
  }

  template <typename Use>
  void each_style(const Form& from, std::size_t count, const Use& use) {
    const auto change = [](const Tokens& tokens, const NamedStyle& named, Arena& arena) {
      return with_strings(tokens, named.style, arena);
    };
    each_change(from, std::span(kStyles).first(count), change, use);
  }

  template <typename Use>
  void each_order(const Form& from, const Use& use) {
    const auto change = [](const Tokens& tokens, const NamedOrder& named, Arena&) {
      return with_order(tokens, named.order);
    };
    each_change(from, std::span<const NamedOrder>(kOrders), change, use);
  }

  void with_styles() {
    each_style({own_, ""}, std::size(kStyles), [this](const Form& form) {
      in_place(kEscapes, form);
      spaced(kEscapes, form, std::span(kSpacings).first(6), true);
    });
    // Whoever writes other spaces than the most common escapes no more than must be, as Perl.
    each_style({own_, ""}, 1, [this](const Form& form) {
      spaced(kEscapes, form, std::span(kSpacings).subspan(6), false);
    });
  }

  void with_orders() {
    each_order({own_, ""}, [this](const Form& order) {
      spaced(kMembers, order, kSpacings, false);
      each_style(order, 4, [this](const Form& form) {
        spaced(kMembers, form, std::span(kSpacings).first(4), false);
      });
    });
  }

  void with_numbers() {
    const std::vector<NumberPlace> places = number_places(own_);
    everywhere(places);
    for (const NumberForm& form : number_forms()) {
      if (!offers_.open()) return;
      for (const auto& names : name_sets(own_, places, form))
        somewhere(places, form, [&names](const NumberPlace& place) {
          return std::find(names.begin(), names.end(), place.name) != names.end();
        });
    }
    if (places.size() > kFewNumbers) return;
    for (const NumberPlace& one : places)
      for (const NumberForm& form : number_forms())
        somewhere(places, form,
                  [&one](const NumberPlace& place) { return place.token == one.token; });
  }

  void everywhere(const std::vector<NumberPlace>& places) {
    const auto all = [](const NumberPlace&) { return true; };
    const auto change = [&](const Tokens& tokens, const NumberForm& form, Arena& arena) {
      return webhook::with_numbers(tokens, places, form, all, arena);
    };
    each_change({own_, ""}, number_forms(), change, [this](const Form& form) {
      in_place(kNumbers, form);
      spaced(kNumbers, form, std::span(kSpacings).first(6), false);
      each_style(form, 4, [this](const Form& style) {
        in_place(kNumbers, style);
        spaced(kNumbers, style, std::span(kSpacings).first(3), false);
      });
      each_order(form, [this](const Form& order) {
        spaced(kNumbers, order, std::span(kSpacings).first(2), false);
      });
    });
  }

  void somewhere(const std::vector<NumberPlace>& places, const NumberForm& number,
                 const WantedNumber& wanted) {
    if (!offers_.open()) return;
    Arena arena;
    const Form form{webhook::with_numbers(own_, places, number, wanted, arena),
                    ", " + std::string(number.words) + " in some places"};
    in_place(kNumbers, form);
    spaced(kNumbers, form, std::span(kSpacings).first(4), false);
    each_style(form, 5, [this](const Form& style) {
      in_place(kNumbers, style);
      for (const NamedSpacing& named : std::span(kSpacings).first(3))
        if (std::string text = write_json(style.tokens, named.spacing, "\n", limit_); !text.empty())
          give(kNumbers, std::move(text),
               "the JSON is written " + std::string(named.words) + style.words, false);
    });
  }

  std::string_view body_;
  std::size_t limit_;
  Offers offers_;
  Tokens own_;
};

}  // namespace

void json_forms(std::string_view body, const Offer& offer) {
  Forms(body, offer).offer_all();
}

}  // namespace checkoutdiag::webhook
