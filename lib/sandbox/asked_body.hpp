#pragma once
#include <string_view>

#include "lib/sandbox/asked.hpp"

namespace checkoutdiag::sandbox {

/// What a charge's body says: amount, currency, reference, metadata and token, card numbers
/// redacted, and the key where the profile has it in the body. Asked::body_fault says why it cannot
/// be charged.
void read_charge_body(const charge::Profile& profile, std::string_view body,
                      std::string_view content_type, Asked& asked);

}  // namespace checkoutdiag::sandbox
