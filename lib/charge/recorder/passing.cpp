#include "lib/charge/recorder/passing.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "lib/charge/traffic_json.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::charge {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLongestTarget = 7000;  // of the 8192 bytes that a URL may have

constexpr std::string_view kOfOneHop[] = {
    "Connection", "Keep-Alive",       "Proxy-Connection",    "Proxy-Authenticate",
    "TE",         "Trailer",          "Proxy-Authorization", "Proxy-Authentication-Info",
    "Upgrade",    "Transfer-Encoding"};
// What each connection makes for itself. Not Date: some gateways' signatures are made over it.
constexpr std::string_view kOursInRequests[] = {"Host", "Content-Length", "Expect",
                                                "Accept-Encoding"};
constexpr std::string_view kOursInAnswers[] = {"Content-Length", "Date"};

template <std::size_t n>
bool is_one_of(const std::string_view (&names)[n], std::string_view name) {
  return std::any_of(std::begin(names), std::end(names), [&](std::string_view other) {
    return text::equal_ignoring_case(name, other);
  });
}

// What a Connection header names; there can be several.
bool is_named_there(const http::Headers& all, std::string_view name) {
  for (const http::Header& each : all) {
    if (!text::equal_ignoring_case(each.name, "Connection")) continue;
    std::string_view left = each.value;
    while (!left.empty()) {
      const std::size_t comma = std::min(left.find(','), left.size());
      if (text::equal_ignoring_case(text::trimmed(left.substr(0, comma)), name)) return true;
      left.remove_prefix(std::min(comma + 1, left.size()));
    }
  }
  return false;
}

template <std::size_t n>
http::Headers passed_on(const http::Headers& all, const std::string_view (&ours)[n]) {
  http::Headers kept;
  std::copy_if(all.begin(), all.end(), std::back_inserter(kept), [&](const http::Header& each) {
    return !is_one_of(kOfOneHop, each.name) && !is_one_of(ours, each.name) &&
           !is_named_there(all, each.name);
  });
  return kept;
}

bool is_coded(const http::Headers& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const http::Header& each) {
    return text::equal_ignoring_case(each.name, "Content-Encoding") && !each.value.empty() &&
           !text::equal_ignoring_case(each.value, "identity");
  });
}

bool has_no_body(int status, std::string_view method) {
  return method == "HEAD" || status == 204 || status == 304;
}

}  // namespace

std::string objection_to_target(std::string_view target) {
  if (!target.starts_with('/'))
    return "the request's target does not begin with a slash: this is a reverse proxy, whose "
           "address takes the place of the gateway's";
  if (target.size() > kLongestTarget) return "the request's target has more than 7000 bytes";
  const bool plain = std::all_of(target.begin(), target.end(),
                                 [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
  return plain ? "" : "the request's target has characters that a URL does not have";
}

http::Call call_of(const http::Request& request, const RecorderOptions& options) {
  http::Call call;
  call.method = request.method;
  call.url = options.upstream + request.target;
  call.headers = passed_on(request.headers, kOursInRequests);
  call.body = request.body;
  call.ca_file = options.ca_file;
  call.timeout = milliseconds(options.timeout_ms);
  call.connect_timeout = std::min(call.connect_timeout, call.timeout);
  call.most_body = kMostPassed;
  return call;
}

http::Reply reply_of(const http::Exchange& got, std::string_view method) {
  constexpr int kFirstFinal = 200;
  const bool cut = got.fate != http::Fate::answered;
  if (got.status < kFirstFinal || got.body_dropped || (cut && has_no_body(got.status, method)))
    return own_reply(got.timed_out ? 504 : 502,
                     "the upstream gave no whole answer" +
                         (got.error.empty() ? std::string() : ": " + got.error));
  http::Reply reply;
  reply.status = got.status;
  reply.headers = passed_on(got.headers, kOursInAnswers);
  reply.body = got.body;
  if (method == "HEAD") {
    // Of the body that GET would have got.
    const std::uint64_t length = content_length(got.headers).value_or(0);
    reply.manner.wrong_length = static_cast<std::int64_t>(
        std::min<std::uint64_t>(length, std::numeric_limits<std::int64_t>::max()));
  }
  if (cut) {
    reply.manner.wrong_length = 1;
    reply.manner.ending = http::Ending::close;
  }
  return reply;
}

Recorded recorded_of(const http::Request& request, const RecorderOptions& options) {
  Recorded recorded;
  recorded.method = request.method;
  if (request.target.find("://") < request.target.find('/') || request.method == "CONNECT")
    recorded.url = request.target;
  else
    recorded.url = options.upstream + (request.target.starts_with('/') ? "" : "/") + request.target;
  recorded.headers = request.headers;
  if (!is_coded(request.headers)) recorded.body = request.body;
  return recorded;
}

void take_answer(Recorded& recorded, const http::Exchange& got) {
  recorded.status = got.status;
  recorded.error = got.error;
  recorded.answer_headers = got.headers;
  if (!is_coded(got.headers)) recorded.answer = got.body;
  recorded.took = std::chrono::duration_cast<milliseconds>(got.ended - got.begun).count();
}

http::Reply own_reply(int status, const std::string& why) {
  const nlohmann::ordered_json body = {
      {"error", {{"type", "recording_proxy"}, {"message", text::printable(why, 300)}}}};
  http::Reply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "application/json"});
  reply.body = body.dump() + "\n";
  return reply;
}

}  // namespace checkoutdiag::charge
