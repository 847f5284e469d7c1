#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <set>
#include <thread>

#include "lib/charge/body.hpp"
#include "lib/failure.hpp"
#include "lib/http/client.hpp"
#include "lib/sandbox/sandbox.hpp"
#include "tests/lib/http/raw_client.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::sandbox;
using namespace std::chrono_literals;
using test::RawClient;

namespace {

SandboxOptions options_of(const char* profile) {
  SandboxOptions options;
  options.profile = charge::load_profile(profile);
  options.scenario.name = "clean";
  return options;
}

std::string order(const std::string& key, const std::string& more = {},
                  const std::string& body = R"({"amount":1000,"currency":"eur"})") {
  return test::post("/v1/charges", body,
                    "Content-Type: application/json\r\nConnection: close\r\nIdempotency-Key: " +
                        key + "\r\n" + more);
}

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

std::string ask(const Sandbox& sandbox, const std::string& request) {
  return RawClient(sandbox.port(), sandbox.ca()).ask(request).bytes;
}

std::string body_of(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "" : answer.substr(end + 4);
}

std::string member(const std::string& answer, const char* pointer) {
  return charge::value_at(body_of(answer), "application/json", pointer).value_or("");
}

bool begins(const std::string& answer, const char* status) {
  return answer.starts_with(std::string("HTTP/1.1 ") + status);
}

}  // namespace

TEST_CASE("a sandbox serves charges, their list, tokens and the truth") {
  for (const bool tls : {false, true}) {
    SandboxOptions options = options_of("stripe");
    options.tls = tls;
    Sandbox sandbox(options);
    CHECK(sandbox.origin().starts_with(tls ? "https://127.0.0.1:" : "http://127.0.0.1:"));
    CHECK(sandbox.ca().empty() != tls);
    const std::string first = ask(sandbox, order("key-1")), again = ask(sandbox, order("key-1"));
    CHECK(begins(first, "200"));
    CHECK(body_of(first) == body_of(again));
    CHECK(again.find("Idempotent-Replayed: true\r\n") != std::string::npos);
    const std::string form =
        test::post("/v1/charges", "amount=500&currency=eur&metadata[order]=7",
                   "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n");
    const std::string id = member(ask(sandbox, form), "/id");
    CHECK(member(ask(sandbox, get("/v1/charges")), "/data/0/id") == id);
    CHECK(member(ask(sandbox, get("/v1/charges?reference=7")), "/total_count") == "1");
    CHECK(member(ask(sandbox, get("/v1/charges/" + id)), "/metadata/order") == "7");
    CHECK(begins(ask(sandbox, get("/nothing")), "404"));
    CHECK(begins(ask(sandbox, test::post("/v1/tokens", "", "Connection: close\r\n")), "201"));

    const std::string truth = ask(sandbox, get("/_truth"));
    CHECK(member(truth, "/charges/1/id") == id);
    CHECK(member(truth, "/keys/0/requests") == "2");
    CHECK(member(truth, "/keys/0/charges") == "1");
    CHECK(member(truth, "/requests_seen") == "8");
    CHECK(begins(ask(sandbox, test::post("/_reset", "", "Connection: close\r\n")), "200"));
    CHECK(sandbox.truth().charges.empty());
    CHECK(sandbox.truth().requests_seen == 0);
  }
}

TEST_CASE("the books are not shown, and not cleared, without the key and to pages in a browser") {
  SandboxOptions options = options_of("stripe");
  options.api_key = "sk_test_1";
  Sandbox sandbox(options);
  const std::string with_key = "Authorization: Bearer sk_test_1\r\nConnection: close\r\n";
  CHECK(begins(ask(sandbox, order("key-1", "Authorization: Bearer sk_test_1\r\n")), "200"));
  CHECK(begins(ask(sandbox, get("/_truth")), "401"));
  CHECK(begins(ask(sandbox, test::post("/_reset", "", "Connection: close\r\n")), "401"));
  const std::string page = with_key + "Origin: https://evil.example\r\n";
  CHECK(begins(ask(sandbox, test::post("/_reset", "", page)), "403"));
  CHECK(sandbox.truth().charges.size() == 1);
  CHECK(begins(ask(sandbox, "GET /_truth HTTP/1.1\r\nHost: evil.example\r\n" + with_key + "\r\n"),
               "403"));
  CHECK(begins(ask(sandbox, "GET /_truth HTTP/1.1\r\nHost: localhost\r\n" + with_key + "\r\n"),
               "200"));
}

TEST_CASE("a scenario and a header make it fail") {
  SandboxOptions options = options_of("stripe");
  options.scenario.faults = {{.first = 2, .last = 2, .fault = *parse_fault("reset after-commit")}};
  Sandbox sandbox(options);
  CHECK(begins(ask(sandbox, order("key-1")), "200"));
  const test::Heard lost = RawClient(sandbox.port()).ask(order("key-2"));
  CHECK(lost.end == test::End::rst);
  CHECK(lost.bytes.empty());
  CHECK(begins(ask(sandbox, order("key-2")), "200"));
  const std::string failed =
      ask(sandbox, order("key-3", "Checkoutdiag-Fault: status 503 retry-after 2\r\n"));
  CHECK(begins(failed, "503"));
  CHECK(begins(ask(sandbox, order("key-3", "Checkoutdiag-Fault: nonsense\r\n")), "400"));

  const Truth truth = sandbox.truth();
  CHECK(truth.charges.size() == 2);
  CHECK(truth.requests.at(1).status == 0);
  CHECK(truth.requests.at(1).executed);
  CHECK_FALSE(truth.requests.at(1).fault.empty());
  CHECK(truth.requests.at(2).replayed);
  CHECK(truth.requests.at(3).retry_after == 2);
}

