#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "lib/charge/traffic.hpp"
#include "lib/failure.hpp"
#include "tests/lib/charge/recorder_bench.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::charge {
namespace {

using checkoutdiag::test::End;
using checkoutdiag::test::post;
using checkoutdiag::test::Scratch;
using test::Gateway;
using test::Heard;
using test::Proxy;
using test::RawClient;
using test::to;

const std::string kClose = "Connection: close\r\n";

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string body_of(const Heard& heard) {
  const std::size_t at = heard.bytes.find("\r\n\r\n");
  return at == std::string::npos ? "" : heard.bytes.substr(at + 4);
}

std::string content(const std::string& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

std::string header(const http::Headers& headers, std::string_view name) {
  const std::string* value = http::find_header(headers, name);
  return value ? *value : "(none)";
}

std::string every_byte() {
  std::string all;
  for (int i = 0; i < 512; ++i)
    all += static_cast<char>(i);
  return all;
}

http::Reply cut_at(std::size_t bytes) {
  http::Reply reply;
  reply.body = R"({"id":"ch_1"})";
  reply.manner = {.most_body = bytes, .ending = http::Ending::close};
  return reply;
}

}  // namespace

TEST_CASE("a recording proxy passes requests and answers on as they are") {
  Gateway gateway([](const http::Request& request) {
    http::Reply reply;
    reply.status = request.method == "DELETE" ? 204 : 418;
    reply.headers = {{"X-Twice", "1"}, {"X-Twice", "2"}, {"Set-Cookie", "a=b"}};
    reply.body = every_byte() + request.body;
    return reply;
  });
  Proxy proxy(to(gateway.origin() + "/base/"));
  const std::string body = every_byte() + "\r\n\r\n";
  const Heard heard = proxy.ask(post(
      "/v1/charges/a%2Fb/../c?x=%20&y=[1]&z={}", body,
      kClose + "X-Same: 1\r\nX-Same: 2\r\nX-Blank:\r\nDate: Thu, 26 Nov 2026 10:00:00 GMT\r\n"));
  CHECK(heard.bytes.starts_with("HTTP/1.1 418 "));
  CHECK(has(heard.bytes, "X-Twice: 1\r\nX-Twice: 2\r\nSet-Cookie: a=b\r\n"));
  CHECK(body_of(heard) == every_byte() + body);
  CHECK(has(proxy.ask("DELETE /d HTTP/1.1\r\nHost: x\r\n" + kClose + "\r\n").bytes,
            "204 No Content"));
  const Heard head = proxy.ask("HEAD /h HTTP/1.1\r\nHost: x\r\n" + kClose + "\r\n");
  CHECK(has(head.bytes, "Content-Length: 512\r\n"));
  CHECK(body_of(head).empty());

  const std::string large(3u << 20, 'x');
  CHECK(body_of(proxy.ask(post("/large", large, kClose))).size() == 512 + large.size());

  const http::Request seen = gateway.asked().at(0);
  CHECK(seen.method == "POST");
  CHECK(seen.target == "/base/v1/charges/a%2Fb/../c?x=%20&y=[1]&z={}");
  CHECK(seen.body == body);
  CHECK(std::count_if(seen.headers.begin(), seen.headers.end(),
                      [](const auto& each) { return each.name == "X-Same"; }) == 2);
  CHECK(header(seen.headers, "X-Blank").empty());
  // Some gateways' signatures are made over it.
  CHECK(header(seen.headers, "Date") == "Thu, 26 Nov 2026 10:00:00 GMT");

  const auto traffic = proxy.end();
  REQUIRE(traffic.size() == 4);
  CHECK(traffic[0].method == "POST");
  CHECK(traffic[0].url == gateway.origin() + seen.target);
  CHECK(traffic[0].body == body);
  CHECK(traffic[0].status == 418);
  CHECK(traffic[0].answer == every_byte() + body);
  CHECK(traffic[0].error.empty());
  CHECK(traffic[1].status == 204);
  CHECK(traffic[2].index == 2);
}

TEST_CASE("what is between two neighbours alone is not passed on, and the host is the upstream's") {
  Gateway gateway([](const http::Request&) {
    http::Reply reply;
    reply.headers = {{"Keep-Alive", "timeout=5"},
                     {"X-Hop", "1"},
                     {"X-Stays", "1"},
                     {"Connection", "x-hop"},
                     {"Upgrade", "h2c"}};
    return reply;
  });
  Proxy proxy(to(gateway.origin()));
  const Heard heard = proxy.ask(
      "POST / HTTP/1.1\r\nHost: shop.example\r\nConnection: close, X-Mine\r\n"
      "Connection:  x-second \r\nX-Mine: 1\r\nX-Second: 1\r\nX-Stays: 1\r\nTE: trailers\r\n"
      "Keep-Alive: 5\r\nUpgrade: h2c\r\nProxy-Connection: keep-alive\r\n"
      "Proxy-Authorization: Basic eA==\r\nTrailer: X-End\r\nAccept-Encoding: gzip\r\n"
      "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\nX-End: 1\r\n\r\n");
  CHECK(has(heard.bytes, "X-Stays: 1\r\n"));
  for (const char* gone : {"Keep-Alive", "X-Hop", "Upgrade"})
    CHECK_FALSE(has(heard.bytes, gone));
  const http::Request seen = gateway.asked().at(0);
  CHECK(seen.body == "abcde");
  CHECK(header(seen.headers, "Host") == gateway.origin().substr(7));
  CHECK(header(seen.headers, "Content-Length") == "5");
  CHECK(header(seen.headers, "X-Stays") == "1");
  for (const char* gone :
       {"X-Mine", "X-Second", "TE", "Keep-Alive", "Upgrade", "Proxy-Connection",
        "Proxy-Authorization", "Trailer", "Accept-Encoding", "Transfer-Encoding", "X-End"})
    CHECK(header(seen.headers, gone) == "(none)");
}

TEST_CASE("credentials reach the upstream, and neither they nor card numbers reach the file") {
  const Scratch scratch;
  const std::string file = scratch.path() + "/traffic.ndjson";
  Gateway gateway([](const http::Request& request) {
    http::Reply reply;
    reply.headers = {{"Set-Cookie", "session=verysecret"}};
    if (request.target == "/gzip") reply.headers.push_back({"Content-Encoding", "gzip"});
    reply.body = R"({"id":"ch_1","number":"4000056655665556","client_secret":"hushhush"})";
    return reply;
  });
  Proxy proxy(to(gateway.origin(), file));
  const std::string secrets =
      kClose +
      "Authorization: Bearer sk_test_veryhidden\r\nX-Api-Key: alsohidden\r\nCookie: c=hidden\r\n";
  const std::string card = R"({"card":{"number":"4242424242424242","cvc":"987"},"amount":5})";
  CHECK(has(proxy.ask(post("/v1/charges?card=5555555555554444", card, secrets)).bytes, "hushhush"));
  // What cannot be read cannot be cut: the file must do without.
  proxy.ask(post("/gzip", "4242424242424242", kClose + "Content-Encoding: gzip\r\n"));
  proxy.ask(post("/binary", std::string("\0\xFF 4242424242424242", 19), kClose));
  CHECK(header(gateway.asked().at(0).headers, "Authorization") == "Bearer sk_test_veryhidden");
  CHECK(gateway.asked().at(0).body == card);
  const auto kept = proxy.end();
  CHECK(header(kept.at(0).headers, "Authorization") == "Bearer sk_test_veryhidden");

  const std::string written = content(file);
  for (const char* secret : {"hidden", "verysecret", "4242424242424242", "4000056655665556",
                             "5555555555554444", "\"987", "hushhush"}) {
    CAPTURE(secret);
    CHECK_FALSE(has(written, secret));
  }
  struct stat state {};
  REQUIRE(::stat(file.c_str(), &state) == 0);
  CHECK((state.st_mode & 0777) == 0600);
  const auto read = read_ndjson_traffic(written, file);
  REQUIRE(read.size() == 3);
  CHECK(has(*read[0].body, "424242…4242"));
  CHECK(has(*read[0].answer, "ch_1"));
  CHECK_FALSE(read[1].body);
  CHECK_FALSE(read[1].answer);
  CHECK(has(*read[2].body, std::string("\0\xFF 424242", 9)));
}

TEST_CASE(
    "an upstream that does not answer is a 502, one that is late a 504, and both are recorded") {
  std::uint16_t closed = 0;
  {
    const Gateway gone;
    closed = gone.port();
  }
  Proxy proxy(to("http://127.0.0.1:" + std::to_string(closed)));
  const Heard heard = proxy.ask(post("/v1/charges", "{}", kClose));
  CHECK(heard.bytes.starts_with("HTTP/1.1 502 "));
  CHECK(has(body_of(heard), "refused"));
  auto traffic = proxy.end();
  REQUIRE(traffic.size() == 1);
  CHECK(traffic[0].status == 0);
  CHECK(has(traffic[0].error, "refused"));
  CHECK(has(to_ndjson(traffic[0]), "refused"));

  Gateway silent([](const http::Request&) { return http::Reply{.status = 0}; });
  RecorderOptions options = to(silent.origin());
  options.timeout_ms = 50;
  Proxy waiting(options);
  CHECK(waiting.ask(post("/", "{}", kClose)).bytes.starts_with("HTTP/1.1 504 "));
  traffic = waiting.end();
  REQUIRE(traffic.size() == 1);
  CHECK(has(traffic[0].error, "50 ms"));
}

TEST_CASE("an answer that is cut on its way here is cut on its way on") {
  Gateway gateway([](const http::Request& request) {
    if (request.target == "/rst") {
      http::Reply reply = cut_at(5);
      reply.manner.ending = http::Ending::reset;
      return reply;
    }
    return cut_at(request.target == "/none" ? 0 : 5);
  });
  Proxy proxy(to(gateway.origin()));
  for (const char* target : {"/cut", "/rst", "/none"}) {
    CAPTURE(target);
    const Heard heard = proxy.ask(post(target, "{}"));
    CHECK(heard.bytes.starts_with("HTTP/1.1 200 "));
    const std::string body = body_of(heard);
    CHECK(body == std::string(R"({"id":"ch_1"})").substr(0, body.size()));
    CHECK(has(heard.bytes, "Content-Length: " + std::to_string(body.size() + 1) + "\r\n"));
    CHECK(heard.end == End::fin);
  }
  for (const Recorded& each : proxy.end()) {
    CHECK(each.status == 200);
    CHECK_FALSE(each.error.empty());
  }
}

TEST_CASE("what cannot be passed on is refused and recorded, and reaches nobody") {
  Gateway gateway;
  Proxy proxy(to(gateway.origin()));
  const Heard tunnel =
      proxy.ask("CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n" + kClose + "\r\n");
  CHECK(tunnel.bytes.starts_with("HTTP/1.1 405 "));
  // Behind the upstream's origin each of these would be another host.
  const std::string targets[] = {".evil.example/",
                                 "@evil.example/",
                                 ":1/",
                                 "http://evil.example/x",
                                 "*",
                                 "/a#b",
                                 "/\xC3\xA9",
                                 "/" + std::string(9000, 'a')};
  for (const std::string& target : targets) {
    CAPTURE(target);
    const Heard heard = proxy.ask(
        "GET " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: secret\r\n" + kClose + "\r\n");
    CHECK(heard.bytes.starts_with("HTTP/1.1 400 "));
  }
  CHECK(gateway.asked().empty());
  const auto traffic = proxy.end();
  REQUIRE(traffic.size() >= 5);
  CHECK(traffic[0].method == "CONNECT");
  CHECK(traffic[0].status == 405);
  CHECK(traffic[0].url == "api.example:443");
  CHECK(traffic[1].url == gateway.origin() + "/.evil.example/");
  CHECK(traffic[4].url == "http://evil.example/x");
  CHECK_FALSE(traffic[4].error.empty());
}

TEST_CASE("two hundred requests at once are each recorded once, in the order of their times") {
  constexpr std::size_t kAll = 200;
  const Scratch scratch;
  const std::string file = scratch.write("traffic.ndjson", R"({"method":"GET","url":"http://x/"})");
  Gateway gateway([](const http::Request& request) {
    http::Reply reply;
    reply.body = request.target;
    reply.manner.delay = std::chrono::milliseconds(request.number % 7);
    return reply;
  });
  Proxy proxy(to(gateway.origin(), file));
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::size_t i = 0; i < kAll; ++i) {
    clients.push_back(std::make_unique<RawClient>(proxy.port()));
    clients.back()->send(post("/" + std::to_string(i), "{}", kClose));
  }
  for (std::size_t i = 0; i < kAll; ++i)
    CHECK(body_of(clients[i]->hear({}, std::chrono::seconds(30))) == "/" + std::to_string(i));
  const auto traffic = proxy.end();
  REQUIRE(traffic.size() == kAll);
  std::set<std::string> urls;
  std::set<int> lines;
  for (std::size_t i = 0; i < kAll; ++i) {
    urls.insert(traffic[i].url);
    lines.insert(traffic[i].line);
    CHECK(traffic[i].index == i);
    if (i > 0) CHECK(*traffic[i].at >= *traffic[i - 1].at);
  }
  CHECK(urls.size() == kAll);
  // Behind the line that was there, whose end was missing.
  CHECK(*lines.begin() == 2);
  CHECK(*lines.rbegin() == static_cast<int>(kAll) + 1);
  const auto read = read_ndjson_traffic(content(file), file);
  REQUIRE(read.size() == kAll + 1);
  for (const Recorded& each : traffic)
    CHECK(read[static_cast<std::size_t>(each.line) - 1].url == each.url);
}

TEST_CASE("only so much is kept, and all of it is in the file") {
  const Scratch scratch;
  const std::string file = scratch.path() + "/traffic.ndjson";
  Gateway gateway;
  RecorderOptions options = to(gateway.origin(), file);
  options.most = 2;
  Proxy proxy(options);
  for (int i = 0; i < 4; ++i)
    proxy.ask(post("/", "{}", kClose));
  CHECK(proxy.end().size() == 2);
  CHECK(read_ndjson_traffic(content(file), file).size() == 4);
}

TEST_CASE("the end waits for what is under way, for a while, and takes nothing new") {
  Gateway gateway([](const http::Request&) { return http::Reply{.status = 0}; });
  SUBCASE("the answer comes") {
    Proxy proxy(to(gateway.origin()));
    RawClient client(proxy.port());
    client.send(post("/in-flight", "{}", kClose));
    REQUIRE(gateway.was_asked(1));
    proxy.interrupt();
    // The end has begun when nothing is passed on any more. What came before it waits as well, and
    // its connection with it.
    std::vector<std::unique_ptr<RawClient>> later;
    bool is_refused = false;
    while (!is_refused) {
      later.push_back(std::make_unique<RawClient>(proxy.port()));
      later.back()->send(post("/later", "{}", kClose));
      is_refused = later.back()
                       ->hear("}}\n", std::chrono::milliseconds(20))
                       .bytes.starts_with("HTTP/1.1 503 ");
    }
    gateway.answer_held();
    CHECK(client.hear().bytes.starts_with("HTTP/1.1 200 "));
    const auto traffic = proxy.end();
    CHECK(traffic.front().status == 200);
    CHECK(std::any_of(traffic.begin(), traffic.end(),
                      [](const Recorded& each) { return each.status == 503; }));
  }
  SUBCASE("the answer does not come") {
    RecorderOptions options = to(gateway.origin());
    options.farewell_ms = 100;
    Proxy proxy(options);
    RawClient client(proxy.port());
    client.send(post("/in-flight", "{}", kClose));
    REQUIRE(gateway.was_asked(1));
    const auto begun = std::chrono::steady_clock::now();
    const auto traffic = proxy.end();
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
    REQUIRE(traffic.size() == 1);
    CHECK(traffic[0].error == "interrupted");
    CHECK(client.hear().bytes.starts_with("HTTP/1.1 502 "));
  }
}

TEST_CASE("files and upstreams that are none are refused") {
  const Scratch scratch;
  const auto refused = [](const RecorderOptions& options) {
    try {
      Proxy(options).end();
    } catch (const Failure& failure) {
      return std::string(failure.what());
    }
    return std::string("taken");
  };
  CHECK(has(refused(to("https://api.example", scratch.path() + "/no/file")), "No such file"));
  CHECK(has(refused(to("https://api.example", scratch.path())), "cannot be written"));
  for (const char* url :
       {"", "api.example", "ftp://api.example", "https://", "https:///x", "https://u:p@api.example",
        "https://api.example?x", "https://api.example#x",
        "https://api.example:", "https://api.example:1234567", "https://api.example/a b",
        "https://api.example\\@evil", "https://api.example\n"}) {
    CAPTURE(url);
    CHECK(has(refused(to(url)), "--upstream does not take"));
  }
  std::uint16_t port = 0;
  {
    const Gateway gone;
    port = gone.port();
  }
  RecorderOptions loop = to("http://LOCALHOST:" + std::to_string(port) + "/");
  loop.port = port;
  CHECK(has(refused(loop), "--upstream does not take"));
}

TEST_CASE("a file that takes no more is told of once, and ends no request") {
  Gateway gateway;
  RecorderOptions options = to(gateway.origin(), "/dev/full");
  std::atomic<int> told{0};
  options.trouble = [&](const std::string& sentence) {
    ++told;
    CHECK(has(sentence, "/dev/full is not complete"));
  };
  Proxy proxy(options);
  for (int i = 0; i < 3; ++i)
    CHECK(proxy.ask(post("/", "{}", kClose)).bytes.starts_with("HTTP/1.1 200 "));
  CHECK(proxy.end().size() == 3);
  CHECK(told == 1);
}

}  // namespace checkoutdiag::charge
