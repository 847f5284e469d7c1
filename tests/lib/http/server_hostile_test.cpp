#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "lib/http/server.hpp"
#include "lib/http/server/wire.hpp"
#include "lib/text/ascii.hpp"
#include "tests/lib/http/raw_client.hpp"

// What attackers send, and what must not become of an answer.
namespace checkoutdiag::http {
namespace {

using test::End;
using test::Heard;
using test::post;
using test::RawClient;
using namespace std::string_literals;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Answers with the targets and headers that it took for requests.
struct Listener {
  std::atomic<int> requests{0};
  Server server{{}, [this](const Request& request, const Answer& answer) {
                  ++requests;
                  Reply reply;
                  reply.body = request.method + " " + request.target + "\n";
                  for (const Header& each : request.headers)
                    reply.body += "<" + each.name + ":" + each.value + ">\n";
                  reply.body += request.body;
                  answer(std::move(reply));
                }};
  Heard ask(std::string_view request) { return RawClient(server.port()).ask(request); }
};

}  // namespace

TEST_CASE("what two readers could take for different requests is refused") {
  Listener listener;
  const std::string line = "POST /a HTTP/1.1\r\nHost: x\r\n",
                    chunks = "Transfer-Encoding: chunked\r\n";
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string body = "\r\n0\r\n\r\n" + hidden;
  const std::string heads[] = {
      line + "Content-Length: 5\r\n" + chunks,
      line + chunks + "Content-Length: 5\r\n",
      line + "Content-Length: 5\r\nContent-Length: 6\r\n",
      line + "Content-Length: 5, 6\r\n",
      line + "Content-Length: +5\r\n",
      line + "Content-Length: -1\r\n",
      line + "Content-Length: 0x5\r\n",
      line + "Content-Length: 18446744073709551621\r\n",
      line + "Content-Length : 5\r\n",
      line + chunks + chunks,
      line + "Transfer-Encoding: gzip, chunked\r\n",
      line + "Transfer-Encoding: chunked, identity\r\n",
      line + "Transfer-Encoding: xchunked\r\n",
      line +
          "Transfer-Encoding: \x0B"
          "chunked\r\n",
      line + "Transfer-Encoding : chunked\r\n",
      "POST /a HTTP/1.0\r\nHost: x\r\n" + chunks,
      "POST /a HTTP/1.1\r\n",
      line + "Host: y\r\n",
      line + "X: a\rb\r\n",
      line + "X: a\0b\r\n"s,
      line + "X\r\n",
      line + ": x\r\n",
      "POST  /a HTTP/1.1\r\nHost: x\r\n",
      "POST /a b HTTP/1.1\r\nHost: x\r\n",
      "PO\"ST /a HTTP/1.1\r\nHost: x\r\n",
      "POST /a HTTP/2.0\r\nHost: x\r\n",
  };
  for (const std::string& head : heads) {
    CAPTURE(head);
    const Heard heard = listener.ask(head + body);
    CHECK(heard.bytes.starts_with("HTTP/1.1 400 "));
    CHECK(heard.end != End::open);
    CHECK_FALSE(has(heard.bytes, "hidden"));
  }
  CHECK(listener.requests == 0);
}

TEST_CASE("chunks that are none are refused, and so are more of them than a body may have") {
  Listener listener;
  const std::string head = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char* chunks : {"-1\r\nx\r\n0\r\n\r\n", "g\r\nx\r\n0\r\n\r\n", "1\r\nxy\r\n0\r\n\r\n",
                             "fffffffffffffffff\r\nx", "\r\nx\r\n"}) {
    CAPTURE(chunks);
    const Heard heard = listener.ask(head + chunks);
    CHECK((heard.bytes.starts_with("HTTP/1.1 400 ") || heard.bytes.starts_with("HTTP/1.1 413 ")));
  }
  std::string many;
  for (int i = 0; i < 5; ++i)
    many += "40000\r\n" + std::string(0x40000, 'x') + "\r\n";
  CHECK(listener.ask(head + many).bytes.starts_with("HTTP/1.1 413 "));
  const std::string long_extension = "1;" + std::string(200'000, 'x') + "\r\nx\r\n0\r\n\r\n";
  CHECK_FALSE(listener.ask(head + long_extension).bytes.starts_with("HTTP/1.1 200 "));
  std::string trailers = "0\r\n";
  for (int i = 0; i < 20'000; ++i)
    trailers += "X-Trailer: 1\r\n";
  CHECK_FALSE(listener.ask(head + trailers + "\r\n").bytes.starts_with("HTTP/1.1 200 "));
  CHECK(listener.requests == 0);
}

TEST_CASE("trailers are no headers") {
  Listener listener;
  const Heard heard = listener.ask(
      "POST /a HTTP/1.1\r\nHost: x\r\nIdempotency-Key: first\r\nConnection: close\r\n"
      "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nIdempotency-Key: second\r\n"
      "Authorization: late\r\n\r\n");
  CHECK(has(heard.bytes, "<Idempotency-Key:first>"));
  CHECK_FALSE(has(heard.bytes, "second"));
  CHECK_FALSE(has(heard.bytes, "late"));
}

TEST_CASE("headers of an answer stay one line each, whatever they are made of") {
  Reply reply;
  reply.headers = {{"Idempotency-Key", "k\r\nSet-Cookie: a=b\r\n\r\n<html>\0"s},
                   {"X\r\nY", "z"},
                   {"", "z"},
                   {"X Y", "z"},
                   {"X:", "z"},
                   {"Fine", "\xC3\xA9 \t;"}};
  const std::string head = pieces_of(reply, false, true).front().bytes;
  CHECK(has(head,
            "\r\nIdempotency-Key: k  Set-Cookie: a=b    <html> \r\nFine: \xC3\xA9 \t;\r\nDate: "));
  CHECK(head.find("\r\n\r\n") == head.size() - 4);
  CHECK_FALSE(has(head, ": z"));
}

TEST_CASE("what clients send at random ends no server") {
  Listener listener;
  std::uint32_t state = 20261126;
  const auto random = [&state](std::uint32_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
  };
  const std::string good =
      post("/a?b=c", "{\"amount\":1}", "Idempotency-Key: k\r\nExpect: 100-continue\r\n") +
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n";
  for (int round = 0; round < 500; ++round) {
    std::string bytes = good;
    for (std::uint32_t i = 0; i <= random(4); ++i)
      switch (const std::size_t at = random(static_cast<std::uint32_t>(bytes.size())); random(3)) {
        case 0:
          bytes[at] = static_cast<char>(random(256));
          break;
        case 1:
          bytes.erase(at, random(20));
          break;
        default:
          bytes.insert(at, "\r\n\0:;,"[random(6)] + bytes.substr(random(100), random(30)));
      }
    RawClient(listener.server.port()).send(bytes);
  }
  CHECK(has(listener.ask(post("/still", "", "Connection: close\r\n")).bytes, "POST /still"));
}

TEST_CASE("answers that were given are out when a flush returns") {
  std::atomic<int> handled{0};
  Server server({}, [&](const Request& request, const Answer& answer) {
    ++handled;
    if (request.target == "/never") return;
    Reply reply;
    reply.manner.delay = std::chrono::milliseconds(50);
    if (request.target == "/long") reply.manner.delay = std::chrono::minutes(1);
    reply.body = "done";
    answer(std::move(reply));
  });
  const auto wait_for = [&](int count) {
    while (handled < count)
      std::this_thread::yield();
  };
  CHECK(server.flush(std::chrono::milliseconds(0)));
  RawClient never(server.port()), late(server.port()), longer(server.port());
  never.send(post("/never", ""));
  wait_for(1);
  CHECK(server.flush(std::chrono::seconds(5)));
  late.send(post("/late", ""));
  wait_for(2);
  CHECK(server.flush(std::chrono::seconds(5)));
  longer.send(post("/long", ""));
  wait_for(3);
  CHECK_FALSE(server.flush(std::chrono::milliseconds(20)));
  server.stop();
  CHECK(has(late.hear().bytes, "done"));
  CHECK(longer.hear().bytes.empty());
}

}  // namespace checkoutdiag::http
