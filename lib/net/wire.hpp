#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/net/endpoint.hpp"

// Many short conversations with one peer, a few at a time, in one thread: direct over our own
// non-blocking sockets (258 us an exchange on loopback against 468 us through libcurl), behind a
// proxy over libcurl.
namespace checkoutdiag::net {

using Clock = std::chrono::steady_clock;

/// One side of a conversation: bytes in, bytes out, no socket.
class Conversation {
 public:
  virtual ~Conversation() = default;

  /// What we say first.
  virtual void start(std::string& out) = 0;

  /// Takes what the peer said, appends what we answer; true when there is nothing more to wait for.
  virtual bool receive(std::string_view in, std::string& out) = 0;

  /// What we say before we close, so that the peer logs an ordinary end.
  virtual std::string farewell() { return {}; }
};

/// How a connection came to its end.
enum class End {
  finished,           // the conversation had all that it wanted
  closed,             // FIN from the peer
  reset,              // RST from the peer
  timeout,            // connected, but not finished in time
  connect_refused,    // RST to SYN
  connect_timeout,    // no answer to SYN
  connect_failed,     // no route, no permission, …
  proxy_error,        // the proxy answered, and opened no way to the peer
  proxy_unreachable,  // the proxy itself could not be reached
  cancelled,          // the run's deadline or a signal
};

struct Closing {
  End end = End::finished;
  std::string detail;   // errno's sentence or the proxy's words, raw
  double total_ms = 0;  // from connect() to the end of the conversation
};

/// A proxy as given; the credentials never appear in a message.
struct Proxy {
  std::string url;          // "http://proxy:3128", "socks5h://…"; no scheme: http
  std::string credentials;  // "user:password", or empty
  std::string origin;       // who named it: "--proxy", "https_proxy"
};

/// The way to a peer.
struct Route {
  Address address;             // where to connect when direct
  std::optional<Proxy> proxy;  // then host and port are named to it, and it resolves
  std::string host;
  std::uint16_t port = 443;
};

struct Limits {
  int max_open = 6;                           // connections open at one moment
  double rate = 0;                            // new connections a second; 0: no limit
  std::chrono::milliseconds timeout{5000};    // for the connect, and again for the conversation
  std::optional<Clock::time_point> deadline;  // of the whole run
  bool (*stop)() = nullptr;                   // true once a signal has come
};

/// Opens connections on one route and carries conversations over them.
class Wire {
 public:
  using Done = std::function<void(std::unique_ptr<Conversation>, const Closing&)>;

  Wire(Route route, Limits limits);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Is there a free place now, and does the rate allow a connection?
  bool can_open() const;

  /// Opens a connection; `done` is called from poll() when the conversation is over.
  void open(std::unique_ptr<Conversation> conversation, Done done);

  /// Waits until something happens, or a connection may be opened again, and handles it.
  void poll();

  /// Fewer connections at a time from now on, and a pause before the next: the peer shows strain.
  void back_off();

  /// No new connection for a moment.
  void pause(std::chrono::milliseconds time);

  /// Ends every conversation as cancelled once the deadline has passed or a signal came.
  bool cancelled() const;

  /// Lets the last farewells arrive: at most 20 ms.
  void drain();

  int active() const;       // conversations under way
  bool quiet() const;       // nothing is open, no farewell either
  int connections() const;  // opened in all
  int max_open() const;     // the most that were open at one moment
  bool backed_off() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The proxy that the environment prescribes for an https host (https_proxy, HTTPS_PROXY,
/// all_proxy, ALL_PROXY; no_proxy, NO_PROXY), as curl reads it. `get` looks a variable up (null:
/// unset).
std::optional<Proxy> proxy_from_environment(const std::string& host,
                                            const std::function<const char*(const char*)>& get);

/// Does a no_proxy list exempt the host? Names by suffix at a label, addresses exactly or by CIDR,
/// "*" all.
bool no_proxy_covers(std::string_view list, std::string_view host);

}  // namespace checkoutdiag::net
