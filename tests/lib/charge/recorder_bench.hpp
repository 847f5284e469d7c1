#pragma once
#include <sys/eventfd.h>
#include <unistd.h>

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lib/charge/traffic.hpp"
#include "lib/http/server.hpp"
#include "tests/lib/http/raw_client.hpp"

// A gateway, and the recording proxy in front of it.
namespace checkoutdiag::charge::test {

using checkoutdiag::test::Heard;
using checkoutdiag::test::RawClient;

/// Answers as the test says, and keeps what it was asked.
class Gateway {
 public:
  using Says = std::function<http::Reply(const http::Request&)>;

  explicit Gateway(Says says = nullptr)
      : says_(std::move(says)),
        server_({.most_body = 16u << 20},
                [this](const http::Request& request, const http::Answer& answer) {
                  http::Reply reply = says_ ? says_(request) : http::Reply{};
                  {
                    const std::lock_guard lock(mutex_);
                    asked_.push_back(request);
                    if (reply.status == 0) held_.push_back(answer);
                    changed_.notify_all();
                  }
                  if (reply.status != 0) answer(std::move(reply));
                }) {}

  std::string origin() const { return server_.origin(); }
  std::uint16_t port() const { return server_.port(); }

  std::vector<http::Request> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  /// Waits for so many requests.
  bool was_asked(std::size_t times) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return asked_.size() >= times; });
  }

  /// Those to which the test said status 0 are answered now.
  void answer_held() {
    const std::lock_guard lock(mutex_);
    for (const http::Answer& each : held_)
      each(http::Reply{});
    held_.clear();
  }

 private:
  Says says_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<http::Request> asked_;
  std::vector<http::Answer> held_;
  http::Server server_;
};

/// record_traffic in a thread, until end().
class Proxy {
 public:
  explicit Proxy(RecorderOptions options) : interrupt_(::eventfd(0, EFD_CLOEXEC)) {
    thread_ = std::thread([this, options] {
      try {
        traffic_ = record_traffic(options, interrupt_,
                                  [this](const std::string& origin) { tell(origin); });
      } catch (...) {
        failure_ = std::current_exception();
      }
      tell("over");
    });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !origin_.empty(); });
  }
  ~Proxy() {
    interrupt();
    if (thread_.joinable()) thread_.join();
    ::close(interrupt_);
  }
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(origin_.substr(origin_.rfind(':') + 1)));
  }
  Heard ask(const std::string& request) const { return RawClient(port()).ask(request); }

  void interrupt() const { ::eventfd_write(interrupt_, 1); }

  /// What was recorded. Throws what record_traffic threw.
  std::vector<Recorded> end() {
    interrupt();
    thread_.join();
    if (failure_) std::rethrow_exception(failure_);
    return std::move(traffic_);
  }

 private:
  void tell(const std::string& origin) {
    const std::lock_guard lock(mutex_);
    if (origin_.empty()) origin_ = origin;
    changed_.notify_all();
  }

  int interrupt_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string origin_;
  std::vector<Recorded> traffic_;
  std::exception_ptr failure_;
  std::thread thread_;
};

inline RecorderOptions to(const std::string& upstream, const std::string& record = {}) {
  RecorderOptions options;
  options.upstream = upstream;
  options.record = record;
  return options;
}

}  // namespace checkoutdiag::charge::test
