#pragma once
#include <string>
#include <vector>

#include "lib/text/secret.hpp"
#include "lib/webhook/delivery.hpp"
#include "lib/webhook/scheme.hpp"

// A delivery that is signed as a scheme does, with what its receiver would have.
namespace checkoutdiag::test {

struct SignedDelivery {
  webhook::Scheme scheme;
  webhook::Delivery delivery;
  std::vector<Secret> verifying;  // what the receiver is given
  webhook::Settings settings;
};

/// `series` makes other secrets; `secrets` is how many sign.
SignedDelivery signed_delivery(const webhook::Scheme& scheme, std::int64_t then, int series = 0,
                               int secrets = 1);

/// The same, of a body of one's own.
SignedDelivery signed_delivery_of(const webhook::Scheme& scheme, std::string body,
                                  std::int64_t then, int series = 0, int secrets = 1);

/// A secret of the form that a scheme has: what signs, and what verifies.
struct SecretPair {
  Secret signing, verifying;
};
SecretPair secret_for(const webhook::Scheme& scheme, int series);

}  // namespace checkoutdiag::test
