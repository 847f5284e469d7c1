#include "lib/sandbox/state.hpp"

#include <doctest/doctest.h>

#include "lib/charge/body.hpp"
#include "tests/lib/sandbox/scene.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::sandbox;
using test::Gateway;

namespace {

/// What each gateway documents, from the specification's tables and not from the profiles.
struct Row {
  const char* profile;
  int first, repeated;      // statuses
  bool marked;              // a repetition says that it is one
  int in_flight, mismatch;  // 0: another payload gets the first answer
  // After a 500 that came when the charge was executed: what the same key gets, and how many
  // charges there are then.
  int after_error;
  std::size_t charges;
  std::int64_t hours;  // of retention; 0: for ever
};

constexpr Row kRows[] = {
    {"stripe", 200, 200, true, 409, 400, 500, 1, 24},
    {"adyen", 200, 200, false, 409, 422, 500, 1, 31 * 24},
    {"checkoutcom", 200, 200, false, 409, 422, 200, 2, 24},
    {"square", 200, 200, false, 409, 400, 500, 1, 0},
    {"paypal", 201, 200, true, 409, 422, 200, 1, 6},
    {"gocardless", 200, 409, false, 409, 409, 409, 1, 0},
    {"worldline", 200, 200, true, 409, 0, 500, 1, 24},
    {"generic", 200, 200, false, 409, 422, 500, 1, 0},
    {"ietf", 200, 200, false, 409, 422, 500, 1, 0},
};

std::string header(const http::Reply& reply, const char* name) {
  const std::string* value = http::find_header(reply.headers, name);
  return value ? *value : "";
}

std::string member(const http::Reply& reply, const char* pointer) {
  return charge::value_at(reply.body, "application/json", pointer).value_or("");
}

}  // namespace

TEST_CASE("each gateway answers a repetition as it documents it") {
  for (const Row& row : kRows) {
    CAPTURE(row.profile);
    Gateway gateway(row.profile);

    const http::Reply first = gateway.pay("key-1", "1000");
    CHECK(first.status == row.first);
    CHECK(gateway.id_in(first).starts_with("ch_"));

    const http::Reply again = gateway.pay("key-1", "1000");
    CHECK(again.status == row.repeated);
    CHECK(gateway.id_in(again) == gateway.id_in(first));
    CHECK(gateway.marked(again) == row.marked);
    CHECK_FALSE((row.marked && gateway.marked(first)));
    if (row.repeated != 409) CHECK(again.body == first.body);

    const http::Reply other = gateway.pay("key-1", "1001");
    CHECK(other.status == (row.mismatch ? row.mismatch : row.repeated));
    CHECK(gateway.charges() == 1);
    CHECK(gateway.id_in(gateway.pay("key-2", "1000")) != gateway.id_in(first));

    // A connection that is lost after the commit loses nothing.
    CHECK(gateway.pay("key-3", "1000", "reset after-commit").manner.most == 0);
    CHECK(gateway.pay("key-3", "1000").status == row.repeated);
    CHECK(gateway.charges() == 3);

    const Truth truth = gateway.state.truth();
    CHECK(truth.requests.size() == 6);
    CHECK(truth.requests[0].executed);
    CHECK(truth.requests[1].replayed);
    CHECK(truth.requests[1].charge == truth.charges[0].id);
    CHECK(truth.requests[4].status == 0);
    CHECK(truth.requests[4].executed);
  }
}

TEST_CASE("each gateway answers the second of two at once as it documents it") {
  for (const Row& row : kRows) {
    CAPTURE(row.profile);
    Gateway gateway(row.profile);
    const Begun first = gateway.begin(gateway.charge("key-1", "1000"));
    CHECK(first.ticket != 0);
    CHECK_FALSE(first.reply);
    CHECK(gateway.pay("key-1", "1000").status == row.in_flight);
    CHECK(gateway.charges() == 0);
    CHECK(gateway.finish(first.ticket).reply.value().status == row.first);
    CHECK(gateway.charges() == 1);

    // The connection is reset while the charge is executed, which goes on.
    const Begun lost = gateway.begin(gateway.charge("key-2", "1000"), "reset during-commit");
    CHECK(lost.reply.value().manner.ending == http::Ending::reset);
    CHECK(gateway.pay("key-2", "1000").status == row.in_flight);
    CHECK_FALSE(gateway.finish(lost.ticket).reply);
    CHECK(gateway.pay("key-2", "1000").status == row.repeated);
    CHECK(gateway.charges() == 2);
  }
}

