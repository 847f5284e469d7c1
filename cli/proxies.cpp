#include "cli/proxies.hpp"

#include <cstdlib>

#include "cli/files.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

constexpr std::size_t kMostSecret = 4096;

}  // namespace

std::string read_secret(const std::string& file, const std::string& variable, const char* what) {
  std::string secret;
  if (!file.empty()) {
    secret = read_file(file, what, kMostSecret);
  } else if (!variable.empty()) {
    const char* value = std::getenv(variable.c_str());
    if (!value)
      throw Failure(Failure::Kind::input,
                    std::string(what) + ": the environment has no " + variable,
                    "export it, or give a file");
    secret = value;
  }
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r'))
    secret.pop_back();
  return secret;
}

std::function<std::optional<net::Proxy>(const std::string&)> proxy_choice(
    const ProxyOptions& options) {
  if (options.none) return {};
  const std::string credentials =
      read_secret(options.credentials_file, options.credentials_env, "the proxy credentials");
  const bool given = !options.credentials_file.empty() || !options.credentials_env.empty();
  if (given && credentials.find(':') == std::string::npos)
    throw Failure(Failure::Kind::input, "the proxy credentials have no colon",
                  "write user:password, on one line");
  if (!options.url.empty())
    return [proxy = net::Proxy{options.url, credentials, "--proxy"}](const std::string&) {
      return proxy;
    };
  return [credentials](const std::string& host) {
    auto proxy =
        net::proxy_from_environment(host, [](const char* name) { return std::getenv(name); });
    if (proxy && !credentials.empty()) proxy->credentials = credentials;
    return proxy;
  };
}

}  // namespace checkoutdiag
