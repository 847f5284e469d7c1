#include "lib/http/client/state.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostHead = 256 * 1024;
constexpr std::string_view kBlankLine = "\r\n\r\n";

}  // namespace

bool State::next(char* buffer, std::size_t size, std::size_t& given) {
  std::size_t left = call.body.size() - given_;
  if (hold && left == 1) {
    waiting = true;
    return false;
  }
  if (hold && left > 1) --left;
  given = std::min(size, left);
  std::memcpy(buffer, call.body.data() + given_, given);
  given_ += given;
  return true;
}

void State::went_out(std::string_view bytes) {
  if (!begun_) tunnel_ = call.method != "CONNECT" && bytes.substr(0, 8) == "CONNECT ";
  begun_ = true;
  if (all_out()) return;
  std::size_t head = 0;
  for (; head < bytes.size() && !head_out_; ++head) {
    // A mismatch can only begin anew with CR: the pattern's one proper prefix that repeats.
    if (bytes[head] == kBlankLine[static_cast<std::size_t>(blank_)])
      ++blank_;
    else
      blank_ = bytes[head] == '\r' ? 1 : 0;
    head_out_ = blank_ == static_cast<int>(kBlankLine.size());
  }
  if (tunnel_) {
    if (!head_out_) return;
    head_out_ = begun_ = tunnel_ = false;  // the request itself comes next
    blank_ = 0;
    return;
  }
  body_out_ += bytes.size() - head;
  seen.sent += bytes.size();
  if (!all_out()) return;
  seen.released = Clock::now();
  if (call.cut == Cut::after_send) give_up = true;
}

void State::tls_came(std::string_view message) {
  tls_ = true;
  // An alert has two bytes, and no other message has: its level, and 0 for close_notify.
  if (message.size() == 2 && message[1] == '\0') close_notify_ = true;
}

bool State::whole() const {
  if (!head_complete_) return false;
  const bool bodiless = call.method == "HEAD" || seen.status == 204 || seen.status == 304;
  const bool measured =
      find_header(seen.headers, "Content-Length") || find_header(seen.headers, "Transfer-Encoding");
  return bodiless || measured || !torn();
}

bool State::status_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || line.size() < space + 4) return true;
  const std::string_view digits = line.substr(space + 1, 3);
  if (!std::all_of(digits.begin(), digits.end(), text::is_digit)) return true;
  const int status = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
  // 100 Continue and 103 Early Hints say nothing of what becomes of the request.
  interim_ = status < 200 && status != 101;
  if (interim_) return true;
  seen.answered = Clock::now();
  if (call.cut != Cut::none && all_out()) {
    give_up = true;
    return false;
  }
  seen.status = status;
  return true;
}

bool State::head_line(std::string_view line) {
  head_bytes_ += line.size();
  if (head_bytes_ > kMostHead) {
    head_too_large = true;
    return false;
  }
  if (give_up) return false;
  if (head_complete_) return true;  // a trailer
  if (line.substr(0, 5) == "HTTP/") return status_line(line);
  line = text::trimmed(line, " \t\r\n");
  if (interim_ || seen.status == 0) return true;
  if (line.empty()) {
    head_complete_ = true;
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  seen.headers.push_back({std::string(text::trimmed(line.substr(0, colon))),
                          std::string(text::trimmed(line.substr(colon + 1)))});
  return true;
}

bool State::body_piece(std::string_view piece) {
  if (give_up) return false;
  const std::size_t room = call.most_body - seen.body.size();
  seen.body.append(piece.substr(0, room));
  seen.body_dropped = piece.size() > room;
  return !seen.body_dropped;
}

}  // namespace checkoutdiag::http
