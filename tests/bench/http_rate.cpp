#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

// How many requests a second a server on this machine answers: http_rate PORT CONNECTIONS SECONDS
// charge|event|forged. Each connection sends its next request when it has the answer to the last
// one. One thread, as little work a request as there can be, and the same for every server that is
// measured. `event`: webhooks of 1 KiB, each another one, signed as Stripe does with the secret
// whsec_bench; `forged`: the same with a signature that is wrong.

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

enum class Kind { charge, event, forged };

struct Client {
  int socket = -1;
  std::string heard;
  Clock::time_point asked;
  bool is_over = false;  // the server ends the connection after this answer
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

std::string charge(std::uint64_t number) {
  constexpr std::string_view kBody = R"({"amount":500,"currency":"eur","reference":"order-1"})";
  std::array<char, 512> text{};
  const int size = std::snprintf(
      text.data(), text.size(),
      "POST /v1/charges HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      "Idempotency-Key: 5f0c7f4e-9a53-4a1c-8c51-%012llx\r\nContent-Length: %zu\r\n\r\n%s",
      static_cast<unsigned long long>(number), kBody.size(), kBody.data());
  return std::string(text.data(), static_cast<std::size_t>(size));
}

std::string event(std::uint64_t number, bool forged) {
  static const std::string kPadding(900, 'x');
  static const long kRun = static_cast<long>(::getpid()) * 1'000'000 + ::time(nullptr) % 1'000'000;
  std::array<char, 2048> text{};
  const int body = std::snprintf(
      text.data(), text.size(),
      R"({"id":"evt_%ld_%llu","object":"event","type":"charge.succeeded","data":{"pad":"%s"}})",
      kRun, static_cast<unsigned long long>(number), kPadding.c_str());
  const std::string sent(text.data(), static_cast<std::size_t>(body));
  const std::string when = std::to_string(::time(nullptr));
  const std::string signed_text = when + "." + sent;
  constexpr std::string_view kSecret = "whsec_bench";
  std::array<unsigned char, 32> mac{};
  unsigned length = 0;
  ::HMAC(EVP_sha256(), kSecret.data(), static_cast<int>(kSecret.size()),
         reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), mac.data(),
         &length);
  if (forged) mac[0] ^= 1;
  std::string hex;
  for (const unsigned char each : mac)
    for (const int digit : {each >> 4, each & 15})
      hex += "0123456789abcdef"[digit];
  return "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
         "Stripe-Signature: t=" +
         when + ",v1=" + hex + "\r\nContent-Length: " + std::to_string(sent.size()) + "\r\n\r\n" +
         sent;
}

void send_next(Client& client, Kind kind, std::uint64_t number) {
  const std::string text =
      kind == Kind::charge ? charge(number) : event(number, kind == Kind::forged);
  client.asked = Clock::now();
  if (::send(client.socket, text.data(), text.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(text.size()))
    die("send");
}

// Whether an answer is there whole, and is as it should be; takes it.
bool take_answer(Client& client, std::string_view wanted) {
  const std::size_t head = client.heard.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  constexpr std::string_view kLength = "Content-Length: ", kNoContent = "HTTP/1.1 204";
  const bool is_empty = client.heard.starts_with(kNoContent);
  const std::size_t length = client.heard.find(kLength);
  if ((!is_empty && (length == std::string::npos || length > head)) ||
      !client.heard.starts_with(wanted)) {
    std::fprintf(stderr, "an answer is not as it should be: %s\n", client.heard.c_str());
    std::exit(1);
  }
  const std::size_t body =
      is_empty ? 0 : std::strtoul(client.heard.c_str() + length + kLength.size(), nullptr, 10);
  if (client.heard.size() < head + 4 + body) return false;
  client.is_over = client.heard.find("Connection: close") < head;
  client.heard.erase(0, head + 4 + body);
  return true;
}

void reconnect(int poll, Client& client, int port, std::uint64_t number) {
  if (client.socket >= 0) ::close(client.socket);
  client.socket = connected(port);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = number;
  ::epoll_ctl(poll, EPOLL_CTL_ADD, client.socket, &event);
}

}  // namespace

int main(int count, char** words) {
  if (count != 5) return 2;
  const int port = std::atoi(words[1]), connections = std::atoi(words[2]);
  const std::chrono::duration<double> time(std::atof(words[3]));
  const std::string_view word = words[4];
  const Kind kind = word == "event" ? Kind::event : word == "forged" ? Kind::forged : Kind::charge;
  const std::string_view wanted = kind == Kind::forged ? "HTTP/1.1 4" : "HTTP/1.1 2";
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<Client> clients(static_cast<std::size_t>(connections));
  std::uint64_t sent = 0;
  std::vector<float> waits;  // ms
  for (std::size_t i = 0; i < clients.size(); ++i)
    reconnect(poll, clients[i], port, i);
  const auto begun = Clock::now();
  for (Client& each : clients)
    send_next(each, kind, ++sent);
  std::array<epoll_event, 64> events{};
  std::array<char, 16 * 1024> bytes{};
  while (Clock::now() - begun < time) {
    const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 1000);
    for (int i = 0; i < ready; ++i) {
      Client& client = clients[events[static_cast<std::size_t>(i)].data.u64];
      const ssize_t got = ::recv(client.socket, bytes.data(), bytes.size(), 0);
      if (got <= 0) die("a connection ended");
      client.heard.append(bytes.data(), static_cast<std::size_t>(got));
      if (!take_answer(client, wanted)) continue;
      waits.push_back(
          std::chrono::duration<float, std::milli>(Clock::now() - client.asked).count());
      if (client.is_over)
        reconnect(poll, client, port, events[static_cast<std::size_t>(i)].data.u64);
      send_next(client, kind, ++sent);
    }
  }
  const std::chrono::duration<double> took = Clock::now() - begun;
  std::sort(waits.begin(), waits.end());
  const auto at = [&](double share) {
    return waits.empty()
               ? 0.0
               : waits[static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1))];
  };
  std::printf("%.0f a second, p50 %.2f ms, p99 %.2f ms\n",
              static_cast<double>(waits.size()) / took.count(), at(0.5), at(0.99));
  return 0;
}
