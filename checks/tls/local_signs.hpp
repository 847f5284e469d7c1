#pragma once
#include <string>
#include <string_view>

#include "checks/tls/tls.hpp"

// What a failed attempt of this machine's OpenSSL shows, read once for all rows of the truth table.
namespace checkoutdiag::tls {

// SSL_R_* of openssl/sslerr.h, which rules do not include: the numbers are part of OpenSSL's ABI.
inline constexpr int kNoCiphers = 181, kNoProtocols = 191, kUnsupportedProtocol = 258,
                     kWrongVersion = 267, kUnexpectedEof = 294, kLegacySigalg = 333,
                     kUnsafeRenegotiation = 338, kWrongSignature = 370, kDhTooSmall = 394,
                     kCaKeyTooSmall = 397, kCaDigestWeak = 398, kLeafKeyTooSmall = 399;

inline constexpr int kHandshakeFailure = 40, kIllegalParameter = 47, kDecodeError = 50,
                     kProtocolVersion = 70, kInsufficientSecurity = 71, kInternalError = 80,
                     kUnrecognizedName = 112;

/// The reason of OpenSSL's error when its TLS library gave it; 0 otherwise.
int reason(const TlsCase& seen);

/// The code of the alert that came; -1 when none did.
int received(const TlsCase& seen);

/// Did it end before the gateway's hello was read?
bool before_server_hello(const TlsCase& seen);

/// Refused by an alert that speaks of what the hello offers.
bool refused_before_hello(const TlsCase& seen);

/// Is this one setting of openssl.cnf, in the words of LocalRepair, alone proven to be the cause?
bool proven_alone(const TlsCase& seen, std::string_view word);

/// Is the security level alone proven to be the cause?
bool level_proven(const TlsCase& seen);

// Sentences for LocalCause::says.
std::string level_text(const TlsCase& seen);
std::string in_state(const TlsCase& seen);
std::string say_no_protocols(const TlsCase& seen);
std::string say_legacy_signature(const TlsCase& seen);
std::string say_versions(const TlsCase& seen);
std::string say_groups(const TlsCase& seen);
std::string say_schemes(const TlsCase& seen);
std::string say_suites(const TlsCase& seen);
std::string say_tls13_suites(const TlsCase& seen);
std::string say_level(const TlsCase& seen);
std::string say_proven(const TlsCase& seen);
std::string say_no_common_suite(const TlsCase& seen);
std::string say_refused(const TlsCase& seen);
std::string say_unexplained(const TlsCase& seen);

}  // namespace checkoutdiag::tls
