#include "lib/http/server.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "lib/failure.hpp"
#include "lib/x509/throwaway.hpp"
#include "tests/lib/http/raw_client.hpp"

namespace checkoutdiag::http {
namespace {

using std::chrono::milliseconds;
using test::End;
using test::Heard;
using test::post;
using test::RawClient;
using Clock = std::chrono::steady_clock;

constexpr const char* kClose = "Connection: close\r\n";

// Answers with what it was asked, in the manner of the moment.
struct Echo {
  Manner manner;
  std::string ca;
  Server server;

  explicit Echo(ServerOptions options = {}) : server(options, handler()) {}

  Handler handler() {
    return [this](Request request, const Answer& answer) {
      Reply reply;
      reply.body = request.method + " " + request.target + " " + request.body;
      reply.manner = manner;
      answer(std::move(reply));
    };
  }
  Heard ask(std::string_view request) { return RawClient(server.port(), ca).ask(request); }
};

ServerOptions with_tls(const x509::Throwaway& made) {
  ServerOptions options;
  options.certificate = made.certificate;
  options.key = made.key;
  return options;
}

bool has(const Heard& heard, std::string_view text) {
  return heard.bytes.find(text) != std::string::npos;
}

std::string body_of(const Heard& heard) {
  const std::size_t at = heard.bytes.find("\r\n\r\n");
  return at == std::string::npos ? "" : heard.bytes.substr(at + 4);
}

}  // namespace

TEST_CASE("a server answers, keeps the connection, and closes it when that is asked") {
  Echo echo;
  RawClient client(echo.server.port());
  client.send(post("/a", "one"));
  Heard heard = client.hear("POST /a one");
  CHECK(has(heard, "HTTP/1.1 200 OK\r\n"));
  CHECK(has(heard, "Content-Length: 11\r\n"));
  CHECK(has(heard, "Date: "));
  CHECK_FALSE(has(heard, "Connection: close"));
  CHECK(heard.end == End::open);
  heard = client.ask(post("/b", "two", kClose));
  CHECK(body_of(heard) == "POST /b two");
  CHECK(has(heard, "Connection: close\r\n"));
  CHECK(heard.end == End::fin);
}

TEST_CASE("requests that come together are answered one after the other") {
  Echo echo;
  const Heard heard = echo.ask(post("/1", "a") + post("/2", "b") + post("/3", "c", kClose));
  const std::size_t first = heard.bytes.find("POST /1 a"), second = heard.bytes.find("POST /2 b"),
                    third = heard.bytes.find("POST /3 c");
  CHECK(first < second);
  CHECK(second < third);
  CHECK(third != std::string::npos);
}

TEST_CASE("bodies in chunks, bodies that wait for 100, and HEAD") {
  Echo echo;
  CHECK(body_of(echo.ask("POST /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) ==
        "POST /c abcde");
  RawClient waiting(echo.server.port());
  waiting.send(
      "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
      "Connection: close\r\n\r\n");
  CHECK(waiting.hear("\r\n\r\n").bytes == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(body_of(waiting.ask("xyz")) == "POST /e xyz");
  const Heard head = echo.ask("HEAD /h HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(has(head, "Content-Length: 8\r\n"));
  CHECK(body_of(head).empty());
}

TEST_CASE("what is no request, or too much of one, is refused") {
  ServerOptions options;
  options.most_body = 10;
  options.idle = std::chrono::seconds(1);
  Echo echo(options);
  CHECK(has(echo.ask("\x16\x03\x01 nonsense\r\n\r\n"), "HTTP/1.1 400 "));
  CHECK(has(echo.ask(post("/", "12345678901")), "HTTP/1.1 413 "));
  CHECK(has(echo.ask("GET / HTTP/1.1\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n"),
            "HTTP/1.1 431 "));
  CHECK(echo.ask("").end == End::fin);  // nothing was asked within the time
  CHECK(body_of(echo.ask(post("/", "1234567890", kClose))) == "POST / 1234567890");
}

TEST_CASE("more connections than are allowed are turned away, and make room again") {
  ServerOptions options;
  options.most_connections = 2;
  Echo echo(options);
  {
    RawClient one(echo.server.port()), two(echo.server.port());
    one.send(post("/", "x"));
    two.send(post("/", "x"));
    CHECK(one.hear("POST /").end == End::open);
    CHECK(two.hear("POST /").end == End::open);
    CHECK(RawClient(echo.server.port()).ask("").end == End::fin);
  }
  const auto until = Clock::now() + std::chrono::seconds(5);
  bool answered = false;
  while (!answered && Clock::now() < until)
    answered = has(echo.ask(post("/", "x", kClose)), "200 OK");
  CHECK(answered);
}

TEST_CASE("an answer is delivered in the manner that it has") {
  Echo echo;
  const auto timed = [&](Heard& heard) {
    const auto begun = Clock::now();
    heard = echo.ask(post("/m", "body"));
    return std::chrono::duration_cast<milliseconds>(Clock::now() - begun).count();
  };
  Heard heard;
  SUBCASE("late") {
    echo.manner = {.delay = milliseconds(150), .ending = Ending::close};
    CHECK(timed(heard) >= 150);
    CHECK(body_of(heard) == "POST /m body");
    CHECK(heard.end == End::fin);
  }
  SUBCASE("not at all, and late") {
    echo.manner = {.delay = milliseconds(100), .most = 0, .ending = Ending::close};
    CHECK(timed(heard) >= 100);
    CHECK(heard.bytes.empty());
    CHECK(heard.end == End::fin);
  }
  SUBCASE("some of its bytes, and then RST") {
    echo.manner = {.most = 20, .ending = Ending::reset};
    timed(heard);
    CHECK(heard.bytes == "HTTP/1.1 200 OK\r\nDat");
    CHECK(heard.end == End::rst);
  }
  SUBCASE("RST at once") {
    echo.manner = {.most = 0, .ending = Ending::reset};
    timed(heard);
    CHECK(heard.bytes.empty());
    CHECK(heard.end == End::rst);
  }
  SUBCASE("a part of the body") {
    echo.manner = {.most_body = 4, .ending = Ending::close};
    timed(heard);
    CHECK(has(heard, "Content-Length: 12\r\n"));
    CHECK(body_of(heard) == "POST");
  }
  SUBCASE("its body after a while") {
    echo.manner = {.stall = milliseconds(120), .ending = Ending::close};
    CHECK(timed(heard) >= 120);
    CHECK(body_of(heard) == "POST /m body");
  }
  SUBCASE("in drips") {
    echo.manner = {.drip = 5, .drip_every = milliseconds(60), .ending = Ending::close};
    CHECK(timed(heard) >= 120);
    CHECK(body_of(heard) == "POST /m body");
  }
  SUBCASE("with a wrong length") {
    echo.manner = {.wrong_length = -3, .ending = Ending::close};
    timed(heard);
    CHECK(has(heard, "Content-Length: 9\r\n"));
    CHECK(body_of(heard) == "POST /m body");
  }
}

TEST_CASE("over TLS a connection ends with close_notify, or is seen to end without") {
  const x509::Throwaway made = x509::make_throwaway({"127.0.0.1"});
  Echo echo(with_tls(made));
  echo.ca = made.ca;
  CHECK(echo.server.origin().starts_with("https://127.0.0.1:"));
  Heard heard = echo.ask(post("/t", "x", kClose));
  CHECK(body_of(heard) == "POST /t x");
  CHECK(heard.end == End::close_notify);
  echo.manner.ending = Ending::no_close_notify;
  heard = echo.ask(post("/t", "x"));
  CHECK(body_of(heard) == "POST /t x");
  CHECK(heard.end == End::unclean);
  echo.manner = {.most = 0, .ending = Ending::reset};
  CHECK(echo.ask(post("/t", "x")).end == End::rst);
  // Who speaks no TLS there ends nobody else's connection.
  RawClient plain(echo.server.port());
  plain.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(plain.hear().end != End::open);
  echo.manner = {};
  CHECK(body_of(echo.ask(post("/t", "y", kClose))) == "POST /t y");
}

TEST_CASE("answers come from any thread, once; one that is never given ends the connection") {
  std::vector<std::thread> threads;
  std::mutex mutex;
  ServerOptions options;
  options.threads = 3;
  Server server(options, [&](const Request& request, const Answer& answer) {
    if (request.target == "/never") return;
    if (request.target == "/throw") throw std::runtime_error("a fault of ours");
    const std::lock_guard lock(mutex);
    threads.emplace_back([answer] {
      Reply first, second;
      first.body = "first";
      second.body = "second";
      answer(first);
      answer(second);
    });
  });
  CHECK(body_of(RawClient(server.port()).ask(post("/", "", kClose))) == "first");
  CHECK(RawClient(server.port()).ask(post("/never", "")).end == End::fin);
  CHECK(has(RawClient(server.port()).ask(post("/throw", "")), "HTTP/1.1 500 "));
  server.stop();
  for (std::thread& each : threads)
    each.join();
}

TEST_CASE(
    "a server stops with requests, delays and timers under way, and nothing is called after") {
  std::mutex mutex;
  std::vector<Answer> kept;
  std::condition_variable arrived;
  std::atomic<int> fired{0};
  auto server =
      std::make_unique<Server>(ServerOptions{}, [&](const Request& request, const Answer& answer) {
        if (request.target == "/late") {
          Reply late;
          late.manner.delay = std::chrono::minutes(5);
          return answer(std::move(late));
        }
        const std::lock_guard lock(mutex);
        kept.push_back(answer);
        arrived.notify_all();
      });
  server->after(std::chrono::minutes(5), [&] { ++fired; });
  RawClient idle(server->port()), late(server->port()), waiting(server->port());
  late.send(post("/late", ""));
  waiting.send(post("/kept", ""));
  {
    std::unique_lock lock(mutex);
    REQUIRE(arrived.wait_for(lock, std::chrono::seconds(5), [&] { return !kept.empty(); }));
  }
  const auto begun = Clock::now();
  server->stop();
  server->stop();
  CHECK(Clock::now() - begun < std::chrono::seconds(3));
  CHECK(idle.hear().end != End::open);
  CHECK(waiting.hear().end != End::open);
  server->after(milliseconds(0), [&] { ++fired; });
  kept.front()(Reply{});
  server.reset();
  kept.front()(Reply{});
  CHECK(fired == 0);
}

TEST_CASE("timers fire; a port that is taken is refused") {
  std::mutex mutex;
  std::condition_variable rang;
  bool fired = false;
  Echo echo;
  echo.server.after(milliseconds(10), [&] {
    const std::lock_guard lock(mutex);
    fired = true;
    rang.notify_all();
  });
  {
    std::unique_lock lock(mutex);
    CHECK(rang.wait_for(lock, std::chrono::seconds(5), [&] { return fired; }));
  }
  ServerOptions taken;
  taken.port = echo.server.port();
  CHECK_THROWS_AS(Echo{taken}, Failure);
  ServerOptions nowhere;
  nowhere.address = "not-an-address";
  CHECK_THROWS_AS(Echo{nowhere}, Failure);
}

}  // namespace checkoutdiag::http
