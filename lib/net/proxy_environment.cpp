#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "lib/net/wire.hpp"

namespace checkoutdiag::net {
namespace {

struct Bits {
  std::array<unsigned char, 16> bytes{};
  int count = 0;  // 32, 128, or 0: not an address
};

Bits address_bits(const std::string& text) {
  Bits bits;
  if (inet_pton(AF_INET, text.c_str(), bits.bytes.data()) == 1)
    bits.count = 32;
  else if (inet_pton(AF_INET6, text.c_str(), bits.bytes.data()) == 1)
    bits.count = 128;
  return bits;
}

bool same_network(const Bits& a, const Bits& b, int prefix) {
  if (a.count != b.count || a.count == 0 || prefix < 0 || prefix > a.count) return false;
  for (int i = 0; i < prefix; ++i) {
    const int mask = 0x80 >> (i % 8);
    const auto byte = static_cast<std::size_t>(i / 8);
    if ((a.bytes[byte] & mask) != (b.bytes[byte] & mask)) return false;
  }
  return true;
}

bool address_entry_covers(std::string_view entry, const Bits& host) {
  int prefix = host.count;
  const auto slash = entry.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view digits = entry.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc{} || end != digits.data() + digits.size()) return false;
    entry = entry.substr(0, slash);
  }
  if (entry.size() > 2 && entry.front() == '[' && entry.back() == ']')
    entry = entry.substr(1, entry.size() - 2);
  return same_network(address_bits(std::string(entry)), host, prefix);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool name_entry_covers(std::string entry, const std::string& host) {
  if (!entry.empty() && entry.front() == '.') entry.erase(0, 1);
  if (!entry.empty() && entry.back() == '.') entry.pop_back();
  if (entry.empty() || entry.size() > host.size()) return false;
  if (host.compare(host.size() - entry.size(), entry.size(), entry) != 0) return false;
  return entry.size() == host.size() || host[host.size() - entry.size() - 1] == '.';
}

// As curl reads the user and password of a proxy's URL.
std::string percent_decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

bool no_proxy_covers(std::string_view list, std::string_view host_text) {
  const std::string host = lower(host_text);
  const Bits bits = address_bits(host);
  while (!list.empty()) {
    const auto end = list.find_first_of(", \t");
    const std::string_view entry = list.substr(0, end);
    list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
    if (entry.empty()) continue;
    if (entry == "*") return true;
    if (bits.count ? address_entry_covers(entry, bits) : name_entry_covers(lower(entry), host))
      return true;
  }
  return false;
}

namespace {

// The environment may hold "http://user:password@proxy": what is shown of it must not.
Proxy split_credentials(const std::string& url, const std::string& origin) {
  Proxy proxy{url, {}, origin};
  const auto scheme = url.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const std::string authority = url.substr(begin, url.find('/', begin) - begin);
  const auto at = authority.rfind('@');
  if (at == std::string::npos) return proxy;
  proxy.url.erase(begin, at + 1);
  proxy.credentials = percent_decoded(authority.substr(0, at));
  return proxy;
}

}  // namespace

std::optional<Proxy> proxy_from_environment(const std::string& host,
                                            const std::function<const char*(const char*)>& get) {
  using Found = std::pair<std::string, std::string>;  // the variable's name and value
  auto value = [&get](std::initializer_list<const char*> names) -> Found {
    for (const char* name : names)
      if (const char* text = get(name); text && *text) return {name, text};
    return {};
  };
  const auto [name, url] = value({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  if (url.empty() || no_proxy_covers(value({"no_proxy", "NO_PROXY"}).second, host))
    return std::nullopt;
  return split_credentials(url, name);
}

}  // namespace checkoutdiag::net
