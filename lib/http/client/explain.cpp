#include <fmt/core.h>

#include <cstring>

#include "lib/http/client/transfer.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::http {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// "Could not …" as a clause: "could not …"; "SSL certificate …" stays.
std::string clause(std::string text) {
  if (text.size() > 1 && text[1] >= 'a' && text[1] <= 'z') text[0] = text::lower(text[0]);
  return text::printable(text::trimmed(text, " \t\r\n."));
}

std::string timed_out(const State& state) {
  const Exchange& seen = state.seen;
  const auto after = [](std::chrono::milliseconds time) {
    return time.count() % 1000 == 0 ? fmt::format("{} s", time.count() / 1000)
                                    : fmt::format("{} ms", time.count());
  };
  if (seen.sent == 0)
    return "no connection within " +
           after(std::min(state.call.connect_timeout, state.call.timeout));
  if (!state.all_out()) return "the request was not out within " + after(state.call.timeout);
  if (seen.status == 0) return "no answer within " + after(state.call.timeout);
  return "the answer was not complete within " + after(state.call.timeout);
}

std::string ended_early(const State& state) {
  const std::string what = state.seen.status == 0
                               ? "the connection was closed before an answer came"
                               : "the connection ended before the answer was complete";
  return state.torn() ? what + ", without TLS's close_notify" : what;
}

std::string broken(const std::string& reason, const State& state) {
  if (state.seen.reset)
    return state.seen.status == 0 ? "the connection was reset before an answer came"
                                  : "the connection was reset before the answer was complete";
  if (has(reason, "unexpected eof")) return ended_early(state);
  return clause(reason);
}

}  // namespace

std::string explain(CURLcode code, const std::string& reason, int error_number,
                    const State& state) {
  if (state.head_too_large) return "the answer's head has more than 256 KiB";
  if (state.seen.body_dropped)
    return fmt::format("the answer has more than {} bytes, and the rest was not read",
                       state.call.most_body);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return timed_out(state);
    case CURLE_COULDNT_CONNECT:
      if (error_number == 0) return clause(reason);
      return "no connection: " + clause(std::strerror(error_number));
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
      return "no TLS connection: " + clause(reason);
    case CURLE_OK:  // the answer's head has no end, or its TLS none in order
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return ended_early(state);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return broken(reason, state);
    case CURLE_UNSUPPORTED_PROTOCOL:
      if (state.seen.sent > 0) return "what came back is not HTTP/1.1";
      return clause(reason);
    default:
      return clause(reason);
  }
}

}  // namespace checkoutdiag::http
