#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "lib/charge/traffic.hpp"
#include "lib/charge/traffic_credential.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/redact.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::charge {
namespace {

using Json = nlohmann::ordered_json;

std::string time_text(std::int64_t at) {
  const auto moment = std::chrono::milliseconds(at);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
  std::string text = text::rfc3339(Time(seconds));
  return text.insert(text.size() - 1, fmt::format(".{:03}", (moment - seconds).count()));
}

/// A list, because names can be given twice.
Json headers_json(const http::Headers& headers) {
  Json out = Json::array();
  for (const http::Header& header : headers) {
    std::string value = text::redacted_header(header.name, header.value);
    // That it was a browser's key is worth knowing when the line is read again.
    if (text::equal_ignoring_case(header.name, "Authorization"))
      if (const std::string shown = shown_publishable(header.value); !shown.empty()) value = shown;
    out.push_back({{"name", header.name}, {"value", value}});
  }
  return out;
}

void put_body(Json& line, const char* name, const char* base64,
              const std::optional<std::string>& body) {
  if (!body) return;
  const std::string shown = text::redacted(*body);
  if (text::is_utf8(shown))
    line[name] = shown;
  else
    line[base64] = text::base64(text::bytes_of(shown));
}

}  // namespace

std::string to_ndjson(const Recorded& recorded) {
  Json line = Json::object();
  if (recorded.at) line["time"] = time_text(*recorded.at);
  line["method"] = recorded.method;
  line["url"] = text::redacted(recorded.url);
  line["headers"] = headers_json(recorded.headers);
  put_body(line, "body", "body_base64", recorded.body);
  line["status"] = recorded.status;
  if (!recorded.error.empty()) line["error"] = text::redacted(recorded.error);
  line["answer_headers"] = headers_json(recorded.answer_headers);
  put_body(line, "answer", "answer_base64", recorded.answer);
  if (recorded.took > 0) line["took_ms"] = recorded.took;
  // Bytes that are not UTF-8 become U+FFFD.
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace checkoutdiag::charge
