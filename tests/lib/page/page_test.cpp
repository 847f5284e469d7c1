#include "lib/page/page.hpp"

#include <doctest/doctest.h>

#include "lib/page/framing.hpp"

namespace checkoutdiag::page {
namespace {

Page read(const std::string& html, const Known& known = {}) {
  return read_page({*parse_url("https://shop.example/a/pay"), true, {}, html}, "page", known);
}

std::string roles(const std::string& html, const Known& known = {}) {
  std::string all;
  for (const Frame& each : read(html, known).frames)
    all += each.role == Role::challenge ? 'c' : each.role == Role::method ? 'm' : '-';
  return all;
}

}  // namespace

TEST_CASE("a frame is what a form, an address or its name says that it is for") {
  const std::string form = "<form target=f><input name=creq></form>";
  CHECK(roles("<iframe name=f></iframe><iframe name=g></iframe>" + form) == "c-");
  CHECK(roles("<iframe name=f></iframe><form target=f><input name=threeDSMethodData></form>") ==
        "m");
  CHECK(roles("<iframe id=threeDS-Method></iframe><iframe class='a acs-iframe'></iframe>") == "mc");
  CHECK(roles("<iframe title='hCaptcha challenge'></iframe><iframe src=/ads></iframe>") == "--");
  CHECK(roles("<iframe src=https://acs.example/1></iframe>",
              {parse_url("https://acs.example/"), {}}) == "c");
}

TEST_CASE("a frame's name is words, each where it begins") {
  CHECK(roles("<iframe class='col-md-3 ds-video'></iframe>") == "-");
  CHECK(roles("<iframe title='Photo challenge of the week'></iframe>") == "-");
  CHECK(roles("<iframe id=photo-challenge></iframe><iframe id=challenge-of-week></iframe>") ==
        "--");
  CHECK(roles("<iframe name=challengeFrame></iframe><iframe id=acs_iframe></iframe>") == "cc");
  CHECK(roles("<iframe title='3-D Secure'></iframe><iframe title='3DSomething'></iframe>") == "c-");
  CHECK(roles("<iframe name=threeDSChallenge></iframe><iframe name=tds3ds></iframe>") == "c-");
  // Hidden, and not named: the one that is hidden by design.
  CHECK(roles("<iframe name=threeDSIframe width=0 height=0></iframe>") == "m");
  CHECK(roles("<iframe name=threeDSIframe hidden></iframe><iframe name=threeDSIframe></iframe>") ==
        "mc");
  CHECK(roles("<iframe name=threeDSChallengeIframe hidden></iframe>") == "c");
  CHECK(read("<iframe name=challenge></iframe>").frames[0].is_guessed);
  CHECK(!read("<iframe name=challenge></iframe><form target=challenge><input name=creq></form>")
             .frames[0]
             .is_guessed);
}

TEST_CASE("what browsers show none of is not read, and a policy is one in the head alone") {
  CHECK(roles("<template><iframe name=acsframe></iframe></template>") == "");
  CHECK(roles("<body><noscript><iframe name=acsframe></iframe></noscript>") == "");
  CHECK(roles("<iframe name=f><iframe name=acsframe></iframe></iframe>") == "-");
  CHECK(roles("<template></template><iframe name=acsframe></iframe>") == "c");
  CHECK(read("<noscript><form><input name=creq></form></noscript>").forms.empty());
  const std::string policy =
      "<meta http-equiv=Content-Security-Policy content=\"frame-src 'none'\">";
  CHECK(read("<html><head>" + policy + "</head><body></body></html>").policies.size() == 1);
  CHECK(read("<noscript><meta name=a></noscript>" + policy + "<body>").policies.size() == 1);
  CHECK(read("<head></head>" + policy + "<body>").policies.size() == 1);
  CHECK(read("<head></head><body>" + policy).policies.empty());
  CHECK(read("<body><noscript>no</noscript>" + policy).policies.empty());
  CHECK(read("<div></div>" + policy).policies.empty());
  CHECK(read("<head><template>" + policy + "</template></head>").policies.empty());
}

TEST_CASE("a page that is left at once is another one's") {
  const auto left = [](const std::string& content) {
    const Page page = read("<meta http-equiv=refresh content=\"" + content + "\">");
    return page.leaves_to ? page.leaves_to->text : "";
  };
  CHECK(left("0;url=/b") == "https://shop.example/b");
  CHECK(left(" 1 , URL = '/b' ") == "https://shop.example/b");
  CHECK(left("0; b") == "https://shop.example/a/b");
  CHECK(left("5") == "");
  CHECK(left("0;url=/a/pay") == "");
  CHECK(left("300;url=/b") == "");
}

TEST_CASE("cookies of the way come along where their domain has the page") {
  CHECK(reaches("a=1", "shop.example", "shop.example"));
  CHECK(!reaches("a=1", "login.example", "shop.example"));
  CHECK(!reaches("a=1", "www.shop.example", "shop.example"));
  CHECK(reaches("a=1; Domain=.shop.example", "www.shop.example", "pay.shop.example"));
  CHECK(!reaches("a=1; Domain=shop.example", "login.example", "shop.example"));
  const http::Headers set = {{"Set-Cookie", "a=1; Expires=Fri, 27 Nov 2026 10:00:00 GMT"}};
  CHECK(cookies_of(set, 1'795'773'600 + 1).empty());
  CHECK(cookies_of(set, 1'795'773'600 - 1).size() == 1);
  CHECK(cookies_of(set, {}).size() == 1);
}

TEST_CASE("addresses are those of the base, and forms end where they end") {
  const Page page = read(
      "<base href=https://cdn.example/x/><iframe src=frame.html></iframe>"
      "<form action=go method=POST><input name=creq></form><input name=cres>");
  REQUIRE(page.frames.size() == 1);
  CHECK(page.frames[0].url->text == "https://cdn.example/x/frame.html");
  REQUIRE(page.forms.size() == 1);
  CHECK(page.forms[0].url->text == "https://cdn.example/x/go");
  CHECK(page.forms[0].method == "post");
  CHECK(page.forms[0].fields == std::vector<std::string>{"creq"});
  CHECK(read("<form><form><input name=creq>").forms.size() == 1);
}

TEST_CASE("names of fields that were meant") {
  CHECK(meant_field("CREQ") == "creq");
  CHECK(meant_field("three-ds_method-data") == "threeDSMethodData");
  CHECK(meant_field("creqs") == "");
  CHECK(is_of_version_1("PaReq"));
}

TEST_CASE("what is shown of a URL has no query, no document and no card") {
  CHECK(shown(*parse_url("https://u:p@a.example:81/x?token=1#y")) == "https://a.example:81/x");
  CHECK(shown(*parse_url("data:text/html,4111111111111111")) == "data:");
  CHECK(shown(*parse_url("https://a.example/4111111111111111")).find("4111111111111111") ==
        std::string::npos);
}

}  // namespace checkoutdiag::page
