#include <algorithm>

#include "lib/token/capture.hpp"

// Whose a host is: the shop's, a gateway's, or somebody else's.
namespace checkoutdiag::token {
namespace {

bool is_gateways(const std::string& host) {
  return std::any_of(gateways().begin(), gateways().end(),
                     [&](const Gateway& each) { return is_own_host(each, host); });
}

// The name that a company registers, as far as its labels tell: "shop.example", "shop.co.uk"; an
// address and a name without dots by itself. Without the port.
std::string registered(std::string host) {
  if (!host.starts_with('[')) host.resize(std::min(host.find(':'), host.size()));
  if (host.empty() || host.find_first_not_of("0123456789.") == std::string::npos) return host;
  std::vector<std::size_t> dots;
  for (std::size_t at = host.size(); at-- > 0;)
    if (host[at] == '.') dots.push_back(at);
  if (dots.size() < 2) return host;
  const std::size_t last = host.size() - dots[0] - 1, second = dots[0] - dots[1] - 1;
  constexpr std::size_t kCountry = 2, kShortest = 3;
  const bool has_two = last == kCountry && second <= kShortest;
  if (!has_two) return host.substr(dots[1] + 1);
  return dots.size() > 2 ? host.substr(dots[2] + 1) : host;
}

}  // namespace

std::string Capture::shop() const {
  const double asked = exchanges.empty() ? -1 : entries[exchanges.front().entry].began;
  std::string host;
  for (const Document& each : documents) {
    const Entry& page = entries[each.entry];
    if (!each.is_top || !page.was_answered() || is_gateways(page.host)) continue;
    // A login came first; where the shop's page is, is where the token was asked for.
    if (host.empty() || (asked >= 0 && page.began <= asked)) host = page.host;
  }
  return host;
}

bool is_of_shop(const Capture& capture, const std::string& host) {
  // Of several tabs, each is the shop's.
  return !host.empty() &&
         std::any_of(capture.documents.begin(), capture.documents.end(), [&](const Document& each) {
           const Entry& page = capture.entries[each.entry];
           return each.is_top && page.was_answered() && !is_gateways(page.host) &&
                  registered(page.host) == registered(host);
         });
}

bool may_have_cards(const Expected& expected, const std::string& host, const std::string& path) {
  const auto is = [&](const std::string& pattern) { return host_matches(pattern, host); };
  if (std::any_of(expected.card_hosts.begin(), expected.card_hosts.end(), is)) return true;
  if (std::any_of(expected.endpoints.begin(), expected.endpoints.end(),
                  [&](const Endpoint& each) { return matches(each, host, path); }))
    return true;
  return expected.gateway ? is_own_host(*expected.gateway, host) : is_gateways(host);
}

}  // namespace checkoutdiag::token
