#include "lib/receiver/event.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "lib/receiver/places.hpp"
#include "lib/text/hex.hpp"

namespace checkoutdiag::receiver {
namespace {

constexpr std::size_t kLongestKey = 300;
}  // namespace

std::int64_t milliseconds_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string key_of(const webhook::Scheme& scheme, const http::Headers& headers,
                   std::string_view body) {
  const std::string by_body = "sha256:" + text::sha256_hex(body);
  bool needs_body = false;
  for (const std::string& place : scheme.event_id)
    needs_body = needs_body || place.starts_with('/');
  const nlohmann::json document =
      needs_body ? nlohmann::json::parse(body, nullptr, false) : nlohmann::json();
  std::string key;
  for (const std::string& place : scheme.event_id) {
    const std::string value = value_at(place, headers, document);
    if (value.empty()) return by_body;
    // No value has a space in it.
    key += (key.empty() ? "" : " ") + value;
  }
  return key.empty() || key.size() > kLongestKey ? by_body : key;
}

Event event_of(const webhook::Scheme& scheme, http::Request request, std::int64_t now) {
  Event event;
  event.key = key_of(scheme, request.headers, request.body);
  event.digest = text::sha256_hex(request.body);
  event.scheme = scheme.name;
  event.target = std::move(request.target);
  event.headers = std::move(request.headers);
  event.body = std::move(request.body);
  event.received = now;
  return event;
}

std::string headers_text(const http::Headers& headers) {
  std::string text;
  for (const http::Header& each : headers)
    text += each.name + ": " + each.value + "\n";
  return text;
}

http::Headers read_headers(std::string_view text) {
  http::Headers headers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t mark = line.find(": ");
    if (mark != std::string_view::npos)
      headers.push_back({std::string(line.substr(0, mark)), std::string(line.substr(mark + 2))});
  }
  return headers;
}

}  // namespace checkoutdiag::receiver
