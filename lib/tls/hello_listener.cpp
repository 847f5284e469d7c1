#include "lib/tls/hello_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <thread>

#include "lib/failure.hpp"
#include "lib/process/child.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::tls {
namespace {

using process::Descriptor;
using Clock = std::chrono::steady_clock;

constexpr int kBacklog = 64, kPortTries = 16;
constexpr std::size_t kMostVisitors = 64, kMostRequest = 16 * 1024, kMostNames = 32;
constexpr long kPatienceMs = 1000;  // so long a client may take to end by itself

constexpr std::string_view kConnected = "HTTP/1.1 200 Connection established\r\n\r\n";
constexpr std::string_view kNoPlainHttp =
    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

Descriptor bound(int family, std::uint16_t port) {
  Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return {};
  int result = 0;
  if (family == AF_INET) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(port);
    result = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at);
  } else {
    const int only = 1;
    ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    sockaddr_in6 at{};
    at.sin6_family = AF_INET6;
    at.sin6_addr = in6addr_loopback;
    at.sin6_port = htons(port);
    result = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at);
  }
  if (result != 0 || ::listen(socket.get(), kBacklog) != 0) return {};
  return socket;
}

std::uint16_t port_of(const Descriptor& socket) {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&at), &size);
  return ntohs(at.sin_port);
}

