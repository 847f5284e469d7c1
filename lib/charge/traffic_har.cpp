#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "lib/charge/body_parts.hpp"
#include "lib/charge/traffic.hpp"
#include "lib/charge/traffic_json.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/har.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::charge {
namespace {

using nlohmann::json;
using text::member;

/// The line on which each entry begins; they are there, and the text is JSON.
std::vector<int> lines_of(std::string_view text) {
  std::vector<int> lines;
  const Places places = find_places(text, {"log", "entries"});
  if (places.found.empty()) return lines;
  const std::string_view list = text.substr(places.found.back().begin);
  auto newlines = [](std::string_view part) {
    return static_cast<int>(std::count(part.begin(), part.end(), '\n'));
  };
  int line = 1 + newlines(text.substr(0, places.found.back().begin));
  std::size_t counted = 0;
  text::JsonTokens tokens(list);
  tokens.next();
  for (text::JsonToken token = tokens.next();
       token.kind != text::JsonToken::Kind::array_end && token.kind != text::JsonToken::Kind::fault;
       token = tokens.next()) {
    const auto at = static_cast<std::size_t>(token.raw.data() - list.data());
    line += newlines(list.substr(counted, at - counted));
    counted = at;
    lines.push_back(line);
    if (!tokens.skip(token)) break;
  }
  return lines;
}

const std::string& must_have(const json& request, const char* name, const std::string& file,
                             std::size_t index, int line) {
  const json* found = member(request, name);
  if (!found || !found->is_string())
    throw unreadable_traffic(file, line,
                             fmt::format("entry {} has no \"{}\" in its request", index, name),
                             "see \"entries\" of the HAR 1.2 format");
  return found->get_ref<const std::string&>();
}

std::int64_t number(const json& value, const char* name) {
  const json* found = member(value, name);
  if (!found || !found->is_number()) return -1;
  const double number = found->get<double>();
  constexpr double kMost = 1e15;
  return number >= 0 && number <= kMost ? std::llround(number) : -1;
}

/// Parameters that were saved instead of the text. Browsers decode them.
std::optional<std::string> body_of_params(const json& data) {
  const json* params = member(data, "params");
  if (!params || !params->is_array() || params->empty()) return {};
  const json* type = member(data, "mimeType");
  const bool is_json = type && type->is_string() &&
                       type->get_ref<const std::string&>().find("json") != std::string::npos;
  std::vector<http::Header> pairs;
  json object = json::object();
  for (const json& param : *params) {
    const json* name = member(param, "name");
    const json* value = member(param, "value");
    if (!name || !name->is_string() || !value) return {};
    // Tools that take a JSON body apart keep its numbers as they are.
    if (is_json) {
      object[name->get<std::string>()] = *value;
      continue;
    }
    if (!value->is_string()) return {};
    pairs.push_back({name->get<std::string>(), value->get<std::string>()});
  }
  if (is_json) return object.dump(-1, ' ', false, json::error_handler_t::replace);
  return webhook::encode_form(pairs);
}

/// Whether a request that was saved without a body had none. A length of 0 beside a Content-Type is
/// what browsers write when they do not know.
bool had_no_body(const json& request, const Recorded& recorded) {
  if (const auto length = content_length(recorded.headers)) return *length == 0;
  if (http::find_header(recorded.headers, "Transfer-Encoding")) return false;
  const std::int64_t size = number(request, "bodySize");
  return size == 0 && !http::find_header(recorded.headers, "Content-Type");
}

void read_request_body(const json& request, Recorded& recorded) {
  const json* data = member(request, "postData");
  std::string body;
  const text::HarText found =
      data && data->is_object() ? text::har_text(*data, body) : text::HarText::absent;
  if (found == text::HarText::read && !body.empty()) {
    // Browsers cut long bodies. A compressed one is shorter on its way.
    const auto length = content_length(recorded.headers);
    const bool cut =
        length && *length > body.size() && !http::find_header(recorded.headers, "Content-Encoding");
    if (!cut) recorded.body = std::move(body);
  } else if (found == text::HarText::read || found == text::HarText::absent) {
    if (data) recorded.body = body_of_params(*data);
    if (!recorded.body && had_no_body(request, recorded)) recorded.body = "";
  }
}

void read_answer(const json& entry, Recorded& recorded) {
  const json* response = member(entry, "response");
  if (!response || !response->is_object()) return;
  recorded.status = static_cast<int>(std::clamp<std::int64_t>(number(*response, "status"), 0, 999));
  for (const json* place : {response, &entry})
    for (const char* name : {"_error", "_failureText"})
      if (const json* error = member(*place, name); error && error->is_string())
        if (recorded.error.empty()) recorded.error = error->get<std::string>();
  if (const json* headers = member(*response, "headers"))
    read_traffic_headers(*headers, recorded.answer_headers);
  const json* content = member(*response, "content");
  std::string answer;
  if (content && text::har_text(*content, answer) == text::HarText::read)
    recorded.answer = std::move(answer);
}

Recorded read_entry(const json& entry, const std::string& file, std::size_t index, int line) {
  Recorded recorded;
  recorded.index = index;
  recorded.line = line;
  const json* request = member(entry, "request");
  if (!request) throw unreadable_traffic(file, line, fmt::format("entry {} has no request", index));
  recorded.method = must_have(*request, "method", file, index, line);
  recorded.url = must_have(*request, "url", file, index, line);
  if (const json* time = member(entry, "startedDateTime"); time && time->is_string())
    recorded.at = milliseconds_of(time->get_ref<const std::string&>());
  recorded.took = std::max<std::int64_t>(number(entry, "time"), 0);
  if (const json* headers = member(*request, "headers"))
    read_traffic_headers(*headers, recorded.headers);
  read_request_body(*request, recorded);
  read_answer(entry, recorded);
  return recorded;
}

}  // namespace

std::vector<Recorded> read_har_traffic(std::string_view text, const std::string& file) {
  text = without_mark(text);
  const json har = text::parse_har(text, file, "save the requests to the gateway alone");
  const json& entries = text::har_entries(har, file);
  const std::vector<int> lines = lines_of(text);
  std::vector<Recorded> traffic;
  traffic.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i)
    traffic.push_back(read_entry(entries[i], file, i, i < lines.size() ? lines[i] : 1));
  return traffic;
}

}  // namespace checkoutdiag::charge
