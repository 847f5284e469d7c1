#pragma once
#include "checks/check.hpp"
#include "checks/tls/policy.hpp"
#include "lib/tls/facts.hpp"

namespace checkoutdiag::tls {

/// One address of a gateway, what was wanted of it, and when.
struct TlsCase {
  AddressFacts seen;
  TlsPolicy wanted;
  Time at;
  net::Endpoint endpoint;  // the target, by whose name it is asked
  net::Endpoint dial;      // where connections go: the target itself, or what --connect says
  std::string repeat;      // the command that asks the same again, to append options to
};

/// All addresses of one gateway side by side.
struct TargetCase {
  TargetFacts seen;
};

/// Every check on one address, in the order of running and reporting.
std::span<const Check<TlsCase>* const> all();

/// Checks on the target as a whole: resolution, differences between addresses.
std::span<const Check<TargetCase>* const> across();

// One rule, one file of its name; the order of reporting is that of all.cpp.
namespace rules {

extern const Check<TlsCase> reachable;
extern const Check<TlsCase> not_tls;
extern const Check<TlsCase> sni_name_refused;
extern const Check<TlsCase> sni_required;
extern const Check<TlsCase> refuses_everything;
extern const Check<TlsCase> local_openssl;
extern const Check<TlsCase> client_certificate;
extern const Check<TlsCase> sni_default_certificate;
extern const Check<TlsCase> leaf_expired;
extern const Check<TlsCase> leaf_not_yet_valid;
extern const Check<TlsCase> leaf_expires_soon;
extern const Check<TlsCase> host_mismatch;
extern const Check<TlsCase> leaf_self_signed;
extern const Check<TlsCase> intermediate_missing;
extern const Check<TlsCase> root_unknown;
extern const Check<TlsCase> chain_expired;
extern const Check<TlsCase> chain_invalid;
extern const Check<TlsCase> key_weak;
extern const Check<TlsCase> chain_sha1;
extern const Check<TlsCase> certificate_malformed;
extern const Check<TlsCase> certificate_lifetime;
extern const Check<TlsCase> must_staple;
extern const Check<TlsCase> protocol_outdated;
extern const Check<TlsCase> protocol_missing;
extern const Check<TlsCase> enumeration_complete;
extern const Check<TlsCase> null_cipher;
extern const Check<TlsCase> export_cipher;
extern const Check<TlsCase> anonymous_cipher;
extern const Check<TlsCase> rc4_cipher;
extern const Check<TlsCase> legacy_cipher;
extern const Check<TlsCase> md5_cipher;
extern const Check<TlsCase> static_rsa;
extern const Check<TlsCase> cbc_cipher;
extern const Check<TlsCase> forward_secrecy;
extern const Check<TlsCase> suite_outside_policy;
extern const Check<TlsCase> dh_weak;
extern const Check<TlsCase> group_outside_policy;
extern const Check<TlsCase> sha1_signature;
extern const Check<TlsCase> server_preference;
extern const Check<TlsCase> renegotiation;
extern const Check<TlsCase> compression;
extern const Check<TlsCase> extended_master_secret;
extern const Check<TlsCase> fallback_scsv;

extern const Check<TargetCase> name_resolves;
extern const Check<TargetCase> some_addresses_down;
extern const Check<TargetCase> addresses_differ;

}  // namespace rules

}  // namespace checkoutdiag::tls
