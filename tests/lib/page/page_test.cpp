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
