#include "lib/page/cookie.hpp"

#include <algorithm>

#include "lib/http/server_time.hpp"
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

/// A cookie, and when it ends as it says.
struct Written {
  Cookie cookie;
  std::string max_age, expires;
};

std::optional<Written> read_cookie(std::string_view text) {
  const std::string_view pair = next_part(text);
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return {};
  Written written;
  Cookie& cookie = written.cookie;
  cookie.name = text::trimmed(pair.substr(0, equals));
  // RFC 6265bis, section 5.6: the last attribute of a name counts.
  while (!text.empty()) {
    const std::string_view part = next_part(text);
    const std::size_t middle = std::min(part.find('='), part.size());
    const std::string name = text::lower(text::trimmed(part.substr(0, middle)));
    const std::string_view value = text::trimmed(part.substr(std::min(middle + 1, part.size())));
    if (name == "secure") cookie.is_secure = true;
    if (name == "domain")
      cookie.domain = text::lower(value.starts_with('.') ? value.substr(1) : value);
    if (name == "path") cookie.path = value;
    if (name == "max-age") written.max_age = value;
    if (name == "expires") written.expires = value;
    if (name == "samesite") {
      cookie.same_site = text::lower(value);
      if (cookie.same_site != "lax" && cookie.same_site != "strict" && cookie.same_site != "none")
        cookie.same_site.clear();
    }
  }
  return written;
}

// Max-Age goes before Expires, where it is a number.
bool is_deletion(const Written& written, std::optional<std::int64_t> now) {
  constexpr std::int64_t kLongAgo = 946'684'800;  // the year 2000: nobody means a life
  const std::string& age = written.max_age;
  const std::size_t digits = age.starts_with('-') ? 1 : 0;
  if (age.size() > digits && age.find_first_not_of("0123456789", digits) == std::string::npos)
    return digits == 1 || age.find_first_not_of('0') == std::string::npos;
  if (written.expires.empty()) return false;
  const auto end = http::http_date(written.expires);
  return end && *end <= now.value_or(kLongAgo);
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

std::vector<Cookie> cookies_of(const http::Headers& headers, std::optional<std::int64_t> now) {
  std::vector<Cookie> all;
  for (const http::Header& each : headers) {
    if (!text::equal_ignoring_case(each.name, "set-cookie")) continue;
    auto written = read_cookie(each.value);
    if (!written) continue;
    Cookie& cookie = written->cookie;
    std::erase_if(all, [&](const Cookie& old) {
      return old.name == cookie.name && old.domain == cookie.domain && old.path == cookie.path;
    });
    if (!is_deletion(*written, now)) all.push_back(std::move(cookie));
  }
  return all;
}

bool reaches(std::string_view set_cookie, const std::string& from, const std::string& host) {
  if (from == host) return true;
  const auto written = read_cookie(set_cookie);
  if (!written || written->cookie.domain.empty()) return false;
  const std::string& domain = written->cookie.domain;
  const auto is_in = [&](const std::string& name) {
    return name == domain || (name.size() > domain.size() && name.ends_with('.' + domain));
  };
  return is_in(from) && is_in(host);
}

}  // namespace checkoutdiag::page
