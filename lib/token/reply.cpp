#include "lib/token/reply.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "lib/http/server_time.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::token {
namespace {

using nlohmann::json;

// A shorter text is found in places where it is no token.
constexpr std::size_t kShortestToken = 8, kLongestToken = 16 * 1024;

// Where the reply of an endpoint that is not known has its token.
constexpr std::array<std::string_view, 10> kUsualTokens = {
    "/token",           "/id",           "/nonce",    "/data/token",          "/token/id",
    "/paymentMethodId", "/paymentToken", "/token_id", "/paymentMethod/nonce", "/result/token"};
// Where an error has its code.
constexpr std::array<std::string_view, 10> kErrorCodes = {
    "/error/code",    "/error/type",    "/code",
    "/error_code",    "/errors/0/code", "/errorCode",
    "/error_codes/0", "/error/error",   "/errors/0/extensions/legacyCode",
    "/error"};

// A text or a number at a pointer; empty: neither.
std::string scalar_at(const json& document, std::string_view pointer) {
  const json* value = &document;
  try {
    const json::json_pointer path{std::string(pointer)};
    if (!document.contains(path)) return {};
    value = &document.at(path);
  } catch (const json::exception&) {
    return {};
  }
  if (value->is_string()) return value->get<std::string>();
  return value->is_number_integer() ? value->dump() : std::string();
}

template <class Pointers>
std::string first_of(const json& document, const Pointers& pointers) {
  for (const auto& each : pointers)
    if (std::string found = scalar_at(document, each); !found.empty()) return found;
  return {};
}

// A number and nothing else: "PT15M" is another way to say it.
std::optional<double> seconds_of(const std::string& written) {
  char* end = nullptr;
  const double value = std::strtod(written.c_str(), &end);
  const bool is_number = end != written.c_str() && *end == '\0' && value > 0 && value < 1e15;
  return is_number ? std::optional(value) : std::nullopt;
}

}  // namespace

json parsed_reply(const std::string& text) {
  constexpr int kMostNesting = 512;
  int depth = 0, deepest = 0;
  for (const char c : text) {
    depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    deepest = std::max(deepest, depth);
  }
  return deepest > kMostNesting ? json() : json::parse(text, nullptr, false);
}

Reply::Reply(const std::string& text) : json_(std::make_unique<json>(parsed_reply(text))) {}
Reply::~Reply() = default;

std::string Reply::token(const Gateway* gateway, const std::vector<std::string>& pointers) const {
  std::string token;
  if (!pointers.empty())
    token = first_of(*json_, pointers);
  else if (gateway && !gateway->token.empty())
    token = first_of(*json_, gateway->token);
  else
    token = first_of(*json_, kUsualTokens);
  const bool is_one = token.size() >= kShortestToken && token.size() <= kLongestToken;
  return is_one ? token : std::string();
}

std::string Reply::error() const {
  return first_of(*json_, kErrorCodes);
}

std::optional<double> Reply::life(const std::string& date, double now) const {
  if (const std::string seconds = first_of(*json_, std::array{"/expires_in", "/expiresIn"});
      !seconds.empty())
    return seconds_of(seconds);
  const std::string until =
      first_of(*json_, std::array{"/expires_at", "/expires_on", "/expiresAt", "/expires"});
  if (until.empty()) return {};
  double end = 0;
  if (const auto when = text::parse_time(until)) {
    end = static_cast<double>(when->time_since_epoch().count());
  } else {
    constexpr double kMilliseconds = 1e11;
    end = seconds_of(until).value_or(0);
    if (end > kMilliseconds) end /= 1000;
  }
  constexpr double kLongest = 366.0 * 86400;
  const auto server = http::http_date(date);
  const double from = server ? static_cast<double>(*server) : now;
  return end > from && end - from < kLongest ? std::optional(end - from) : std::nullopt;
}

}  // namespace checkoutdiag::token
