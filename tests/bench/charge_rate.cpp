#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// How many keyed charges a second a server on this machine answers: charge_rate PORT CONNECTIONS
// SECONDS. Each connection sends its next request when it has the answer to the last one. One
// thread, as little work a request as there can be, and the same for every server that is measured.

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

struct Client {
  int socket = -1;
  std::string heard;
};

int connected(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) die("connect");
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void send_next(const Client& client, std::uint64_t number) {
  constexpr std::string_view kBody = R"({"amount":500,"currency":"eur","reference":"order-1"})";
  std::array<char, 512> text{};
  const int size = std::snprintf(
      text.data(), text.size(),
      "POST /v1/charges HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      "Idempotency-Key: 5f0c7f4e-9a53-4a1c-8c51-%012llx\r\nContent-Length: %zu\r\n\r\n%s",
      static_cast<unsigned long long>(number), kBody.size(), kBody.data());
  if (::send(client.socket, text.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) != size)
    die("send");
}

// Whether an answer is there whole, and is a success; takes it.
bool take_answer(Client& client) {
  const std::size_t head = client.heard.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t length = client.heard.find(kLength);
  if (length == std::string::npos || length > head || !client.heard.starts_with("HTTP/1.1 2")) {
    std::fprintf(stderr, "an answer is not as it should be: %s\n", client.heard.c_str());
    std::exit(1);
  }
  const std::size_t body =
      std::strtoul(client.heard.c_str() + length + kLength.size(), nullptr, 10);
  if (client.heard.size() < head + 4 + body) return false;
  client.heard.erase(0, head + 4 + body);
  return true;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 2;
  const int port = std::atoi(words[1]), connections = std::atoi(words[2]);
  const std::chrono::duration<double> time(std::atof(words[3]));
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<Client> clients(static_cast<std::size_t>(connections));
  std::uint64_t sent = 0, answered = 0;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i].socket = connected(port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].socket, &event);
  }
  const auto begun = Clock::now();
  for (const Client& each : clients)
    send_next(each, ++sent);
  std::array<epoll_event, 64> events{};
  std::array<char, 16 * 1024> bytes{};
  while (Clock::now() - begun < time) {
    const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 1000);
    for (int i = 0; i < ready; ++i) {
      Client& client = clients[events[static_cast<std::size_t>(i)].data.u64];
      const ssize_t got = ::recv(client.socket, bytes.data(), bytes.size(), 0);
      if (got <= 0) die("a connection ended");
      client.heard.append(bytes.data(), static_cast<std::size_t>(got));
      if (!take_answer(client)) continue;
      ++answered;
      send_next(client, ++sent);
    }
  }
  const std::chrono::duration<double> took = Clock::now() - begun;
  std::printf("%.0f a second\n", static_cast<double>(answered) / took.count());
  return 0;
}
