#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lib/charge/recorder/book.hpp"
#include "lib/charge/traffic.hpp"
#include "lib/http/server.hpp"

namespace checkoutdiag::charge {

/// Ends exchanges that are waited for in vain.
class Signal {
 public:
  Signal();
  ~Signal();
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void give() const;
  int descriptor() const { return file_; }

 private:
  int file_;
};

/// The recording proxy's requests: those that wait for a worker, and what came of the others.
class Recording {
 public:
  /// The upstream has no slash at its end. Throws Failure(input) when the file cannot be written.
  explicit Recording(const RecorderOptions& options);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// A server's handler.
  void take(http::Request request, http::Answer answer);

  /// Takes nothing any more. What is under way is waited for, for a while; what has not begun is
  /// refused.
  void close();

  /// In the order in which they came. When nothing can come any more.
  std::vector<Recorded> traffic();

 private:
  struct Waiting {
    http::Request request;
    http::Answer answer;
  };
  struct Kept {
    Recorded recorded;
    std::uint64_t number = 0;
  };

  void work();
  void pass_on(const Waiting& next);
  void refuse(const Waiting& next, int status, const std::string& why);
  void keep(const http::Request& request, Recorded recorded);

  const RecorderOptions options_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  const std::int64_t began_ms_;  // since 1970
  Book book_;
  const Signal enough_;
  std::mutex mutex_;
  std::condition_variable arrived_, idle_;
  std::deque<Waiting> waiting_;
  std::vector<Kept> kept_;
  std::vector<std::thread> workers_;
  std::size_t busy_ = 0, waiting_bytes_ = 0, kept_bytes_ = 0;
  bool closed_ = false;
};

}  // namespace checkoutdiag::charge
