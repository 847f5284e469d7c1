#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/frame-sandboxed: what a challenge needs, in the attribute and in the policy") {
  const auto seen = [](const std::string& tag, const std::string& policy = "") {
    return test::page_told(rules::frame_sandboxed, test::seen_page(policy, tag));
  };
  const std::string all = "allow-forms ALLOW-SCRIPTS allow-same-origin";
  CHECK(seen("<iframe name=challenge></iframe>") == "");
  CHECK(seen("<iframe name=challenge sandbox></iframe>") ==
        "warning: the frame \"challenge\", by its name the challenge's, has a sandbox without "
        "allow-forms, allow-scripts, allow-same-origin");
  CHECK(seen("<iframe name=c sandbox></iframe><form target=c><input name=creq></form>") ==
        "error: the challenge's frame \"c\" has a sandbox without allow-forms, allow-scripts, "
        "allow-same-origin");
  CHECK(seen("<iframe id=3ds-method sandbox='allow-scripts'></iframe>") ==
        "warning: the frame \"3ds-method\", by its name the 3DS Method's, has a sandbox without "
        "allow-forms, allow-same-origin");
  CHECK(
      seen("<iframe name=challenge sandbox='" + all + "'></iframe>")
          .starts_with("note: the frame \"challenge\", by its name the challenge's, has a sandbox "
                       "without allow-popups"));
  CHECK(seen("<iframe name=challenge sandbox='" + all + " allow-popups'></iframe>")
            .starts_with("note: "));
  CHECK(seen("<iframe name=challenge sandbox='" + all + " allow-popups allow-top-navigation'>") ==
        "");
  CHECK(seen("", "sandbox allow-scripts") ==
        "error: the page's policy has a sandbox, which frames inherit, without allow-forms, "
        "allow-same-origin");
  // Of several policies all apply.
  CHECK(seen("", "sandbox " + all + ", sandbox allow-scripts allow-same-origin") ==
        "error: the page's policy has a sandbox, which frames inherit, without allow-forms");
  CHECK(seen("<iframe src=https://ads.example sandbox></iframe>").starts_with("- the HTML has no"));
}

}  // namespace checkoutdiag::threeds