TEST_CASE("each gateway stores an error as it documents it") {
  for (const Row& row : kRows) {
    CAPTURE(row.profile);
    Gateway gateway(row.profile);
    // Before the execution nothing was done, and nothing is stored.
    CHECK(gateway.pay("key-1", "1000", "status 500 before-commit").status == 500);
    CHECK(gateway.charges() == 0);
    CHECK(gateway.pay("key-1", "1000").status == row.first);

    Gateway after(row.profile);
    const http::Reply failed = after.pay("key-1", "1000", "status 500 after-commit");
    CHECK(failed.status == 500);
    CHECK(after.charges() == 1);
    const http::Reply retry = after.pay("key-1", "1000");
    CHECK(retry.status == row.after_error);
    CHECK(after.charges() == row.charges);
    if (row.after_error == 500) CHECK(retry.body == failed.body);

    // 504 comes from a proxy before the gateway, which has stored its own answer.
    Gateway proxied(row.profile);
    CHECK(proxied.pay("key-1", "1000", "status 504 after-commit").status == 504);
    CHECK(proxied.pay("key-1", "1000").status == row.repeated);
    CHECK(proxied.charges() == 1);
  }
}

TEST_CASE("a key is forgotten when the gateway's retention is over") {
  for (const Row& row : kRows) {
    CAPTURE(row.profile);
    Gateway gateway(row.profile);
    gateway.pay("key-1", "1000");
    constexpr std::int64_t kHour = 3'600'000, kLong = 1000 * kHour;
    gateway.now += row.hours ? row.hours * kHour - 1 : kLong;
    CHECK(gateway.pay("key-1", "1000").status == row.repeated);
    CHECK(gateway.charges() == 1);
    gateway.now += 1;
    gateway.pay("key-1", "1000");
    CHECK(gateway.charges() == (row.hours ? 2U : 1U));
  }
}

TEST_CASE("errors and marks have the form that a gateway gives them") {
  Gateway stripe("stripe");
  CHECK(header(stripe.pay("key-1", "1000"), "Idempotency-Key") == "key-1");
  const http::Reply again = stripe.pay("key-1", "1000");
  CHECK(header(again, "Idempotent-Replayed") == "true");
  CHECK(header(again, "Idempotency-Key") == "key-1");
  CHECK(member(stripe.pay("key-1", "1001"), "/error/type") == "idempotency_error");
  const Begun first = stripe.begin(stripe.charge("key-2", "1000"));
  CHECK(member(stripe.pay("key-2", "1000"), "/error/code") == "idempotency_key_in_use");

  Gateway adyen("adyen");
  CHECK(header(adyen.pay("key-1", "1000"), "Idempotency-Key") == "key-1");
  adyen.begin(adyen.charge("key-2", "1000"));
  CHECK(header(adyen.pay("key-2", "1000"), "transient-error") == "true");

  Gateway square("square");
  const http::Reply made = square.pay("key-1", "1000");
  CHECK(member(made, "/payment/created_at") == "2027-01-15T08:00:00Z");
  CHECK(member(square.pay("key-1", "1001"), "/errors/0/code") == "IDEMPOTENCY_KEY_REUSED");

  Gateway worldline("worldline");
  worldline.pay("key-1", "1000");
  worldline.now += 5000;
  const http::Reply old = worldline.pay("key-1", "2000");
  CHECK(header(old, "X-GCS-Idempotence-Request-Timestamp") == std::to_string(test::kStart));
  CHECK(member(old, "/payment/amount") == "1000");

  Gateway ietf("ietf");
  ietf.pay("key-1", "1000");
  const http::Reply reused = ietf.pay("key-1", "1001");
  CHECK(header(reused, "Content-Type") == "application/problem+json");
  CHECK(header(reused, "Link").ends_with("rel=\"describedby\""));
  http::Request bare = ietf.charge("", "1000");
  bare.headers.push_back({"Idempotency-Key", "key-9"});
  CHECK(ietf.ask(bare).status == 400);
}

