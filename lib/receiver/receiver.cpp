#include "lib/receiver/receiver.hpp"

#include <fmt/core.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "lib/receiver/order_desk.hpp"

namespace checkoutdiag::receiver {
namespace {

constexpr std::chrono::minutes kHousekeeping{10};
constexpr std::chrono::seconds kLook{5}, kLookDown{1};  // between looks at the store
constexpr std::chrono::seconds kPatience{2};            // of a request for another one

constexpr std::array<Verdict, kVerdicts> kAll = {
    Verdict::stored,     Verdict::duplicate,    Verdict::conflict, Verdict::parked,
    Verdict::superseded, Verdict::unsigned_one, Verdict::stale,    Verdict::not_post,
    Verdict::elsewhere,  Verdict::store_down,   Verdict::busy};

http::Reply text_reply(int status, std::string body,
                       const char* type = "text/plain; charset=utf-8") {
  http::Reply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", type}, {"Cache-Control", "no-store"}};
  reply.body = std::move(body);
  return reply;
}

}  // namespace

class Receiver::Parts {
 public:
  explicit Parts(ReceiverOptions options)
      : options_(std::move(options)),
        admin_store_(open_store(options_.store)),
        keeper_store_(open_store(options_.store)),
        intake_(std::make_unique<Intake>(open_store(options_.store), [this] { wake(); })),
        gate_(options_.gate, *intake_, [this](const Seen& seen) { watch(seen); }) {
    gate_.set_secrets(std::move(options_.secrets));
    if (options_.admin)
      admin_.emplace(*options_.admin,
                     [this](const http::Request& request, const http::Answer& answer) {
                       answer(admin(request));
                     });
    // The last that may fail: whoever delivers is answered from here on.
    server_.emplace(options_.server, [this](http::Request request, const http::Answer& answer) {
      if (request.method == "GET" && request.target == "/healthz") return answer(health());
      gate_.handle(std::move(request), answer);
    });
    // And what has leases, which another run would wait for.
    if (options_.forward) {
      auto store = open_store(options_.store);
      const std::lock_guard lock(mutex_);
      forwarder_.emplace(std::move(store), *options_.forward,
                         [this](const Job& job, const Attempted& attempt) { told(job, attempt); });
    }
    keeper_ = std::thread([this] { keep_house(); });
  }

  ~Parts() { stop(std::chrono::milliseconds(0)); }

  std::string origin() const { return server_->origin(); }
  std::string admin_origin() const { return admin_ ? admin_->origin() : std::string(); }
  Gate& gate() { return gate_; }
  std::vector<std::string> may_lose() {
    const std::unique_lock lock(admin_mutex_);
    try {
      return admin_store_->may_lose();
    } catch (const std::exception& error) {
      // It went away meanwhile, which is no end of the receiver.
      return {fmt::format("what the store may lose is not known: {}", error.what())};
    }
  }

  void stop(std::chrono::milliseconds most) {
    {
      const std::lock_guard lock(mutex_);
      if (over_) return;
      over_ = true;
    }
    again_.notify_all();
    server_->flush(most);
    server_->stop();
    if (admin_) admin_->stop();
    intake_.reset();  // what it has answers through the gate
    // It takes what it is told of while it stops.
    if (forwarder_) forwarder_->stop(most);
    {
      const std::lock_guard lock(mutex_);
      forwarder_.reset();
    }
    keeper_.join();
  }

  std::string metrics() {
    std::string text =
        "# HELP checkoutdiag_webhook_deliveries_total Deliveries by what became of them.\n"
        "# TYPE checkoutdiag_webhook_deliveries_total counter\n";
    for (const Verdict each : kAll)
      text += fmt::format("checkoutdiag_webhook_deliveries_total{{verdict=\"{}\"}} {}\n",
                          name(each), gate_.count(each));
    text +=
        "# HELP checkoutdiag_webhook_forwards_total Attempts to pass an event on.\n"
        "# TYPE checkoutdiag_webhook_forwards_total counter\n";
    text +=
        fmt::format("checkoutdiag_webhook_forwards_total{{result=\"taken\"}} {}\n", taken_.load());
    text += fmt::format("checkoutdiag_webhook_forwards_total{{result=\"failed\"}} {}\n",
                        failed_.load());
    text += fmt::format(
        "# HELP checkoutdiag_webhook_waiting Deliveries that wait for the store.\n"
        "# TYPE checkoutdiag_webhook_waiting gauge\n"
        "checkoutdiag_webhook_waiting {}\n",
        intake_ ? intake_->depth() : 0);
    text += fmt::format(
        "# HELP checkoutdiag_webhook_store_up Whether the store takes events.\n"
        "# TYPE checkoutdiag_webhook_store_up gauge\n"
        "checkoutdiag_webhook_store_up {}\n",
        is_down_ ? 0 : 1);
    const std::unique_lock lock(admin_mutex_, kPatience);
    // A store that hangs takes no more than this with it.
    if (!lock.owns_lock()) return text;
    try {
      const Counts counts = admin_store_->counts();
      text +=
          "# HELP checkoutdiag_webhook_events Events of the store.\n"
          "# TYPE checkoutdiag_webhook_events gauge\n";
      for (const State each : kStates)
        text += fmt::format("checkoutdiag_webhook_events{{state=\"{}\"}} {}\n", name(each),
                            counts.of(each));
    } catch (const std::exception&) {
      // The others are told all the same; this one is missing, which alarms.
    }
    return text;
  }

