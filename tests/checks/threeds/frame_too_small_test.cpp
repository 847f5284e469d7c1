#include "lib/threeds/base64url.hpp"
#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {
namespace {

std::string seen(const std::string& html) {
  return test::page_told(rules::frame_too_small, test::seen_page("", html));
}

}  // namespace

TEST_CASE("threeds/frame-too-small: attributes and styles against the windows") {
  CHECK(seen("<iframe name=challenge width=250 height=400></iframe>") == "");
  CHECK(seen("<iframe name=challenge width=100% height=400px></iframe>") == "");
  CHECK(seen("<iframe name=challenge style='width:100%;height:100vh'></iframe>") == "");
  CHECK(seen("<iframe name=challenge width=249 height=400></iframe>") ==
        "error: the challenge's frame \"challenge\" is 249x400 pixels: the smallest window of a "
        "challenge is 250x400");
  CHECK(seen("<iframe name=challenge width=500 height=600 style='HEIGHT: 300px !important'>")
            .starts_with("error: the challenge's frame \"challenge\" is 500x300"));
  CHECK(seen("<iframe name=challenge height=0></iframe>")
            .starts_with("error: the challenge's frame \"challenge\" is ?x0"));
}

TEST_CASE("threeds/frame-too-small: hidden, of no size, and none at all") {
  CHECK(seen("<iframe name=challenge width=500 height=600 style='display: none'>")
            .starts_with("warning: the challenge's frame \"challenge\" is hidden"));
  CHECK(seen("<iframe name=challenge></iframe>")
            .starts_with("? the challenge's frame \"challenge\" has no size"));
  CHECK(seen("<iframe name=3ds-method width=0 height=0 hidden></iframe>").starts_with("- "));
  CHECK(seen("<iframe title=reCAPTCHA-challenge width=1 height=1></iframe>").starts_with("- "));
}

TEST_CASE("threeds/frame-too-small: the window that the page's creq asks for") {
  const std::string form =
      "<form method=post target=c action=https://acs.example/><input name=creq value='" +
      encode_message(R"({"messageType":"CReq","challengeWindowSize":"03"})") + "'></form>";
  CHECK(seen("<iframe name=c width=500 height=600></iframe>" + form) == "");
  CHECK(seen("<iframe name=c width=390 height=400></iframe>" + form) ==
        "error: the challenge's frame \"c\" is 390x400 pixels, and its creq has "
        "challengeWindowSize 03 (500x600)");
}

}  // namespace checkoutdiag::threeds