TEST_CASE("a defect is there, and no other") {
  const auto with = [](const char* word) {
    Breakage breakage;
    CHECK(set_breakage(breakage, word));
    CHECK(words_of(breakage) == std::vector<std::string>{word});
    return breakage;
  };
  for (const std::string& word : breakage_words()) {
    CAPTURE(word);
    Gateway gateway("stripe", with(word.c_str()));
    const std::string id = gateway.id_in(gateway.pay("key-1", "1000"));
    const http::Reply again = gateway.pay("key-1", "1000");
    CHECK(gateway.charges() == (word == "no-deduplication" ? 2U : 1U));
    CHECK((gateway.id_in(again) == id) == (word != "no-deduplication" && word != "new-ids"));
    CHECK(gateway.marked(again) == (word != "no-deduplication" && word != "no-marker"));

    const std::size_t before = gateway.charges();
    const http::Reply other = gateway.pay("key-1", "1001");
    const bool executes = word == "no-deduplication" || word == "executes-other-payload";
    CHECK(gateway.charges() - before == (executes ? 1U : 0U));
    CHECK((other.status == 400) == (!executes && word != "payload-not-compared"));

    const std::size_t earlier = gateway.charges();
    const Begun first = gateway.begin(gateway.charge("key-2", "1000"));
    const Begun second = gateway.begin(gateway.charge("key-2", "1000"));
    CHECK((second.ticket != 0) == (word == "no-deduplication" || word == "sequential-only"));
    gateway.finish(first.ticket);
    if (second.ticket) gateway.finish(second.ticket);
    gateway.pay("key-2", "1000");
    CHECK(gateway.charges() - earlier == (word == "no-deduplication"  ? 3U
                                          : word == "sequential-only" ? 2U
                                                                      : 1U));

    const std::size_t sofar = gateway.charges();
    gateway.pay("key-3", "1000", "status 500 after-commit");
    gateway.pay("key-3", "1000");
    CHECK(gateway.charges() - sofar ==
          (word == "no-deduplication" || word == "forgets-after-error" ? 2U : 1U));
  }
  Breakage none;
  CHECK_FALSE(set_breakage(none, "no-such-defect"));
}

TEST_CASE("what is refused before the execution is not stored") {
  Gateway gateway("stripe");
  for (const char* amount :
       {"0", "-5", "\"1e3\"", "\"\"", "1234567890123", "true", "\"1.23456\""}) {
    CAPTURE(amount);
    CHECK(gateway.pay("key-1", amount).status == 400);
  }
  CHECK(gateway.pay("key-1", "1000").status == 200);
  CHECK(gateway.pay(std::string(256, 'k'), "1000").status == 400);
  CHECK(gateway.pay(std::string(255, 'k'), "1000").status == 200);
  CHECK(gateway.pay("key with space", "1000").status == 400);
  CHECK(gateway.ask(gateway.request("POST", "/v1/charges", "[]")).status == 400);
  CHECK(gateway.ask(gateway.request("POST", "/v1/charges", "{\"amount\":")).status == 400);
  CHECK(gateway.charges() == 2);

  StateOptions options{.profile = charge::load_profile("square"), .require_key = true};
  Gateway strict(options);
  CHECK(strict.pay("", "1000").status == 400);
  CHECK(strict.pay("key-1", "1000").status == 200);
}

