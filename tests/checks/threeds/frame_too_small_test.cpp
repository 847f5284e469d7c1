#include "lib/threeds/base64url.hpp"
#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {
namespace {

std::string seen(const std::string& html) {
  return test::page_told(rules::frame_too_small, test::seen_page("", html));
}

/// A frame that a form makes the challenge's, with these attributes.
std::string sized(const std::string& attributes, const std::string& more = "") {
  return seen("<iframe name=c " + attributes + "></iframe><form target=c><input name=creq></form>" +
              more);
}

}  // namespace

TEST_CASE("threeds/frame-too-small: attributes and styles against the windows") {
  CHECK(seen("<iframe name=challenge width=250 height=400></iframe>") == "");
  CHECK(seen("<iframe name=challenge width=100% height=400px></iframe>") == "");
  CHECK(seen("<iframe name=challenge style='width:100%;height:100vh'></iframe>") == "");
  const std::string small =
      "error: the challenge's frame \"c\" is 249x400 pixels: the smallest window of a challenge is "
      "250x400";
  CHECK(sized("width=249 height=400") == small);
  CHECK(seen("<iframe name=challenge width=249 height=400></iframe>") ==
        "warning: the frame \"challenge\", by its name the challenge's, is 249x400 pixels: the "
        "smallest window of a challenge is 250x400");
  CHECK(sized("width=500 height=600 style='HEIGHT: 300px !important'")
            .starts_with("error: the challenge's frame \"c\" is 500x300"));
  CHECK(sized("height=0").starts_with("error: the challenge's frame \"c\" is ?x0"));
  // A style sheet goes before attributes, not before the style of the tag.
  CHECK(sized("width=249 height=400", "<style>iframe { width: 500px }</style>")
            .starts_with("? the challenge's frame \"c\" has the attributes 249x400"));
  CHECK(sized("style='width:249px;height:400px'", "<link rel=stylesheet href=/a.css>") == small);
}

TEST_CASE("threeds/frame-too-small: bounds of a style, and what says nothing of pixels") {
  CHECK(sized("style='width:500px;max-width:100px;height:400px'")
            .starts_with("error: the challenge's frame \"c\" is 100x400"));
  CHECK(sized("style='width:100%;max-width:100px;height:400px'")
            .starts_with("error: the challenge's frame \"c\" is 100x400"));
  CHECK(sized("style='width:100px;min-width:390px;height:400px'") == "");
  CHECK(sized("style='width:500px;max-width:100px;min-width:300px;height:400px'") == "");
  CHECK(sized("style='width:100px;min-width:100%;height:400px'") == "");
  for (const char* width : {"calc(100% - 20px)", "min(90vw, 20px)", "auto", "20em", "fit-content"})
    CHECK(sized("width=20 style='height:400px;width:" + std::string(width) + "'") == "");
}

TEST_CASE("threeds/frame-too-small: hidden, of no size, and none at all") {
  CHECK(
      seen("<iframe name=challenge width=500 height=600 style='display: none'>")
          .starts_with("warning: the frame \"challenge\", by its name the challenge's, is hidden"));
  CHECK(seen("<iframe name=challenge></iframe>")
            .starts_with("? the frame \"challenge\", by its name the challenge's, has no size"));
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
