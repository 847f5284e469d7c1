#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace checkoutdiag::test {

/// An HTTP server for tests: one request a connection, on a free port of 127.0.0.1, in a thread of
/// its own.
class LoopbackHttp {
 public:
  /// Gets the path, gives all bytes of the answer; an empty answer is silence until the server
  /// ends.
  using Handler = std::function<std::string(const std::string& path)>;

  explicit LoopbackHttp(Handler handler);
  ~LoopbackHttp();
  LoopbackHttp(const LoopbackHttp&) = delete;
  LoopbackHttp& operator=(const LoopbackHttp&) = delete;

  std::string url(const std::string& path) const;
  int requests() const { return requests_; }

 private:
  void serve();
  void answer(int connection);

  Handler handler_;
  int listener_ = -1, wake_[2] = {-1, -1}, port_ = 0;
  std::atomic<int> requests_{0};
  std::vector<int> silent_;
  std::thread thread_;
};

/// "HTTP/1.1 200 OK" with this body.
std::string http_ok(const std::string& body);

}  // namespace checkoutdiag::test
