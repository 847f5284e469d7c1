#include "lib/token/trace_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "lib/failure.hpp"
#include "lib/fields/card.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/token/pieces.hpp"

namespace checkoutdiag::token {
namespace {

using text::JsonMembers;

constexpr std::uint64_t kLargestFile = 4ull << 30;
constexpr std::size_t kLargestEvent = 16u << 20;
constexpr std::size_t kMostSpans = 2'000'000, kMostRequests = 200'000, kMostLeaks = 1000;
// Shorter spans own nothing, and are most of a trace.
constexpr double kShortest = 5'000;        // µs
constexpr std::size_t kMostLooked = 2000;  // scripts of one task
constexpr double kLongTask = 50'000;       // µs: W3C Long Tasks

constexpr std::array<std::string_view, 13> kWanted = {
    "EvaluateScript",      "EventDispatch",  "FrameCommittedInBrowser",
    "FunctionCall",        "Layout",         "MajorGC",
    "ParseHTML",           "ResourceFinish", "ResourceReceiveResponse",
    "ResourceSendRequest", "RunTask",        "TracingStartedInBrowser",
    "thread_name"};

constexpr std::array<std::string_view, 6> kHeaders = {
    "content-security-policy", "access-control-allow-origin", "location", "date", "content-type",
    "x-frame-options"};

// Most events are none of ours: their names are looked at before anything is taken apart. A name
// within an event's arguments may be a wanted one too, and costs the longer look.
bool may_be_wanted(std::string_view event) {
  constexpr std::string_view kName = "\"name\"";
  for (std::size_t at = event.find(kName); at != std::string_view::npos;
       at = event.find(kName, at)) {
    at += kName.size();
    const std::size_t quote = event.find_first_not_of(" :\n\r\t", at);
    if (quote == std::string_view::npos || event[quote] != '"') continue;
    const std::string_view rest = event.substr(quote + 1);
    const std::string_view name = rest.substr(0, std::min<std::size_t>(rest.find('"'), 40));
    if (std::binary_search(kWanted.begin(), kWanted.end(), name)) return true;
  }
  return false;
}

std::int64_t whole(const JsonMembers& members, const char* name) {
  const double value = members.number(name).value_or(0);
  return std::abs(value) < 1e15 ? static_cast<std::int64_t>(value) : 0;
}

// A time that a trace may have; 0 for anything else.
double time_of(const JsonMembers& members, const char* name) {
  const double value = members.number(name).value_or(0);
  return std::isfinite(value) && std::abs(value) < 1e15 ? value : 0;
}

double between(const JsonMembers& timing, const char* from, const char* to) {
  const double begin = timing.number(from).value_or(-1), end = timing.number(to).value_or(-1);
  return begin >= 0 && end >= begin ? end - begin : -1;
}

std::string kind_of(const std::string& resource, const std::string& fetch) {
  if (fetch == "xmlhttprequest") return "xhr";
  if (fetch == "beacon") return "ping";
  if (!fetch.empty()) return fetch;
  const std::string kind = text::lower(resource);
  return kind == "other" ? std::string() : kind;
}

}  // namespace

void TraceReader::frame(const JsonMembers& frame) {
  const std::string url = frame.text("url");
  const bool is_top = frame.raw("isOutermostMainFrame").empty()
                          ? frame.raw("parent").empty()
                          : frame.is_true("isOutermostMainFrame");
  if (!is_top || !(url.starts_with("http:") || url.starts_with("https:"))) return;
  if (const std::int64_t process = whole(frame, "processId")) shop_processes_.insert(process);
}

void TraceReader::frames(const JsonMembers& data) {
  for (const std::string_view each : text::json_items(data.raw("frames")))
    frame(JsonMembers(each));
}

void TraceReader::span(const JsonMembers& event, std::string name, const Thread& thread) {
  const double began = time_of(event, "ts"), took = time_of(event, "dur");
  const bool is_task = name == "RunTask";
  if (is_task) with_tasks_.insert(thread);
  std::vector<Span>& all = is_task ? tasks_ : scripts_;
  if (took < kShortest || all.size() == kMostSpans) return;
  const JsonMembers data = event.object("args").object("data");
  all.push_back(
      {thread, began, began + took, std::move(name), data.text("url"), data.text("functionName")});
}

void TraceReader::sent(const JsonMembers& data, double ts, const Thread& thread) {
  const std::string id = data.text("requestId");
  if (id.empty() || requests_.size() == kMostRequests) return;
  Request request;
  if (!set_url(request.entry, data.text("url"))) return;
  request.thread = thread;
  request.sent = ts;
  request.fetch = data.object("initiator").text("fetchType");
  request.entry.method = text::printable(data.text("requestMethod"), 20);
  request.entry.frame = data.text("frame");
  request.entry.kind = kind_of(data.text("resourceType"), request.fetch);
  request.entry.has_lost_body = request.entry.method != "GET" && request.entry.method != "HEAD";
  // A request that is sent anew under its id was redirected: the earlier one is kept beside it.
  const auto [place, is_new] = requests_.try_emplace(id, request);
  if (!is_new) {
    const std::string earlier = fmt::format("{} redirected {}", id, requests_.size());
    place->second.entry.is_redirected = true;
    order_[place->second.place] = earlier;
    requests_.emplace(earlier, std::move(place->second));
    requests_[id] = std::move(request);
  }
  requests_[id].place = order_.size();
  order_.push_back(id);
}

void TraceReader::answered(const JsonMembers& data, double ts) {
  const auto found = requests_.find(data.text("requestId"));
  if (found == requests_.end()) return;
  Request& request = found->second;
  Entry& entry = request.entry;
  request.answered = ts;
  entry.status = static_cast<int>(std::clamp<std::int64_t>(whole(data, "statusCode"), 0, 999));
  const JsonMembers timing = data.object("timing");
  const double began = time_of(timing, "requestTime") * 1e6,
               headers = time_of(timing, "receiveHeadersEnd");
  if (began > 0 && headers > 0) request.arrived = began + headers * 1000;
  request.wall = time_of(data, "responseTime");
  entry.phases = {began > request.sent ? (began - request.sent) / 1000 : -1,
                  between(timing, "dnsStart", "dnsEnd"),
                  between(timing, "connectStart", "connectEnd"),
                  between(timing, "sslStart", "sslEnd"),
                  between(timing, "sendStart", "sendEnd"),
                  between(timing, "sendEnd", "receiveHeadersEnd"),
                  -1};
  for (const std::string_view each : text::json_items(data.raw("headers"))) {
    const JsonMembers header(each);
    std::string name = text::lower(header.text("name"));
    if (std::find(kHeaders.begin(), kHeaders.end(), name) != kHeaders.end())
      entry.reply_headers.emplace_back(std::move(name), header.text("value"));
  }
}

void TraceReader::finished(const JsonMembers& data, double ts) {
  const auto found = requests_.find(data.text("requestId"));
  if (found == requests_.end()) return;
  found->second.finished = ts;
  found->second.finish_time = time_of(data, "finishTime") * 1e6;
  found->second.has_failed = data.is_true("didFail");
}

void TraceReader::event(std::string_view text) {
  if (!may_be_wanted(text)) return;
  const JsonMembers event(text);
  if (!event.is_object()) {
    ++capture_.recording.unread;
    return;
  }
  std::string name = event.text("name");
  const Thread thread{whole(event, "pid"), whole(event, "tid")};
  const double ts = time_of(event, "ts");
  const JsonMembers args = event.object("args"), data = args.object("data");
  if (name == "thread_name") {
    if (args.text("name") == "CrRendererMain") main_threads_.insert(thread);
  } else if (name == "TracingStartedInBrowser") {
    frames(data);
  } else if (name == "FrameCommittedInBrowser") {
    frame(data);
  } else if (name == "ResourceSendRequest") {
    sent(data, ts, thread);
  } else if (name == "ResourceReceiveResponse") {
    answered(data, ts);
  } else if (name == "ResourceFinish") {
    finished(data, ts);
  } else if (name == "EventDispatch") {
    const std::string type = data.text("type");
    if ((type == "click" || type == "submit") && clicks_.size() < kMostRequests)
      clicks_.emplace_back(thread, ts);
  } else if (event.text("ph") == "X") {
    span(event, std::move(name), thread);
  }
}

bool TraceReader::is_before(const Span& a, const Span& b) {
  return std::pair(a.thread, a.began) < std::pair(b.thread, b.began);
}

bool TraceReader::is_shop_thread(const Thread& thread) const {
  return main_threads_.contains(thread) &&
         (shop_processes_.empty() || shop_processes_.contains(thread.first));
}

// Milliseconds since 1970 less those of the trace's clock; 0: the trace does not say.
double TraceReader::wall_offset() const {
  for (const auto& [id, request] : requests_)
    if (request.wall > 0 && request.arrived > 0) return request.wall - request.arrived / 1000;
  return 0;
}

// Whether one task of the thread held both moments: the thread did nothing else between them.
bool TraceReader::is_within_task(const Thread& thread, double from, double until) const {
  const auto after = std::upper_bound(tasks_.begin(), tasks_.end(), std::pair(thread, from),
                                      [](const auto& moment, const Span& task) {
                                        return moment < std::pair(task.thread, task.began);
                                      });
  return after != tasks_.begin() && (after - 1)->thread == thread && (after - 1)->ended >= until;
}

void TraceReader::add_requests(double offset) {
  std::stable_sort(order_.begin(), order_.end(), [&](const std::string& a, const std::string& b) {
    return requests_.at(a).sent < requests_.at(b).sent;
  });
  for (const std::string& id : order_) {
    Request& request = requests_.at(id);
    Entry entry = std::move(request.entry);
    entry.number = capture_.entries.size() + 1;
    const double ended = request.finish_time > 0 ? request.finish_time
                         : request.finished > 0  ? request.finished
                                                 : std::max(request.answered, request.sent);
    entry.began = offset + request.sent / 1000;
    entry.ended = offset + std::max(ended, request.sent) / 1000;
    // A status is more than a flag: a 204 may be flagged as failed.
    if (request.has_failed && entry.status == 0)
      entry.failure = "it failed, and the trace does not say why";
    const std::size_t index = capture_.entries.size();
    if (request.arrived > 0 && request.answered > request.arrived && !request.fetch.empty())
      capture_.main_thread.delays.push_back({index, (request.answered - request.arrived) / 1000});
    if (request.fetch == "xmlhttprequest" && request.finished > 0 &&
        is_within_task(request.thread, request.sent, request.finished))
      capture_.main_thread.synchronous.push_back({index, (request.finished - request.sent) / 1000});
    capture_.entries.push_back(std::move(entry));
  }
}

void TraceReader::add_tasks(double offset) {
  for (const Span& task : tasks_) {
    if (task.ended - task.began <= kLongTask || !is_shop_thread(task.thread)) continue;
    Task told{offset + task.began / 1000, offset + task.ended / 1000, {}, {}, {}};
    const Span* heaviest = nullptr;
    std::size_t looked = 0;
    for (auto script = std::lower_bound(scripts_.begin(), scripts_.end(), task, is_before);
         script != scripts_.end() && script->thread == task.thread && script->began < task.ended &&
         looked < kMostLooked;
         ++script, ++looked) {
      const bool is_heavier =
          !heaviest || script->ended - script->began > heaviest->ended - heaviest->began;
      if (is_heavier && script->ended <= task.ended) heaviest = &*script;
    }
    if (heaviest && heaviest->script.empty()) told.what = heaviest->name;
    if (heaviest) told.script = heaviest->script;
    if (heaviest) told.function = heaviest->function;
    capture_.main_thread.tasks.push_back(std::move(told));
  }
  for (const auto& [thread, at] : clicks_)
    if (is_shop_thread(thread)) capture_.main_thread.clicks.push_back(offset + at / 1000);
  std::sort(capture_.main_thread.tasks.begin(), capture_.main_thread.tasks.end(),
            [](const Task& a, const Task& b) { return a.began < b.began; });
  std::sort(capture_.main_thread.clicks.begin(), capture_.main_thread.clicks.end());
}

void TraceReader::finish(const Expected& expected) {
  capture_.recording.source = Source::trace;
  const double offset = wall_offset();
  capture_.main_thread.was_recorded =
      std::any_of(with_tasks_.begin(), with_tasks_.end(),
                  [&](const Thread& thread) { return is_shop_thread(thread); });
  std::sort(tasks_.begin(), tasks_.end(), is_before);
  std::sort(scripts_.begin(), scripts_.end(), is_before);
  add_requests(offset);
  add_tasks(offset);
  capture_.recording.entries = capture_.entries.size();
  for (const Entry& entry : capture_.entries)
    for (const CardDatum& each : card_data_in(entry.url)) {
      if (capture_.leaks.size() == kMostLeaks) break;
      Leak leak{each.kind,    LeakPlace::url, entry.number, shown(entry), entry.host,
                entry.method, entry.kind,     {},           each.digits};
      leak.field = text::printable(text::redacted(each.field), 40);
      leak.is_test_number = each.kind == LeakKind::number && fields::is_test_number(each.digits);
      leak.is_sure = each.is_sure;
      capture_.leaks.push_back(std::move(leak));
    }
  find_flow(capture_, expected);
}

TraceFile::TraceFile(const Expected& expected)
    : expected_(expected),
      reader_(capture_),
      elements_({"/traceEvents/*", "/*"}, kLargestEvent,
                [this](std::size_t place, std::string_view value) {
                  if (place > 0 && !value.starts_with('{')) return;
                  has_events_ = true;
                  reader_.event(value);
                }) {}

void TraceFile::feed(std::string_view piece) {
  elements_.feed(piece);
}

Capture TraceFile::finish(const std::string& file) {
  if (elements_.is_broken())
    throw Failure(Failure::Kind::input, fmt::format("{}: this is no JSON", file),
                  "save the trace again");
  if (!has_events_)
    throw Failure(Failure::Kind::input,
                  fmt::format("{}: this is no trace of Chrome's: it has no traceEvents", file),
                  "save one in the developer tools (Performance, Save profile), or with "
                  "Tracing.start over the DevTools protocol");
  capture_.recording.is_cut = !elements_.is_whole();
  capture_.recording.unread += elements_.too_large();
  capture_.recording.creator = "Chrome trace";
  reader_.finish(expected_);
  return std::move(capture_);
}

Capture read_trace(const std::string& path, const Expected& expected) {
  TraceFile trace(expected);
  read_pieces(path, "the trace", kLargestFile, [&](std::string_view piece) { trace.feed(piece); });
  return trace.finish(path == "-" ? "stdin" : text::printable(path, 200));
}

}  // namespace checkoutdiag::token