// Nothing here is worth waiting for: what does not fit into the socket is lost.
void say(const Descriptor& to, std::string_view bytes) {
  [[maybe_unused]] const ssize_t sent = ::send(to.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

// handshake_failure, in a record of the version that the client wrote.
std::string refusal(std::uint16_t record_version) {
  return {'\x15',
          static_cast<char>(record_version >> 8),
          static_cast<char>(record_version & 0xff),
          '\0',
          '\2',
          '\2',
          '\x28'};
}

struct Visitor {
  Descriptor socket;
  ClientHelloReader reader;
  std::string request;   // to a proxy
  std::string name;      // that it asked the proxy for
  bool decided = false;  // its answer is sent; the rest is only drained
};

bool may_be_connect(std::string_view begin) {
  constexpr std::string_view kWord = "CONNECT ";
  return begin.substr(0, kWord.size()) == kWord.substr(0, begin.size());
}

// "CONNECT host:port HTTP/1.1"
std::string connect_target(std::string_view request) {
  const std::size_t from = request.find(' ') + 1;
  return std::string(request.substr(from, request.find_first_of(" \r\n", from) - from));
}

std::string host_of(std::string_view target) {
  const std::size_t colon = target.rfind(':');
  std::string_view host = target.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  return std::string(host);
}

}  // namespace

struct HelloListener::Impl {
  Descriptor v4, v6, stop, patience;
  std::uint16_t port = 0;
  std::list<Visitor> visitors;
  Heard heard;
  std::thread thread;

  void listen() {
    for (int i = 0; i < kPortTries; ++i) {
      v4 = bound(AF_INET, 0);
      if (v4.get() < 0) break;
      port = port_of(v4);
      v6 = bound(AF_INET6, port);
      // Where there is no IPv6 at all, IPv4 alone does.
      if (v6.get() >= 0 || errno != EADDRINUSE) return;
    }
    if (v4.get() < 0)
      throw Failure(Failure::Kind::internal,
                    std::string("no loopback port can be listened on: ") + std::strerror(errno));
  }

  void run() {
    for (;;) {
      std::vector<pollfd> waiting = {{stop.get(), POLLIN, 0}};
      const short accepts = visitors.size() < kMostVisitors ? POLLIN : short{0};
      waiting.push_back({v4.get(), accepts, 0});
      waiting.push_back({v6.get(), accepts, 0});
      for (const Visitor& each : visitors)
        waiting.push_back({each.socket.get(), POLLIN, 0});
      if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
      if (waiting[0].revents != 0) return;
      std::size_t i = 3;
      for (auto each = visitors.begin(); each != visitors.end(); ++i) {
        const bool stays = waiting[i].revents == 0 || hear(*each);
        each = stays ? std::next(each) : visitors.erase(each);
      }
      for (const std::size_t listener : {std::size_t{1}, std::size_t{2}})
        if (waiting[listener].revents != 0) let_in(listener == 1 ? v4 : v6);
    }
  }

  void let_in(const Descriptor& listener) {
    Descriptor socket(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (socket.get() < 0) return;
    ++heard.connections;
    visitors.emplace_back().socket = std::move(socket);
  }

  // False: it is gone.
  bool hear(Visitor& visitor) {
    std::array<char, 16'384> buffer;
    const ssize_t got = ::recv(visitor.socket.get(), buffer.data(), buffer.size(), 0);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) {
      if (!visitor.decided && visitor.reader.begun() && heard.problem.empty())
        heard.problem = "it closed the connection in the middle of its hello";
      return false;
    }
    if (visitor.decided) return true;
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    std::string behind;
    if (visitor.name.empty() && !visitor.reader.begun()) {
      visitor.request += bytes;
      if (may_be_connect(visitor.request)) {
        if (!connect(visitor, behind)) return true;
        bytes = behind;
      } else {
        behind.swap(visitor.request);
        bytes = behind;
      }
    }
    if (!bytes.empty() && visitor.reader.feed(bytes)) decide(visitor);
    return true;
  }

  // True once the request is whole; what came behind it is left in `behind`.
  bool connect(Visitor& visitor, std::string& behind) {
    const std::size_t end = visitor.request.find("\r\n\r\n");
    if (end == std::string::npos) {
      if (visitor.request.size() > kMostRequest) refuse(visitor, "its CONNECT request never ends");
      return false;
    }
    behind = visitor.request.substr(end + 4);
    const std::string target = connect_target(visitor.request);
    visitor.request.clear();
    visitor.name = host_of(target);
    if (visitor.name.empty()) {
      refuse(visitor, "it sent its proxy a CONNECT request without a host");
      return false;
    }
    const bool known =
        std::find(heard.asked_for.begin(), heard.asked_for.end(), target) != heard.asked_for.end();
    if (!known && heard.asked_for.size() < kMostNames) heard.asked_for.push_back(target);
    say(visitor.socket, kConnected);
    return true;
  }

  void refuse(Visitor& visitor, std::string why) {
    if (heard.problem.empty()) heard.problem = std::move(why);
    finish(visitor, kNoPlainHttp);
  }

  void decide(Visitor& visitor) {
    const ClientHelloReader& reader = visitor.reader;
    if (!reader.hello()) return refuse(visitor, text::redacted(reader.problem()));
    finish(visitor, refusal(reader.record_version()));
    if (heard.hello) return;
    heard.hello = reader.hello();
    heard.record_version = reader.record_version();
    heard.records = reader.records();
    heard.asked_name = visitor.name;
    heard.at = Clock::now();
    const itimerspec once{{0, 0}, {kPatienceMs / 1000, kPatienceMs % 1000 * 1'000'000}};
    ::timerfd_settime(patience.get(), 0, &once, nullptr);
  }

  void finish(Visitor& visitor, std::string_view answer) {
    say(visitor.socket, answer);
    ::shutdown(visitor.socket.get(), SHUT_WR);
    visitor.decided = true;
  }
};

HelloListener::HelloListener() : impl_(std::make_unique<Impl>()) {
  impl_->stop = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  impl_->patience = Descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  impl_->listen();
  impl_->thread = std::thread([this] { impl_->run(); });
}

HelloListener::~HelloListener() {
  if (impl_->thread.joinable()) stop();
}

std::uint16_t HelloListener::port() const {
  return impl_->port;
}

int HelloListener::patience_over() const {
  return impl_->patience.get();
}

Heard HelloListener::stop() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t told = ::write(impl_->stop.get(), &one, sizeof one);
  impl_->thread.join();
  return std::move(impl_->heard);
}

}  // namespace checkoutdiag::tls
