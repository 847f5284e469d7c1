#include <doctest/doctest.h>

#include "tests/lib/webhook/advice.hpp"
#include "tests/lib/webhook/damages.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;
using namespace checkoutdiag::test;

namespace {

const Cause& first(const Diagnosis& found) {
  CAPTURE(listed(found));
  REQUIRE_FALSE(found.causes.empty());
  CHECK(fault_of_advice(found.causes.front().fix) == "");
  return found.causes.front();
}

Scene message(std::vector<std::string> components) {
  Scene scene{find_scheme("rfc9421"), usual_secret(*find_scheme("rfc9421")), {}, {}};
  scene.url() = "https://shop.example/hook?a=1";
  scene.body() = kBody;
  SignOptions options{.timestamp = kSigned};
  options.components = std::move(components);
  for (const Header& each :
       sign(*scene.scheme, scene.delivery, scene.secrets(), scene.settings, options).headers)
    scene.header(each.name) = each.value;
  return scene;
}

}  // namespace

TEST_CASE("Another method than RFC 9421's signature has is found where it is signed") {
  Scene scene = message({"@method", "@target-uri", "content-digest"});
  REQUIRE(scene.verify().valid());
  scene.delivery.method = "PUT";
  const Diagnosis found = scene.diagnose();
  CHECK(first(found).id == "url.method-changed");
  CHECK(first(found).certain);
  CHECK(first(found).message.ends_with("it is POST"));
  scene.delivery.method = "POST";
  scene.url().erase(4, 1);
  CHECK(first(scene.diagnose()).id == "url.scheme-changed");
}

TEST_CASE("A URL that no signature names is not tried") {
  Scene scene = message({"content-digest"});
  REQUIRE(scene.verify().valid());
  scene.secret = base64("another secret");
  const Diagnosis without = scene.diagnose();
  CHECK(first(without).message.find("URL") == std::string::npos);
  Scene with = message({"@method", "@target-uri", "content-digest"});
  with.secret = scene.secret;
  CHECK(with.diagnose().attempts > without.attempts);
}

TEST_CASE("Mercado Pago's data.id is looked for where else it stands") {
  Scene scene =
      scene_of("mercadopago", "{\"type\":\"order\",\"data\":{\"id\":\"ord01jq4s4ky8h\"}}");
  REQUIRE(scene.verify().valid());
  scene.url().clear();
  CHECK(first(scene.diagnose()).id == "url.missing");
  CHECK(first(scene.diagnose()).certain);
  scene.url() = "https://shop.example/hooks/pay";
  CHECK(first(scene.diagnose()).id == "url.query-removed");
  CHECK(first(scene.diagnose()).certain);
  scene.body() = "{}";
  CHECK(first(scene.diagnose()).id == "url.query-removed");
  CHECK_FALSE(first(scene.diagnose()).certain);
  scene.url() = "https://shop.example/hooks/pay?topic=payment&id=ord01jq4s4ky8h";
  CHECK(first(scene.diagnose()).id == "url.parameter-renamed");
  CHECK(first(scene.diagnose()).certain);
  scene.secret = "another";
  CHECK(first(scene.diagnose()).id == "header.unsigned-by-design");
  CHECK_FALSE(first(scene.diagnose()).certain);
}

TEST_CASE("Mercado Pago's notifications without x-signature may be unsigned by design") {
  Scene scene = scene_of("mercadopago", "{}");
  scene.drop("x-signature");
  CHECK(first(scene.diagnose()).id == "header.unsigned-by-design");
  CHECK_FALSE(first(scene.diagnose()).certain);
}
