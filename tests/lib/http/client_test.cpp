#include "lib/http/client.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <set>

#include "lib/failure.hpp"
#include "tests/lib/http/scripted_peer.hpp"

namespace checkoutdiag::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Line;
using test::ScriptedPeer;
using Tls = ScriptedPeer::Tls;

constexpr std::string_view kPaid =
    "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n"
    "{\"id\":\"c1\"}";

Call charge(const ScriptedPeer& peer) {
  Call call;
  call.url = peer.url();
  call.ca_file = peer.ca_file();
  call.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", "k-1"}};
  call.body = R"({"amount":100})";
  return call;
}

// What happens to a request whose peer reads it and then does this.
Exchange after_request(Tls tls, const std::function<void(Line&)>& then, Cut cut = Cut::none,
                       milliseconds timeout = seconds(20)) {
  const ScriptedPeer peer(
      [&](Line& line) {
        line.read_request();
        then(line);
      },
      tls);
  Call call = charge(peer);
  call.cut = cut;
  call.timeout = timeout;
  return exchange(call);
}

const Tls kBoth[] = {Tls::none, Tls::good};

}  // namespace

TEST_CASE("client: a whole answer, and what was sent to get it") {
  for (const Tls tls : kBoth) {
    std::string request;
    const ScriptedPeer peer(
        [&](Line& line) {
          request = line.read_request();
          line.write(kPaid);
        },
        tls);
    Call call = charge(peer);
    call.headers.push_back({"Content-Length", "3"});
    call.headers.push_back({"X-Empty", ""});
    const Exchange got = exchange(call);
    CHECK(got.fate == Fate::answered);
    CHECK(got.error == "");
    CHECK(got.status == 201);
    CHECK(got.body == R"({"id":"c1"})");
    REQUIRE(find_header(got.headers, "content-type"));
    CHECK(*find_header(got.headers, "content-type") == "application/json");
    CHECK(got.headers.size() == 2);
    CHECK(got.sent == request.size());
    CHECK(request.starts_with("POST /v1/charges HTTP/1.1\r\nHost: 127.0.0.1:"));
    CHECK(request.ends_with("\r\n\r\n{\"amount\":100}"));
    CHECK(request.find("Idempotency-Key: k-1\r\n") != std::string::npos);
    CHECK(request.find("Content-Length: 14\r\n") != std::string::npos);
    CHECK(request.find("Content-Length: 3\r\n") == std::string::npos);
    CHECK(request.find("X-Empty:\r\n") != std::string::npos);
    CHECK(request.find("Expect") == std::string::npos);
    CHECK(request.find("Accept-Encoding") == std::string::npos);
    CHECK(got.begun <= got.released);
    CHECK(got.released <= got.answered);
    CHECK(got.answered <= got.ended);
  }
}

