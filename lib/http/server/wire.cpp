#include "lib/http/server/wire.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace checkoutdiag::http {
namespace {

// RFC 9110 section 5.6.7; the C locale's names, whatever the process has.
std::string date_now() {
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm at{};
  ::gmtime_r(&now, &at);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     kDays[static_cast<std::size_t>(at.tm_wday)], at.tm_mday,
                     kMonths[static_cast<std::size_t>(at.tm_mon)], at.tm_year + 1900, at.tm_hour,
                     at.tm_min, at.tm_sec);
}

bool has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

constexpr std::string_view kEndOfLine("\r\n\0", 3);

// Whatever a header was made of, it stays one, and on one line.
void add_header(const Header& header, std::string& head) {
  if (header.name.empty() || header.name.find_first_of(": \t\r\n") != std::string::npos) return;
  const std::size_t begin = head.size();
  head += header.name + ": " + header.value;
  for (std::size_t at = begin; (at = head.find_first_of(kEndOfLine, at)) != std::string::npos;)
    head[at] = ' ';
  head += "\r\n";
}

std::string head_of(const Reply& reply, bool keep) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", reply.status, reason_of(reply.status));
  for (const Header& header : reply.headers)
    add_header(header, head);
  head += "Date: " + date_now() + "\r\n";
  if (has_body(reply.status)) {
    const std::int64_t length =
        static_cast<std::int64_t>(reply.body.size()) + reply.manner.wrong_length;
    head += fmt::format("Content-Length: {}\r\n", std::max<std::int64_t>(0, length));
  }
  head += keep ? "\r\n" : "Connection: close\r\n\r\n";
  return head;
}

// The body in drips, or whole.
void add_body(const Manner& manner, std::string_view body, std::vector<Piece>& pieces) {
  const std::size_t step = manner.drip == 0 ? body.size() : manner.drip;
  for (std::size_t at = 0; at < body.size(); at += step)
    pieces.push_back(
        {at == 0 ? manner.stall : manner.drip_every, std::string(body.substr(at, step))});
}

}  // namespace

std::vector<Piece> pieces_of(const Reply& reply, bool head_only, bool keep) {
  const Manner& manner = reply.manner;
  std::string head = head_of(reply, keep && manner.ending == Ending::keep);
  std::string body = head_only || !has_body(reply.status) ? std::string() : reply.body;
  if (manner.most_body) body.resize(std::min(body.size(), *manner.most_body));
  if (manner.most) {
    const std::size_t whole = std::min(*manner.most, head.size() + body.size());
    body.resize(whole > head.size() ? whole - head.size() : 0);
    head.resize(std::min(whole, head.size()));
  }
  std::vector<Piece> pieces;
  const bool apart = manner.stall.count() > 0 || manner.drip > 0;
  if (!apart) head += std::exchange(body, {});
  if (!head.empty()) pieces.push_back({manner.delay, std::move(head)});
  add_body(manner, body, pieces);
  if (pieces.empty() && manner.delay.count() > 0) pieces.push_back({manner.delay, {}});
  return pieces;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 422:
      return "Unprocessable Content";
    case 423:
      return "Locked";
    case 425:
      return "Too Early";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Unknown";
  }
}

}  // namespace checkoutdiag::http
