#include "lib/page/fetch.hpp"

#include "lib/http/client.hpp"
#include "lib/page/cookie.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::page {
namespace {

constexpr std::size_t kMostRedirects = 5, kMostBytes = 4u << 20;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

http::Exchange get(const Url& url, const FetchOptions& options) {
  http::Call call;
  call.method = "GET";
  call.url = url.text;
  call.headers = {{"Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}};
  call.ca_file = options.ca_file;
  call.connect_timeout = options.timeout;
  call.timeout = options.timeout;
  call.most_body = kMostBytes;
  return http::exchange(call, options.interrupt);
}

/// Where an answer sends on to; nothing: it is the last one.
std::optional<Url> next_of(const http::Exchange& answer, const Url& from) {
  const std::string* location = http::find_header(answer.headers, "location");
  if (!is_redirect(answer.status) || !location) return {};
  std::optional<Url> next = resolve(*location, from);
  return next && (next->scheme == "http" || next->scheme == "https") ? next : std::nullopt;
}

/// A cookie that was set on the way.
struct OnTheWay {
  std::string host;
  http::Header header;
};

// Those that come to the page's own host; policies are the last answer's alone.
http::Headers headers_of(const std::vector<OnTheWay>& cookies, const std::string& host,
                         const http::Headers& last) {
  http::Headers all;
  for (const OnTheWay& each : cookies)
    if (reaches(each.header.value, each.host, host)) all.push_back(each.header);
  all.insert(all.end(), last.begin(), last.end());
  return all;
}

}  // namespace

Fetched fetch(const Url& url, const FetchOptions& options) {
  Fetched fetched;
  fetched.url = url;
  std::vector<OnTheWay> cookies;
  while (true) {
    http::Exchange answer = get(fetched.url, options);
    fetched.status = answer.status;
    fetched.is_cut = answer.body_dropped;
    if (!answer.error.empty() && !answer.body_dropped) {
      fetched.error = answer.error;
      return fetched;
    }
    const std::optional<Url> next = next_of(answer, fetched.url);
    if (!next) {
      fetched.headers = headers_of(cookies, fetched.url.host, answer.headers);
      fetched.body = std::move(answer.body);
      if (is_redirect(answer.status))
        fetched.error = "it redirects to nowhere that can be followed";
      return fetched;
    }
    if (fetched.hops.size() == kMostRedirects) {
      fetched.error = "more than 5 redirects";
      return fetched;
    }
    for (const http::Header& each : answer.headers)
      if (text::equal_ignoring_case(each.name, "set-cookie"))
        cookies.push_back({fetched.url.host, each});
    fetched.hops.push_back({fetched.url, answer.status});
    fetched.url = *next;
  }
}

}  // namespace checkoutdiag::page
