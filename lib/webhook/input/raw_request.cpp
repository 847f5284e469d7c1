#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "lib/text/ascii.hpp"
#include "lib/webhook/input/chunked.hpp"
#include "lib/webhook/input/head.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

/// Calls `take` with each entry of every header of that name: RFC 9110 section 5.6.1.
template <typename Take>
void for_each_entry(const Delivery& delivery, std::string_view name, const Take& take) {
  for (const Header& header : delivery.headers) {
    if (!text::equal_ignoring_case(header.name, name)) continue;
    std::string_view rest = header.value;
    for (bool more = true; more;) {
      const std::size_t comma = rest.find(',');
      take(trim(rest.substr(0, comma)));
      more = comma != std::string_view::npos;
      rest.remove_prefix(more ? comma + 1 : rest.size());
    }
  }
}

/// Whether the body comes in chunks. Other transfer codings are no vendor's, and would change the
/// bytes that were signed.
bool is_chunked(const Delivery& delivery, const std::string& file) {
  int chunked = 0;
  for_each_entry(delivery, "Transfer-Encoding", [&](std::string_view coding) {
    if (text::equal_ignoring_case(coding, "chunked"))
      ++chunked;
    else if (!coding.empty() && !text::equal_ignoring_case(coding, "identity"))
      throw unreadable(file, "the body has a transfer coding other than chunked",
                       "save the request with the body as the application gets it");
  });
  if (chunked > 1) throw unreadable(file, "the body is said to be chunked more than once");
  return chunked == 1;
}

/// What Content-Length says, as far as it can be counted; nothing when there is none.
std::optional<std::size_t> content_length(const Delivery& delivery, const std::string& file) {
  std::optional<std::size_t> length;
  for_each_entry(delivery, "Content-Length", [&](std::string_view entry) {
    constexpr std::size_t kEnough = 1'000'000'000'000'000;
    if (entry.empty() || !std::all_of(entry.begin(), entry.end(), text::is_digit))
      throw unreadable(file, "Content-Length is not a number");
    std::size_t value = 0;
    for (char c : entry)
      value = std::min(value * 10 + static_cast<std::size_t>(c - '0'), kEnough);
    if (length && *length != value)
      throw unreadable(file, "there are two values of Content-Length",
                       "servers disagree about which of them counts: remove the wrong one");
    length = value;
  });
  return length;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         text::equal_ignoring_case(text.substr(0, start.size()), start);
}

std::string_view first_value(const Delivery& delivery, std::string_view name) {
  for (const Header& header : delivery.headers)
    if (text::equal_ignoring_case(header.name, name)) return header.value;
  return {};
}

void check_host(const Delivery& delivery, const std::string& file) {
  if (values_of(delivery, "Host").size() > 1)
    throw unreadable(file, "there is more than one Host",
                     "servers disagree about which of them counts: remove the wrong one");
}

std::string absolute_url(std::string_view target, const Delivery& delivery) {
  // What no URL has may be the beginning of a body that was moved here, where a scheme signs both
  // without anything between them: RFC 3986 section 2.
  if (target.find_first_of("{}\"<>\\^`|") != std::string_view::npos) return {};
  if (!target.starts_with('/')) return std::string(target);
  const std::string_view host = first_value(delivery, "Host");
  // A Host that would move the start of the path is no host: RFC 9112 section 3.2.
  if (host.empty() || host.find_first_of(" \t/?#@\\") != std::string_view::npos)
    return std::string(target);
  const std::string_view all = first_value(delivery, "X-Forwarded-Proto");
  const bool plain = text::equal_ignoring_case(trim(all.substr(0, all.find(','))), "http");
  return fmt::format("{}://{}{}", plain ? "http" : "https", host, target);
}

/// Reads the request line; the target.
std::string_view read_first_line(HeadLines& lines, Delivery& delivery, const std::string& file) {
  std::optional<std::string_view> line = lines.next();
  while (line && line->empty())  // RFC 9112 section 2.2
    line = lines.next();
  if (!line) throw unreadable(file, "there is no request");
  if (is_status_line(*line))
    throw unreadable_line(file, lines.number(), "this is a response, not a request");
  const auto request = parse_request_line(*line);
  if (!request)
    throw unreadable_line(file, lines.number(), "this is no request line",
                          "a raw request begins as in \"POST /webhooks HTTP/1.1\"");
  const std::string_view target = request->target;
  if (!target.starts_with('/') && !starts_with_ignoring_case(target, "http://") &&
      !starts_with_ignoring_case(target, "https://"))
    throw unreadable_line(file, lines.number(),
                          "the request's target is neither a path nor an http or https URL");
  delivery.method = request->method;
  return target;
}

}  // namespace

Delivery read_raw_request(std::string_view bytes, const std::string& file) {
  Delivery delivery;
  HeadLines lines(bytes, mark_length(bytes, file), file);
  const std::string_view target = read_first_line(lines, delivery, file);
  HeaderBlock block(file, delivery.headers);
  for (auto line = lines.next(); line && !line->empty(); line = lines.next())
    block.add(*line, lines.number());
  check_host(delivery, file);
  delivery.url = absolute_url(target, delivery);
  const auto length = content_length(delivery, file);
  if (is_chunked(delivery, file)) {
    delivery.body = decode_chunked(bytes, lines.at(), file);
    return delivery;
  }
  delivery.body = bytes.substr(lines.at(), length.value_or(std::string_view::npos));
  delivery.left_behind = bytes.size() - lines.at() - delivery.body.size();
  return delivery;
}

}  // namespace checkoutdiag::webhook