TEST_CASE("client: requests without a body, and of other methods") {
  std::string request;
  const ScriptedPeer peer([&](Line& line) {
    request = line.read_request();
    line.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  Call call = charge(peer);
  call.body.clear();
  for (const char* method : {"GET", "DELETE", "HEAD", "POST", "PUT", "PATCH"}) {
    CAPTURE(method);
    call.method = method;
    const Exchange got = exchange(call);
    CHECK(got.fate == Fate::answered);
    CHECK(request.starts_with(std::string(method) + " /v1/charges HTTP/1.1\r\n"));
    CHECK(got.sent == request.size());
    CHECK(got.released != std::chrono::steady_clock::time_point{});
  }
}

TEST_CASE("client: a large request is counted to its last byte") {
  for (const Tls tls : kBoth) {
    std::string request;
    const ScriptedPeer peer(
        [&](Line& line) {
          request = line.read_request();
          line.write(kPaid);
        },
        tls);
    Call call = charge(peer);
    call.body.assign(3'000'000, 'x');
    call.headers.push_back({"X-Long", std::string(60'000, 'y')});
    const Exchange got = exchange(call);
    CHECK(got.fate == Fate::answered);
    CHECK(got.sent == request.size());
  }
}

TEST_CASE("client: not sent") {
  Call call;
  call.body = "x";
  const auto why = [&] {
    const Exchange got = exchange(call);
    CHECK(got.fate == Fate::not_sent);
    CHECK(got.sent == 0);
    CHECK(got.status == 0);
    CHECK_FALSE(got.cut);
    return got.error;
  };
  {
    const ScriptedPeer gone([](Line&) {});
    call.url = gone.url();
  }
  CHECK(why() == "no connection: connection refused");
  call.url = "http://shop.invalid/v1/charges";
  CHECK(why().starts_with("could not resolve host"));
  call.url = "ftp://127.0.0.1/";
  CHECK(why() != "");
  call.url = "http://user:secret@127.0.0.1/";
  CHECK(why().find("secret") == std::string::npos);
  const ScriptedPeer broken([](Line&) {}, Tls::broken);
  call.url = broken.url();
  CHECK(why().starts_with("no TLS connection: "));
  const ScriptedPeer strange([](Line&) {}, Tls::good);
  call.url = strange.url();
  CHECK(why().find("certificate") != std::string::npos);
  call.ca_file = strange.ca_file();
  call.url.replace(call.url.find("127.0.0.1"), 9, "localhost");
  CHECK(why().starts_with("no TLS connection: "));
  call.ca_file = "/nonexistent";
  CHECK(why().find("certificate") != std::string::npos);
}

TEST_CASE("client: a TLS handshake that takes too long is not sent") {
  const ScriptedPeer silent([](Line& line) { line.read_all(); });
  Call call = charge(silent);
  call.url.replace(0, 4, "https");
  call.connect_timeout = milliseconds(60);
  const Exchange got = exchange(call);
  CHECK(got.fate == Fate::not_sent);
  CHECK(got.timed_out);
  CHECK(got.error == "no connection within 60 ms");
}

TEST_CASE("client: sent, and no status came back") {
  for (const Tls tls : kBoth) {
    CAPTURE(static_cast<int>(tls));
    Exchange got = after_request(tls, [](Line&) {});
    CHECK(got.fate == Fate::no_status);
    CHECK(got.error == "the connection was closed before an answer came");
    CHECK(got.sent > 100);
    CHECK_FALSE(got.reset);
    got = after_request(tls, [](Line& line) { line.reset(); });
    CHECK(got.fate == Fate::no_status);
    CHECK(got.reset);
    CHECK(got.error == "the connection was reset before an answer came");
    got = after_request(tls, [](Line& line) { line.write("HTTP/1.1 20"); });
    CHECK(got.fate == Fate::no_status);
    CHECK(got.status == 0);
    got = after_request(tls, [](Line& line) { line.write("garbage\r\n\r\n"); });
    CHECK(got.fate == Fate::no_status);
    CHECK(got.error == "what came back is not HTTP/1.1");
    // An interim answer is none.
    got = after_request(tls, [](Line& line) { line.write("HTTP/1.1 100 Continue\r\n\r\n"); });
    CHECK(got.fate == Fate::no_status);
    CHECK(got.status == 0);
    got = after_request(
        tls, [](Line& line) { line.read_all(); }, Cut::none, milliseconds(400));
    CHECK(got.fate == Fate::no_status);
    CHECK(got.timed_out);
    CHECK(got.error == "no answer within 400 ms");
  }
  const Exchange got = after_request(Tls::good, [](Line& line) { line.vanish(); });
  CHECK(got.fate == Fate::no_status);
  CHECK(got.error == "the connection was closed before an answer came, without TLS's close_notify");
}

TEST_CASE("client: a request that is half out when its connection is reset may have been read") {
  const ScriptedPeer peer([](Line& line) { line.reset(); });
  Call call = charge(peer);
  call.body.assign(30'000'000, 'x');
  const Exchange got = exchange(call);
  CHECK(got.fate != Fate::answered);
  CHECK(got.fate == (got.sent > 0 ? Fate::no_status : Fate::not_sent));
  CHECK(got.sent < 30'000'000);
  CHECK(got.reset);
}

TEST_CASE("client: a status, and less than was announced") {
  constexpr std::string_view kHalf = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"id\"";
  constexpr std::string_view kChunk =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n";
  for (const Tls tls : kBoth) {
    CAPTURE(static_cast<int>(tls));
    for (const std::string_view bytes : {kHalf, kChunk}) {
      Exchange got = after_request(tls, [&](Line& line) { line.write(bytes); });
      CHECK(got.fate == Fate::truncated);
      CHECK(got.status == 200);
      CHECK(got.body == "{\"id\"");
      CHECK(got.error == "the connection ended before the answer was complete");
      got = after_request(
          tls,
          [&](Line& line) {
            line.write(bytes);
            line.read_all();
          },
          Cut::none, milliseconds(400));
      CHECK(got.fate == Fate::truncated);
      CHECK(got.timed_out);
      CHECK(got.error == "the answer was not complete within 400 ms");
    }
    // The head itself has no end.
    Exchange got =
        after_request(tls, [](Line& line) { line.write("HTTP/1.1 200 OK\r\nX: 1\r\n"); });
    CHECK(got.fate == Fate::truncated);
    CHECK(got.status == 200);
    // Until the connection's end: FIN, or close_notify, is the end that was announced.
    got = after_request(tls, [](Line& line) { line.write("HTTP/1.1 200 OK\r\n\r\nall"); });
    CHECK(got.fate == Fate::answered);
    CHECK(got.body == "all");
  }
  Exchange got = after_request(Tls::good, [](Line& line) {
    line.write("HTTP/1.1 200 OK\r\n\r\nall");
    line.vanish();
  });
  CHECK(got.fate == Fate::truncated);
  CHECK(got.error ==
        "the connection ended before the answer was complete, without TLS's close_notify");
  // With a length nobody needs the close_notify.
  got = after_request(Tls::good, [](Line& line) {
    line.write(kPaid);
    line.vanish();
  });
  CHECK(got.fate == Fate::answered);
  // RST in the body: only after the first bytes were read is there something to see.
  got = after_request(Tls::none, [](Line& line) {
    line.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
    for (int i = 0; i < 40; ++i)
      line.write("x");
    line.reset();
  });
  CHECK((got.fate == Fate::truncated || got.fate == Fate::no_status));
  CHECK(got.fate == (got.status ? Fate::truncated : Fate::no_status));
  CHECK(got.reset);
}

TEST_CASE("client: answers that are too large, and interim answers before the right one") {
  const auto respond = [](const std::string& bytes) {
    return [bytes](Line& line) { line.write(bytes); };
  };
  const ScriptedPeer peer([&](Line& line) {
    line.read_request();
    line.write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x'));
  });
  Call call = charge(peer);
  call.most_body = 100;
  Exchange got = exchange(call);
  CHECK(got.fate == Fate::answered);
  CHECK(got.body_dropped);
  CHECK(got.body.size() == 100);
  CHECK(got.error == "the answer has more than 100 bytes, and the rest was not read");
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 300; ++i)
    head += "X-Many: " + std::string(1000, 'x') + "\r\n";
  got = after_request(Tls::none, respond(head + "\r\n"));
  CHECK(got.fate == Fate::truncated);
  CHECK(got.error == "the answer's head has more than 256 KiB");
  got = after_request(
      Tls::none, respond("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + std::string(kPaid)));
  CHECK(got.fate == Fate::answered);
  CHECK(got.status == 201);
  CHECK_FALSE(find_header(got.headers, "Link"));
}

TEST_CASE("client: a cut loses the answer, and not one byte of the request") {
  for (const Tls tls : kBoth) {
    for (const Cut cut : {Cut::after_send, Cut::first_byte}) {
      for (const std::size_t size : {std::size_t{1}, std::size_t{2'000'000}}) {
        CAPTURE(static_cast<int>(tls));
        CAPTURE(static_cast<int>(cut));
        CAPTURE(size);
        std::string request;
        Exchange got;
        {
          const ScriptedPeer peer(
              [&](Line& line) {
                if (cut == Cut::after_send) {
                  // What the peer has not read when the connection ends must still be there: an
                  // answer that nobody reads is in the way.
                  line.write("HTTP/1.1 100 Continue\r\n\r\n");
                  request = line.read_all();
                } else {
                  request = line.read_request();
                  line.write(kPaid);
                  line.read_all();
                }
              },
              tls);
          Call call = charge(peer);
          call.cut = cut;
          call.body.assign(size, 'x');
          got = exchange(call);
        }
        CHECK(got.fate == Fate::no_status);
        CHECK(got.cut);
        CHECK_FALSE(got.timed_out);
        CHECK_FALSE(got.reset);
        CHECK(got.status == 0);
        CHECK(got.body == "");
        CHECK(got.error == "the connection was ended here, to lose the answer");
        CHECK(got.sent == request.size());
        CHECK(request.ends_with("\r\n\r\n" + std::string(size, 'x')));
      }
    }
  }
}

TEST_CASE("client: an interrupt ends it, and a request that cannot be sent is refused") {
  int both[2];
  REQUIRE(::pipe(both) == 0);
  const ScriptedPeer peer([&](Line& line) {
    line.read_request();
    (void)!::write(both[1], "x", 1);
    line.read_all();
  });
  const Call call = charge(peer);
  const Exchange got = exchange(call, both[0]);
  CHECK(got.fate == Fate::no_status);
  CHECK(got.error == "interrupted");
  CHECK_FALSE(got.timed_out);
  Call wrong = call;
  wrong.headers.push_back({"X-Split", "a\r\nb: c"});
  CHECK_THROWS_AS(exchange(wrong), Failure);
  wrong = call;
  wrong.headers.push_back({"X: y", "z"});
  CHECK_THROWS_AS(exchange(wrong), Failure);
  wrong = call;
  wrong.method = "POST /";
  CHECK_THROWS_AS(exchange(wrong), Failure);
  wrong = call;
  wrong.url += " x";
  CHECK_THROWS_AS(exchange(wrong), Failure);
  ::close(both[0]);
  ::close(both[1]);
}

TEST_CASE("client: what a proxy is told is not the request") {
  std::string asked;
  const ScriptedPeer proxy([&](Line& line) {
    asked = line.read_request();
    line.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  });
  const std::string url = proxy.url("");
  ::setenv("https_proxy", url.c_str(), 1);
  Call call = charge(proxy);
  call.url = "https://gateway.invalid/v1/charges";
  const Exchange got = exchange(call);
  call.url = "https://127.0.0.1:1/";
  const Exchange direct = exchange(call);
  ::unsetenv("https_proxy");
  CHECK(asked.starts_with("CONNECT gateway.invalid:443 HTTP/1.1\r\n"));
  CHECK(got.fate == Fate::not_sent);
  CHECK(got.status == 0);
  CHECK(got.error.find("403") != std::string::npos);
  CHECK(direct.error == "no connection: connection refused");
}

TEST_CASE("client: the last bytes of fifty requests go out together, when all are there") {
  for (const Tls tls : kBoth) {
    for (const std::string body : {"x", "{\"amount\":100}"}) {
      CAPTURE(static_cast<int>(tls));
      std::mutex guard;
      std::set<std::string> keys;
      const ScriptedPeer peer(
          [&](Line& line) {
            const std::string request = line.read_request();
            const std::size_t key = request.find("Idempotency-Key: ");
            if (key == std::string::npos) return;  // no request came: the counts below tell
            {
              const std::lock_guard lock(guard);
              keys.insert(request.substr(key, request.find('\r', key) - key));
            }
            line.write(kPaid);
          },
          tls);
      std::vector<Call> calls;
      for (int i = 0; i < 50; ++i) {
        calls.push_back(charge(peer));
        calls.back().headers[1].value = std::to_string(i);
        calls.back().body = body;
      }
      const Together together = exchange_together(calls, seconds(20));
      CHECK(together.released == 50);
      REQUIRE(together.exchanges.size() == 50);
      CHECK(keys.size() == 50);
      auto last_begun = together.exchanges[0].begun, first_out = together.exchanges[0].released;
      for (const Exchange& each : together.exchanges) {
        CHECK(each.fate == Fate::answered);
        CHECK(each.status == 201);
        last_begun = std::max(last_begun, each.begun);
        first_out = std::min(first_out, each.released);
      }
      CHECK(last_begun < first_out);
      CHECK(together.spread.count() > 0);
      CHECK(together.spread < seconds(2));
    }
  }
}

TEST_CASE("client: who is not at the barrier in time is left behind, and told so") {
  const ScriptedPeer peer([&](Line& line) {
    line.read_request();
    line.write(kPaid);
  });
  const ScriptedPeer silent([](Line& line) { line.read_all(); });
  const ScriptedPeer hasty([](Line& line) {
    line.write(kPaid);
    line.read_all();
  });
  std::vector<Call> calls(4, charge(peer));
  calls[1].url = silent.url();
  calls[1].url.replace(0, 4, "https");
  {
    const ScriptedPeer gone([](Line&) {});
    calls[2].url = gone.url();
  }
  calls[3].url = hasty.url();
  const Together together = exchange_together(calls, milliseconds(1500));
  CHECK(together.released == 2);
  CHECK(together.exchanges[0].fate == Fate::answered);
  CHECK(together.exchanges[1].fate == Fate::not_sent);
  CHECK(together.exchanges[1].error ==
        "it was not ready within 1500 ms, and the others did not wait for it");
  CHECK(together.exchanges[2].fate == Fate::not_sent);
  CHECK(together.exchanges[3].fate ==
        Fate::answered);  // before it had all of the request, which went on all the same
}

}  // namespace checkoutdiag::http
