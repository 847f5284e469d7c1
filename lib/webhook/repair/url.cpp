#include <algorithm>
#include <array>
#include <optional>

#include "lib/text/ascii.hpp"
#include "lib/webhook/repair/offers.hpp"
#include "lib/webhook/repair/url_text.hpp"
#include "lib/webhook/repair/variant.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kLongest = 16 * 1024;

constexpr std::string_view kConfigureProxy =
    "verify with the URL that was registered with the sender: as a setting, or as the proxy saw "
    "it, from X-Forwarded-Proto and -Host:\n"
    "Express: app.set('trust proxy', 1), then req.protocol and req.hostname\n"
    "Django: SECURE_PROXY_SSL_HEADER and USE_X_FORWARDED_HOST\n"
    "Flask: ProxyFix(app.wsgi_app, x_proto=1, x_host=1)\n"
    "Laravel: trustProxies(at: '*') where nothing but the proxy reaches it\n"
    "Spring: server.forward-headers-strategy=framework\n"
    "ASP.NET: UseForwardedHeaders, XForwardedProto | XForwardedHost";
constexpr std::string_view kAsRegistered =
    "use the URL as it was registered with the sender, letter by letter";
constexpr std::string_view kRawQuery =
    "use the query as it crossed the wire, not one that was parsed and written again";

struct Tries {
  const UrlText& given;
  const ProxyView& proxy;
  Offers& offers;

  bool offer(std::string_view id, std::string happened, std::string repaired, std::string_view fix,
             const UrlText& url, bool common = false) {
    offers.give({.id = id,
                 .happened = std::move(happened),
                 .repaired = std::move(repaired),
                 .fix = std::string(fix),
                 .value = url.text(),
                 .common = common});
    return offers.open();
  }
};

std::string_view default_port(std::string_view protocol) {
  return protocol == "https" ? "443" : "80";
}

void try_protocol(Tries& tries) {
  UrlText url = tries.given;
  url.protocol = url.protocol == "https" ? "http" : "https";
  tries.offer(
      "url.scheme-changed",
      "the URL begins with " + tries.given.protocol + ", and the sender signed " + url.protocol,
      "it begins with " + url.protocol, kConfigureProxy, url, true);
}

void try_ports(Tries& tries) {
  UrlText url = tries.given;
  if (!url.port.empty()) {
    url.port.clear();
    tries.offer("url.port-added", "the URL has a port that the sender did not sign",
                "the port is removed", kAsRegistered, url, true);
    return;
  }
  std::vector<std::string> ports{std::string(default_port(url.protocol))};
  ports.insert(ports.end(), tries.proxy.ports.begin(), tries.proxy.ports.end());
  for (const std::string& port : ports) {
    url.port = port;
    tries.offer("url.port-removed", "the URL lacks the port that the sender signed",
                "its port is :" + port, kAsRegistered, url, true);
  }
}

void try_slash(Tries& tries) {
  UrlText url = tries.given;
  if (url.path.ends_with('/')) {
    url.path.pop_back();
    tries.offer("url.trailing-slash-added",
                "the URL's path ends with a slash that the sender did not sign",
                "that slash is removed", kAsRegistered, url, true);
    return;
  }
  url.path += '/';
  tries.offer("url.trailing-slash-removed", "the URL's path lacks the slash at its end",
              "a slash is put behind the path", kAsRegistered, url, true);
}

void try_query(Tries& tries) {
  UrlText url = tries.given;
  if (!url.query.empty()) {
    url.query.clear();
    tries.offer("url.query-added", "the URL has a query that the sender did not sign",
                "the query is removed", kAsRegistered, url);
  }
  for (const std::string& path : tries.proxy.paths) {
    url = tries.given;
    const std::size_t at = std::min(path.find('?'), path.size());
    url.query = path.substr(at);
    if (!url.query.empty())
      tries.offer("url.query-removed", "the URL lacks the query that the sender signed",
                  "it has the query that a proxy's header names", kRawQuery, url);
    url.path = path.substr(0, at);
    tries.offer("url.path-changed", "the URL has another path than the sender signed",
                "it has the path that a proxy's header names", kAsRegistered, url);
  }
}

void try_extras(Tries& tries) {
  UrlText url = tries.given;
  url.fragment.clear();
  tries.offer("url.fragment-added", "the URL has a fragment", "what begins with # is removed",
              kAsRegistered, url);
  url = tries.given;
  url.user.clear();
  tries.offer("url.user-added", "the URL has a user name in it", "the user name is removed",
              kAsRegistered, url);
}

