#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/lib/webhook/advice.hpp"
#include "tests/lib/webhook/damages.hpp"
#include "tests/source_dir.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;
using namespace checkoutdiag::test;

TEST_CASE("The published vectors that are refused are refused for the reason that they name") {
  const std::vector<std::pair<std::string, std::string>> reasons = {
      {"301 s old", "time.too-old"},
      {"6 s old", "time.too-old"},
      {"301 s in the future", "time.clock-behind"},
      {"only v0", "header.ignored-version-only"},
      {"upper-case hex", "header.hex-upper-case"},
      {"signed with the whsec_ prefix stripped", "secret.prefix-included"},
      {"trailing slash added", "url.trailing-slash-added"},
      {"44 x A", "unknown.no-repair-found"},
      {"no pair for our public key", "setting.other-public-key"},
  };
  std::ifstream file(std::filesystem::path(test::source_dir()) /
                     "tests/program/webhook_vectors.json");
  std::size_t refused = 0;
  for (const auto& vector : nlohmann::json::parse(file)) {
    const std::string name = vector.at("name").get<std::string>();
    if (vector.at("expect") == "valid") continue;
    ++refused;
    Scene scene{find_scheme(vector.at("scheme").get<std::string>()), vector.at("secret"), {}, {}};
    for (const auto& [header, value] : vector.at("headers").items())
      scene.header(header) = value.get<std::string>();
    scene.body() = unbase64(vector.at("body_b64").get<std::string>());
    scene.url() = vector.value("url", "");
    scene.now = vector.at("now").get<std::int64_t>();
    const Diagnosis found = scene.diagnose();
    CAPTURE(name);
    CAPTURE(listed(found));
    REQUIRE_FALSE(found.causes.empty());
    const auto reason = std::find_if(reasons.begin(), reasons.end(), [&](const auto& each) {
      return name.starts_with(each.first);
    });
    REQUIRE(reason != reasons.end());
    CHECK(found.causes.front().id == reason->second);
  }
  CHECK(refused == 12);
}

TEST_CASE("What nobody damaged has no cause") {
  for (const char* name : {"stripe", "github", "square", "standard-webhooks", "mercadopago"}) {
    const Diagnosis found = scene_of(name, kBody).diagnose();
    CHECK(found.causes.empty());
    CHECK(found.attempts == 0);
  }
}

TEST_CASE("Two damages that commonly come together are found, and both are told") {
  struct Pair {
    const char *scheme, *first, *second;
    std::function<void(Scene&)> happens;
  };
  const std::vector<Pair> pairs = {
      {"github", "secret.trailing-newline", "body.trailing-newline-added",
       [](Scene& s) {
         s.secret += "\n";
         s.body() += "\n";
       }},
      {"square", "secret.trailing-newline", "url.scheme-changed",
       [](Scene& s) {
         s.secret += "\n";
         s.url().erase(4, 1);
       }},
      {"square", "body.trailing-newline-added", "url.scheme-changed",
       [](Scene& s) {
         s.body() += "\n";
         s.url().erase(4, 1);
       }},
      {"razorpay", "header.hex-upper-case", "body.trailing-newline-added",
       [](Scene& s) {
         s.signature() = upper(s.signature());
         s.body() += "\n";
       }},
      {"stripe", "header.space-after-comma", "secret.quoted",
       [](Scene& s) {
         replace_all(s.signature(), ",", ", ");
         s.secret = "'" + s.secret + "'";
       }},
  };
  for (const Pair& each : pairs) {
    Scene scene = scene_of(each.scheme, kBody);
    each.happens(scene);
    const Diagnosis found = scene.diagnose();
    CAPTURE(listed(found));
    REQUIRE(found.causes.size() >= 2);
    CHECK(found.causes[0].id == each.first);
    CHECK(found.causes[1].id == each.second);
    CHECK(found.causes[0].certain);
    CHECK(found.causes[1].certain);
  }
}