TEST_CASE("a declined card is no charge, and is stored as an error is") {
  Gateway gateway("stripe");
  CHECK(gateway.pay("key-1", "4002").status == 402);
  const http::Reply again = gateway.pay("key-1", "4002");
  CHECK(again.status == 402);
  CHECK(gateway.marked(again));
  CHECK(member(again, "/error/code") == "card_declined");
  http::Request request =
      gateway.request("POST", "/v1/charges", R"({"amount":1000,"source":"tok_chargeDeclined"})");
  CHECK(gateway.ask(request).status == 402);
  CHECK(gateway.charges() == 0);

  Gateway other("checkoutcom");
  CHECK(other.pay("key-1", "4002").status == 402);
  CHECK_FALSE(other.state.truth().requests.at(0).executed);
  CHECK(other.pay("key-1", "4002").status == 402);
  CHECK_FALSE(other.state.truth().requests.at(1).replayed);
}

TEST_CASE("a token is for one charge, within its time") {
  Gateway gateway("stripe");
  const auto make = [&] {
    return member(gateway.ask(gateway.request("POST", "/v1/tokens")), "/id");
  };
  const auto pay = [&](const std::string& token, const std::string& key) {
    http::Request request =
        gateway.request("POST", "/v1/charges", R"({"amount":1000,"source":")" + token + "\"}");
    request.headers.push_back({"Idempotency-Key", key});
    return gateway.ask(request);
  };
  const std::string token = make();
  CHECK(token.size() == 28);
  CHECK(pay(token, "key-1").status == 200);
  CHECK(pay(token, "key-1").status == 200);  // a repetition uses nothing
  CHECK(member(pay(token, "key-2"), "/error/code") == "token_already_used");
  const std::string late = make();
  gateway.now += 900'000;
  CHECK(member(pay(late, "key-3"), "/error/code") == "token_expired");
  CHECK(member(pay("tok_0123456789abcdef01234567", "key-4"), "/error/code") == "token_unknown");
  CHECK(pay("tok_visa", "key-5").status == 200);
  const Truth truth = gateway.state.truth();
  CHECK(truth.tokens_made == 2);
  CHECK(truth.tokens_used == 1);
  CHECK(truth.tokens_expired == 1);
}

TEST_CASE("charges are listed, counted and found") {
  Gateway gateway("gocardless");
  for (int i = 0; i < 5; ++i)
    gateway.ask(gateway.charge("key-" + std::to_string(i), "1000", i < 3 ? "order/1" : "order/2"));
  const http::Reply all = gateway.ask(gateway.request("GET", "/v1/charges?limit=2"));
  CHECK(member(all, "/total_count") == "5");
  CHECK(member(all, "/has_more") == "true");
  CHECK(member(all, "/data/0/reference") == "order/2");
  CHECK(member(all, "/data/2/id").empty());
  const http::Reply some = gateway.ask(gateway.request("GET", "/payments?reference=order%2F1"));
  CHECK(member(some, "/total_count") == "3");
  CHECK(member(gateway.ask(gateway.request("GET", "/v1/charges?key=key-4")), "/total_count") ==
        "1");
  const std::string id = member(some, "/data/0/id");
  CHECK(gateway.id_in(gateway.ask(gateway.request("GET", "/payments/" + id))) == id);
  CHECK(gateway.ask(gateway.request("GET", "/v1/charges/ch_0")).status == 404);
  CHECK(gateway.ask(gateway.request("GET", "/v1/refunds")).status == 404);
  const http::Reply wrong = gateway.ask(gateway.request("DELETE", "/v1/charges"));
  CHECK(wrong.status == 405);
  CHECK(header(wrong, "Allow") == "GET, POST");
}

