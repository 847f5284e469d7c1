#include "lib/receiver/forwarder.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::receiver {

using std::chrono::milliseconds;

TEST_CASE("waits double, with jitter in their upper half, up to the longest") {
  const ForwardOptions options;
  CHECK(wait_after(options, 1, 0, 0) == milliseconds(500));
  CHECK(wait_after(options, 1, 0, 0.999) < milliseconds(1000));
  CHECK(wait_after(options, 4, 0, 0.5) == milliseconds(6000));
  CHECK(wait_after(options, 30, 0, 0.999) <= options.longest);
  CHECK(wait_after(options, 1'000'000, 0, 0) == options.longest / 2);
}

TEST_CASE("Retry-After is kept, within a day") {
  const ForwardOptions options;
  CHECK(wait_after(options, 1, 7, 0) == milliseconds(7000));
  CHECK(wait_after(options, 12, 1, 0) > milliseconds(1000));
  CHECK(wait_after(options, 1, 10'000'000, 0) == std::chrono::hours(24));
  CHECK(wait_after(options, 1, -1, 0) == milliseconds(500));
}

TEST_CASE("what belongs to a connection is not passed on") {
  Event event;
  event.headers = {{"Host", "shop"},   {"X-One", "1"},          {"connection", "close, x-TWO"},
                   {"X-Two", "2"},     {"x-one", ""},           {"Transfer-Encoding", "chunked"},
                   {"Upgrade", "h2c"}, {"Content-Length", "3"}, {"Cookie", "a=b"}};
  event.body = "abc";
  ForwardOptions options;
  options.url = "http://127.0.0.1:1/app";
  const http::Call call = call_of(options, event);
  CHECK(headers_text(call.headers) == "X-One: 1\nx-one: \nCookie: a=b\n");
  CHECK(call.body == "abc");
  CHECK(call.bare);
  CHECK(call.method == "POST");
}

}  // namespace checkoutdiag::receiver
