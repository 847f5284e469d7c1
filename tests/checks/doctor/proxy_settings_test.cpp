#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/proxy-settings: two spellings with two values") {
  Examined seen = good_examination();
  CHECK(skipped(judged(rules::proxy_settings, seen)));
  seen.seen.around.proxies = {{"https_proxy", "http://user:hunter2@a:1"}, {"no_proxy", "x"}};
  CHECK(holds(judged(rules::proxy_settings, seen)));
  seen.seen.around.proxies.push_back({"HTTPS_PROXY", "http://b:2"});
  const Finding finding = only_finding(judged(rules::proxy_settings, seen));
  CHECK(evidence(finding, "variables") == "https_proxy, HTTPS_PROXY");
  CHECK(!has(finding.message + finding.fix, "hunter2"));
  seen.seen.around.proxies.back().value = "http://user:hunter2@a:1";
  CHECK(holds(judged(rules::proxy_settings, seen)));
}

}  // namespace checkoutdiag::doctor