TEST_CASE("work goes on without its connection, and settle waits for it") {
  SandboxOptions options = options_of("stripe");
  options.scenario.work = 200ms;
  options.scenario.faults = {{.fault = *parse_fault("reset during-commit")}};
  std::atomic<int> seen = 0;
  options.seen = [&](const SeenRequest& request) { seen += request.charges ? 1 : 100; };
  Sandbox sandbox(options);
  const auto begun = std::chrono::steady_clock::now();
  CHECK(RawClient(sandbox.port()).ask(order("key-1")).end == test::End::rst);
  CHECK(begins(ask(sandbox, order("key-1")), "409"));
  CHECK_FALSE(sandbox.settle(1ms));
  CHECK(sandbox.settle(10s));
  CHECK(std::chrono::steady_clock::now() - begun >= 200ms);
  CHECK(sandbox.truth().charges.size() == 1);
  CHECK(begins(ask(sandbox, order("key-1")), "200"));
  CHECK(seen == 3);
}

TEST_CASE("of many requests at once with one key, one is executed; each where that is the defect") {
  for (const bool broken : {false, true}) {
    SandboxOptions options = options_of("stripe");
    options.breakage.sequential_only = broken;
    options.threads = 2;
    Sandbox sandbox(options);
    http::Call call;
    call.url = sandbox.origin() + "/v1/charges";
    call.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", "key-1"}};
    call.body = R"({"amount":1000})";
    const http::Together all = http::exchange_together(std::vector<http::Call>(10, call), 5s);
    CHECK(all.released == 10);
    CHECK(sandbox.settle(5s));
    const std::size_t charges = sandbox.truth().charges.size();
    CHECK(charges == (broken ? 10U : 1U));
    CHECK(http::exchange(call).status == 200);
    CHECK(sandbox.truth().charges.size() == charges);
  }
}

TEST_CASE("who may ask, and what is too much") {
  SandboxOptions options = options_of("stripe");
  options.api_key = "sk_test_1";
  options.require_key = true;
  Sandbox sandbox(options);
  CHECK(begins(ask(sandbox, order("key-1")), "401"));
  CHECK(begins(ask(sandbox, order("key-1", "Authorization: Bearer sk_test_1\r\n")), "200"));
  CHECK(begins(ask(sandbox, order("key-1", "Authorization: Bearer sk_live_1\r\n")), "403"));
  const std::string keyless = test::post(
      "/v1/charges", R"({"amount":1})", "Connection: close\r\nAuthorization: Bearer sk_test_1\r\n");
  CHECK(begins(ask(sandbox, keyless), "400"));
  CHECK(sandbox.truth().charges.size() == 1);
}

TEST_CASE("a restart with a state file repeats the answer") {
  std::string name = (std::filesystem::temp_directory_path() / "checkoutdiag-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()));
  SandboxOptions options = options_of("stripe");
  options.state_file = name + "/books.db";
  std::string first;
  {
    Sandbox sandbox(options);
    first = ask(sandbox, order("key-1"));
    CHECK(begins(first, "200"));
    CHECK_THROWS_AS(Sandbox{options}, Failure);
  }
  {
    Sandbox sandbox(options);
    const std::string again = ask(sandbox, order("key-1"));
    CHECK(body_of(again) == body_of(first));
    CHECK(again.find("Idempotent-Replayed") != std::string::npos);
    CHECK(sandbox.truth().charges.size() == 1);
  }
  std::filesystem::remove_all(name);
}

TEST_CASE("what was answered is in the state file, however the sandbox ends") {
  std::string name = (std::filesystem::temp_directory_path() / "checkoutdiag-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()));
  SandboxOptions options = options_of("stripe");
  options.state_file = name + "/books.db";
  int told[2];
  REQUIRE(::pipe(told) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      const Sandbox sandbox(options);
      const std::uint16_t port = sandbox.port();
      if (::write(told[1], &port, sizeof port) == sizeof port)
        while (true)
          ::pause();
    } catch (...) {
    }
    ::_exit(1);
  }
  ::close(told[1]);
  std::uint16_t port = 0;
  const bool serves = ::read(told[0], &port, sizeof port) == sizeof port;
  std::vector<std::string> bodies;
  for (int i = 0; serves && i < 20; ++i)
    bodies.push_back(body_of(RawClient(port).ask(order("key-" + std::to_string(i))).bytes));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(told[0]);
  REQUIRE(serves);
  {
    Sandbox sandbox(options);
    for (std::size_t i = 0; i < bodies.size(); ++i)
      CHECK(body_of(ask(sandbox, order("key-" + std::to_string(i)))) == bodies[i]);
    CHECK(sandbox.truth().charges.size() == bodies.size());
  }
  std::filesystem::remove_all(name);
}

TEST_CASE("many clients, and no charge is lost or made twice") {
  SandboxOptions options = options_of("stripe");
  options.threads = 2;
  Sandbox sandbox(options);
  constexpr int kClients = 8, kCharges = 50;
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client)
    clients.emplace_back([&, client] {
      RawClient line(sandbox.port());
      for (int i = 0; i < kCharges; ++i) {
        // Each key comes twice, once from each of two clients.
        const std::string key = std::to_string(client / 2) + "-" + std::to_string(i);
        line.send(
            test::post("/v1/charges", R"({"amount":1000})", "Idempotency-Key: " + key + "\r\n"));
        line.hear("}");
      }
    });
  for (std::thread& each : clients)
    each.join();
  const Truth truth = sandbox.truth();
  CHECK(truth.requests_seen == kClients * kCharges);
  CHECK(truth.charges.size() == kClients * kCharges / 2);
  std::set<std::string> keys;
  for (const Charge& each : truth.charges)
    CHECK(keys.insert(each.key).second);
}
