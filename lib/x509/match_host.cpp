#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/x509/certificate.hpp"

// RFC 9525. Where it leaves a choice we do as OpenSSL, GnuTLS and curl do: "*.com" covers nothing.
namespace checkoutdiag::x509 {
namespace {

/// The bytes of an address in text, IPv4 or IPv6 (a zone is no part of it); empty: not an address.
std::string address_bytes(std::string_view text) {
  std::string plain(text.substr(0, text.find('%')));
  if (plain.find('\0') != std::string::npos) return {};  // inet_pton would stop there
  std::array<char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET, plain.c_str(), bytes.data()) == 1) return {bytes.data(), sizeof(in_addr)};
  if (inet_pton(AF_INET6, plain.c_str(), bytes.data()) == 1) return {bytes.data(), bytes.size()};
  return {};
}

/// A name that can be looked up; nothing else can be served, whatever the certificate says.
bool is_host_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.find("..") != std::string_view::npos)
    return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '_' || c == '.';
  });
}

bool matches_name(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with("*.")) return text::equal_ignoring_case(pattern, host);
  std::string_view parent = pattern.substr(1);  // ".example.com"
  if (parent.find('.', 1) == std::string_view::npos) return false;
  std::size_t dot = host.find('.');
  return dot != std::string_view::npos && text::equal_ignoring_case(parent, host.substr(dot));
}

}  // namespace

bool matches_host(const Certificate& leaf, std::string_view host) {
  auto any = [](const std::vector<std::string>& names, auto&& matches) {
    return std::any_of(names.begin(), names.end(), matches);
  };
  if (std::string address = address_bytes(host); !address.empty())
    return any(leaf.ip_addresses,
               [&](const std::string& ip) { return address_bytes(ip) == address; });
  if (host.ends_with('.')) host.remove_suffix(1);
  if (!is_host_name(host)) return false;
  return any(leaf.dns_names, [&](const std::string& name) { return matches_name(name, host); });
}

}  // namespace checkoutdiag::x509
