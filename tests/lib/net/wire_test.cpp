#include "lib/net/wire.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <thread>

using namespace checkoutdiag::net;
using std::chrono::milliseconds;

namespace {

/// A loopback listener; each connection is served in its own thread by `serve`.
class Server {
 public:
  explicit Server(std::function<void(int)> serve) : serve_(std::move(serve)) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(fd_, 64);
    socklen_t size = sizeof address;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] {
      for (int client = ::accept(fd_, nullptr, nullptr); client >= 0;
           client = ::accept(fd_, nullptr, nullptr))
        workers_.emplace_back([this, client] {
          serve_(client);
          ::close(client);
        });
    });
  }
  ~Server() {
    ::shutdown(fd_, SHUT_RDWR);
    acceptor_.join();
    for (std::thread& worker : workers_)
      worker.join();
    ::close(fd_);
  }
  Route route() const {
    Route route;
    route.address = {"127.0.0.1", port_, false};
    return route;
  }

 private:
  std::function<void(int)> serve_;
  int fd_;
  std::uint16_t port_ = 0;
  std::vector<std::thread> workers_;
  std::thread acceptor_;
};

/// Says a word and waits for an answer that ends in '!'.
class Greeting final : public Conversation {
 public:
  explicit Greeting(std::string word = "hi") : word_(std::move(word)) {}
  void start(std::string& out) override { out += word_; }
  bool receive(std::string_view in, std::string&) override {
    heard += in;
    return !heard.empty() && heard.back() == '!';
  }
  std::string farewell() override { return "bye"; }
  std::string heard;

 private:
  std::string word_;
};

struct Ended {
  std::string heard;
  Closing closing;
};

std::vector<Ended> hold(Wire& wire, int count, std::string word = "hi") {
  std::vector<Ended> ended;
  int opened = 0;
  while (opened < count || wire.active() > 0) {
    if (opened < count && wire.can_open()) {
      ++opened;
      wire.open(std::make_unique<Greeting>(word), [&](auto talk, const Closing& closing) {
        ended.push_back({static_cast<Greeting&>(*talk).heard, closing});
      });
      continue;
    }
    if (wire.cancelled() && wire.active() == 0) break;
    wire.poll();
  }
  return ended;
}

void answer(int client) {
  char buffer[64];
  if (::recv(client, buffer, sizeof buffer, 0) <= 0) return;
  ::send(client, "hello!", 6, MSG_NOSIGNAL);
  while (::recv(client, buffer, sizeof buffer, 0) > 0) {
  }
}

Limits limits(int open, int timeout_ms = 5000) {
  Limits bounds;
  bounds.max_open = open;
  bounds.timeout = milliseconds(timeout_ms);
  return bounds;
}

}  // namespace

TEST_CASE("many conversations, never more at once than allowed, farewells included") {
  std::atomic<int> open{0}, most{0}, byes{0};
  Server server([&](int client) {
    most = std::max(most.load(), ++open);
    char buffer[64];
    ::recv(client, buffer, sizeof buffer, 0);
    ::send(client, "hello!", 6, MSG_NOSIGNAL);
    if (::recv(client, buffer, sizeof buffer, 0) == 3) ++byes;
    --open;
  });
  {
    Wire wire(server.route(), limits(3));
    const auto ended = hold(wire, 40);
    wire.drain();
    REQUIRE(ended.size() == 40);
    for (const Ended& end : ended) {
      CHECK(end.closing.end == End::finished);
      CHECK(end.heard == "hello!");
    }
    CHECK(wire.connections() == 40);
    CHECK(wire.max_open() == 3);
  }
  CHECK(byes > 0);
}

TEST_CASE("the end of a connection is told as what it was") {
  const auto how = [](std::function<void(int)> serve, int timeout_ms = 5000) {
    Server server(std::move(serve));
    Wire wire(server.route(), limits(1, timeout_ms));
    return hold(wire, 1).at(0).closing.end;
  };
  CHECK(how([](int) {}) != End::finished);
  CHECK(how([](int client) {
          char buffer[64];
          ::recv(client, buffer, sizeof buffer, 0);
        }) == End::closed);
  CHECK(how([](int client) {
          char buffer[64];
          ::recv(client, buffer, sizeof buffer, 0);
          linger reset{1, 0};
          ::setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        }) == End::reset);
  CHECK(how(
            [](int client) {
              char buffer[64];
              while (::recv(client, buffer, sizeof buffer, 0) > 0) {
              }
            },
            50) == End::timeout);
}

TEST_CASE("what was said before a reset or an end is still heard") {
  Server server([](int client) {
    char buffer[64];
    ::recv(client, buffer, sizeof buffer, 0);
    ::send(client, "no", 2, MSG_NOSIGNAL);
  });
  Wire wire(server.route(), limits(1));
  const auto ended = hold(wire, 1);
  CHECK(ended.at(0).heard == "no");
  CHECK(ended.at(0).closing.end == End::closed);
}

TEST_CASE("a closed port is refused, not a time-out") {
  std::uint16_t port = 0;
  {
    Server server([](int) {});
    port = server.route().address.port;
  }
  Route route;
  route.address = {"127.0.0.1", port, false};
  Wire wire(route, limits(1));
  CHECK(hold(wire, 1).at(0).closing.end == End::connect_refused);
}

TEST_CASE("the deadline and the stop signal end what is under way") {
  Server server([](int client) {
    char buffer[64];
    while (::recv(client, buffer, sizeof buffer, 0) > 0) {
    }
  });
  Limits bounds = limits(2);
  bounds.deadline = Clock::now() + milliseconds(60);
  Wire timed(server.route(), bounds);
  for (const Ended& end : hold(timed, 5))
    CHECK(end.closing.end == End::cancelled);
  CHECK(timed.connections() == 2);

  static std::atomic<bool> stopped{false};
  Limits stop = limits(2);
  stop.stop = [] { return stopped.load(); };
  Wire wire(server.route(), stop);
  std::thread signal([] { stopped = true; });
  hold(wire, 2);
  signal.join();
  CHECK(wire.cancelled());
}

TEST_CASE("a rate spaces connections out, and backing off narrows and pauses") {
  Server server(answer);
  Limits bounds = limits(6);
  bounds.rate = 200;
  Wire wire(server.route(), bounds);
  const auto started = Clock::now();
  hold(wire, 11);
  CHECK(Clock::now() - started >= milliseconds(50));  // ten gaps of 5 ms

  Wire strained(server.route(), limits(6));
  CHECK(strained.can_open());
  strained.back_off();
  CHECK_FALSE(strained.can_open());
  CHECK(strained.backed_off());
}

TEST_CASE("a long offer goes out whole through a full socket") {
  std::atomic<std::size_t> got{0};
  Server server([&](int client) {
    char buffer[4096];
    while (got < 4u << 20) {
      const ssize_t n = ::recv(client, buffer, sizeof buffer, 0);
      if (n <= 0) return;
      got += static_cast<std::size_t>(n);
    }
    ::send(client, "!", 1, MSG_NOSIGNAL);
    ::recv(client, buffer, sizeof buffer, 0);
  });
  Wire wire(server.route(), limits(1));
  CHECK(hold(wire, 1, std::string(4u << 20, 'x')).at(0).closing.end == End::finished);
  CHECK(got == 4u << 20);
}
