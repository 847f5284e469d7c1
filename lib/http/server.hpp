#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lib/http/message.hpp"

// An HTTP/1.1 server that can misbehave on cue. Its implementation alone sees Boost.Beast.
namespace checkoutdiag::http {

/// A request that arrived whole. Untrusted.
struct Request {
  std::string method, target;  // the target as it was sent: "/v1/charges?limit=3"
  Headers headers;
  std::string body;
  std::uint64_t number = 0;      // of the server's requests, from 1, in the order of completion
  std::uint64_t connection = 0;  // which connection it came by, from 1
  std::chrono::steady_clock::time_point arrived;  // when its last byte was read
};

/// How a connection goes on after an answer, or without one.
enum class Ending {
  keep,   // as HTTP says: kept alive unless the client or Connection: close says otherwise
  close,  // closed in order: close_notify where there is TLS, then FIN
  no_close_notify,  // FIN without TLS's close_notify (RFC 8446 section 6.1); without TLS as close
  reset,            // RST
};

/// How an answer is delivered: all of it at once, unless something is to go wrong.
struct Manner {
  std::chrono::milliseconds delay{0};  // before the first byte
  std::optional<std::size_t> most;     // only that many bytes of it, head and body; 0: none at all
  std::optional<std::size_t> most_body;     // the head and only that many bytes of the body
  std::chrono::milliseconds stall{0};       // between the head and the body
  std::size_t drip = 0;                     // the body in pieces of that many bytes; 0: whole
  std::chrono::milliseconds drip_every{0};  // between the pieces
  std::int64_t wrong_length = 0;            // what is added to the Content-Length
  Ending ending = Ending::keep;             // anything but keep ends the connection
};

struct Reply {
  int status = 200;
  Headers headers;  // without Content-Length, Connection and Date, which are added
  std::string body;
  Manner manner;
};

/// Sends the answer; called once, from any thread. An answer to a connection that is gone goes
/// nowhere.
using Answer = std::function<void(Reply)>;

/// Called on one of the server's threads; must not block.
using Handler = std::function<void(Request, Answer)>;

struct ServerOptions {
  std::string address = "127.0.0.1";  // numeric
  std::uint16_t port = 0;             // 0: a free one
  std::string certificate, key;       // PEM, the chain's leaf first; empty: plain HTTP
  int threads = 1;
  std::size_t most_body = 1024 * 1024;  // bytes; more is answered with 413
  std::size_t most_connections = 512;   // at once; more are closed: a process has 1024 descriptors
  std::chrono::seconds idle{60};        // without a request
};

class Server {
 public:
  /// Binds and serves from then on. Throws Failure(input) when it cannot bind.
  Server(const ServerOptions& options, Handler handler);
  /// Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

  /// "https://127.0.0.1:41234"; an IPv6 address in brackets.
  std::string origin() const;

  /// Calls `what` on one of the server's threads after that time, unless it was stopped by then.
  void after(std::chrono::milliseconds wait, std::function<void()> what);

  /// Waits until every request that has arrived is answered and its answer has been handed to the
  /// kernel, or the time is over; false then. For before stop().
  bool flush(std::chrono::milliseconds most);

  /// Closes the port and every connection, and waits for the threads. May be called twice.
  void stop();

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace checkoutdiag::http
