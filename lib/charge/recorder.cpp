#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <thread>

#include "lib/charge/traffic.hpp"
#include "lib/failure.hpp"
#include "lib/http/client.hpp"
#include "lib/http/server.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/webhook/url_parts.hpp"

namespace checkoutdiag::charge {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr int kWorkers = 16;
constexpr std::size_t kMostWaiting = 256;
constexpr std::size_t kMostBody = 16 * 1024 * 1024;
constexpr std::size_t kMostKept = 512u << 20;
constexpr std::chrono::seconds kFarewell{5};

// RFC 9110 section 7.6.1: what is between two neighbours alone; and what each connection makes for
// itself. Without Accept-Encoding bodies can be read.
constexpr std::string_view kOfOneHop[] = {"Connection",
                                          "Keep-Alive",
                                          "Proxy-Connection",
                                          "Proxy-Authenticate",
                                          "TE",
                                          "Trailer",
                                          "Transfer-Encoding",
                                          "Upgrade",
                                          "Host",
                                          "Content-Length",
                                          "Expect",
                                          "Accept-Encoding",
                                          "Date"};

// Also what a Connection header names.
bool is_of_one_hop(const http::Headers& all, std::string_view name) {
  const auto is = [&](std::string_view other) { return text::equal_ignoring_case(name, other); };
  if (std::any_of(std::begin(kOfOneHop), std::end(kOfOneHop), is)) return true;
  const std::string* connection = http::find_header(all, "Connection");
  std::string_view left = connection ? std::string_view(*connection) : std::string_view();
  while (!left.empty()) {
    const std::size_t comma = std::min(left.find(','), left.size());
    if (is(text::trimmed(left.substr(0, comma)))) return true;
    left.remove_prefix(std::min(comma + 1, left.size()));
  }
  return false;
}

http::Headers passed_on(const http::Headers& all) {
  http::Headers kept;
  std::copy_if(all.begin(), all.end(), std::back_inserter(kept),
               [&](const http::Header& each) { return !is_of_one_hop(all, each.name); });
  return kept;
}

http::Reply refusal(int status, const std::string& why) {
  http::Reply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "application/json"});
  std::string plain = text::printable(why, 300);
  std::erase_if(plain, [](char c) { return c == '"' || c == '\\'; });
  reply.body = fmt::format("{{\"error\":{{\"message\":\"{}\"}}}}\n", plain);
  return reply;
}

// Lines of NDJSON, each written at once.
class Book {
 public:
  explicit Book(const std::string& file) {
    if (file.empty()) return;
    to_ = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (to_ < 0)
      throw Failure(Failure::Kind::input,
                    fmt::format("{} cannot be written", text::printable(file, 200)),
                    "name a file in a directory that is there and that is yours: --record FILE");
  }
  ~Book() {
    if (to_ >= 0) ::close(to_);
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  void write(const Recorded& recorded) const {
    if (to_ < 0) return;
    std::string line = to_ndjson(recorded);
    if (!line.ends_with('\n')) line += '\n';
    [[maybe_unused]] const ssize_t written = ::write(to_, line.data(), line.size());
  }

 private:
  int to_ = -1;
};

// The exchanges that wait for a worker, and what came of the others.
class Recorder {
 public:
  explicit Recorder(const RecorderOptions& options) : options_(options), book_(options.record) {
    for (int i = 0; i < kWorkers; ++i)
      workers_.emplace_back([this] { work(); });
  }

  ~Recorder() { end(); }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void take(http::Request request, http::Answer answer) {
    const std::int64_t at =
        std::chrono::duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    if (request.method == "CONNECT") return refuse_tunnel(request, answer, at);
    {
      const std::lock_guard lock(mutex_);
      if (!ended_ && waiting_.size() < kMostWaiting) {
        waiting_.push_back({std::move(request), std::move(answer), at});
        arrived_.notify_one();
        return;
      }
    }
    answer(refusal(503, "the recording proxy has too much to do"));
  }

  /// What is under way is waited for, for a while; what has not begun is not done.
  std::vector<Recorded> end() {
    {
      std::unique_lock lock(mutex_);
      idle_.wait_for(lock, kFarewell, [this] { return waiting_.empty() && busy_ == 0; });
      ended_ = true;
      waiting_.clear();
      arrived_.notify_all();
    }
    for (std::thread& each : workers_)
      each.join();
    workers_.clear();
    std::stable_sort(kept_.begin(), kept_.end(),
                     [](const Recorded& a, const Recorded& b) { return a.at < b.at; });
    return std::move(kept_);
  }

