#include "lib/trust/nss_trust.hpp"

#include <fmt/core.h>

#include <set>

#include "lib/text/ascii.hpp"
#include "lib/trust/contents.hpp"
#include "lib/trust/reading.hpp"

namespace checkoutdiag::trust::nss {
namespace {

std::string origin_of(const std::string& label, Server server) {
  std::string origin = label.empty() ? "without a name" : "name " + label;
  if (server == Server::distrusted) origin += ", distrusted";
  if (server == Server::peer) origin += ", trusted as a server's own certificate only";
  return origin;
}

}  // namespace

Server server_of(std::uint64_t value, bool standard) {
  if (standard) {
    constexpr std::uint64_t kTrusted = 1, kAnchor = 2, kNotTrusted = 3;
    if (value == kAnchor) return Server::anchor;
    if (value == kTrusted) return Server::peer;
    return value == kNotTrusted ? Server::distrusted : Server::unsaid;
  }
  constexpr std::uint64_t kTrusted = kVendor + 1, kDelegator = kVendor + 2,
                          kNotTrusted = kVendor + 10;
  if (value == kDelegator) return Server::anchor;
  if (value == kTrusted) return Server::peer;
  return value == kNotTrusted ? Server::distrusted : Server::unsaid;
}

std::optional<Time> distrust_after(std::string_view value) {
  constexpr std::size_t kLength = 13;  // YYMMDDhhmmssZ
  if (value.size() != kLength || value.back() != 'Z') return std::nullopt;
  int parts[6];
  for (std::size_t i = 0; i < 6; ++i) {
    const char tens = value[2 * i], ones = value[2 * i + 1];
    if (!text::is_digit(tens) || !text::is_digit(ones)) return std::nullopt;
    parts[i] = 10 * (tens - '0') + (ones - '0');
  }
  constexpr int kPivot = 50;  // RFC 5280 4.1.2.5.1
  return text::parse_time(fmt::format("{}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
                                      parts[0] + (parts[0] < kPivot ? 2000 : 1900), parts[1],
                                      parts[2], parts[3], parts[4], parts[5]));
}

void Matcher::add_certificate(std::string der, std::string label, std::string issuer,
                              std::string serial, std::optional<Time> after) {
  if (is_full()) return;
  bytes_ += der.size() + label.size() + issuer.size() + serial.size();
  certificates_.push_back(
      {std::move(der), std::move(label), {std::move(issuer), std::move(serial)}, after});
}

void Matcher::add_trust(std::string issuer, std::string serial, Server server) {
  if (is_full()) return;
  bytes_ += issuer.size() + serial.size();
  auto [at, fresh] = trust_.try_emplace({std::move(issuer), std::move(serial)}, server);
  // New versions of NSS write the same in two notations: what decides stays.
  if (fresh || server == Server::unsaid) return;
  if (at->second == Server::unsaid || server == Server::distrusted) at->second = server;
}

bool Matcher::is_full() const {
  constexpr std::size_t kMostBytes = 32 * 1024 * 1024;
  return certificates_.size() >= kMost || trust_.size() >= kMost || bytes_ >= kMostBytes;
}

void Matcher::finish(Contents& to) {
  for (Certificate& found : certificates_) {
    const auto trust = trust_.find(found.key);
    const Server server = trust == trust_.end() ? Server::unsaid : trust->second;
    if (!trust::add_certificate(to, found.der, origin_of(found.label, server))) continue;
    to.certificates.back().server_trusted = server == Server::anchor;
    to.certificates.back().server_distrust_after = found.after;
  }
  std::set<Key> known;
  for (Certificate& found : certificates_)
    known.insert(std::move(found.key));
  std::size_t alone = 0;
  for (const auto& [key, server] : trust_)
    if (server == Server::distrusted && !known.contains(key)) ++alone;
  if (alone != 0)
    add_problem(to, fmt::format("{} more are distrusted by issuer and serial number alone, without "
                                "their certificate",
                                alone));
}

}  // namespace checkoutdiag::trust::nss
