#include <doctest/doctest.h>

#include "tests/lib/webhook/damages.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;
using namespace checkoutdiag::test;

TEST_CASE("Of a header that came twice it is told which line or value counts") {
  const auto told = [](const Scene& scene) {
    const std::string message = scene.diagnose().causes.front().message;
    const std::size_t once = message.find("once ");
    return once == message.npos ? message : message.substr(once + 5);
  };
  Scene scene = scene_of("github", kBody);
  const Header header{"X-Hub-Signature-256", scene.signature()};
  scene.delivery.headers.push_back(header);
  CHECK(told(scene) == "one of its 2 equal lines is taken alone");
  scene.delivery.headers.back().value = "sha256=00";
  CHECK(told(scene) == "line 1 of 2 is taken alone");
  scene.delivery.headers.back().value = "sha256=00, " + header.value;
  scene.signature() = "sha256=11";
  CHECK(told(scene) == "value 2 of 2 in line 2 of 2 is taken alone");
  scene = scene_of("github", kBody);
  scene.signature() += ", " + header.value;
  CHECK(told(scene) == "one of its 2 equal values is taken alone");
  scene.signature() = "sha256=00, " + header.value;
  CHECK(told(scene) == "value 2 of 2 is taken alone");
}
