#pragma once
#include <string>

#include "lib/tls/client_hello.hpp"

// Names of a client by its hello, as firewalls and gateways write them in their logs. GREASE does
// not count.
namespace checkoutdiag::tls {

/// The text that JA3 is made of: version, suites, extensions, groups and point formats in decimal,
/// in the order of sending (https://github.com/salesforce/ja3).
std::string ja3_text(const ClientHello& hello);

/// Its MD5; empty when this machine's OpenSSL forbids MD5.
std::string ja3(const ClientHello& hello);

/// JA4 over TCP: "t13d1516h2_8daaf6152771_e5627efa2ab1"
/// (https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md).
std::string ja4(const ClientHello& hello);

}  // namespace checkoutdiag::tls
