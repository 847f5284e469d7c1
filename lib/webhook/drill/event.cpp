#include "lib/webhook/drill/event.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/replace.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::webhook {
namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view kFolder = "webhook-event/", kPlain = "generic";

std::string_view file_of(std::string_view scheme) {
  return data::find(fmt::format("{}{}", kFolder, scheme)).value_or(std::string_view{});
}

// What has the same meaning, as hardly any serialiser writes it.
void write_spaced(const json& value, std::string& out) {
  if (value.is_object() || value.is_array()) {
    out += value.is_object() ? "{ " : "[ ";
    bool first = true;
    for (const auto& [key, inner] : value.items()) {
      if (!first) out += "  ,\t";
      first = false;
      if (value.is_object()) out += json(key).dump() + " :  ";
      write_spaced(inner, out);
    }
    out += value.is_object() ? " }" : " ]";
    return;
  }
  if (!value.is_string()) {
    out += value.dump();
    return;
  }
  std::string text = value.dump();
  text::replace_all(text, "/", "\\/");
  // The first character of a text, as its number.
  if (text.size() > 2 && text[1] >= '0' && text[1] <= 'z' && text[1] != '\\')
    text.replace(1, 1, fmt::format("\\u{:04X}", static_cast<unsigned>(text[1])));
  out += text;
}

}  // namespace

EventTemplate events_of(std::string_view scheme) {
  std::string_view text = file_of(scheme);
  const bool is_known = !text.empty();
  if (!is_known) text = file_of(kPlain);
  const json read = json::parse(text);
  EventTemplate events;
  events.title = read["title"].get<std::string>();
  events.body = read["body"].dump();
  text::replace_all(events.body, "\"{now}\"", "{now}");
  if (const auto headers = read.find("headers"); headers != read.end())
    for (const auto& [name, value] : headers->items())
      events.headers.push_back({name, value.get<std::string>()});
  for (const auto& [role, type] : read["types"].items())
    events.types[role] = type.get<std::string>();
  if (const auto timeout = read.find("timeout_s"); timeout != read.end()) {
    events.timeout = std::chrono::seconds(timeout->get<int>());
    events.timeout_source = read["timeout_source"].get<std::string>();
  }
  return events;
}

std::string filled(std::string_view text, const EventValues& values) {
  const std::array<std::pair<std::string_view, std::string>, 5> known = {
      {{"{id}", values.id},
       {"{order}", values.order},
       {"{type}", values.type},
       {"{now}", std::to_string(values.now)},
       {"{now_iso}", text::rfc3339(Time(std::chrono::seconds(values.now)))}}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& each) {
      return text.substr(at).starts_with(each.first);
    });
    out += found == known.end() ? std::string(1, text[at]) : found->second;
    at += found == known.end() ? 1 : found->first.size();
  }
  return out;
}

std::string body_of(const EventTemplate& events, const EventValues& values) {
  return filled(events.body, values);
}

http::Headers headers_of(const EventTemplate& events, const EventValues& values) {
  http::Headers headers;
  for (const http::Header& each : events.headers)
    headers.push_back({each.name, filled(each.value, values)});
  return headers;
}

bool is_json_object(std::string_view body) {
  return json::parse(body, nullptr, false).is_object();
}

std::string spaced_json(std::string_view body) {
  json document = json::parse(body);
  std::string out = "\n";
  write_spaced(document, out);
  const std::size_t end = out.rfind('}');
  const std::string_view comma = document.empty() ? "" : ", ";
  out.insert(end, fmt::format("{}\"checkoutdiag\": {{\"a\": 1.10, \"b\": 1E+2, \"c\": "
                              "\"\\u00E9\\u2028 \\u003c\", \"d\": -0.0, \"e\": []}}\n",
                              comma));
  return out + "\n";
}

std::string crlf_json(std::string_view body) {
  std::string text = json::parse(body).dump(2);
  text::replace_all(text, "\n", "\r\n");
  return text + "\r\n";
}

std::string repeated_member(std::string_view body) {
  const json document = json::parse(body);
  if (document.empty()) return std::string(body);
  const auto first = document.begin();
  std::string text = document.dump();
  text.insert(1, json(first.key()).dump() + ":" + first.value().dump() + ",");
  return text;
}

}  // namespace checkoutdiag::webhook
