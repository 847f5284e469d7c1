#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/http/message.hpp"
#include "lib/net/wire.hpp"

// Requests whose fate must be known, over libcurl: how much of them left this machine, what came
// back, and what can be said when nothing did.
namespace checkoutdiag::http {

/// Whether the other side can have acted on a request.
enum class Fate {
  answered,   // a whole answer came
  not_sent,   // not one byte of the request left: no name, refused, TLS handshake failed
  no_status,  // bytes left, and no status came back: it may have been acted on
  truncated,  // a status came, and less of the body than was announced
};

/// "answered", "not sent", "sent, no status", "truncated".
std::string_view name(Fate fate);

/// Where we end a connection on purpose, to lose the answer.
enum class Cut {
  none,
  after_send,  // as soon as the request's last byte was handed to the connection
  first_byte,  // when the answer's first byte arrives: the other side has acted by then
};

struct Call {
  std::string method = "POST", url;
  Headers headers;  // Content-Length, Host and Accept-Encoding are ours
  // Somebody else's request is passed on: Accept-Encoding is theirs, and no User-Agent and no
  // Accept are added.
  bool bare = false;
  std::string body;
  std::string ca_file;  // trust these roots instead of the machine's
  std::chrono::milliseconds connect_timeout{5000}, timeout{30000};  // the whole exchange
  std::size_t most_body = 1024 * 1024;  // of the answer; more is cut, and said so
  Cut cut = Cut::none;
  // Takes whatever certificate comes: for a request that holds no secret, where the certificate is
  // judged elsewhere.
  bool observes = false;
  std::string connect_to;  // "192.0.2.1:443", "[2001:db8::1]:443" in the place of the URL's host
  std::optional<net::Proxy> proxy;                       // goes before the environment's
  bool direct = false;                                   // no proxy, whatever the environment says
  std::string certificate_file, key_file, key_password;  // PEM, presented to the server
};

/// How long each part of an exchange took, in milliseconds; -1: it did not come to its end.
struct Phases {
  double lookup = -1;   // of the name, where libcurl asked for it
  double connect = -1;  // TCP, to the proxy if there is one
  double tls = -1;      // a proxy's CONNECT and the handshake
  double answer = -1;   // from the request to the first byte of its answer
  double total = -1;
};

struct Exchange {
  Fate fate = Fate::not_sent;
  bool cut = false;           // we ended it, as the call asked
  bool timed_out = false;     // ours: connect_timeout or timeout was over
  bool reset = false;         // the other side sent RST
  bool body_dropped = false;  // most_body was reached
  std::string error;          // why there is no whole answer, a clause; empty: there is one
  std::uint64_t sent = 0;     // bytes of head and body that were handed to the connection
  int status = 0;             // 0: none came
  Headers headers;
  std::string body;
  Phases phases;
  // On the steady clock; the epoch where it did not happen.
  std::chrono::steady_clock::time_point begun, released, answered,
      ended;  // released: when the
              // last byte of the request went out
};

/// One exchange over a new HTTP/1.1 connection, which is not used again: a kept connection that
/// went stale would add a doubt of its own. Redirects are not followed. `interrupt`, a descriptor
/// that becomes readable, ends it early; -1: none.
Exchange exchange(const Call& call, int interrupt = -1);

struct Together {
  std::vector<Exchange> exchanges;      // one for each call, in their order
  std::size_t released = 0;             // how many stood ready at the barrier, and were let go
  std::chrono::microseconds spread{0};  // from the first last byte that went out to the last one
};

/// All calls at the same time: each connects and sends all but its last byte; when every one that
/// can be is that far, or `gather` is over, the last bytes are let go. Every body has at least one
/// byte.
Together exchange_together(const std::vector<Call>& calls, std::chrono::milliseconds gather,
                           int interrupt = -1);

}  // namespace checkoutdiag::http
