#include "lib/receiver/forwarder.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "lib/failure.hpp"
#include "lib/http/client.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::receiver {
namespace {

using std::chrono::milliseconds;

// A lease holds for the event that waits behind another, and some more.
constexpr int kRounds = 3;
constexpr milliseconds kLease{30'000};
constexpr milliseconds kRest{1000};       // between looks at the store that finds others' events
constexpr milliseconds kStoreDown{1000};  // until the store is asked again

// Of one connection, and none of the event's (RFC 9110 section 7.6.1); Host is the application's.
constexpr std::string_view kOfConnection[] = {
    "connection", "keep-alive", "proxy-connection", "te",    "trailer", "transfer-encoding",
    "upgrade",    "host",       "content-length",   "expect"};

bool is_own(std::string_view name, std::string_view listed) {
  for (std::string_view each : kOfConnection)
    if (text::equal_ignoring_case(name, each)) return true;
  // What Connection names belongs to it.
  while (!listed.empty()) {
    const std::size_t comma = std::min(listed.find(','), listed.size());
    std::string_view word = listed.substr(0, comma);
    listed.remove_prefix(std::min(comma + 1, listed.size()));
    while (!word.empty() && word.front() == ' ')
      word.remove_prefix(1);
    while (!word.empty() && word.back() == ' ')
      word.remove_suffix(1);
    if (text::equal_ignoring_case(name, word)) return true;
  }
  return false;
}

double random_number() {
  static thread_local std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

}  // namespace

milliseconds wait_after(const ForwardOptions& options, std::int64_t attempt, long retry_after_s,
                        double random) {
  const double doubled =
      static_cast<double>(options.first.count()) *
      std::pow(2.0, static_cast<double>(std::min<std::int64_t>(attempt - 1, 40)));
  const double most = std::min(doubled, static_cast<double>(options.longest.count()));
  const milliseconds wait(static_cast<std::int64_t>(most / 2 + random * most / 2));
  constexpr long kMostAsked = 24 * 3600;
  const milliseconds asked(std::clamp(retry_after_s, 0L, kMostAsked) * 1000);
  return std::max(wait, asked);
}

http::Call call_of(const ForwardOptions& options, const Event& event) {
  http::Call call;
  call.url = options.url;
  call.ca_file = options.ca_file;
  call.bare = true;
  call.timeout = options.timeout;
  call.most_body = 4096;
  const std::string* listed = http::find_header(event.headers, "Connection");
  for (const http::Header& each : event.headers)
    if (!is_own(each.name, listed ? std::string_view(*listed) : std::string_view{}))
      call.headers.push_back(each);
  call.body = event.body;
  return call;
}

Forwarder::Forwarder(std::unique_ptr<Store> store, ForwardOptions options, Told told)
    : options_(std::move(options)), store_(std::move(store)), told_(std::move(told)) {
  if (::pipe2(stop_, O_CLOEXEC) != 0)
    throw Failure(Failure::Kind::input, "there are no more descriptors for the forwarder");
  for (int i = 0; i < options_.jobs; ++i)
    senders_.emplace_back([this] {
      std::unique_lock lock(mutex_);
      while (true) {
        more_.wait(lock, [this] { return over_ || !waiting_.empty(); });
        if (over_) return;
        const Job job = std::move(waiting_.back());
        waiting_.pop_back();
        ++running_;
        lock.unlock();
        send(job);
        lock.lock();
        --running_;
        more_.notify_all();
      }
    });
  thread_ = std::thread([this] { work(); });
}

Forwarder::~Forwarder() {
  stop(milliseconds(0));
}

void Forwarder::stop(milliseconds most) {
  {
    std::unique_lock lock(mutex_);
    if (over_) return;
    over_ = true;
    more_.notify_all();
    more_.wait_for(lock, most, [this] { return running_ == 0; });
  }
  ::close(stop_[1]);
  for (std::thread& each : senders_)
    each.join();
  thread_.join();
  give_back();
  try {
    record();
  } catch (const std::exception&) {
    // Forwarded again when the leases are over: at least once.
  }
  ::close(stop_[0]);
}

void Forwarder::give_back() {
  const std::lock_guard lock(mutex_);
  for (const Job& each : waiting_) {
    Attempted unmade;
    unmade.number = each.number;
    unmade.lease = each.lease;
    unmade.next = milliseconds_now();
    unmade.is_unmade = true;
    done_.push_back(std::move(unmade));
  }
  waiting_.clear();
}

void Forwarder::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  more_.notify_all();
}

void Forwarder::send(const Job& job) {
  http::Exchange got;
  try {
    got = http::exchange(call_of(options_, job.event), stop_[0]);
  } catch (const std::exception& error) {
    // What cannot be written as a request, or no descriptor that is free.
    got.error = error.what();
  }
  Attempted attempt;
  attempt.number = job.number;
  attempt.lease = job.lease;
  attempt.status = got.status;
  if (got.status >= 200 && got.status < 300) {
    attempt.state = State::forwarded;
  } else {
    attempt.error =
        got.status != 0 ? fmt::format("the application answered {}", got.status) : got.error;
    const std::string* asked = http::find_header(got.headers, "Retry-After");
    const std::int64_t now = milliseconds_now();
    const long wait = asked ? http::retry_after(*asked, static_cast<long>(now / 1000)) : 0;
    attempt.state = job.attempt >= options_.attempts ? State::dead : State::pending;
    attempt.next = now + wait_after(options_, job.attempt, wait, random_number()).count();
  }
  {
    const std::lock_guard lock(mutex_);
    // It may have been ended by us: the next run tries again at once.
    if (over_ && attempt.status == 0) {
      attempt.state = State::pending;
      attempt.next = milliseconds_now();
      attempt.error = "the receiver was stopped";
    }
    done_.push_back(attempt);
  }
  if (told_) told_(job, attempt);
}

std::vector<Attempted> Forwarder::take_done() {
  const std::lock_guard lock(mutex_);
  return std::exchange(done_, {});
}

void Forwarder::record() {
  for (Attempted& each : take_done())
    unrecorded_.push_back(std::move(each));
  if (!unrecorded_.empty()) store_->finish(unrecorded_);
  unrecorded_.clear();
}

// Records how attempts ended, leases what is due, and hands it to the senders.
void Forwarder::work() {
  const std::size_t most = 2 * static_cast<std::size_t>(options_.jobs);
  while (true) {
    std::size_t free = 0;
    {
      std::unique_lock lock(mutex_);
      more_.wait_for(lock, kRest, [this] { return over_ || woken_ || !done_.empty(); });
      woken_ = false;
      if (over_) return;
      free = most - std::min(most, waiting_.size() + static_cast<std::size_t>(running_));
    }
    try {
      record();
      const std::int64_t now = milliseconds_now();
      const std::int64_t until = now + (kRounds * options_.timeout + kLease).count();
      std::vector<Job> jobs = free > 0 ? store_->lease(free, now, until) : std::vector<Job>();
      const std::lock_guard lock(mutex_);
      woken_ = woken_ || (free > 0 && jobs.size() == free);
      // The oldest is taken first: from the back.
      std::reverse(jobs.begin(), jobs.end());
      waiting_.insert(waiting_.begin(), std::make_move_iterator(jobs.begin()),
                      std::make_move_iterator(jobs.end()));
    } catch (const std::exception&) {
      // What was forwarded is recorded when the store is there again.
      std::unique_lock lock(mutex_);
      more_.wait_for(lock, kStoreDown, [this] { return over_; });
      woken_ = true;
    }
    more_.notify_all();
  }
}

}  // namespace checkoutdiag::receiver
