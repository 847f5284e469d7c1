#include <doctest/doctest.h>

#include "tests/lib/webhook/advice.hpp"
#include "tests/lib/webhook/damages.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;
using namespace checkoutdiag::test;

namespace {

// The first two causes, both proven: "a, b".
std::string both(const Diagnosis& found) {
  CAPTURE(listed(found));
  REQUIRE(found.causes.size() == 2);
  CHECK((found.causes[0].certain && found.causes[1].certain));
  CHECK(found.causes[0].message == found.causes[1].message);
  CHECK(fault_of_advice(found.causes[0].fix) == "");
  return found.causes[0].id + ", " + found.causes[1].id;
}

// The receiver has another secret, and a list that has the right one.
void take_other_secret(Scene& scene) {
  scene.others = {{Secret("whsec_of_the_dashboard"), "TEST, line 1 of cands"},
                  {Secret(scene.secret), "LIVE, line 4 of cands"}};
  scene.secret = "whsec_of_something_else";
}

const std::string kCompact = "{\"id\":\"evt_1\",\"amount\":10,\"note\":\"caf\xC3\xA9\"}";
const std::string kPretty =
    "{\n  \"id\": \"evt_1\",\n  \"amount\": 10,\n  \"note\": \"caf\xC3\xA9\"\n}";

}  // namespace

TEST_CASE("Another secret of the list is found together with a body's or URL's damage") {
  struct Case {
    const char *scheme, *second;
    std::function<void(Scene&)> happens;
  };
  const std::vector<Case> cases = {
      {"stripe", "body.trailing-newline-added", [](Scene& s) { s.body() += "\n"; }},
      {"stripe", "body.base64-encoded", [](Scene& s) { s.body() = base64(s.body()); }},
      {"stripe", "body.json-reserialized", [](Scene& s) { s.body() = kCompact; }},
      {"stripe", "body.enveloped",
       [](Scene& s) {
         replace_all(s.body(), "\"", "\\\"");
         replace_all(s.body(), "\n", "\\n");
         s.body() = "{\"body\":\"" + s.body() + "\"}";
       }},
      {"square", "url.scheme-changed", [](Scene& s) { s.url().erase(4, 1); }},
      {"square", "body.trailing-newline-added", [](Scene& s) { s.body() += "\n"; }},
  };
  for (const Case& each : cases) {
    CAPTURE(each.second);
    Scene scene = scene_of(each.scheme, kPretty);
    take_other_secret(scene);
    each.happens(scene);
    const Diagnosis found = scene.diagnose();
    CHECK(both(found) == std::string("secret.other-entry, ") + each.second);
    CHECK(found.causes[0].message.starts_with(
        "the delivery is signed with LIVE, line 4 of cands, and "));
    CHECK(listed(found).find(scene.others[1].secret.reveal()) == std::string::npos);
  }
}

TEST_CASE("Numbers that were written anew are found with another secret, too") {
  Scene scene = scene_of("stripe", "{\"rate\":19.0,\"b\":1}");
  take_other_secret(scene);
  scene.body() = "{\"rate\":19,\"b\":1}";
  CHECK(both(scene.diagnose()) == "secret.other-entry, body.json-numbers-changed");
}

TEST_CASE("What was put around a body that was written anew is taken off both") {
  Scene scene = scene_of("stripe", kPretty);
  scene.body() = base64(kCompact);
  CHECK(both(scene.diagnose()) == "body.base64-encoded, body.json-reserialized");
  scene.body() = base64(kPretty + "\n");
  CHECK(both(scene.diagnose()) == "body.base64-encoded, body.trailing-newline-added");
}

TEST_CASE("One pair is told, the smallest") {
  Scene scene = scene_of("square", kPretty);
  scene.body() += "\n";
  scene.url().erase(4, 1);
  DiagnosisLimits limits;
  limits.all = true;
  CHECK(both(scene.diagnose(limits)) == "body.trailing-newline-added, url.scheme-changed");
}

TEST_CASE("Pairs that the limits forbade are not said to have been tried") {
  Scene scene = scene_of("stripe", kPretty);
  scene.body() = "{\"another\": 1}";
  for (int i = 0; i < 300; ++i)
    scene.others.push_back({Secret("whsec_candidate_" + std::to_string(i)), ""});
  const Diagnosis found = scene.diagnose();
  CHECK(found.bounded);
  CHECK(found.attempts <= 4096);
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes[0].id == "unknown.no-repair-found");
  CHECK(found.causes[0].message.starts_with(
      "no single repair of body, secret or header, and none of the likely pairs that the limits "
      "allow, makes"));
}
