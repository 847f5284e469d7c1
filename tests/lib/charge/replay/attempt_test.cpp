#include "lib/charge/replay/attempt.hpp"

#include <doctest/doctest.h>

#include "tests/lib/charge/replay/test_plan.hpp"

namespace checkoutdiag::charge {
namespace {

http::Exchange answer(int status, std::string body, http::Headers headers = {}) {
  http::Exchange exchange;
  exchange.fate = http::Fate::answered;
  exchange.status = status;
  exchange.headers = std::move(headers);
  exchange.headers.push_back({"Content-Type", "application/json"});
  exchange.body = std::move(body);
  return exchange;
}

Attempt taken(const http::Exchange& exchange, const Profile& profile) {
  Attempt attempt;
  take_answer(attempt, profile, exchange);
  return attempt;
}

TEST_CASE("attempt: an answer's id, time, marker and code") {
  const Profile profile = test::documented_profile();
  Attempt seen = taken(answer(201, R"({"id":"ch_1","created":17,"code":"x"})"), profile);
  CHECK(seen.id == "ch_1");
  CHECK(seen.created == "17");
  CHECK(seen.code == "");
  CHECK_FALSE(seen.marker);
  CHECK(seen.body_digest.size() == 16);
  CHECK(succeeded(seen, profile));

  seen = taken(answer(200, R"({"id":7})", {{"idempotent-replayed", "TRUE"}}), profile);
  CHECK(seen.id == "7");
  CHECK(seen.marker);

  // An error has an id of its own, which is no object's.
  seen = taken(answer(402, R"({"id":"err_1","code":4,"error":{"type":"card_error"}})"), profile);
  CHECK(seen.id == "");
  CHECK(seen.code == "card_error");
  CHECK(refused(seen, profile));
  CHECK(taken(answer(400, R"({"errors":[{"code":"E1"}]})"), profile).code == "E1");
  CHECK(taken(answer(400, R"({"errorCode":"704","errors":[]})"), profile).code == "704");
}

TEST_CASE("attempt: a marker may be a status") {
  Profile profile = test::documented_profile();
  profile.marker = {};
  CHECK_FALSE(taken(answer(200, "{}"), profile).marker);
  profile.marker.status = 200;
  profile.marker.first_status = 201;
  CHECK(taken(answer(200, "{}"), profile).marker);
  CHECK_FALSE(taken(answer(201, "{}"), profile).marker);
}

TEST_CASE("attempt: a conflict that names the object is its answer") {
  Profile profile = test::documented_profile();
  const http::Exchange conflict =
      answer(409, R"({"error":{"code":"duplicate","links":{"id":"PM1"}}})");
  CHECK(taken(conflict, profile).id == "");
  CHECK_FALSE(succeeded(taken(conflict, profile), profile));
  profile.policy = Policy::conflict;
  profile.duplicate_id = "/error/links/id";
  CHECK(taken(conflict, profile).id == "PM1");
  CHECK(succeeded(taken(conflict, profile), profile));
}

TEST_CASE("attempt: what cannot be read is a fault, and what was said is safe to print") {
  const Profile profile = test::documented_profile();
  CHECK(taken(answer(201, ""), profile).fault == "the answer has no body");
  CHECK(taken(answer(201, "{\"id\":"), profile).fault != "");
  CHECK(taken(answer(201, R"({"id":")" + std::string(300, 'x') + "\"}"), profile).fault ==
        "the object's id has more than 255 bytes");
  CHECK(taken(answer(201, R"({"id":"a\u001b[31mb"})"), profile).id == "a\\x1b[31mb");
  http::Exchange cut;
  cut.fate = http::Fate::no_status;
  cut.error = "a\nb";
  const Attempt seen = taken(cut, profile);
  CHECK(seen.error.find('\n') == std::string::npos);
  CHECK(seen.body_digest == "");
  CHECK(may_have_executed(seen));
}

TEST_CASE("attempt: an answer on record decides as it did when it came") {
  const Profile profile = test::documented_profile();
  const http::Exchange seen =
      answer(500, R"({"error":{"code":"api_error"}})", {{"Idempotent-Replayed", "true"}});
  const Attempt before = taken(seen, profile);
  const Attempt again = taken(exchange_of(before, profile), profile);
  CHECK(again.status == 500);
  CHECK(again.marker);
  CHECK(again.code == "api_error");
  CHECK(again.fate == http::Fate::answered);
}

}  // namespace
}  // namespace checkoutdiag::charge
