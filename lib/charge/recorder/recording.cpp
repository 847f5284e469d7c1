#include "lib/charge/recorder/recording.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "lib/charge/recorder/passing.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::charge {
namespace {

using std::chrono::milliseconds;

constexpr int kWorkers = 64;
constexpr std::size_t kMostWaiting = 256u << 20;  // bytes of bodies
constexpr std::size_t kMostKept = 512u << 20;
constexpr std::size_t kMostOfRefused = 64 * 1024;  // it is redacted on the server's own thread

std::int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::size_t size_of(const Recorded& recorded) {
  std::size_t size = sizeof(Recorded) + recorded.url.size() + recorded.error.size();
  for (const std::optional<std::string>* body : {&recorded.body, &recorded.answer})
    if (*body) size += (*body)->size();
  for (const http::Headers* headers : {&recorded.headers, &recorded.answer_headers})
    for (const http::Header& each : *headers)
      size += sizeof each + each.name.size() + each.value.size();
  return size;
}

}  // namespace

Signal::Signal() : file_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (file_ < 0) throw Failure(Failure::Kind::internal, "there are no descriptors left");
}

Signal::~Signal() {
  ::close(file_);
}

void Signal::give() const {
  ::eventfd_write(file_, 1);
}

Recording::Recording(const RecorderOptions& options)
    : options_(options), began_ms_(now_ms()), book_(options.record, options.trouble) {
  for (int i = 0; i < kWorkers; ++i)
    workers_.emplace_back([this] { work(); });
}

Recording::~Recording() {
  close();
}

void Recording::take(http::Request request, http::Answer answer) {
  Waiting next{std::move(request), std::move(answer)};
  if (next.request.method == "CONNECT")
    return refuse(next, 405,
                  "this is a reverse proxy, whose address takes the place of the gateway's; what "
                  "is inside a tunnel could not be recorded");
  if (const std::string why = objection_to_target(next.request.target); !why.empty())
    return refuse(next, 400, why);
  {
    const std::lock_guard lock(mutex_);
    const std::size_t size = next.request.body.size();
    if (!closed_ && waiting_bytes_ + size <= kMostWaiting) {
      waiting_bytes_ += size;
      waiting_.push_back(std::move(next));
      arrived_.notify_one();
      return;
    }
  }
  refuse(next, 503, "the recording proxy ends, or has too much to do: not passed on");
}

void Recording::close() {
  std::deque<Waiting> late;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    late.swap(waiting_);
    waiting_bytes_ = 0;
    arrived_.notify_all();
  }
  for (Waiting& each : late)
    refuse(each, 503, "the recording proxy ends: not passed on");
  {
    std::unique_lock lock(mutex_);
    idle_.wait_for(lock, milliseconds(options_.farewell_ms), [this] { return busy_ == 0; });
  }
  enough_.give();
  for (std::thread& each : workers_)
    each.join();
  workers_.clear();
}

std::vector<Recorded> Recording::traffic() {
  std::sort(kept_.begin(), kept_.end(),
            [](const Kept& a, const Kept& b) { return a.number < b.number; });
  std::vector<Recorded> all;
  for (Kept& each : kept_) {
    each.recorded.index = all.size();
    if (each.recorded.line == 0) each.recorded.line = static_cast<int>(all.size()) + 1;
    all.push_back(std::move(each.recorded));
  }
  return all;
}

void Recording::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    arrived_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= next.request.body.size();
    ++busy_;
    lock.unlock();
    try {
      pass_on(next);
    } catch (const std::exception&) {
      // Its connection ends, as the answer goes without having been given.
    }
    next = {};
    lock.lock();
    if (--busy_ == 0) idle_.notify_all();
  }
}

void Recording::pass_on(const Waiting& next) {
  http::Exchange got;
  try {
    got = http::exchange(call_of(next.request, options_), enough_.descriptor());
  } catch (const Failure& failure) {
    // It cannot be sent as it is, whatever the server thought of it.
    got.error = failure.what();
  }
  Recorded recorded = recorded_of(next.request, options_);
  take_answer(recorded, got);
  keep(next.request, std::move(recorded));
  next.answer(reply_of(got, next.request.method));
}

void Recording::refuse(const Waiting& next, int status, const std::string& why) {
  Recorded recorded = recorded_of(next.request, options_);
  recorded.status = status;
  recorded.error = why;
  if (next.request.body.size() > kMostOfRefused) recorded.body.reset();
  keep(next.request, std::move(recorded));
  next.answer(own_reply(status, why));
}

void Recording::keep(const http::Request& request, Recorded recorded) {
  // By the clock that is never set back, so that times have the order of the requests.
  recorded.at =
      began_ms_ + std::chrono::duration_cast<milliseconds>(request.arrived - began_).count();
  recorded.line = book_.is_open() ? book_.write(to_ndjson(recorded)) : 0;
  const std::size_t size = size_of(recorded);
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= options_.most || kept_bytes_ + size > kMostKept) return;
  kept_bytes_ += size;
  kept_.push_back({std::move(recorded), request.number});
}

}  // namespace checkoutdiag::charge
