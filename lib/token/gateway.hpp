#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How a gateway makes tokens: lib/data/token.
namespace checkoutdiag::token {

/// Where a browser exchanges a card for a token.
struct Endpoint {
  std::string host;  // "api.stripe.com", "*.authorize.net"; with its port where that is not usual
  std::string path;  // "/v1/tokens", with * for anything but a slash; empty: any
  std::string scheme = "https";
};

/// How long a token is good, and who says so.
struct Lifetime {
  std::int64_t seconds = 0;
  char grade = 'C';  // A: the gateway's documentation, B: its staff or its SDK, C: others
  std::string source;
};

struct Gateway {
  std::string name, title;
  std::vector<Endpoint> endpoints;
  std::vector<std::string> token;    // JSON Pointers of the reply, the first that is there
  std::vector<std::string> hosts;    // those that may have card data
  std::vector<std::string> scripts;  // hosts of its script, without which there is no token
  std::optional<Lifetime> lifetime;
  std::optional<bool> is_single_use;
  std::vector<std::string> reusable;  // beginnings of those that are for more than one use
  std::vector<std::pair<std::string, std::string>> errors;  // its code, and what it means here
  std::string source;
};

/// One that is built in; null: it is not known.
const Gateway* gateway_of(std::string_view name);
const std::vector<Gateway>& gateways();

/// One of the user's own. Throws Failure(input).
Gateway parse_gateway(std::string_view text, const std::string& file);

/// "https://pay.example/v1/tokens" or "pay.example/v1/tokens", as --endpoint takes it. Throws
/// Failure(usage).
Endpoint parse_endpoint(std::string_view text);

bool host_matches(std::string_view pattern, std::string_view host);
bool matches(const Endpoint& endpoint, std::string_view host, std::string_view path);
/// Whether the gateway may have card data there.
bool is_own_host(const Gateway& gateway, std::string_view host);
/// What one of its error codes means: "used", "expired", "card", …; empty: not known.
std::string_view meaning_of(const Gateway& gateway, std::string_view code);

}  // namespace checkoutdiag::token
