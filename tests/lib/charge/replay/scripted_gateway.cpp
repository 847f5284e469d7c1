#include "tests/lib/charge/replay/scripted_gateway.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::test {

using std::chrono::milliseconds;

namespace {

std::string header(const std::string& head, const std::string& name) {
  const std::string lower = text::lower(head), wanted = "\r\n" + text::lower(name) + ":";
  const std::size_t at = lower.find(wanted);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + wanted.size();
  return std::string(
      text::trimmed(std::string_view(head).substr(begin, head.find('\r', begin) - begin)));
}

std::string error(const std::string& code) {
  return R"({"error":{"code":")" + code + R"("}})";
}

}  // namespace

ScriptedGateway::ScriptedGateway(GatewayManners how) : manners(how) {
  setenv("no_proxy", "127.0.0.1", 1);  // a proxy in the environment is no part of these tests
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 256) != 0 ||
      getsockname(listener_, generic, &size) != 0)
    throw std::runtime_error("cannot listen on 127.0.0.1");
  port_ = ntohs(address.sin_port);
}

ScriptedGateway::~ScriptedGateway() {
  for (const Connection& each : connections_)
    close(each.descriptor);
  for (const Work& each : works_)
    close(each.descriptor);
  close(listener_);
}

std::string ScriptedGateway::origin() const {
  return fmt::format("http://127.0.0.1:{}", port_);
}

std::size_t ScriptedGateway::charges_of(const std::string& key) const {
  return static_cast<std::size_t>(std::count_if(
      charges.begin(), charges.end(), [&](const Charge& each) { return each.key == key; }));
}

int ScriptedGateway::wait_time() const {
  if (works_.empty()) return -1;
  Clock::time_point due = Clock::time_point::max();
  for (const Work& each : works_)
    due = std::min(due, each.due);
  return static_cast<int>(
      std::max<milliseconds::rep>(0, std::chrono::ceil<milliseconds>(due - Clock::now()).count()));
}

