#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

#include "lib/charge/body.hpp"
#include "lib/failure.hpp"
#include "lib/http/client.hpp"
#include "lib/sandbox/sandbox.hpp"
#include "lib/webhook/verify.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::sandbox;
using namespace std::chrono_literals;

namespace {

constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Somebody who gets events.
class Receiver {
 public:
  explicit Receiver(std::vector<int> statuses = {})
      : statuses_(std::move(statuses)),
        server_({}, [this](http::Request request, const http::Answer& answer) {
          const std::lock_guard lock(mutex_);
          const std::size_t n = got_.size();
          got_.push_back(std::move(request));
          answer({.status = n < statuses_.size() ? statuses_[n] : 200});
        }) {}

  std::string url() const { return server_.origin() + "/hook"; }
  std::vector<http::Request> got() const {
    const std::lock_guard lock(mutex_);
    return got_;
  }

 private:
  std::vector<int> statuses_;
  mutable std::mutex mutex_;
  std::vector<http::Request> got_;
  http::Server server_;
};

SandboxOptions options_for(const Receiver& receiver, const std::string& scheme = {}) {
  SandboxOptions options;
  options.profile = charge::load_profile("stripe");
  options.webhook.url = receiver.url();
  options.webhook.scheme = scheme;
  options.webhook.secret = Secret(kSecret);
  return options;
}

int pay(const Sandbox& sandbox, const std::string& amount = "1000") {
  http::Call call;
  call.url = sandbox.origin() + "/v1/charges";
  call.headers = {{"Content-Type", "application/json"}};
  call.body = "{\"amount\":" + amount + "}";
  return http::exchange(call).status;
}

std::string member(const http::Request& request, const char* pointer) {
  return charge::value_at(request.body, "application/json", pointer).value_or("");
}

std::vector<std::string> types(const Receiver& receiver) {
  std::vector<std::string> all;
  for (const http::Request& each : receiver.got())
    all.push_back(member(each, "/type"));
  return all;
}

using Types = std::vector<std::string>;
const std::string kCreated = "charge.created", kSucceeded = "charge.succeeded";

}  // namespace

TEST_CASE("an event is signed as its scheme verifies it") {
  for (const char* scheme :
       {"stripe", "standard-webhooks", "generic", "github", "square", "slack"}) {
    CAPTURE(scheme);
    const Receiver receiver;
    Sandbox sandbox(options_for(receiver, scheme));
    CHECK(pay(sandbox) == 200);
    CHECK(sandbox.settle(10s));
    CHECK(types(receiver) == Types{kCreated, kSucceeded});
    const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(
                                 std::chrono::system_clock::now().time_since_epoch())
                                 .count();
    webhook::Verifier verifier(*webhook::find_scheme(scheme), {Secret(kSecret)}, {});
    for (const http::Request& each : receiver.got()) {
      webhook::Delivery delivery{.url = receiver.url(), .headers = each.headers, .body = each.body};
      CHECK(verifier.verify(delivery, now).valid());
      delivery.body += " ";
      CHECK_FALSE(verifier.verify(delivery, now).valid());
      CHECK(member(each, "/data/object/id") == sandbox.truth().charges.at(0).id);
    }
  }
}

TEST_CASE("events are repeated, reversed and dropped as the scenario has it") {
  const Receiver receiver;
  SandboxOptions options = options_for(receiver);
  options.scenario.webhooks.duplicates = 1;
  options.scenario.webhooks.reversed = true;
  options.scenario.webhooks.drop_every = 4;
  options.scenario.webhooks.delay = 20ms;
  Sandbox sandbox(options);
  CHECK(pay(sandbox) == 200);
  CHECK(sandbox.settle(10s));
  CHECK(types(receiver) == Types{kSucceeded, kSucceeded, kCreated, kCreated});
  CHECK(member(receiver.got().at(0), "/id") == member(receiver.got().at(1), "/id"));
  CHECK(pay(sandbox, "4002") == 402);
  CHECK(sandbox.settle(10s));
  // The fourth event was never sent.
  CHECK(types(receiver).size() == 6);
  CHECK(types(receiver).back() == "charge.failed");
  const Truth truth = sandbox.truth();
  CHECK(truth.events.size() == 4);
  CHECK(truth.events.at(0).deliveries == std::vector<int>{200, 200});
  CHECK(truth.events.at(2).deliveries.empty());
}

TEST_CASE("an event that is not taken is sent again") {
  const Receiver receiver({500, 200});
  Sandbox sandbox(options_for(receiver));
  CHECK(pay(sandbox) == 200);
  CHECK(sandbox.settle(10s));
  CHECK(types(receiver) == Types{kCreated, kSucceeded, kCreated});
  CHECK(sandbox.truth().events.at(0).deliveries == std::vector<int>{500, 200});
}

TEST_CASE("an event can come before the answer of the charge") {
  Receiver receiver;
  SandboxOptions options = options_for(receiver);
  options.scenario.webhooks.before_answer = true;
  // So long that an answer which did not wait would be there first.
  options.scenario.webhooks.delay = 100ms;
  Sandbox sandbox(options);
  CHECK(pay(sandbox) == 200);
  CHECK(receiver.got().size() == 2);
}

TEST_CASE("a receiver that is not there keeps no sandbox from ending") {
  std::string url;
  {
    const Receiver gone;
    url = gone.url();
  }
  Receiver other;
  SandboxOptions options = options_for(other);
  options.webhook.url = url;
  Sandbox sandbox(options);
  CHECK(pay(sandbox) == 200);
  CHECK_FALSE(sandbox.settle(50ms));
}

TEST_CASE("a scheme that cannot sign is told at once") {
  const Receiver receiver;
  CHECK_THROWS_AS(Sandbox(options_for(receiver, "no-such-scheme")), Failure);
  CHECK_THROWS_AS(Sandbox(options_for(receiver, "paypal")), Failure);
}
