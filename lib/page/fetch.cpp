#include "lib/page/fetch.hpp"

#include "lib/http/client.hpp"
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

// Cookies of the way stay in the browser; policies are the last answer's alone.
void keep_cookies(http::Headers& to, const http::Headers& from) {
  for (const http::Header& each : from)
    if (text::equal_ignoring_case(each.name, "set-cookie")) to.push_back(each);
}

}  // namespace

Fetched fetch(const Url& url, const FetchOptions& options) {
  Fetched fetched;
  fetched.url = url;
  http::Headers cookies;
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
      fetched.headers = std::move(cookies);
      fetched.headers.insert(fetched.headers.end(), answer.headers.begin(), answer.headers.end());
      fetched.body = std::move(answer.body);
      if (is_redirect(answer.status))
        fetched.error = "it redirects to nowhere that can be followed";
      return fetched;
    }
    if (fetched.hops.size() == kMostRedirects) {
      fetched.error = "more than 5 redirects";
      return fetched;
    }
    keep_cookies(cookies, answer.headers);
    fetched.hops.push_back({fetched.url, answer.status});
    fetched.url = *next;
  }
}

}  // namespace checkoutdiag::page
