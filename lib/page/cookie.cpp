#include "lib/page/cookie.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::page {
namespace {

// What others set on a shop's pages, by the beginnings of their names.
constexpr std::string_view kOthers[] = {
    "_ga",       "_gid",          "_gat",   "_gcl",    "_fbp",     "_fbc",
    "_hj",       "_uet",          "_scid",  "_pin",    "ajs_",     "amplitude_",
    "mp_",       "optimizely",    "_clck",  "_clsk",   "__cf",     "cf_",
    "optanon",   "cookieconsent", "_tt_",   "ak_bmsc", "bm_",      "datadome",
    "incap_ses", "visid_incap",   "awsalb", "_dd_s",   "__stripe_"};

std::string_view next_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(';'), rest.size());
  const std::string_view part = text::trimmed(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

bool is_past(std::string_view name, std::string_view value) {
  if (name == "max-age") return value.starts_with('-') || value == "0";
  return name == "expires" && value.find("1970") != std::string_view::npos;
}

// RFC 6265bis, section 5.6: the last attribute of a name counts.
void read_cookie(std::string_view text, std::vector<Cookie>& all) {
  const std::string_view pair = next_part(text);
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return;
  Cookie cookie;
  cookie.name = text::trimmed(pair.substr(0, equals));
  bool is_deleted = false;
  while (!text.empty()) {
    const std::string_view part = next_part(text);
    const std::size_t middle = std::min(part.find('='), part.size());
    const std::string name = text::lower(text::trimmed(part.substr(0, middle)));
    const std::string_view value = text::trimmed(part.substr(std::min(middle + 1, part.size())));
    if (name == "secure") cookie.is_secure = true;
    if (name == "samesite") {
      cookie.same_site = text::lower(value);
      if (cookie.same_site != "lax" && cookie.same_site != "strict" && cookie.same_site != "none")
        cookie.same_site.clear();
    }
    is_deleted = is_deleted || is_past(name, value);
  }
  std::erase_if(all, [&](const Cookie& each) { return each.name == cookie.name; });
  if (!is_deleted) all.push_back(std::move(cookie));
}

}  // namespace

bool goes_cross_site(const Cookie& cookie) {
  return cookie.same_site == "none" && cookie.is_secure;
}

bool may_be_session(const Cookie& cookie) {
  const std::string name = text::lower(cookie.name);
  return std::none_of(std::begin(kOthers), std::end(kOthers),
                      [&](std::string_view each) { return name.starts_with(each); });
}

std::vector<Cookie> cookies_of(const http::Headers& headers) {
  std::vector<Cookie> all;
  for (const http::Header& each : headers)
    if (text::equal_ignoring_case(each.name, "set-cookie")) read_cookie(each.value, all);
  return all;
}

}  // namespace checkoutdiag::page
