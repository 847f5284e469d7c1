#include "lib/token/console.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"

namespace checkoutdiag::token {

TEST_CASE("what a console says, line by line") {
  const char* const lines[] = {
      "error: Connecting to 'http://api.pay.test/v1/tokens' violates the following Content "
      "Security Policy directive: \"connect-src 'self'\". The action has been blocked.",
      "log: all is well",
      "[Report Only] Refused to connect to 'https://x.test/' because it violates the following "
      "Content Security Policy directive: \"connect-src 'none'\".",
      "error: Access to fetch at 'https://api.pay.test/v1/tokens' from origin 'https://shop.test' "
      "has been blocked by CORS policy: no header",
      "Content-Security-Policy: The page's settings blocked a script (script-src-elem) at "
      "https://js.pay.test/pay.js from being executed",
      "pageerror: Uncaught TypeError: x\x1b[31m of 4242 4242 4242 4242",
      "log: cvc=123"};
  Capture capture;
  std::size_t number = 0;
  for (const char* each : lines)
    read_console_line(each, ++number, capture);
  REQUIRE(capture.console.size() == 4);
  CHECK(capture.console[0].directive == "connect-src 'self'");
  CHECK(capture.console[0].url == "http://api.pay.test/v1/tokens");
  CHECK(capture.console[1].is_cors);
  CHECK(capture.console[1].url == "https://api.pay.test/v1/tokens");
  CHECK(capture.console[2].directive == "script-src-elem");
  CHECK(capture.console[2].url == "https://js.pay.test/pay.js");
  CHECK(capture.console[3].is_uncaught);
  CHECK(capture.console[3].text.find('\x1b') == std::string::npos);
  CHECK(capture.console[3].text.find("4242 4242 4242") == std::string::npos);
  REQUIRE(capture.leaks.size() == 2);
  CHECK(capture.leaks[0].entry == 6);
  CHECK(capture.leaks[1].kind == LeakKind::security_code);
  CHECK_THROWS_AS(read_console("/nowhere/console.txt", capture), Failure);
}

}  // namespace checkoutdiag::token
