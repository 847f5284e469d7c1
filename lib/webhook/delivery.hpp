#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/message.hpp"
#include "lib/text/time.hpp"

// What a webhook's receiver has in its hands, and what it knows besides.
namespace checkoutdiag::webhook {

using http::Header;

/// One delivery as it arrived. Untrusted throughout.
struct Delivery {
  std::string method = "POST";
  std::string url;              // absolute, as the sender knows it; empty: not known
  std::vector<Header> headers;  // in the order in which they came, duplicates too
  std::string body;             // the octets after Transfer-Encoding was removed; never touched
  std::size_t left_behind = 0;  // octets of a file that come after Content-Length says that it ends
  // Request parameters that somebody decoded already, in place of those of the body (Twilio) or
  // the query (a checkout's callback).
  std::vector<Header> params;
};

/// The values of every header of that name, in any case, in order.
std::vector<std::string_view> values_of(const Delivery& delivery, std::string_view name);

/// The value of the first header of that name, in any case; null when there is none.
const std::string* find_header(const Delivery& delivery, std::string_view name);

/// What the receiver knows, other than its secrets.
struct Settings {
  // "webhook-id" (PayPal), "public-key" (Braintree), "key-id": by names in lower case with dashes.
  std::map<std::string, std::string, std::less<>> values;
  std::optional<std::int64_t> tolerance;  // seconds, both ways as the scheme has them; 0: none
  std::string certificate;                // PEM of the sender's certificate (PayPal)
  bool body_may_be_uncovered = false;     // RFC 9421: accept a signature that leaves the body out
};

}  // namespace checkoutdiag::webhook