TEST_CASE("A damaged secret and a body that was written anew are found together") {
  const std::string sent = "{\n  \"id\": \"evt_1\",\n  \"name\": \"Zo\xC3\xAB\"\n}";
  const std::string php = "{\"url\":\"https:\\/\\/x.example\",\"name\":\"Zo\\u00eb\"}";
  struct Both {
    const char *secret, *body;
    std::string sent, received;
    std::function<std::string(const std::string&)> keep;
  };
  const auto newline = [](const std::string& secret) { return secret + "\n"; };
  const auto encoded = [](const std::string& secret) { return base64(secret + "\n"); };
  const std::string compact = "{\"id\":\"evt_1\",\"name\":\"Zo\xC3\xAB\"}";
  const std::vector<Both> all = {
      {"secret.trailing-newline", "body.json-reserialized", sent, compact, newline},
      {"secret.base64-encoded", "body.json-reserialized", sent, compact, encoded},
      {"secret.base64-encoded", "body.json-reserialized", compact, sent, encoded},
      {"secret.trailing-newline", "body.json-escapes-changed", php,
       "{\"url\":\"https://x.example\",\"name\":\"Zo\xC3\xAB\"}", newline},
      {"secret.base64-encoded", "body.base64-encoded", sent, base64(sent), encoded},
      {"secret.base64-encoded", "body.trailing-newline-added", sent, sent + "\n", encoded},
  };
  for (const Both& each : all) {
    Scene scene = scene_of("stripe", each.sent);
    scene.secret = each.keep(scene.secret);
    scene.body() = each.received;
    const Diagnosis found = scene.diagnose();
    CAPTURE(listed(found));
    REQUIRE(found.causes.size() >= 2);
    CHECK(found.causes[0].id == each.secret);
    CHECK(found.causes[1].id == each.body);
    CHECK((found.causes[0].certain && found.causes[1].certain));
    CHECK(found.causes[0].fix.ends_with("\n" + found.causes[1].fix));
    CHECK(fault_of_advice(found.causes[0].fix) == "");
  }
}

TEST_CASE("A signature in a header of two schemes is another's only when it looks so") {
  Scene scene = scene_of("standard-webhooks", kBody);
  scene.signature() = "nonsense";
  for (const Cause& each : scene.diagnose().causes)
    CHECK(each.id != "header.other-scheme");
  scene.signature() = std::string(64, 'a');
  for (const Cause& each : scene.diagnose().causes)
    CHECK(each.id != "header.other-scheme");  // GoCardless sends neither id nor timestamp
  scene.drop("webhook-id");
  scene.drop("webhook-timestamp");
  CHECK(scene.diagnose().causes.front().id == "header.other-scheme");
  CHECK_FALSE(scene.diagnose().causes.front().certain);
}

TEST_CASE("A signature that is over by its own word is told to be") {
  Scene scene = scene_of("rfc9421", kBody);
  Verification seen = scene.verify();
  REQUIRE(seen.valid());
  seen.age = Age::too_old;
  seen.expired = true;
  const Diagnosis found = webhook::diagnose(*scene.scheme, scene.secrets(), scene.settings,
                                            scene.delivery, seen, scene.now, {}, {});
  REQUIRE(found.causes.size() == 1);
  CHECK(found.causes[0].id == "time.expired");
  CHECK(found.causes[0].certain);
}

TEST_CASE("With all, every single repair that helps is told, each once") {
  Scene scene = scene_of("github", kBody);
  scene.others = {{Secret(scene.secret), "live"}};
  scene.secret += "\n";
  DiagnosisLimits limits;
  limits.all = true;
  std::vector<std::string> ids;
  for (const Cause& each : scene.diagnose(limits).causes)
    ids.push_back(each.id);
  CHECK(ids == std::vector<std::string>{"secret.trailing-newline", "secret.other-entry"});
}

TEST_CASE("With all, what a smaller repair explains is no further cause") {
  struct Case {
    const char *scheme, *only;
    std::function<void(Scene&)> happens;
  };
  const std::vector<Case> cases = {
      {"github", "body.trailing-newline-added", [](Scene& s) { s.body() += "\n"; }},
      {"github", "body.lf-became-crlf", [](Scene& s) { replace_all(s.body(), "\n", "\r\n"); }},
      {"twilio", "url.trailing-slash-added",
       [](Scene& s) { s.url().insert(s.url().find('?'), "/"); }},
      {"razorpay", "header.base64-instead-of-hex",
       [](Scene& s) { s.signature() = base64(unhex(s.signature())); }},
      {"github", "header.base64-instead-of-hex",
       [](Scene& s) { s.signature() = "sha256=" + base64(unhex(s.signature().substr(7))); }},
  };
  DiagnosisLimits limits;
  limits.all = true;
  for (const Case& each : cases) {
    Scene scene = scene_of(each.scheme, kBody);
    each.happens(scene);
    const Diagnosis found = scene.diagnose(limits);
    CAPTURE(listed(found));
    REQUIRE(found.causes.size() == 1);
    CHECK(found.causes[0].id == each.only);
    CHECK(found.causes[0].certain);
    CHECK(fault_of_advice(found.causes[0].fix) == "");
  }
}

