#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/form-not-posted: the method, the encoding, and a target that is an id") {
  const auto seen = [](const std::string& form, const std::string& frame = "") {
    return test::page_told(rules::form_not_posted,
                           test::seen_page("", frame + "<form action=https://acs.example/ " + form +
                                                   "><input name=creq></form>"));
  };
  const auto page = [](const std::string& html) {
    return test::page_told(rules::form_not_posted, test::seen_page("", html));
  };
  CHECK(seen("method=POST") == "");
  CHECK(seen("") == "error: the form with creq is sent by GET: it has no method=\"post\"");
  CHECK(seen("method=post enctype=application/json") == "");
  CHECK(page("<form><input name=creq></form>")
            .starts_with("warning: the form with creq has no method=\"post\", nor an ACS"));
  CHECK(page("<form action=https://acs.example/><input name=creq><button formmethod=post></form>")
            .starts_with("? the form with creq on line 1 has no method"));
  // A field may stand anywhere, and say which form it is of.
  CHECK(page("<input name=creq form=f><form id=f action=https://acs.example/></form>") ==
        "error: the form with creq is sent by GET: it has no method=\"post\"");
  CHECK(page("<form id=f></form><form><input name=creq form=g></form>").starts_with("- "));
  CHECK(seen("method=put").starts_with("error: "));
  CHECK(seen("method=post enctype=multipart/form-data") ==
        "error: the form with creq is sent as multipart/form-data: an ACS reads "
        "application/x-www-form-urlencoded");
  CHECK(seen("method=post target=c", "<iframe name=c></iframe>") == "");
  CHECK(seen("method=post target=c", "<iframe id=c></iframe>") ==
        "error: the form with creq has the target c, which is a frame's id and no frame's name: it "
        "opens a new window");
  CHECK(seen("method=post target=made_later") == "");
  CHECK(test::page_told(rules::form_not_posted,
                        test::seen_page("", "<form><input name=email></form>"))
            .starts_with("- the HTML has no form"));
}

}  // namespace checkoutdiag::threeds
