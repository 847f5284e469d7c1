#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/shell.hpp"
#include "checks/tls/tls.hpp"
#include "checks/words.hpp"

// Phrases that several rules share, so that the same fact always reads the same.
namespace checkoutdiag::tls {

using checkoutdiag::days_between;
using checkoutdiag::days_text;
using checkoutdiag::listed;
using checkoutdiag::shell_word;

/// "TLS 1.0, 1.1, 1.2"; older ones in front: "SSLv3, TLS 1.0".
std::string versions_text(std::span<const Version> versions);

/// The keys of versions, for evidence: "tls1.2".
std::vector<std::string> version_keys(std::span<const Version> versions);

/// Reads after the address or target whose probe was ended early.
inline constexpr std::string_view kInterrupted =
    ": the run was interrupted, by a signal or by --deadline, before all was asked; let it run to "
    "its end, or give it a longer --deadline";

/// Who a certificate is for: "api.example (RSA 2048)"; its subject, then its fingerprint, when it
/// has no common name. Raw: escaped by whoever prints it.
std::string called(const x509::Certificate& certificate);

/// "handshake_failure (40)".
std::string alert_text(const Alert& alert);

/// "203.0.113.7:443", or "the gateway behind http://proxy:3128 (https_proxy)". Raw.
std::string address_text(const AddressFacts& seen);

}  // namespace checkoutdiag::tls
