#include "cli/facts/ca_facts.hpp"

namespace checkoutdiag::facts {

using namespace trust;

std::string_view word(Format format) {
  switch (format) {
    case Format::unknown:
      return "unknown";
    case Format::pem:
      return "pem";
    case Format::der:
      return "der";
    case Format::pkcs7:
      return "pkcs7";
    case Format::pkcs12:
      return "pkcs12";
    case Format::jks:
      return "jks";
    case Format::jceks:
      return "jceks";
    case Format::hashed_directory:
      return "hashed_directory";
    case Format::compiled_in:
      return "compiled_in";
    case Format::nss_module:
      return "nss_module";
    case Format::nss_database:
      return "nss_database";
    case Format::unsupported:
      return "unsupported";
  }
  return "unknown";
}

std::string_view word(Role role) {
  switch (role) {
    case Role::bundle:
      return "bundle";
    case Role::source:
      return "source";
    case Role::local_addition:
      return "local_addition";
    case Role::sdk:
      return "sdk";
    case Role::extra:
      return "extra";
    case Role::given:
      return "given";
  }
  return "unknown";
}

std::string_view word(Runtime runtime) {
  switch (runtime) {
    case Runtime::openssl:
      return "openssl";
    case Runtime::node:
      return "node";
    case Runtime::go:
      return "go";
    case Runtime::java:
      return "java";
    case Runtime::gnutls:
      return "gnutls";
    case Runtime::other:
      return "other";
  }
  return "unknown";
}

std::string_view word(FlawKind kind) {
  switch (kind) {
    case FlawKind::truncated_block:
      return "truncated_block";
    case FlawKind::bad_base64:
      return "bad_base64";
    case FlawKind::label_mismatch:
      return "label_mismatch";
    case FlawKind::joined_lines:
      return "joined_lines";
    case FlawKind::byte_order_mark:
      return "byte_order_mark";
    case FlawKind::cr_only:
      return "cr_only";
    case FlawKind::blank_in_block:
      return "blank_in_block";
    case FlawKind::indented:
      return "indented";
    case FlawKind::nul_bytes:
      return "nul_bytes";
    case FlawKind::utf16:
      return "utf16";
    case FlawKind::empty_block:
      return "empty_block";
    case FlawKind::bad_certificate:
      return "bad_certificate";
    case FlawKind::trusted_label:
      return "trusted_label";
    case FlawKind::x509_label:
      return "x509_label";
    case FlawKind::pkcs7_block:
      return "pkcs7_block";
    case FlawKind::private_key:
      return "private_key";
    case FlawKind::other_block:
      return "other_block";
    case FlawKind::not_a_store:
      return "not_a_store";
    case FlawKind::too_many:
      return "too_many";
    case FlawKind::trailing_bytes:
      return "trailing_bytes";
  }
  return "unknown";
}

std::string_view word(LinkState state) {
  switch (state) {
    case LinkState::good:
      return "good";
    case LinkState::dangling:
      return "dangling";
    case LinkState::wrong_hash:
      return "wrong_hash";
    case LinkState::old_hash:
      return "old_hash";
    case LinkState::gap:
      return "gap";
    case LinkState::no_link:
      return "no_link";
    case LinkState::not_pem:
      return "not_pem";
    case LinkState::several:
      return "several";
    case LinkState::unreadable:
      return "unreadable";
    case LinkState::duplicate:
      return "duplicate";
  }
  return "unknown";
}

std::string_view word(Answer answer) {
  switch (answer) {
    case Answer::accepted:
      return "accepted";
    case Answer::refused:
      return "refused";
    case Answer::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view word(trust::Cause cause) {
  switch (cause) {
    case trust::Cause::none:
      return "none";
    case trust::Cause::issuer_missing:
      return "issuer_missing";
    case trust::Cause::root_not_trusted:
      return "root_not_trusted";
    case trust::Cause::expired:
      return "expired";
    case trust::Cause::not_yet_valid:
      return "not_yet_valid";
    case trust::Cause::not_a_ca:
      return "not_a_ca";
    case trust::Cause::path_length:
      return "path_length";
    case trust::Cause::name_constraints:
      return "name_constraints";
    case trust::Cause::purpose:
      return "purpose";
    case trust::Cause::weak_key:
      return "weak_key";
    case trust::Cause::weak_digest:
      return "weak_digest";
    case trust::Cause::bad_signature:
      return "bad_signature";
    case trust::Cause::anchor_not_root:
      return "anchor_not_root";
    case trust::Cause::distrusted:
      return "distrusted";
    case trust::Cause::too_complex:
      return "too_complex";
    case trust::Cause::other:
      return "other";
  }
  return "unknown";
}

}  // namespace checkoutdiag::facts
