#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/sign.hpp"
#include "lib/webhook/verify.hpp"
#include "tests/lib/webhook/signed_delivery.hpp"

// What holds for every scheme: what it signs it verifies, and nothing else.
namespace checkoutdiag::webhook {
namespace {

constexpr std::int64_t kThen = 1'764'201'600;

bool valid(const test::SignedDelivery& one, const Delivery& delivery, std::int64_t now = kThen) {
  Verifier verifier(one.scheme, one.verifying, one.settings);
  return verifier.verify(delivery, now).valid();
}

// Every bit of a text that verification reads, turned over: where in the delivery it is does not
// matter, as the views point into it.
template <class Each>
void flip_bits(std::string_view inside, std::string& whole, Each each) {
  const std::size_t begin = static_cast<std::size_t>(inside.data() - whole.data());
  const std::size_t size = inside.size();
  for (std::size_t i = begin; i < begin + size; ++i)
    for (int bit = 0; bit < 8; ++bit) {
      whole[i] = static_cast<char>(whole[i] ^ (1 << bit));
      each(i, bit);
      whole[i] = static_cast<char>(whole[i] ^ (1 << bit));
    }
}

std::string* holder(Delivery& delivery, std::string_view view) {
  for (Header& each : delivery.headers)
    if (view.data() >= each.value.data() && view.data() <= each.value.data() + each.value.size())
      return &each.value;
  return nullptr;
}

// The texts in headers that must not be changed: signatures, the timestamp, the id and what else
// is signed.
std::vector<std::string_view> guarded(const Claims& claims, Delivery& delivery) {
  std::vector<std::string_view> texts;
  const auto add = [&](std::string_view text) {
    if (!text.empty() && holder(delivery, text)) texts.push_back(text);
  };
  add(claims.timestamp);
  for (const Item& item : claims.items)
    for (const Statement& statement : item.any) {
      for (const Candidate& each : statement.candidates)
        add(each.text);
      for (const std::string_view piece : statement.pieces)
        add(piece);
    }
  return texts;
}

bool signs_params(const Scheme& scheme) {
  return scheme.written.find("{param:") != std::string::npos;
}

}  // namespace

TEST_CASE("a checkout's callback holds for its own order, payment and subscription alone") {
  int callbacks = 0;
  for (const Scheme& scheme : built_in_schemes()) {
    if (!signs_params(scheme)) continue;
    CAPTURE(scheme.name);
    ++callbacks;
    test::SignedDelivery one = test::signed_delivery(scheme, kThen);
    REQUIRE(valid(one, one.delivery));
    for (const Group& group : scheme.layout)
      for (const Part& part : group.parts) {
        if (part.source != Part::Source::param) continue;
        Delivery other = one.delivery;
        const std::size_t at = other.body.find(part.name + "=");
        REQUIRE(at != std::string::npos);
        other.body[at + part.name.size() + 1] ^= 1;
        CHECK_FALSE_MESSAGE(valid(one, other), part.name);
        other = one.delivery;
        other.body += "&" + part.name + "=another";
        CHECK_FALSE_MESSAGE(valid(one, other), part.name, " given twice");
      }
  }
  CHECK(callbacks == 3);
}

TEST_CASE("what a scheme signs it verifies, and no bit of it may change") {
  REQUIRE(built_in_schemes().size() >= 30);
  for (const Scheme& scheme : built_in_schemes()) {
    CAPTURE(scheme.name);
    test::SignedDelivery one = test::signed_delivery(scheme, kThen);
    Delivery& delivery = one.delivery;
    REQUIRE(valid(one, delivery));

    Claims claims;
    read_claims(scheme, delivery, one.settings, claims);
    int flipped = 0;
    for (const std::string_view text : guarded(claims, delivery))
      flip_bits(text, *holder(delivery, text), [&](std::size_t at, int bit) {
        ++flipped;
        const bool still = valid(one, delivery);
        CHECK_MESSAGE(!still, "byte ", at, " bit ", bit);
      });
    // Whose signature is no header's very text has a test of its own.
    const bool elsewhere = scheme.special == "adyen-items" || scheme.special == "braintree" ||
                           scheme.special == "message-signatures" || signs_params(scheme);
    CHECK((flipped > 0 || elsewhere));

    // Adyen signs members of its items, whose neighbours may change, and a form can be written in
    // several ways; tests of their own say what must not change.
    if (scheme.special == "adyen-items" || scheme.special == "braintree" || signs_params(scheme))
      continue;
    const std::string body = delivery.body;
    for (std::size_t bit = 0; bit < delivery.body.size() * 8; ++bit) {
      delivery.body[bit / 8] = static_cast<char>(delivery.body[bit / 8] ^ (1 << (bit % 8)));
      CHECK_MESSAGE(valid(one, delivery) == !scheme.covers_body, "body bit ", bit);
      delivery.body[bit / 8] = body[bit / 8];
    }
    CHECK(valid(one, delivery));
  }
}

TEST_CASE("another secret is not the right one, and the right one among several is found") {
  for (const Scheme& scheme : built_in_schemes()) {
    CAPTURE(scheme.name);
    if (scheme.secret.form == KeyForm::certificate) continue;
    const test::SignedDelivery one = test::signed_delivery(scheme, kThen);
    const test::SignedDelivery other = test::signed_delivery(scheme, kThen, 1);
    CHECK_FALSE(
        Verifier(scheme, other.verifying, one.settings).verify(one.delivery, kThen).valid());
    std::vector<Secret> both = other.verifying;
    both.insert(both.end(), one.verifying.begin(), one.verifying.end());
    const Verification seen = Verifier(scheme, both, one.settings).verify(one.delivery, kThen);
    CHECK(seen.valid());
    CHECK(seen.secret == static_cast<int>(other.verifying.size()));
  }
}

TEST_CASE("a timestamp holds to the second on the sides that the scheme limits, and no other") {
  for (const Scheme& scheme : built_in_schemes()) {
    CAPTURE(scheme.name);
    const test::SignedDelivery one = test::signed_delivery(scheme, kThen);
    const TimestampRule& rule = scheme.timestamp;
    constexpr std::int64_t kYear = 365LL * 24 * 3600;
    CHECK(valid(one, one.delivery, kThen + rule.past.value_or(kYear)));
    CHECK(valid(one, one.delivery, kThen - rule.future.value_or(kYear)));
    if (rule.past) CHECK_FALSE(valid(one, one.delivery, kThen + *rule.past + 1));
    if (rule.future) CHECK_FALSE(valid(one, one.delivery, kThen - *rule.future - 1));
  }
}

TEST_CASE("schemes with room for it sign with two secrets, and either verifies") {
  int with_room = 0;
  for (const Scheme& scheme : built_in_schemes()) {
    CAPTURE(scheme.name);
    const bool room =
        scheme.special.empty() && (scheme.signature.grammar != Grammar::plain ||
                                   scheme.signature.separator || scheme.signature.repeats);
    if (!room) continue;
    ++with_room;
    const test::SignedDelivery one = test::signed_delivery(scheme, kThen, 0, 2);
    REQUIRE(one.verifying.size() == 2);
    for (const Secret& each : one.verifying)
      CHECK(Verifier(scheme, {each}, one.settings).verify(one.delivery, kThen).valid());
  }
  CHECK(with_room >= 8);
}

TEST_CASE("signatures are taken as the scheme writes them, and in no other form") {
  for (const Scheme& scheme : built_in_schemes()) {
    CAPTURE(scheme.name);
    test::SignedDelivery one = test::signed_delivery(scheme, kThen);
    Claims claims;
    read_claims(scheme, one.delivery, one.settings, claims);
    for (const std::string_view text : guarded(claims, one.delivery)) {
      std::string& value = *holder(one.delivery, text);
      if (!value.ends_with(text)) continue;
      const std::string before = value;
      const bool trims = scheme.signature.trims || scheme.signature.grammar == Grammar::key_ids ||
                         scheme.signature.separator;
      for (const char* tail : {" ", "0", "=", "\n"}) {
        if (trims && *tail == ' ') continue;  // around an entry, not in it
        value = before + tail;
        CHECK_FALSE(valid(one, one.delivery));
      }
      value = before.substr(0, before.size() - 1);
      CHECK_FALSE(valid(one, one.delivery));
      value = before;
      break;  // holder's text moves with the string: one is enough
    }
  }
}

TEST_CASE("equal lengths are compared whole, other lengths are a mismatch and no error") {
  CHECK(equal_in_constant_time("", ""));
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(equal_in_constant_time("abc", "ab"));
  CHECK_FALSE(equal_in_constant_time("abc", "abcd"));
  CHECK_FALSE(equal_in_constant_time("", "a"));
}

TEST_CASE("timestamps are digits without sign or leading zero") {
  CHECK(parse_timestamp("0", false) == 0);
  CHECK(parse_timestamp("1614265330", false) == 1614265330);
  CHECK(parse_timestamp("1742505638683", true) == 1742505638);
  CHECK(parse_timestamp("1742505638683", false) == 1742505638683);
  for (const char* wrong :
       {"", "-1", "+1", "01", " 1", "1 ", "1e3", "0x1", "1.0", "\xd9\xa1", "9999999999999999999"})
    CHECK_FALSE_MESSAGE(parse_timestamp(wrong, true).has_value(), wrong);
}

}  // namespace checkoutdiag::webhook
