#include "cli/usage/rows.hpp"

#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

// A password between "//" and "@" of a proxy's URL.
bool holds_password(const std::string& url) {
  std::size_t scheme = url.find("://");
  std::size_t from = scheme == std::string::npos ? 0 : scheme + 3;
  std::string authority = url.substr(from, url.find('/', from) - from);
  std::size_t at = authority.rfind('@');
  return at != std::string::npos && authority.find(':') < at;
}

void check_scheme(const std::string& url) {
  std::size_t end = url.find("://");
  if (end == std::string::npos) return;  // as for curl: http
  std::string scheme = url.substr(0, end);
  for (char& c : scheme)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  for (const char* known : {"http", "https", "socks4", "socks4a", "socks5", "socks5h"})
    if (scheme == known) return;
  throw wrong_value(
      "--proxy", url,
      "http://HOST:PORT, or https, socks4, socks4a, socks5 or socks5h instead of http");
}

}  // namespace

void refuse_both(bool one, bool other, const char* what) {
  if (one && other)
    throw Failure(Kind::usage, std::string(what) + " contradict each other", "leave one out");
}

void add_proxy_options(Rows& rows, ProxyOptions& to) {
  rows.text("--proxy", "URL",
            "http, https, socks4, socks4a, socks5 or socks5h://HOST:PORT, without a password",
            to.url);
  rows.text("--proxy-credentials-file", "FILE", "holds user:password for the proxy",
            to.credentials_file);
  rows.text("--proxy-credentials-env", "NAME", "variable that holds user:password for the proxy",
            to.credentials_env);
  rows.flag("--no-proxy", "ignore https_proxy and its kin", to.none);
}

void check_proxy_options(const ProxyOptions& options) {
  refuse_both(!options.url.empty(), options.none, "--proxy and --no-proxy");
  refuse_both(!options.credentials_file.empty(), !options.credentials_env.empty(),
              "--proxy-credentials-file and --proxy-credentials-env");
  if (holds_password(options.url))
    throw Failure(Kind::usage,
                  "--proxy holds a password, which every user of this machine can read",
                  "put user:password into a file and name it with --proxy-credentials-file");
  check_scheme(options.url);
}

}  // namespace checkoutdiag::usage
