#pragma once
#include <poll.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/net/wire.hpp"

// One connection under a Wire. Internal to lib/net.
namespace checkoutdiag::net {

class Link {
 public:
  enum class Progress { connecting, connected, failed };
  struct Io {
    std::size_t bytes = 0;
    bool again = false;   // nothing now
    bool closed = false;  // FIN
    bool reset = false;   // RST
    std::string error;    // anything else
  };

  virtual ~Link() = default;
  virtual Progress connect_step() = 0;  // after poll() said so
  virtual End failure() const = 0;      // after Progress::failed
  virtual std::string failure_text() const = 0;
  virtual Io send(std::string_view bytes) = 0;
  virtual Io receive(char* buffer, std::size_t size) = 0;
  virtual void finish_sending() = 0;  // FIN
  virtual int fd() const = 0;         // -1: nothing to poll yet
};

/// A direct, non-blocking TCP connection, under way.
std::unique_ptr<Link> dial(const Address& address);

/// Connections through a proxy: libcurl opens them (CONNECT_ONLY), all in one multi handle.
class ProxyDialer {
 public:
  explicit ProxyDialer(const Route& route);
  ~ProxyDialer();
  std::unique_ptr<Link> dial();

  /// Like poll(2) over `fds`, while libcurl drives the connections that are being opened.
  void poll(std::vector<pollfd>& fds, int timeout_ms);

  struct Impl;  // shared with the links: libcurl's multi handle must outlive them

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace checkoutdiag::net
