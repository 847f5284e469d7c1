#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/tls/client_hello.hpp"

namespace checkoutdiag::tls {

/// What a listener heard.
struct Heard {
  std::optional<ClientHello> hello;  // the first whole one
  std::uint16_t record_version = 0x0301;
  std::size_t records = 1;
  std::string asked_name;  // of the CONNECT that it came behind; empty: it came directly
  std::chrono::steady_clock::time_point at;
  int connections = 0;
  std::vector<std::string> asked_for;  // "host:port" of each CONNECT, each once, raw
  std::string problem;                 // what came instead of a hello, first; a clause, raw
};

/// Waits on a free loopback port, IPv4 and IPv6, for one ClientHello, either at once or behind a
/// proxy's CONNECT; answers every hello with a fatal alert, so that its client ends. Runs in a
/// thread of its own.
class HelloListener {
 public:
  /// Throws Failure(internal) when there is no port to be had.
  HelloListener();
  ~HelloListener();
  HelloListener(const HelloListener&) = delete;
  HelloListener& operator=(const HelloListener&) = delete;

  std::uint16_t port() const;

  /// Becomes readable some time after the hello was heard: the client had its answer and could have
  /// ended.
  int patience_over() const;

  /// Ends it; everything that was heard.
  Heard stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace checkoutdiag::tls
