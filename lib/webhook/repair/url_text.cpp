#include "lib/webhook/repair/url_text.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kMost = 4;  // of each list of a ProxyView
constexpr std::size_t kLongestHost = 255;
constexpr std::size_t kLongestPath = 8192;

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), text::is_digit);
}

// Host and port apart; "[::1]:80" keeps its brackets.
void split_host(std::string_view authority, std::string& host, std::string& port) {
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && is_port(authority.substr(colon + 1));
  host = authority.substr(0, has_port ? colon : authority.size());
  port = has_port ? authority.substr(colon + 1) : std::string_view();
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= kLongestHost &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return text::is_letter(c) || text::is_digit(c) || c == '.' || c == '-' || c == '_' ||
                  c == ':' || c == '[' || c == ']';
         });
}

void add(std::vector<std::string>& list, std::string text) {
  if (list.size() < kMost && std::find(list.begin(), list.end(), text) == list.end())
    list.push_back(std::move(text));
}

void add_host(ProxyView& view, std::string_view authority) {
  std::string host, port;
  split_host(authority, host, port);
  if (!is_host(host)) return;
  add(view.hosts, std::move(host));
  if (!port.empty()) add(view.ports, std::move(port));
}

// The host of RFC 7239: for=…;host="a.example:443";proto=https, hop=…
void read_forwarded(ProxyView& view, std::string_view value) {
  for (std::size_t at = 0; at < value.size() && view.hosts.size() < kMost;) {
    const std::size_t end = std::min(value.find_first_of(",;", at), value.size());
    std::string_view pair = text::trimmed(value.substr(at, end - at));
    at = end + 1;
    constexpr std::string_view kHost = "host=";
    if (!text::equal_ignoring_case(pair.substr(0, std::min(kHost.size(), pair.size())), kHost))
      continue;
    pair.remove_prefix(kHost.size());
    if (pair.size() >= 2 && pair.front() == '"' && pair.back() == '"')
      pair = pair.substr(1, pair.size() - 2);
    add_host(view, pair);
  }
}

void read_list(std::string_view value, auto take) {
  for (std::size_t at = 0, count = 0; at < value.size() && count < kMost; ++count) {
    const std::size_t end = std::min(value.find(',', at), value.size());
    take(text::trimmed(value.substr(at, end - at)));
    at = end + 1;
  }
}

}  // namespace

std::string UrlText::origin() const {
  return protocol + "://" + host + (port.empty() ? "" : ":" + port);
}

std::string UrlText::text() const {
  return protocol + "://" + user + host + (port.empty() ? "" : ":" + port) + path + query +
         fragment;
}

std::optional<UrlText> parse_url(std::string_view url) {
  UrlText parts;
  const std::size_t slashes = url.find("://");
  if (slashes == std::string_view::npos) return {};
  parts.protocol = url.substr(0, slashes);
  if (parts.protocol != "http" && parts.protocol != "https") return {};
  url.remove_prefix(slashes + 3);
  const auto cut = [&url](std::string_view marks) {
    const std::size_t at = std::min(url.find_first_of(marks), url.size());
    std::string tail(url.substr(at));
    url = url.substr(0, at);
    return tail;
  };
  parts.fragment = cut("#");
  parts.query = cut("?");
  parts.path = cut("/");
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) {
    parts.user = url.substr(0, at + 1);
    url.remove_prefix(at + 1);
  }
  split_host(url, parts.host, parts.port);
  if (parts.host.empty()) return {};
  return parts;
}

ProxyView proxy_view(const std::vector<Header>& headers) {
  ProxyView view;
  for (const Header& header : headers) {
    const auto named = [&](std::string_view name) {
      return text::equal_ignoring_case(header.name, name);
    };
    if (named("X-Forwarded-Host") || named("X-Original-Host") || named("Host"))
      read_list(header.value, [&](std::string_view host) { add_host(view, host); });
    else if (named("Forwarded"))
      read_forwarded(view, header.value);
    else if (named("X-Forwarded-Port"))
      read_list(header.value, [&](std::string_view port) {
        if (is_port(port)) add(view.ports, std::string(port));
      });
    else if (named("X-Original-URL") || named("X-Original-URI") || named("X-Forwarded-Uri") ||
             named("X-Rewrite-URL") || named("X-Envoy-Original-Path"))
      if (header.value.starts_with('/') && header.value.size() <= kLongestPath)
        add(view.paths, header.value);
  }
  return view;
}

}  // namespace checkoutdiag::webhook