void ScriptedGateway::serve(int until, bool finish_work) {
  for (bool ending = false; !ending || (finish_work && !works_.empty());) {
    std::vector<pollfd> watched{{ending ? -1 : until, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const Connection& each : connections_)
      watched.push_back({each.descriptor, POLLIN, 0});
    poll(watched.data(), watched.size(), wait_time());
    ending = ending || watched[0].revents != 0;
    for (std::size_t i = 2; i < watched.size(); ++i)
      if (watched[i].revents != 0 && !read(connections_[i - 2])) connections_[i - 2].over = true;
    std::vector<Work> due;
    std::copy_if(works_.begin(), works_.end(), std::back_inserter(due),
                 [](const Work& each) { return each.due <= Clock::now(); });
    std::erase_if(works_, [](const Work& each) { return each.due <= Clock::now(); });
    for (const Work& each : due)
      finish(each);
    std::erase_if(connections_, [](const Connection& each) {
      if (each.over) close(each.descriptor);
      return each.over;
    });
    if (watched[1].revents != 0) accept_one();
  }
}

void ScriptedGateway::accept_one() {
  const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (descriptor < 0) return;
  if (at && !at(Point::accepted))
    close(descriptor);
  else
    connections_.push_back({descriptor, {}});
}

// One request, after which the connection is closed.
bool ScriptedGateway::read(Connection& connection) {
  char piece[65536];
  const ssize_t got = recv(connection.descriptor, piece, sizeof piece, MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN;
  if (got == 0) return false;
  connection.text.append(piece, static_cast<std::size_t>(got));
  const std::size_t end = connection.text.find("\r\n\r\n");
  if (end == std::string::npos) return true;
  const std::string length = header(connection.text.substr(0, end + 2), "Content-Length");
  const std::size_t body = length.empty() ? 0 : std::stoul(length);
  if (connection.text.size() < end + 4 + body) return true;
  arrived(connection);
  return false;
}

void ScriptedGateway::arrived(Connection& connection) {
  const std::size_t end = connection.text.find("\r\n\r\n");
  const std::string head = connection.text.substr(0, end + 2);
  if (head.starts_with("GET ")) {
    const std::size_t key = head.find("key=");
    return list(connection, key == std::string::npos
                                ? ""
                                : head.substr(key + 4, head.find(' ', key) - key - 4));
  }
  const std::string key = header(head, "Idempotency-Key");
  const bool fault = !header(head, "Fault").empty();
  posts.push_back(key);
  if (fault) faulty.push_back(key);
  if (!passes(connection, Point::arrived)) return;
  charge(connection, key, connection.text.substr(end + 4), fault);
}

bool ScriptedGateway::passes(Connection& connection, Point point) {
  if (!at || at(point)) return true;
  connection.over = true;
  return false;
}

void ScriptedGateway::charge(Connection& connection, const std::string& key,
                             const std::string& body, bool fault) {
  const auto found = manners.ignores_keys ? stored_.end() : stored_.find(key);
  if (found == stored_.end() || (manners.executes_other_payload && found->second.body != body)) {
    if (manners.refusal != 0)
      return answer(connection.descriptor, manners.refusal, "", error("card_declined"));
    if (!manners.sequential_only) stored_[key] = {true, 0, body, "", ""};
    works_.push_back({Clock::now() + manners.work, dup(connection.descriptor), key, body, fault});
    if (manners.hangs_up) shutdown(connection.descriptor, SHUT_RDWR);
    return;
  }
  const Stored& stored = found->second;
  const std::string marker = manners.unmarked ? "" : "Idempotent-Replayed: true\r\n";
  if (stored.in_flight) return answer(connection.descriptor, 409, "", error("key_in_use"));
  if (stored.body != body) return answer(connection.descriptor, 422, "", error("key_reused"));
  if (manners.conflicts)
    return answer(connection.descriptor, 409, "",
                  R"({"error":{"code":"conflict","links":{"id":")" + stored.id + R"("}}})");
  answer(connection.descriptor, stored.status, marker, stored.answer);
}

void ScriptedGateway::finish(const Work& work) {
  Stored stored{false, 201, work.body, "", fmt::format("ch_{}", charges.size() + 1)};
  charges.push_back({work.key, work.body, stored.id});
  stored.answer = fmt::format(R"({{"id":"{}","created":{}}})", stored.id, 1000 + charges.size());
  int status = stored.status;
  std::string body = stored.answer;
  if (work.fault) {
    status = 500;
    body = error("internal");
    if (manners.stores_errors) stored.status = status, stored.answer = body;
  }
  stored_[work.key] = stored;
  if (work.fault && manners.forgets_after_error) stored_.erase(work.key);
  if (!at || at(Point::committed)) answer(work.descriptor, status, "", body);
  if (at) at(Point::answered);
  close(work.descriptor);
}

void ScriptedGateway::list(Connection& connection, const std::string& key) {
  ++gets;
  std::string items;
  for (const Charge& each : charges)
    if (key.empty() || each.key == key)
      items += fmt::format(R"({}{{"id":"{}"}})", items.empty() ? "" : ",", each.id);
  answer(connection.descriptor, 200, "", R"({"data":[)" + items + R"(],"has_more":false})");
}

void ScriptedGateway::answer(int connection, int status, const std::string& headers,
                             const std::string& body) {
  const std::string text = fmt::format(
      "HTTP/1.1 {} X\r\nContent-Type: application/json\r\nConnection: close\r\n{}Content-Length: "
      "{}\r\n\r\n{}",
      status, headers, body.size(), body);
  send(connection, text.data(), text.size(), MSG_NOSIGNAL);
  shutdown(connection, SHUT_WR);
}

ServedGateway::ServedGateway(GatewayManners manners) : gateway_(manners) {
  if (pipe(wake_) != 0) throw std::runtime_error("no pipe");
  thread_ = std::thread([this] { gateway_.serve(wake_[0], false); });
}

ServedGateway::~ServedGateway() {
  stop();
  close(wake_[0]);
}

ScriptedGateway& ServedGateway::stop() {
  if (wake_[1] >= 0) {
    close(wake_[1]);
    wake_[1] = -1;
    thread_.join();
  }
  return gateway_;
}

}  // namespace checkoutdiag::test
