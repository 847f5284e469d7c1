#include "lib/sandbox/service.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "lib/failure.hpp"
#include "lib/x509/throwaway.hpp"

namespace checkoutdiag::sandbox {
namespace {

using std::chrono::milliseconds;

// Two requests "at the same time" are that within this time, however fast the machine is.
constexpr milliseconds kSequentialWindow{100};

std::int64_t wall_ms() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

StateOptions state_options(const SandboxOptions& options, std::int64_t began) {
  std::random_device random;
  return {.profile = options.profile,
          .scenario = options.scenario.name,
          .breakage = options.breakage,
          .token_life = options.token_life,
          .require_key = options.require_key,
          .events = !options.webhook.url.empty(),
          .seed = (std::uint64_t{random()} << 32) + random(),
          .began = began};
}

std::unique_ptr<StateFile> open_file(const std::string& name) {
  return name.empty() ? nullptr : std::make_unique<StateFile>(name);
}

http::Reply trouble() {
  return json_reply(500, R"({"error":{"type":"api_error","code":"sandbox_failed",)"
                         R"("message":"The sandbox itself failed."}})");
}

}  // namespace

Sandbox::Service::Service(SandboxOptions options)
    : options_(std::move(options)),
      began_ms_(wall_ms()),
      reader_({options_.profile, options_.fault_header, options_.api_key}),
      file_(open_file(options_.state_file)),
      state_(state_options(options_, began_ms_), file_ ? file_->load() : Books{}) {
  if (!options_.webhook.url.empty())
    webhooks_ = std::make_unique<Webhooks>(Signer(options_.webhook), options_.scenario.webhooks,
                                           [this](const std::string& event, int status) {
                                             const std::lock_guard lock(mutex_);
                                             Changes changes = state_.delivered(event, status);
                                             if (keeper_)
                                               keeper_->keep(std::move(changes), nullptr);
                                           });
  if (file_) keeper_ = std::make_unique<Keeper>(*file_);
  http::ServerOptions serve{
      .address = options_.address, .port = options_.port, .threads = options_.threads};
  if (options_.tls) {
    x509::Throwaway made =
        x509::make_throwaway({"localhost", "127.0.0.1", "::1", options_.address});
    ca_ = made.ca;
    serve.certificate = std::move(made.certificate);
    serve.key = std::move(made.key);
  }
  server_ = std::make_unique<http::Server>(
      serve, [this](const http::Request& request, const http::Answer& answer) {
        ready_.wait();
        try {
          handle(request, answer);
        } catch (const std::exception&) {
          answer(trouble());
        }
      });
  ready_.count_down();
}

Sandbox::Service::~Service() {
  stop(milliseconds{0});
  // Whoever calls ends before whoever is called: the keeper still has answers to give.
  if (webhooks_) webhooks_->stop();
  keeper_.reset();
}

void Sandbox::Service::stop(milliseconds patience) {
  if (patience.count() != 0) server_->flush(patience);
  server_->stop();
}

std::int64_t Sandbox::Service::ms_since_1970(Clock::time_point when) const {
  return began_ms_ + std::chrono::duration_cast<milliseconds>(when - began_).count();
}

// With the lock, so that changes are kept in the order in which they were made. With a file even
// what changes nothing waits for what came before it: a repetition tells of a charge, too.
void Sandbox::Service::when_kept(Changes changes, Then then, std::vector<Then>& now) {
  if (keeper_)
    keeper_->keep(std::move(changes), std::move(then));
  else if (then)
    now.push_back(std::move(then));
}

void Sandbox::Service::handle(const http::Request& request, const http::Answer& answer) {
  const Asked asked = reader_.read(request, ms_since_1970(request.arrived));
  if (!handle_own(asked, answer)) take(asked, answer);
}

// The sandbox's own paths, which are no gateway's.
bool Sandbox::Service::handle_own(const Asked& asked, const http::Answer& answer) {
  const bool own = asked.route == Route::truth || asked.route == Route::reset;
  if (!own || asked.access != Access::allowed) return false;
  if (!asked.stranger.empty()) {
    answer(json_reply(403, R"({"error":{"type":"invalid_request_error","code":"stranger",)"
                           R"("message":"The books are not shown: )" +
                               asked.stranger + R"(."}})"));
    return true;
  }
  if (asked.route == Route::truth) {
    answer(json_reply(200, to_json(truth())));
    return true;
  }
  std::vector<Then> now;
  std::unique_lock lock(mutex_);
  std::fill(counts_.begin(), counts_.end(), 0);
  when_kept(
      state_.reset(),
      [answer](bool kept) { answer(kept ? json_reply(200, R"({"reset":true})") : trouble()); },
      now);
  lock.unlock();
  for (const Then& each : now)
    each(true);
  return true;
}