 private:
  void wake() {
    const std::lock_guard lock(mutex_);
    if (forwarder_) forwarder_->wake();
  }

  void watch(const Seen& seen) {
    if (seen.verdict == Verdict::store_down) set_down(seen.why);
    if (options_.seen) options_.seen(seen);
  }

  void told(const Job& job, const Attempted& attempt) {
    ++(attempt.state == State::forwarded ? taken_ : failed_);
    if (options_.told) options_.told(job, attempt);
  }

  http::Reply health() const {
    return is_down_ ? text_reply(503, "the store does not take events\n") : text_reply(200, "ok\n");
  }

  http::Reply admin(const http::Request& request) {
    if (options_.gate.orders && request.target.starts_with(kOrders)) {
      const std::unique_lock lock(admin_mutex_, kPatience);
      if (!lock.owns_lock()) return text_reply(503, "the store does not answer\n");
      return answer_order(request, *admin_store_, [this] { wake(); });
    }
    if (request.method != "GET") return text_reply(405, "GET\n");
    if (request.target == "/healthz") return health();
    if (request.target == "/metrics")
      return text_reply(200, metrics(), "text/plain; version=0.0.4; charset=utf-8");
    return text_reply(404, options_.gate.orders ? "/healthz, /metrics and /orders are here\n"
                                                : "/healthz and /metrics are here\n");
  }

  // Once for each outage.
  void set_down(const std::string& why) {
    if (is_down_.exchange(!why.empty()) != !why.empty() && options_.outage) options_.outage(why);
  }

  // Deliveries may stay away while we say that we are down, so somebody else must look.
  void look_at_store() {
    try {
      keeper_store_->probe();
      set_down("");
    } catch (const std::exception& error) {
      set_down(error.what());
    }
  }

  void purge() {
    try {
      // Another receiver on this store may keep its scheme's events longer.
      keeper_store_->purge(milliseconds_now() - std::chrono::milliseconds(options_.keep).count(),
                           options_.gate.scheme.name);
    } catch (const std::exception&) {
      // Next time.
    }
  }

  void keep_house() {
    auto next_purge = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    while (!over_) {
      lock.unlock();
      look_at_store();
      if (std::chrono::steady_clock::now() >= next_purge) {
        purge();
        next_purge = std::chrono::steady_clock::now() + kHousekeeping;
      }
      lock.lock();
      again_.wait_for(lock, is_down_ ? kLookDown : kLook, [this] { return over_; });
    }
  }

  ReceiverOptions options_;
  std::timed_mutex admin_mutex_;
  const std::unique_ptr<Store> admin_store_;   // of counting, and of orders
  const std::unique_ptr<Store> keeper_store_;  // of its thread alone
  std::mutex mutex_;                           // of what is below
  std::condition_variable again_;
  bool over_ = false;
  std::optional<Forwarder> forwarder_;
  std::atomic<bool> is_down_{false};
  std::atomic<std::uint64_t> taken_{0}, failed_{0};
  std::unique_ptr<Intake> intake_;
  Gate gate_;
  std::optional<http::Server> server_, admin_;
  std::thread keeper_;
};

Receiver::Receiver(ReceiverOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}
Receiver::~Receiver() = default;

std::string Receiver::origin() const {
  return parts_->origin();
}
std::string Receiver::admin_origin() const {
  return parts_->admin_origin();
}
void Receiver::set_secrets(std::vector<Secret> secrets) {
  parts_->gate().set_secrets(std::move(secrets));
}
std::vector<std::string> Receiver::may_lose() {
  return parts_->may_lose();
}
std::string Receiver::metrics() const {
  return parts_->metrics();
}
void Receiver::stop(std::chrono::milliseconds most) {
  parts_->stop(most);
}

}  // namespace checkoutdiag::receiver
