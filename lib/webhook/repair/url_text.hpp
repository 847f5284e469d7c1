#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/delivery.hpp"

namespace checkoutdiag::webhook {

/// A URL in its parts, each as it was written, so that text() gives the very same text.
struct UrlText {
  std::string protocol;         // "https"
  std::string user;             // with its @
  std::string host, port;       // the port without its colon
  std::string path;             // empty, or from its slash on
  std::string query, fragment;  // with ? and #

  std::string origin() const;
  std::string text() const;
};

/// Nothing when it is no absolute URL of http or https.
std::optional<UrlText> parse_url(std::string_view url);

/// What proxies said about the URL that they saw. A few of each: headers are the sender's.
struct ProxyView {
  std::vector<std::string> hosts, ports, paths;
};

ProxyView proxy_view(const std::vector<Header>& headers);

}  // namespace checkoutdiag::webhook