// Protocol, host and port at once: whoever stands behind a proxy sees all three otherwise.
void try_origins(Tries& tries) {
  std::vector<std::string> hosts = tries.proxy.hosts;
  hosts.push_back(tries.given.host);
  for (const std::string& host : hosts) {
    for (const std::string_view protocol : {"https", "http"}) {
      std::vector<std::string> ports{"", tries.given.port, std::string(default_port(protocol))};
      ports.insert(ports.end(), tries.proxy.ports.begin(), tries.proxy.ports.end());
      for (const std::string& port : ports) {
        UrlText url = tries.given;
        url.host = host;
        url.protocol = protocol;
        url.port = port;
        const bool moved = host != tries.given.host;
        if (!tries.offer(moved ? "url.host-changed" : "url.scheme-changed",
                         moved ? "the URL is what a server behind a proxy sees"
                               : "the URL has another protocol and port than the sender signed",
                         "it begins with " + url.origin(), kConfigureProxy, url, moved))
          return;
        url.path.ends_with('/') ? url.path.pop_back() : url.path.push_back('/');
        tries.offer(moved ? "url.host-changed" : "url.scheme-changed",
                    moved ? "the URL is what a server behind a proxy sees, and its last slash "
                            "differs"
                          : "the URL has another protocol, port and last slash than the sender "
                            "signed",
                    "it begins with " + url.origin() + " and its last slash is as the sender's",
                    kConfigureProxy, url);
      }
    }
  }
}

std::string with_replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool here = text.substr(at).starts_with(from);
    out += here ? to : text.substr(at, 1);
    at += here ? from.size() : 1;
  }
  return out;
}

// The hex digits behind each % made capitals, or small.
std::string with_escapes_in(std::string_view text, bool capitals) {
  std::string out(text);
  for (std::size_t at = 0; at + 2 < out.size(); ++at) {
    if (out[at] != '%') continue;
    for (std::size_t i = at + 1; i <= at + 2; ++i) {
      const char c = text::lower(out[i]);
      const bool letter = c >= 'a' && c <= 'f';
      if (letter) out[i] = capitals ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return out;
}

void try_encodings(Tries& tries) {
  const auto offer = [&](UrlText url, std::string happened, std::string repaired) {
    return tries.offer("url.encoding-changed", std::move(happened), std::move(repaired), kRawQuery,
                       url);
  };
  constexpr std::array<std::array<std::string_view, 2>, 9> kPairs = {{{"%27", "'"},
                                                                      {"%20", "+"},
                                                                      {"%2B", "+"},
                                                                      {"%3A", ":"},
                                                                      {"%2F", "/"},
                                                                      {"%40", "@"},
                                                                      {"%2C", ","},
                                                                      {"%7E", "~"},
                                                                      {"%2A", "*"}}};
  for (const auto& [escaped, plain] : kPairs) {
    for (const bool decode : {true, false}) {
      const std::string_view from = decode ? escaped : plain, to = decode ? plain : escaped;
      UrlText url = tries.given;
      url.query = with_replaced(url.query, from, to);
      if (plain != "/" && plain != ":") url.path = with_replaced(url.path, from, to);
      const std::string was(from), is(to);
      offer(url, "the URL has " + was + " where the sender signed " + is, was + " becomes " + is);
    }
  }
  for (const bool capitals : {true, false}) {
    UrlText url = tries.given;
    url.path = with_escapes_in(url.path, capitals);
    url.query = with_escapes_in(url.query, capitals);
    offer(url, "the URL's percent-encoding has its hex digits in another case",
          capitals ? "these digits are capitals" : "these digits are small letters");
  }
  UrlText url = tries.given;
  url.host = text::lower(url.host);
  tries.offer("url.host-changed", "the URL's host has capital letters",
              "the host is in small letters", kAsRegistered, url);
}

}  // namespace

void url_repairs(std::string_view url, const std::vector<Header>& headers, const Offer& offer) {
  if (url.size() > kLongest) return;
  const std::optional<UrlText> parts = parse_url(url);
  if (!parts) return;
  const ProxyView proxy = proxy_view(headers);
  Offers offers(url, kLongest * 2, offer);
  Tries tries{*parts, proxy, offers};
  for (auto* attempt : {&try_protocol, &try_ports, &try_slash, &try_query, &try_extras,
                        &try_origins, &try_encodings}) {
    attempt(tries);
    if (!offers.open()) return;
  }
}

}  // namespace checkoutdiag::webhook