 private:
  struct Waiting {
    http::Request request;
    http::Answer answer;
    std::int64_t at = 0;
  };

  void work() {
    while (true) {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      Waiting next = std::move(waiting_.front());
      waiting_.pop_front();
      ++busy_;
      lock.unlock();
      pass_on(next);
      lock.lock();
      --busy_;
      idle_.notify_all();
    }
  }

  void pass_on(Waiting& next) {
    http::Call call;
    call.method = next.request.method;
    call.url = options_.upstream + next.request.target;
    call.headers = passed_on(next.request.headers);
    call.body = next.request.body;
    call.ca_file = options_.ca_file;
    call.timeout = milliseconds(options_.timeout_ms);
    call.most_body = kMostBody;
    const http::Exchange got = http::exchange(call);
    keep(next, got);
    if (got.status == 0 || got.body_dropped)
      return next.answer(refusal(502, "the upstream gave no whole answer: " + got.error));
    http::Reply reply;
    reply.status = got.status;
    reply.headers = passed_on(got.headers);
    reply.body = got.body;
    // What was cut on its way here is cut on its way on.
    if (got.fate != http::Fate::answered) {
      reply.manner.wrong_length = 1;
      reply.manner.ending = http::Ending::close;
    }
    next.answer(std::move(reply));
  }

  void keep(Waiting& next, const http::Exchange& got) {
    Recorded recorded;
    recorded.at = next.at;
    recorded.method = next.request.method;
    recorded.url = options_.upstream + next.request.target;
    recorded.headers = std::move(next.request.headers);
    recorded.body = std::move(next.request.body);
    recorded.status = got.status;
    recorded.error = got.error;
    recorded.answer_headers = got.headers;
    recorded.answer = got.body;
    recorded.took = std::chrono::duration_cast<milliseconds>(got.ended - got.begun).count();
    keep(std::move(recorded));
  }

  void keep(Recorded recorded) {
    const std::lock_guard lock(mutex_);
    book_.write(recorded);
    recorded.index = kept_.size();
    recorded.line = static_cast<int>(recorded.index) + 1;
    bytes_ += recorded.body.value_or("").size() + recorded.answer.value_or("").size();
    if (kept_.size() < options_.most && bytes_ < kMostKept) kept_.push_back(std::move(recorded));
  }

  void refuse_tunnel(const http::Request& request, const http::Answer& answer, std::int64_t at) {
    Recorded recorded;
    recorded.at = at;
    recorded.method = request.method;
    recorded.url = request.target;
    recorded.headers = request.headers;
    recorded.status = 405;
    keep(std::move(recorded));
    answer(refusal(405,
                   "this is a reverse proxy: give its address to the client as the "
                   "gateway's own; what is inside a tunnel could not be recorded"));
  }

  const RecorderOptions& options_;
  const Book book_;
  std::mutex mutex_;
  std::condition_variable arrived_, idle_;
  std::deque<Waiting> waiting_;
  std::vector<Recorded> kept_;
  std::vector<std::thread> workers_;
  std::size_t busy_ = 0, bytes_ = 0;
  bool ended_ = false;
};

void check_upstream(const std::string& url) {
  const auto parts = webhook::split_url(url);
  if (parts && (parts->scheme == "https" || parts->scheme == "http") && !parts->host.empty() &&
      parts->user.empty() && parts->query.empty() && parts->fragment.empty())
    return;
  throw Failure(Failure::Kind::usage,
                fmt::format("--upstream does not take '{}'", text::printable(url, 120)),
                "it takes the gateway's URL, without user and query: https://api.gateway.example");
}

}  // namespace

std::vector<Recorded> record_traffic(const RecorderOptions& given, int interrupt,
                                     const std::function<void(const std::string&)>& ready) {
  check_upstream(given.upstream);
  RecorderOptions options = given;
  while (options.upstream.ends_with('/'))
    options.upstream.pop_back();
  Recorder recorder(options);
  http::ServerOptions serving;
  serving.address = options.address;
  serving.port = options.port;
  serving.most_body = kMostBody;
  http::Server server(serving, [&](http::Request request, http::Answer answer) {
    recorder.take(std::move(request), std::move(answer));
  });
  ready(server.origin());
  pollfd end{interrupt, POLLIN, 0};
  while (::poll(&end, 1, -1) <= 0) {
  }
  std::vector<Recorded> traffic = recorder.end();
  server.stop();
  return traffic;
}

}  // namespace checkoutdiag::charge
