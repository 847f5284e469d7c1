#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/tls/tls.hpp"

// What the rules about certificates share.
namespace checkoutdiag::tls {

// X509_V_ERR_* of openssl/x509_vfy.h, which rules do not include: the numbers are part of OpenSSL's
// ABI.
inline constexpr int kIssuerNotFound = 2, kNotYetValid = 9, kExpired = 10, kSelfSignedLeaf = 18,
                     kSelfSignedInChain = 19, kIssuerNotLocal = 20, kLeafNotVerified = 21,
                     kUntrusted = 27, kHostMismatch = 62, kIpMismatch = 64;

/// Why a rule that needs a path says nothing when none was built.
inline constexpr std::string_view kNotVerified =
    "the chain could not be verified: see tls/root-unknown";

/// What to do when there was no store to ask.
inline constexpr std::string_view kNameAStore = "name a store that can be read with --ca-file";

/// Does this error mean that the path did not reach an anchor?
bool is_gap(int code);

bool has_error(const x509::Verification& verification, int code);

/// Was every chain with a readable leaf put to a path builder?
bool all_verified(const TlsCase& seen);

/// "20 at depth 0: unable to get local issuer certificate", one for each error, for evidence.
std::vector<std::string> error_list(const x509::Verification& verification);

/// The store's name, or words for one without a name.
std::string store_of(const x509::Verification& verification);

/// Why a chain was not verified; never empty.
std::string why_not_verified(const x509::Verification& verification);

/// Calls for each leaf that can be read, with its chain.
void for_each_leaf(const TlsCase& seen,
                   const std::function<void(const ChainFacts&, const x509::Certificate&)>& judge);

/// Calls for each certificate of all chains that can be read, once.
void for_each_distinct(const TlsCase& seen,
                       const std::function<void(const x509::Certificate&)>& judge);

/// Adds what identifies a certificate to a finding's evidence.
Finding& describe(Finding& finding, const x509::Certificate& certificate);

}  // namespace checkoutdiag::tls
