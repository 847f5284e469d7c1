#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/har.hpp"
#include "lib/webhook/input/head.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

using nlohmann::json;
using text::member;

constexpr std::size_t kShown = 64;

/// A text that must be there.
const std::string& text_member(const json& value, const char* name, const std::string& file) {
  const json* found = member(value, name);
  if (!found || !found->is_string())
    throw unreadable(file, fmt::format("the request has a part without \"{}\"", name),
                     "see \"request\" of the HAR 1.2 format");
  return found->get_ref<const std::string&>();
}

const json* request_of(const json& entry) {
  const json* request = member(entry, "request");
  return request && request->is_object() ? request : nullptr;
}

bool is_post(const json& entry) {
  const json* request = request_of(entry);
  const json* method = request ? member(*request, "method") : nullptr;
  return method && method->is_string() &&
         text::equal_ignoring_case(method->get_ref<const std::string&>(), "POST");
}

std::size_t only_post(const json& entries, const std::string& file) {
  std::size_t count = 0, index = 0;
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (is_post(entries[i]) && count++ == 0) index = i;
  if (count == 1) return index;
  throw unreadable(
      file,
      count == 0 ? std::string("there is no POST request among the entries")
                 : fmt::format("there are {} POST requests, the first is entry {}", count, index),
      "say which entry it is, counted from 0");
}

const json& find_request(const json& har, std::optional<std::size_t> entry,
                         const std::string& file) {
  const json& entries = text::har_entries(har, file);
  const std::size_t index = entry ? *entry : only_post(entries, file);
  if (index >= entries.size())
    throw unreadable(file, fmt::format("there is no entry {}: there are {}, counted from 0", index,
                                       entries.size()));
  const json* request = request_of(entries[index]);
  if (!request) throw unreadable(file, fmt::format("entry {} has no request", index));
  return *request;
}

void read_pairs(const json& list, const std::string& file, std::vector<Header>& pairs) {
  if (!list.is_array()) throw unreadable(file, "the request's headers or params are no list");
  if (list.size() > kMostHeaders)
    throw unreadable(file, fmt::format("the request has more than {} headers", kMostHeaders));
  for (const json& pair : list)
    pairs.push_back({text_member(pair, "name", file), text_member(pair, "value", file)});
}

void read_headers_of(const json& request, const std::string& file, Delivery& delivery) {
  std::vector<Header> all;
  if (const json* headers = member(request, "headers")) read_pairs(*headers, file, all);
  for (Header& header : all) {
    if (header.name.starts_with(':')) continue;  // HTTP/2's pseudo-headers
    if (!is_token(header.name))
      throw unreadable(
          file, fmt::format("\"{}\" is no header's name", text::printable(header.name, kShown)));
    header.value = std::string(trim(header.value));
    delivery.headers.push_back(std::move(header));
  }
}

/// The body as postData.text has it. A form that was saved as its parameters alone has lost its
/// bytes; they are kept as what they are.
void read_body(const json& request, const std::string& file, Delivery& delivery) {
  const json* data = member(request, "postData");
  if (!data || data->is_null()) return;
  switch (text::har_text(*data, delivery.body)) {
    case text::HarText::read:
      return;
    case text::HarText::absent:
      if (const json* params = member(*data, "params")) read_pairs(*params, file, delivery.params);
      return;
    case text::HarText::not_text:
      throw unreadable(file, "the request has a part without \"text\"",
                       "see \"request\" of the HAR 1.2 format");
    case text::HarText::unknown_encoding:
      throw unreadable(file, "the encoding of postData is not base64");
    case text::HarText::broken:
      throw unreadable(file, "postData.text is not base64, as its encoding says");
  }
}

}  // namespace

Delivery read_har(std::string_view text, std::optional<std::size_t> entry,
                  const std::string& file) {
  const json har = text::parse_har(text, file, "save the one request that matters");
  const json& request = find_request(har, entry, file);
  Delivery delivery;
  delivery.method = text_member(request, "method", file);
  delivery.url = text_member(request, "url", file);
  read_headers_of(request, file, delivery);
  read_body(request, file, delivery);
  return delivery;
}

}  // namespace checkoutdiag::webhook
