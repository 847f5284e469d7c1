#include "lib/redis/connection.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"

namespace checkoutdiag::redis {

TEST_CASE("where a Redis is") {
  const auto told = [](const char* url) {
    const auto address = read_address(url);
    return address ? address->text() + (address->user.empty() ? "" : " " + address->user) : "none";
  };
  CHECK(told("redis://127.0.0.1") == "redis://127.0.0.1:6379/0");
  CHECK(told("redis://localhost:6380/2") == "redis://localhost:6380/2");
  CHECK(told("redis://app@[::1]:6380/") == "redis://::1:6380/0 app");
  CHECK(told("redis://[::1]") == "redis://::1:6379/0");
  CHECK(told("redis+unix:///run/redis.sock") == "redis+unix:///run/redis.sock");
  CHECK(told("redis+unix:///run/redis.sock?db=3") == "redis+unix:///run/redis.sock?db=3");
  for (const char* wrong : {"", "redis://", "redis://:6379", "redis://a:0", "redis://a:65536",
                            "redis://a:b", "redis://a/x", "redis://a/-1", "redis+unix://x",
                            "redis+unix:///x?y=1", "rediss://a", "sqlite:a"}) {
    CAPTURE(wrong);
    CHECK(told(wrong) == std::string("none"));
  }
  CHECK_THROWS_AS(read_address("redis://app:secret@127.0.0.1"), Failure);
}

TEST_CASE("a Redis that is not there is told, with its address") {
  Address address;
  address.socket = "/nowhere/redis.sock";
  Connection connection(address);
  CHECK_THROWS_WITH_AS(connection.run({"PING"}),
                       "redis+unix:///nowhere/redis.sock: No such file or directory", Failure);
}

}  // namespace checkoutdiag::redis
