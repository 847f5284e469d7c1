#pragma once
#include <span>
#include <string>
#include <string_view>

#include "checks/tls/tls.hpp"

// Why this machine's OpenSSL fails against a gateway that does speak TLS. OpenSSL's own text
// misleads ("sslv3 alert handshake failure" has nothing to do with SSLv3), and an alert's number
// means one thing before the gateway's hello and another after it: so each row reads the error, the
// alert and who sent it, the state, the configuration in force, what the gateway was seen to
// accept, and which change to the configuration was proven to help.
namespace checkoutdiag::tls {

struct LocalCause {
  std::string_view key;  // for evidence: stable, kebab-case
  bool (*applies)(const TlsCase&);
  std::string (*says)(const TlsCase&);  // reads after "this machine's OpenSSL cannot connect: "
  // What the gateway's operator can change, as in a fix; null or empty: the fault is on this side.
  std::string (*on_gateway)(const TlsCase&) = nullptr;
};

/// The truth table, most specific first; the last row applies to everything.
std::span<const LocalCause> local_causes();

/// The first row that applies to a failed attempt.
const LocalCause& explain(const TlsCase& seen);

/// The change to the configuration that was seen to connect; null when there is none.
const LocalRepair* proven(const LocalFacts& local);

/// Did the attempt fail because the gateway wants a client certificate? Then tls/client-certificate
/// says so.
bool wants_client_certificate(const TlsCase& seen);

}  // namespace checkoutdiag::tls
