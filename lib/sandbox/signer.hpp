#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "lib/http/client.hpp"
#include "lib/sandbox/sandbox.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag::sandbox {

/// Makes the sandbox's events into requests, signed by any scheme that signs a JSON body.
class Signer {
 public:
  /// Throws Failure(input) when there is no such scheme, or this secret cannot sign by it.
  explicit Signer(WebhookTarget target);

  /// The delivery of an event; `now` in seconds since 1970.
  http::Call call(const std::string& event, const std::string& body, std::int64_t now) const;

 private:
  WebhookTarget target_;
  std::optional<webhook::Scheme> scheme_;
};

}  // namespace checkoutdiag::sandbox
