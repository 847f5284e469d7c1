#pragma once
#include <string>
#include <string_view>

#include "lib/text/time.hpp"

// Whether a certificate that came with a delivery, or from an address in it, is the sender's: who
// chooses the certificate chooses the key.
namespace checkoutdiag::webhook {

/// What was found about a sender's certificate.
struct CertificateVerdict {
  bool readable = false;
  std::string subject;        // RFC 4514, raw: escape before printing
  bool names_paypal = false;  // common name or DNS name below the wanted domain
  Time not_before{}, not_after{};
  bool chain_ok = false;  // leads to an anchor, and every certificate is valid at the time
  std::string problem;    // the first thing that is wrong, a clause, raw; empty: nothing is

  bool trusted() const { return readable && names_paypal && chain_ok; }
};

/// Looks at the certificate of a PEM text (the leaf first, then intermediates) at a time. `suffix`
/// is the wanted domain with its dot: ".paypal.com". `ca_file` empty: the machine's default store.
/// Throws Failure(input) when a named file cannot be read.
CertificateVerdict judge_certificate(std::string_view pem, const std::string& ca_file,
                                     std::string_view suffix, Time now);

/// Whether a URL for the certificate may be fetched at all: https, a host name below the wanted
/// domain, port 443, no user name. Anything else would let a delivery send us where it wants.
bool cert_url_allowed(std::string_view url, std::string_view suffix);

}  // namespace checkoutdiag::webhook
