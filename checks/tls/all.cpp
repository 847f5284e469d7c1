#include "checks/tls/tls.hpp"

namespace checkoutdiag::tls {
namespace {

// The order of running and reporting: the cause first, the consequences after it.
constexpr const Check<TlsCase>* kAll[] = {
    &rules::reachable,
    &rules::not_tls,
    // What breaks connections.
    &rules::sni_name_refused,
    &rules::sni_required,
    &rules::refuses_everything,
    &rules::local_openssl,
    &rules::client_certificate,
    &rules::sni_default_certificate,
    // Certificates.
    &rules::leaf_expired,
    &rules::leaf_not_yet_valid,
    &rules::leaf_expires_soon,
    &rules::host_mismatch,
    &rules::leaf_self_signed,
    &rules::intermediate_missing,
    &rules::root_unknown,
    &rules::chain_expired,
    &rules::chain_invalid,
    &rules::key_weak,
    &rules::chain_sha1,
    &rules::certificate_malformed,
    &rules::certificate_lifetime,
    &rules::must_staple,
    // Protocol versions.
    &rules::protocol_outdated,
    &rules::protocol_missing,
    &rules::enumeration_complete,
    // Suites.
    &rules::null_cipher,
    &rules::export_cipher,
    &rules::anonymous_cipher,
    &rules::rc4_cipher,
    &rules::legacy_cipher,
    &rules::md5_cipher,
    &rules::static_rsa,
    &rules::cbc_cipher,
    &rules::forward_secrecy,
    &rules::suite_outside_policy,
    // Groups and signatures.
    &rules::dh_weak,
    &rules::group_outside_policy,
    &rules::sha1_signature,
    // Features.
    &rules::server_preference,
    &rules::renegotiation,
    &rules::compression,
    &rules::extended_master_secret,
    &rules::fallback_scsv,
};

constexpr const Check<TargetCase>* kAcross[] = {
    &rules::name_resolves,
    &rules::some_addresses_down,
    &rules::addresses_differ,
};

}  // namespace

std::span<const Check<TlsCase>* const> all() {
  return kAll;
}

std::span<const Check<TargetCase>* const> across() {
  return kAcross;
}

}  // namespace checkoutdiag::tls
