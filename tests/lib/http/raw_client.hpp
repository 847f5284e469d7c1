#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// A client that sees bytes, and how a connection ends.
namespace checkoutdiag::test {

enum class End { open, fin, rst, close_notify, unclean };

struct Heard {
  std::string bytes;
  End end = End::open;  // open: nothing more came in time
};

class RawClient {
 public:
  /// Connects to 127.0.0.1; with `ca`, a PEM certificate, over TLS that trusts it.
  explicit RawClient(std::uint16_t port, const std::string& ca = {});
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(std::string_view bytes);

  /// Reads until the connection ends, `wanted` stands in what came, or the time is over.
  Heard hear(std::string_view wanted = {},
             std::chrono::milliseconds most = std::chrono::milliseconds(5000));

  /// What hear() makes of a whole request.
  Heard ask(std::string_view request) {
    send(request);
    return hear();
  }

 private:
  struct Wire;
  Wire* wire_;
};

/// A POST with a body, whose connection stays unless `more` says otherwise.
std::string post(std::string_view target, std::string_view body, std::string_view more = {});

}  // namespace checkoutdiag::test