TEST_CASE("a live key is refused, and nothing of it is kept") {
  Gateway gateway("gocardless");
  for (const char* value : {"Bearer sk_live_abc123", "Basic cmtfbGl2ZV9hYmM6", "live_abc123"}) {
    CAPTURE(value);
    http::Request request = gateway.charge("key-1", "1000");
    request.headers.push_back({"Authorization", value});
    CHECK(gateway.ask(request).status == 403);
  }
  CHECK(gateway.charges() == 0);
  const std::string books = to_json(gateway.state.truth());
  CHECK(books.find("abc123") == std::string::npos);
  CHECK(books.find("key-1") == std::string::npos);

  const http::Headers basic = {{"Authorization", "Basic c2tfdGVzdF8xOg=="}};
  CHECK(access_of(basic, "sk_test_1", {}) == Access::allowed);
  CHECK(access_of({{"x-api-key", "sk_test_1"}}, "sk_test_1", {}) == Access::allowed);
  CHECK(access_of({{"Authorization", "Bearer sk_test_2"}}, "sk_test_1", {}) == Access::wrong);
  CHECK(access_of({}, "sk_test_1", {}) == Access::missing);
}

TEST_CASE("a card number is in no book and no answer") {
  Gateway gateway("stripe");
  const http::Request request = gateway.request(
      "POST", "/v1/charges",
      R"({"amount":1000,"currency":"eur","card":{"number":"4111111111111111","cvc":"123"},)"
      R"("reference":"4111 1111 1111 1111","metadata":{"a":["4111111111111111"],)"
      R"("b":4111111111111111,"4111111111111111":"c","order":"7"}})");
  const http::Reply reply = gateway.ask(request);
  CHECK(reply.status == 200);
  CHECK(member(reply, "/metadata/order") == "7");
  const std::string all = reply.body + to_json(gateway.state.truth());
  CHECK(all.find("4111111111111111") == std::string::npos);
  CHECK(all.find("4111 1111 1111 1111") == std::string::npos);
}

TEST_CASE("the books are bounded") {
  StateOptions options{.profile = charge::load_profile("generic"),
                       .most_keys = 3,
                       .most_charges = 6,
                       .most_requests = 4};
  Gateway gateway(options);
  const Begun working = gateway.begin(gateway.charge("key-0", "1000"));
  for (int i = 1; i <= 5; ++i)
    CHECK(gateway.pay("key-" + std::to_string(i), "1000").status == 200);
  // The oldest are forgotten, but not what is being worked on.
  CHECK(gateway.pay("key-0", "1000").status == 409);
  gateway.finish(working.ticket);
  CHECK(gateway.pay("key-5", "1000").status == 200);
  CHECK(gateway.charges() == 6);
  CHECK(gateway.pay("key-1", "1000").status == 507);
  CHECK(gateway.state.truth().requests.size() == 4);
  CHECK(gateway.state.truth().requests_seen == 9);

  gateway.state.reset();
  CHECK(gateway.state.truth().requests_seen == 0);
  CHECK(gateway.pay("key-5", "1000").status == 200);
  CHECK(gateway.charges() == 1);
}

TEST_CASE("a reset makes void what was being worked on") {
  Gateway gateway("stripe");
  const Begun begun = gateway.begin(gateway.charge("key-1", "1000"));
  gateway.state.reset();
  CHECK(gateway.finish(begun.ticket).reply.value().status == 503);
  CHECK(gateway.charges() == 0);
}

TEST_CASE("a key that is used up by any answer, and the answer that is kept for it") {
  Gateway gateway("mangopay");
  const std::string key = "0123456789abcdef", other = "0123456789abcdee";
  const http::Reply first = gateway.pay(key, "1000");
  CHECK(first.status == 200);
  CHECK(gateway.pay(key, "1000").status == 409);
  CHECK(gateway.pay(other, "1000", "status 500 after-commit").status == 500);
  CHECK(gateway.pay(other, "1000").status == 409);
  CHECK(gateway.charges() == 2);
  const http::Reply kept = gateway.ask(gateway.request("GET", "/v2.01/shop/responses/" + key));
  CHECK(kept.status == 200);
  CHECK(member(kept, "/Resource/Id") == gateway.id_in(first));
  CHECK(gateway.ask(gateway.request("GET", "/v2.01/shop/responses/none")).status == 404);
}