TEST_CASE("How the JSON is written is told behind everything, and not without a signature") {
  Scene scene = scene_of("stripe", "{\"a\": 10.0, \"b\": 2}");
  scene.secret = "whsec_another_one_for_live";
  const Diagnosis found = scene.diagnose();
  CAPTURE(listed(found));
  REQUIRE(found.causes.size() == 3);
  CHECK(found.causes[0].id == "unknown.no-repair-found");
  CHECK(found.causes[0].message ==
        "no single repair of body, secret or header, and none of the likely pairs, makes the "
        "signature right: the secret belongs to another endpoint, or the body was changed");
  CHECK(found.causes[0].fix.starts_with("check in this order that:\n1. the secret is the one of"));
  CHECK(fault_of_advice(found.causes[0].fix) == "");
  CHECK(found.causes[1].id == "evidence.normalised-floats");
  CHECK(found.causes[2].id == "evidence.body-rebuilt");
  scene.drop("Stripe-Signature");
  CHECK(scene.diagnose().causes.size() == 1);
  CHECK(scene.diagnose().causes[0].id == "header.missing");
}

TEST_CASE("The URL is told among what was tried where it is signed") {
  Scene scene = scene_of("square", kBody);
  scene.body() = "another";
  const Cause cause = scene.diagnose().causes.back();
  CHECK(cause.id == "unknown.no-repair-found");
  CHECK(cause.message.find("body, secret, URL or header") != std::string::npos);
  CHECK(cause.fix.find("the URL is the very one") != std::string::npos);
}

TEST_CASE("What is proven is not suspected as well") {
  Scene scene = scene_of("stripe", kBody);
  scene.secret.erase(0, 6);
  CHECK(scene.diagnose().causes.size() == 1);
  scene = scene_of("standard-webhooks", kBody);
  scene.header("webhook-timestamp") += "123";
  const Diagnosis found = scene.diagnose();
  CAPTURE(listed(found));
  CHECK(found.causes.size() == 1);
  CHECK(found.causes[0].id == "time.milliseconds");
}

TEST_CASE("Of several secrets the damaged one is named by its place and fingerprint") {
  Scene scene = scene_of("github", kBody);
  scene.more = {Secret("an-older-one")};
  scene.secret += "\n";
  const Diagnosis found = scene.diagnose();
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes[0].message == "secret 2 (fingerprint " + Secret(scene.secret).fingerprint() +
                                       ") ends with a newline: the signature matches once its "
                                       "newline is removed");
}

TEST_CASE("A delivery that is mended and too old as well is told to be both") {
  Scene scene = scene_of("stripe", kBody);
  scene.body() += "\n";
  scene.now += 1000;
  const Diagnosis found = scene.diagnose();
  REQUIRE(found.causes.size() == 2);
  CHECK(found.causes[0].id == "body.trailing-newline-added");
  CHECK(found.causes[1].id == "time.too-old");
}

TEST_CASE("Another webhook id of the list is the cause where it makes the signature right") {
  Scene scene{find_scheme("generic"), "key", {}, {}};
  Scheme scheme = *scene.scheme;
  scheme.layout = parse_layout("{setting:webhook-id}.{body}");
  scheme.settings = {"webhook-id"};
  scene.scheme = &scheme;
  scene.body() = kBody;
  scene.settings.values["webhook-id"] = "WH-2";
  scene.signature() =
      sign(scheme, scene.delivery, scene.secrets(), scene.settings, {}).headers.front().value;
  REQUIRE(scene.verify().valid());
  scene.settings.values["webhook-id"] = "WH-1";
  scene.settings.values["webhook-ids"] = "WH-0, WH-2,WH-3";
  CHECK(scene.diagnose().causes.front().id == "setting.other-webhook-id");
  scene.settings.values.erase("webhook-ids");
  scene.settings.values["webhook-id"] = " wh-2\n";
  CHECK(scene.diagnose().causes.front().message.find("it is WH-2") != std::string::npos);
  scene.settings.values["webhook-id"] = "\"WH-2\"";
  CHECK(scene.diagnose().causes.front().message.find("spaces or quotes") != std::string::npos);
  scene.settings.values["webhook-id"] = "evt_test_webhook";
  CHECK(scene.diagnose().causes.front().message.find("stands in the delivery") !=
        std::string::npos);
  CHECK(scene.diagnose().causes.front().certain);
  scene.settings.values["webhook-id"] = "WH-9";
  CHECK(scene.diagnose().causes.front().id == "setting.other-webhook-id");
  CHECK_FALSE(scene.diagnose().causes.front().certain);
  const Cause unknown = scene.diagnose().causes.back();
  CHECK(unknown.fix.starts_with("check in this order that:\n1. the webhook id is that of"));
  scene.settings.values["webhook-ids"] = "WH-0, WH-2,WH-3";
  scene.settings.values.erase("webhook-id");
  CHECK(scene.diagnose().causes.front().id == "setting.other-webhook-id");
}