void Sandbox::Service::take(const Asked& asked, const http::Answer& answer) {
  milliseconds work = options_.scenario.work;
  if (options_.breakage.sequential_only && asked.keyed) work = std::max(work, kSequentialWindow);
  std::vector<Then> now;
  std::unique_lock lock(mutex_);
  const Fault* fault = next_fault(options_.scenario, counts_, asked.method, asked.path,
                                  asked.route == Route::charge);
  if (options_.seen) {
    lock.unlock();
    options_.seen(seen_of(asked, fault, began_ms_));
    lock.lock();
  }
  const std::int64_t time = ms_since_1970(Clock::now());
  Begun begun = state_.begin(asked, time, fault);
  if (begun.ticket) ++pending_;
  Then tell;
  if (begun.reply)
    tell = [answer, reply = *std::move(begun.reply)](bool kept) {
      answer(kept ? reply : trouble());
    };
  when_kept(std::move(begun.changes), std::move(tell), now);
  if (begun.ticket && work.count() == 0) finish(begun.ticket, time, answer, now);
  lock.unlock();
  for (const Then& each : now)
    each(true);
  if (begun.ticket && work.count() != 0) finish_after(work, begun.ticket, answer);
}

void Sandbox::Service::finish_after(milliseconds work, std::uint64_t ticket,
                                    const http::Answer& answer) {
  server_->after(work, [this, ticket, answer] {
    try {
      std::vector<Then> now;
      {
        const std::lock_guard lock(mutex_);
        finish(ticket, ms_since_1970(Clock::now()), answer, now);
      }
      for (const Then& each : now)
        each(true);
    } catch (const std::exception&) {
      answer(trouble());
    }
  });
}

// With the lock.
void Sandbox::Service::finish(std::uint64_t ticket, std::int64_t time, const http::Answer& answer,
                              std::vector<Then>& now) {
  Finished finished = state_.finish(ticket, time);
  Changes changes = std::exchange(finished.changes, {});
  when_kept(
      std::move(changes),
      [this, answer, finished = std::move(finished)](bool kept) {
        hand_over(finished, kept, answer);
      },
      now);
}

void Sandbox::Service::hand_over(const Finished& finished, bool kept, const http::Answer& answer) {
  const auto tell = [answer, kept, reply = finished.reply] {
    if (reply) answer(kept ? *reply : trouble());
  };
  if (!webhooks_ || finished.events.empty()) {
    tell();
  } else if (webhooks_->before_answer()) {
    webhooks_->send(finished.events, tell);
  } else {
    tell();
    webhooks_->send(finished.events, nullptr);
  }
  const std::lock_guard lock(mutex_);
  if (--pending_ == 0) idle_.notify_all();
}

Truth Sandbox::Service::truth() const {
  const std::lock_guard lock(mutex_);
  return state_.truth();
}

bool Sandbox::Service::settle(milliseconds most) {
  const Clock::time_point until = Clock::now() + most;
  const auto none_pending = [this] { return pending_ == 0; };
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!idle_.wait_until(lock, until, none_pending)) return false;
    }
    if (webhooks_ && !webhooks_->settle(until)) return false;
    // A request may have come while the events went out.
    const std::lock_guard lock(mutex_);
    if (none_pending()) return true;
  }
}

}  // namespace checkoutdiag::sandbox
