#include <fmt/core.h>
#include <poll.h>

#include <algorithm>
#include <chrono>

#include "lib/charge/recorder/passing.hpp"
#include "lib/charge/recorder/recording.hpp"
#include "lib/charge/traffic.hpp"
#include "lib/failure.hpp"
#include "lib/http/server.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/webhook/url_parts.hpp"

namespace checkoutdiag::charge {
namespace {

using std::chrono::milliseconds;

// A process may have 1024 files open: each of its workers takes five, each client one.
constexpr std::size_t kMostClients = 400;
constexpr milliseconds kLastAnswers{1000};  // for the last answers to leave

[[noreturn]] void refuse_upstream(const std::string& url, const char* hint) {
  throw Failure(Failure::Kind::usage,
                fmt::format("--upstream does not take '{}'", text::printable(url, 120)), hint);
}

void check_upstream(const std::string& url) {
  constexpr std::size_t kLongest = 1000, kLongestPort = 6;
  const auto parts = webhook::split_url(url);
  const bool plain = url.size() <= kLongest && std::all_of(url.begin(), url.end(), [](char c) {
                       return c > ' ' && c < 0x7F && c != '\\';
                     });
  if (plain && parts && (parts->scheme == "https" || parts->scheme == "http") &&
      !parts->host.empty() && parts->user.empty() && parts->query.empty() &&
      parts->fragment.empty() && parts->port.size() <= kLongestPort && parts->port != ":")
    return;
  refuse_upstream(
      url, "it takes the gateway's URL, without user and query: https://api.gateway.example");
}

// Each request would be passed on until no worker is left.
void check_no_loop(const RecorderOptions& options, std::uint16_t port) {
  const auto parts = webhook::split_url(options.upstream);
  if (!parts || parts->port != fmt::format(":{}", port)) return;
  const std::string host = text::lower(parts->host);
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]" || host == options.address ||
      host == "[" + options.address + "]")
    refuse_upstream(options.upstream, "that is this proxy itself; name the gateway's URL");
}

void wait_for(int interrupt) {
  pollfd end{interrupt, POLLIN, 0};
  while (::poll(&end, 1, -1) <= 0)
    continue;
}

}  // namespace

std::vector<Recorded> record_traffic(const RecorderOptions& given, int interrupt,
                                     const std::function<void(const std::string&)>& ready) {
  check_upstream(given.upstream);
  RecorderOptions options = given;
  while (options.upstream.ends_with('/'))
    options.upstream.pop_back();
  Recording recording(options);
  http::ServerOptions serving;
  serving.address = options.address;
  serving.port = options.port;
  serving.most_body = kMostPassed;
  serving.most_connections = kMostClients;
  http::Server server(serving, [&](http::Request request, http::Answer answer) {
    recording.take(std::move(request), std::move(answer));
  });
  check_no_loop(options, server.port());
  ready(server.origin());
  wait_for(interrupt);
  recording.close();
  server.flush(kLastAnswers);
  server.stop();
  return recording.traffic();
}

}  // namespace checkoutdiag::charge
