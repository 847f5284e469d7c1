#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/charge/replay/count.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_pointer.hpp"

namespace checkoutdiag::charge {
namespace {

using nlohmann::json;

constexpr std::size_t kMostIds = 100, kLongestId = 255;
constexpr const char* kLists[] = {"/data",    "/items",   "/payments",
                                  "/results", "/charges", "/orders"};
constexpr const char* kGoesOn = "the list goes on: narrow the search";

// Where gateways say that there is a next page: anything but null, false and an empty text.
constexpr const char* kMore[] = {"/has_more",    "/hasMore",    "/next",
                                 "/next_page",   "/cursor",     "/next_cursor",
                                 "/_links/next", "/links/next", "/meta/cursors/after"};

// RFC 6901, without exceptions: null when it is not there, or the pointer is none.
const json* find(const json& body, std::string_view pointer) {
  const auto parts = text::parse_pointer(pointer);
  if (!parts) return nullptr;
  const json* at = &body;
  for (const std::string& part : *parts) {
    if (at->is_object()) {
      const auto member = at->find(part);
      if (member == at->end()) return nullptr;
      at = &*member;
    } else {
      const auto index = at->is_array() ? text::index_of(part) : std::nullopt;
      if (!index || *index >= at->size()) return nullptr;
      at = &(*at)[*index];
    }
  }
  return at;
}

const json* find_list(const json& body, const VerifyPlan& verify) {
  const json* list = nullptr;
  if (!verify.list.empty()) {
    list = find(body, verify.list);
  } else if (body.is_array()) {
    list = &body;
  } else {
    for (const char* each : kLists)
      if (!list || !list->is_array()) list = find(body, each);
  }
  return list && list->is_array() ? list : nullptr;
}

bool says_more(const json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return value.is_object() ? !value.empty() : value.is_number();
}

// PayPal: "links": [{"rel": "next", …}].
bool has_next_link(const json& body) {
  const json* links = find(body, "/links");
  return links && links->is_array() &&
         std::any_of(links->begin(), links->end(), [](const json& link) {
           const json* rel = find(link, "/rel");
           return rel && *rel == "next";
         });
}

// RFC 8288: Link: <https://…>; rel="next".
bool has_next_header(const http::Headers& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const http::Header& header) {
    if (!text::equal_ignoring_case(header.name, "Link")) return false;
    std::string value = text::lower(header.value);
    std::erase_if(value, [](char c) { return c == ' ' || c == '"' || c == '\t'; });
    return value.find("rel=next") != std::string::npos;
  });
}

bool goes_on(const http::Headers& headers, const json& body) {
  return has_next_header(headers) || has_next_link(body) ||
         std::any_of(std::begin(kMore), std::end(kMore), [&](const char* each) {
           const json* more = find(body, each);
           return more && says_more(*more);
         });
}

// An item of a list is the object itself, where an answer may have it in a member of its own:
// "/payment/id" of an answer is "/id" of an item.
std::string id_of(const json& item, const Profile& profile) {
  std::optional<std::string> id = value_at(item, profile.object_id);
  const std::size_t slash = profile.object_id.rfind('/');
  if (!id && slash != std::string::npos) id = value_at(item, profile.object_id.substr(slash));
  return id && id->size() <= kLongestId ? text::printable(*id, 4 * kLongestId + 4) : "";
}

bool matches(const json& item, const VerifyPlan& verify) {
  return std::all_of(verify.match.begin(), verify.match.end(), [&](const auto& member) {
    return value_at(item, member.first) == member.second;
  });
}

Counted uncounted(std::string problem) {
  Counted counted;
  counted.problem = std::move(problem);
  return counted;
}

}  // namespace

Counted count_in(const http::Headers& headers, std::string_view body, const VerifyPlan& verify,
                 const Profile& profile) {
  const std::optional<json> read = read_body(body, BodyType::json);
  if (!read) return uncounted("the verify URL's answer is not JSON, or too large");
  Counted counted;
  const json* list = find_list(*read, verify);
  if (!list) {
    const json* total = find(*read, "/total_count");
    if (!verify.match.empty() || !total || !total->is_number_unsigned())
      return uncounted(verify.list.empty()
                           ? "the verify URL's answer has no list: say where it is"
                           : fmt::format("the verify URL's answer has no list at {}",
                                         text::printable(verify.list, 100)));
    counted.count = static_cast<std::int64_t>(
        std::min<std::uint64_t>(total->get<std::uint64_t>(), 1'000'000'000));
    return counted;
  }
  if (goes_on(headers, *read)) return uncounted(kGoesOn);
  std::int64_t count = 0;
  for (const json& item : *list) {
    if (!matches(item, verify)) continue;
    ++count;
    const std::string id = id_of(item, profile);
    if (!id.empty() && counted.ids.size() < kMostIds) counted.ids.push_back(id);
  }
  counted.count = count;
  return counted;
}

}  // namespace checkoutdiag::charge
