#pragma once
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "lib/failure.hpp"
#include "lib/process/child.hpp"
#include "lib/process/spawn.hpp"
#include "lib/redis/connection.hpp"

namespace checkoutdiag::test {

/// A Redis of its own, on a Unix socket, that keeps nothing; where it is not installed `address()`
/// is none.
class RedisServer {
 public:
  explicit RedisServer(const std::string& folder) {
    const std::string file = process::find_program("redis-server");
    if (file.empty()) return;
    address_.socket = folder + "/redis.sock";
    process::ChildPlan plan;
    plan.file = file;
    plan.words = {"redis-server", "--port", "0",     "--unixsocket", address_.socket,
                  "--save",       "",       "--dir", folder};
    child_ = std::make_unique<process::Child>(plan);
    REQUIRE(child_->problem() == "");
    for (int i = 0; i < 500 && !answers(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    REQUIRE(answers());
  }

  bool is_there() const { return child_ != nullptr; }
  const redis::Address& address() const { return address_; }

 private:
  bool answers() const {
    try {
      return redis::Connection(address_).run({"PING"}).text == "PONG";
    } catch (const Failure&) {
      return false;
    }
  }

  redis::Address address_;
  std::unique_ptr<process::Child> child_;
};

}  // namespace checkoutdiag::test
