#include "lib/token/probe.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::token {
namespace {

ProbeUse judged(int status, const std::string& code, const Gateway* gateway = nullptr) {
  http::Exchange answer;
  answer.status = status;
  answer.body = code.empty() ? "" : R"({"error":{"code":")" + code + R"("}})";
  return judged_use(answer, gateway);
}

}  // namespace

TEST_CASE("what an answer says of the token") {
  CHECK(judged(201, "").taken == Taken::taken);
  CHECK(judged(400, "token_expired").taken == Taken::refused);
  CHECK(judged(404, "").taken == Taken::refused);
  // A refusal of the card, the key, the rate or the server is none of the token.
  for (const int status : {0, 301, 401, 403, 402, 408, 409, 429, 500, 503})
    CHECK(judged(status, "").taken == Taken::unclear);
  CHECK(judged(400, "card_declined").taken == Taken::unclear);
  CHECK(judged(401, "invalid_token").taken == Taken::unclear);
  // A code that names the token is clearer than its status.
  CHECK(judged(402, "token_already_used").taken == Taken::refused);
  CHECK(judged(422, "91565", gateway_of("braintree")).taken == Taken::refused);
  // 200 with an error in it is no success.
  CHECK(judged(200, "token_expired").taken == Taken::refused);
  CHECK(judged(200, "try_later").taken == Taken::unclear);
  for (const char* code : {"00", "0", "200", "Success", "approved"})
    CHECK(judged(200, code).taken == Taken::taken);
  CHECK(judged(400, "00").taken == Taken::refused);
  CHECK(judged(503, "token_expired").taken == Taken::unclear);
}

TEST_CASE("a token in a payload") {
  CHECK(with_token(R"({"source": "{token}"})", R"(a"b)", "u1") == R"({"source": "a\"b"})");
  CHECK(with_token("source={token}&again={token}", "a+b/c=", "u1") ==
        "source=a%2Bb%2Fc%3D&again=a%2Bb%2Fc%3D");
  CHECK(with_token(R"({"order":"{unique}","t":"{token}"})", "{unique}", "u1") ==
        R"({"order":"u1","t":"{unique}"})");
  CHECK(with_token("", "x", "u1").empty());
}

}  // namespace checkoutdiag::token
