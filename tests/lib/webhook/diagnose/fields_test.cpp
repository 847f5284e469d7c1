#include <doctest/doctest.h>

#include "tests/lib/webhook/advice.hpp"
#include "tests/lib/webhook/damages.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;
using namespace checkoutdiag::test;

namespace {

// A callback as Razorpay's Checkout posts it.
Scene callback() {
  Scene scene{find_scheme("razorpay-callback"), "EnLs21M47BllR3X8PSFtjtbd", {}, {}};
  scene.delivery.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  scene.body() =
      "razorpay_payment_id=pay_IH4NVgf4Dreq1l&razorpay_order_id=order_IEIaMR65cu6nz3&"
      "razorpay_signature=0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f";
  return scene;
}

void as_json(Scene& scene, const char* order, const char* payment, const char* signature) {
  scene.header("Content-Type") = "application/json";
  scene.body() = std::string("{\"") + order + "\":\"order_IEIaMR65cu6nz3\",\"" + payment +
                 "\":\"pay_IH4NVgf4Dreq1l\",\"" + signature +
                 "\":\"0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f\"}";
}

const Cause& first(const Diagnosis& found) {
  CAPTURE(listed(found));
  REQUIRE_FALSE(found.causes.empty());
  CHECK(fault_of_advice(found.causes.front().fix) == "");
  return found.causes.front();
}

}  // namespace

TEST_CASE("A callback that was posted as JSON is read, and named") {
  Scene scene = callback();
  REQUIRE(scene.verify().valid());
  as_json(scene, "razorpay_order_id", "razorpay_payment_id", "razorpay_signature");
  REQUIRE_FALSE(scene.verify().valid());
  Diagnosis found = scene.diagnose();
  CHECK(first(found).id == "body.form-became-json");
  CHECK(first(found).certain);
  CHECK(first(found).message.find("matches once") != std::string::npos);
  as_json(scene, "razorpayOrderId", "razorpayPaymentId", "razorpaySignature");
  found = scene.diagnose();
  CHECK(first(found).message.find("matches once") != std::string::npos);
  // That it came as JSON is a fact; that it would be right is none.
  scene.secret = "another";
  found = scene.diagnose();
  CHECK(found.causes.size() == 1);
  CHECK(first(found).id == "body.form-became-json");
  CHECK(first(found).message.find("matches once") == std::string::npos);
}

TEST_CASE("Values in the other order are found") {
  Scene scene = callback();
  replace_all(scene.body(), "pay_IH4NVgf4Dreq1l&", "order_IEIaMR65cu6nz3&");
  replace_all(scene.body(), "order_id=order_IEIaMR65cu6nz3", "order_id=pay_IH4NVgf4Dreq1l");
  CHECK(first(scene.diagnose()).id == "header.values-swapped");
  CHECK(first(scene.diagnose()).certain);
}

TEST_CASE("A form that a framework made JSON is put together again") {
  Scene scene = scene_of("slack", "token=a1&text=caf%C3%A9+%26+more&user=U1");
  scene.header("Content-Type") = "application/x-www-form-urlencoded";
  scene.body() = "{\"token\": \"a1\", \"text\": \"caf\xC3\xA9 & more\", \"user\": \"U1\"}";
  CHECK(first(scene.diagnose()).id == "body.form-became-json");
  CHECK(first(scene.diagnose()).certain);
  scene.body().back() = ',';
  CHECK_FALSE(first(scene.diagnose()).certain);
  scene = scene_of("twilio", "{}", {}, "https://shop.example/sms");
  scene.url() = "https://shop.example/sms";
  scene.header("Content-Type") = "application/x-www-form-urlencoded";
  scene.body() = "From=%2B14158675309&Body=hi+there";
  const Signed sent = sign(*scene.scheme, scene.delivery, scene.secrets(), scene.settings, {});
  scene.signature() = sent.headers.front().value;
  scene.url() = sent.url;
  REQUIRE(scene.verify().valid());
  scene.body() = "{\"From\":\"+14158675309\",\"Body\":\"hi there\"}";
  CHECK(first(scene.diagnose()).id == "body.form-became-json");
}