TEST_CASE("A right signature that leaves the body out is no riddle") {
  Scheme scheme = *find_scheme("rfc9421");
  Scene scene{&scheme, test::usual_secret(scheme), {}, {}};
  scene.url() = "https://shop.example/hook";
  scene.body() = kBody;
  SignOptions options{.timestamp = test::kSigned};
  options.components = {"@method", "@target-uri"};
  for (const Header& each :
       sign(scheme, scene.delivery, scene.secrets(), scene.settings, options).headers)
    scene.header(each.name) = each.value;
  const Diagnosis found = scene.diagnose();
  CAPTURE(listed(found));
  REQUIRE(found.causes.size() == 1);
  CHECK(found.causes[0].id == "body.not-covered");
  CHECK(found.attempts == 0);
}

TEST_CASE("A limit ends the search, and it says so") {
  Scene scene = scene_of("github", kBody);
  scene.body() = "another body";
  DiagnosisLimits limits;
  limits.attempts = 5;
  const Diagnosis few = scene.diagnose(limits);
  CHECK(few.bounded);
  CHECK(few.attempts <= 5);
  CHECK(few.causes.back().id == "unknown.no-repair-found");
  limits = {};
  limits.bytes = 2000;
  CHECK(scene.diagnose(limits).bounded);
  limits = {};
  limits.body = 3;
  CHECK(scene.diagnose(limits).bounded);
  CHECK_FALSE(scene.diagnose().bounded);
}

TEST_CASE("Each of many signatures that a public key verifies counts") {
  Scene scene = scene_of("standard-webhooks-v1a", kBody);
  scene.body() = "another body";
  const std::string one = scene.signature();
  const int alone = scene.diagnose().attempts;
  for (int i = 1; i < 10; ++i)
    scene.signature() += " " + one;
  DiagnosisLimits limits;
  limits.attempts = 10 * alone;
  CHECK(scene.diagnose(limits).attempts > 5 * alone);
  limits.attempts = 25;
  CHECK(scene.diagnose(limits).attempts == 20);
  CHECK(scene.diagnose(limits).bounded);
}

TEST_CASE("What was changed at random is never explained with certainty") {
  std::uint32_t state = 20'260'111;
  const auto random = [&](std::size_t below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<std::size_t>(state >> 8) % below;
  };
  const auto flip = [&](std::string& text, std::size_t from) {
    for (std::size_t i = 0; i <= random(3); ++i)
      text[from + random(text.size() - from)] ^= static_cast<char>(1 + random(255));
  };
  const std::vector<const char*> schemes = {
      "stripe", "github",         "shopify", "standard-webhooks",
      "paddle", "adyen-platform", "square",  "razorpay"};
  std::size_t explained = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::string scheme = schemes[static_cast<std::size_t>(round) % schemes.size()];
    Scene scene = scene_of(scheme, kBody);
    const std::size_t what = random(3);
    if (what == 0) flip(scene.body(), 0);
    if (what == 1) flip(scene.secret, 8);
    if (what == 2) {  // another digit, so that it stays a signature
      std::string& text = scene.signature();
      for (std::size_t at = text.size() - 30; at < text.size() - 2; at += 1 + random(9))
        text[at] = "0123456789abcdef"[random(16)];
    }
    const Verification seen = scene.verify();
    if (seen.valid()) continue;  // case of hex digits, or one digit for itself
    for (const Cause& each : scene.diagnose().causes) {
      if (each.message.find("signature matches once") == std::string::npos) continue;
      ++explained;
      CAPTURE(scheme);
      CAPTURE(round);
      CAPTURE(each.id);
      CHECK(each.id == "");
    }
  }
  CHECK(explained == 0);
}
