#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/browser-data-doubtful: what no shopper has") {
  nlohmann::json body = test::request();
  const auto told = [&] {
    return test::told(
        test::judged(rules::browser_data_doubtful, test::transaction({{"AReq", body}})));
  };
  CHECK(told() == "");
  for (const char* ip :
       {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.9.9", "192.168.0.4", "::1", "fd00::1"}) {
    CAPTURE(ip);
    body["browserIP"] = ip;
    CHECK(told() == "browserIP is an address of a machine or a network of one's own");
  }
  for (const char* ip : {"172.32.0.1", "172.15.0.1", "8.8.8.8", "2001:db8::1"}) {
    CAPTURE(ip);
    body["browserIP"] = ip;
    CHECK(told() == "");
  }
  body["browserAcceptHeader"] = "*/*";
  body["browserScreenWidth"] = "0";
  body["browserUserAgent"] = "python-requests/2.28";
  body["browserTZ"] = "-900";
  CHECK(test::judged(rules::browser_data_doubtful, test::transaction({{"AReq", body}}))
            .findings.size() == 4);
  body["browserTZ"] = "-840";
  CHECK(test::judged(rules::browser_data_doubtful, test::transaction({{"AReq", body}}))
            .findings.size() == 3);
}

}  // namespace checkoutdiag::threeds
