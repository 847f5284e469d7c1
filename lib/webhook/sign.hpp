#pragma once
#include <string>
#include <vector>

#include "lib/text/secret.hpp"
#include "lib/webhook/delivery.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag::webhook {

/// What a sender would choose; each has a default that a test can name.
struct SignOptions {
  std::int64_t timestamp = 0;           // seconds since 1970
  std::string id;                       // of schemes with a message id
  std::vector<std::string> key_ids;     // of schemes that name keys: one for each secret
  std::vector<std::string> components;  // RFC 9421: what is covered; empty: the usual ones
};

/// A signed delivery: the headers that make it so, and what else had to change.
struct Signed {
  std::vector<Header> headers;
  std::string url, body;  // as signed: Twilio's URL and Adyen's and Braintree's body carry proof
  bool url_changed = false, body_changed = false;
};

/// Signs as the sender does, with every secret, for rotation. Throws Failure(input) when the
/// delivery lacks what the scheme signs, or a secret cannot sign.
Signed sign(const Scheme& scheme, const Delivery& delivery, const std::vector<Secret>& secrets,
            const Settings& settings, const SignOptions& options);

// The special schemes.
Signed sign_adyen_items(const Scheme&, const Delivery&, const std::vector<Secret>&, const Settings&,
                        const SignOptions&);
Signed sign_braintree(const Scheme&, const Delivery&, const std::vector<Secret>&, const Settings&,
                      const SignOptions&);
Signed sign_twilio(const Scheme&, const Delivery&, const std::vector<Secret>&, const Settings&,
                   const SignOptions&);
Signed sign_message(const Scheme&, const Delivery&, const std::vector<Secret>&, const Settings&,
                    const SignOptions&);  // RFC 9421

}  // namespace checkoutdiag::webhook
