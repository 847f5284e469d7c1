#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/text/json_elements.hpp"
#include "lib/text/json_parts.hpp"
#include "lib/token/capture.hpp"

namespace checkoutdiag::token {

/// Reads a trace of Chrome's (Trace Event Format) event by event: requests, tasks and scripts, and
/// which of the threads is the shop's.
class TraceReader {
 public:
  explicit TraceReader(Capture& capture) : capture_(capture) {}

  /// One item of traceEvents.
  void event(std::string_view text);
  /// What the events say together, once all were read.
  void finish(const Expected& expected);

 private:
  using Thread = std::pair<std::int64_t, std::int64_t>;  // process and thread

  /// Something that took time, in µs of the trace's clock.
  struct Span {
    Thread thread;
    double began = 0, ended = 0;
    std::string name, script, function;
  };

  /// A request, put together from its events.
  struct Request {
    Entry entry;
    Thread thread;
    std::string fetch;                            // "xmlhttprequest"
    double sent = 0, answered = 0, finished = 0;  // µs at which the main thread knew
    double arrived = 0;                           // µs at which the reply's headers had come
    double finish_time = 0;                       // µs
    double wall = 0;                              // ms since 1970 at which it arrived; 0: not said
    bool has_failed = false;
    std::size_t place = 0;  // in order_
  };

  void frames(const text::JsonMembers& data);
  void frame(const text::JsonMembers& frame);
  void span(const text::JsonMembers& event, std::string name, const Thread& thread);
  void sent(const text::JsonMembers& data, double ts, const Thread& thread);
  void answered(const text::JsonMembers& data, double ts);
  void finished(const text::JsonMembers& data, double ts);
  static bool is_before(const Span& a, const Span& b);
  bool is_shop_thread(const Thread& thread) const;
  bool is_within_task(const Thread& thread, double from, double until) const;
  void add_requests(double offset);
  void add_tasks(double offset);
  double wall_offset() const;

  Capture& capture_;
  std::set<Thread> main_threads_;
  std::set<std::int64_t> shop_processes_;
  std::map<std::string, Request> requests_;
  std::vector<std::string> order_;  // of requests_
  std::vector<Span> tasks_, scripts_;
  std::vector<std::pair<Thread, double>> clicks_;
  std::set<Thread> with_tasks_;
};

/// A trace that comes in pieces.
class TraceFile {
 public:
  explicit TraceFile(const Expected& expected);
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  void feed(std::string_view piece);
  /// What was in it; once. Throws Failure(input), which names `file`, when it was none.
  Capture finish(const std::string& file);

 private:
  const Expected& expected_;
  Capture capture_;
  TraceReader reader_;
  text::JsonElements elements_;
  bool has_events_ = false;
};

/// The whole of a trace, packed by gzip or not, or of stdin for "-". Throws Failure(input) when it
/// is none.
Capture read_trace(const std::string& path, const Expected& expected);

}  // namespace checkoutdiag::token
