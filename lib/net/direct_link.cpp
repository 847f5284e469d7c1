#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "lib/net/link.hpp"

namespace checkoutdiag::net {
namespace {

class DirectLink final : public Link {
 public:
  explicit DirectLink(const Address& address) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(address.ip.c_str(), std::to_string(address.port).c_str(), &hints, &found) !=
        0) {
      fail(EADDRNOTAVAIL);
      return;
    }
    fd_ = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int one = 1;
    if (fd_ < 0) {
      fail(errno);
    } else {
      ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      if (::connect(fd_, found->ai_addr, found->ai_addrlen) == 0)
        progress_ = Progress::connected;
      else if (errno != EINPROGRESS)
        fail(errno);
    }
    freeaddrinfo(found);
  }

  ~DirectLink() override {
    if (fd_ >= 0) ::close(fd_);
  }

  Progress connect_step() override {
    if (progress_ != Progress::connecting) return progress_;
    pollfd ready{fd_, POLLOUT, 0};
    if (::poll(&ready, 1, 0) <= 0) return progress_;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0)
      progress_ = Progress::connected;
    else
      fail(error);
    return progress_;
  }

  End failure() const override {
    if (error_ == ECONNREFUSED) return End::connect_refused;
    if (error_ == ECONNRESET) return End::reset;  // accepted, and reset before we looked
    if (error_ == ETIMEDOUT) return End::connect_timeout;
    return End::connect_failed;
  }

  std::string failure_text() const override { return std::strerror(error_); }

  Io send(std::string_view bytes) override {
    return result(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), true);
  }

  Io receive(char* buffer, std::size_t size) override {
    return result(::recv(fd_, buffer, size, 0), false);
  }

  void finish_sending() override { ::shutdown(fd_, SHUT_WR); }
  int fd() const override { return fd_; }

 private:
  void fail(int error) {
    error_ = error;
    progress_ = Progress::failed;
  }

  static Io result(ssize_t n, bool sending) {
    Io io;
    if (n > 0)
      io.bytes = static_cast<std::size_t>(n);
    else if (n == 0)
      io.closed = !sending;
    else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
      io.again = true;
    else if (errno == ECONNRESET || errno == EPIPE)
      io.reset = true;
    else
      io.error = std::strerror(errno);
    return io;
  }

  int fd_ = -1;
  int error_ = 0;
  Progress progress_ = Progress::connecting;
};

}  // namespace

std::unique_ptr<Link> dial(const Address& address) {
  return std::make_unique<DirectLink>(address);
}

}  // namespace checkoutdiag::net
