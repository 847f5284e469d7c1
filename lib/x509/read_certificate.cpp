#include <arpa/inet.h>
#include <fmt/core.h>
#include <openssl/ct.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <optional>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"
#include "lib/x509/light_key.hpp"

namespace checkoutdiag::x509 {
namespace {

using Names = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;
using Access = Handle<AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS_free>;
using Features = Handle<TLS_FEATURE, TLS_FEATURE_free>;
using Timestamps = Handle<STACK_OF(SCT), SCT_LIST_free>;

constexpr std::size_t kMostUrls = 16;
constexpr long kStatusRequest = 5;  // TLS ExtensionType of RFC 7633's "must staple"

/// The extension decoded; null when it is absent or cannot be decoded.
template <class Owned>
Owned extension(const X509* certificate, int nid, bool* unreadable = nullptr) {
  int critical = 0;
  Owned value(
      static_cast<typename Owned::pointer>(X509_get_ext_d2i(certificate, nid, &critical, nullptr)));
  if (!value && critical != -1 && unreadable) *unreadable = true;  // -1: there is none
  return value;
}

std::optional<Time> read_time(const ASN1_TIME* when) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(when, &utc) != 1) return {};
  using namespace std::chrono;
  year_month_day day(year(utc.tm_year + 1900), month(static_cast<unsigned>(utc.tm_mon + 1)),
                     std::chrono::day(static_cast<unsigned>(utc.tm_mday)));
  if (!day.ok()) return {};
  return Time(sys_days(day)) + hours(utc.tm_hour) + minutes(utc.tm_min) + seconds(utc.tm_sec);
}

std::string object_name(const ASN1_OBJECT* object) {
  int nid = OBJ_obj2nid(object);
  if (nid != NID_undef) return OBJ_nid2ln(nid);
  std::array<char, 128> dotted{};
  OBJ_obj2txt(dotted.data(), static_cast<int>(dotted.size()), object, 1);
  return dotted.data();
}

/// The most specific common name: the last one.
std::string common_name(const X509_NAME* name) {
  int last = -1;
  for (int at; (at = X509_NAME_get_index_by_NID(name, NID_commonName, last)) >= 0;)
    last = at;
  if (last < 0) return {};
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last));
  unsigned char* utf8 = nullptr;
  int size = ASN1_STRING_to_UTF8(&utf8, value);
  if (size < 0) return bytes_of(value);
  std::string text(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  return text;
}

std::string serial(const X509* certificate) {
  const ASN1_INTEGER* number = X509_get0_serialNumber(certificate);
  bool negative = ASN1_STRING_type(number) == V_ASN1_NEG_INTEGER;
  return (negative ? "-" : "") + text::hex(as_bytes(bytes_of(number)));
}

void read_light_key(const LightKey& key, Certificate& out) {
  out.spki_sha256 = text::sha256_hex(key.info);
  out.key_algorithm = key.algorithm;
  out.key_bits = key.bits;
  out.key_group = key.group;
}

void read_key(X509* certificate, Certificate& out) {
  X509_PUBKEY* info = X509_get_X509_PUBKEY(certificate);
  if (unsigned char* der = nullptr; int size = i2d_X509_PUBKEY(info, &der)) {
    if (size > 0)
      out.spki_sha256 = text::sha256_hex({reinterpret_cast<char*>(der), std::size_t(size)});
    OPENSSL_free(der);
  }
  ASN1_OBJECT* algorithm = nullptr;
  X509_PUBKEY_get0_param(&algorithm, nullptr, nullptr, nullptr, info);
  out.key_algorithm = object_name(algorithm);
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (!key) return;  // an algorithm or curve that OpenSSL does not know: its name is all there is
  if (const char* type = EVP_PKEY_get0_type_name(key)) out.key_algorithm = type;
  if (out.key_algorithm == "ED25519") out.key_algorithm = "Ed25519";
  if (out.key_algorithm == "ED448") out.key_algorithm = "Ed448";
  out.key_bits = EVP_PKEY_get_bits(key);
  std::array<char, 80> group{};
  if (out.key_algorithm != "EC" ||
      EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1)
    return;
  const char* nist = EC_curve_nid2nist(OBJ_txt2nid(group.data()));
  out.key_group = nist ? nist : group.data();
}

void read_signature(X509* certificate, Certificate& out) {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, certificate);
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  out.signature_algorithm = object_name(object);
  int digest = NID_undef;
  if (X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr) != 1)
    OBJ_find_sigid_algs(OBJ_obj2nid(object), &digest, nullptr);
  if (digest != NID_undef) out.signature_digest = OBJ_nid2sn(digest);
}

std::string address_text(const std::string& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bytes.size() == 4) return inet_ntop(AF_INET, bytes.data(), text.data(), text.size());
  if (bytes.size() == 16) return inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  return "#" + text::hex(as_bytes(bytes));  // no address, and equal to none
}

/// False when there is a subjectAltName that cannot be decoded. Names are not capped: a certificate
/// that was read has few enough bytes, and a name left out would be a false mismatch.
bool read_names(const X509* certificate, Certificate& out) {
  bool unreadable = false;
  auto names = extension<Names>(certificate, NID_subject_alt_name, &unreadable);
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) out.dns_names.push_back(bytes_of(name->d.dNSName));
    if (name->type == GEN_IPADD)
      out.ip_addresses.push_back(address_text(bytes_of(name->d.iPAddress)));
  }
  return !unreadable;
}

bool has_scheme(std::string_view url) {
  std::string scheme = text::lower(url.substr(0, url.find("://")));
  return scheme == "http" || scheme == "https" || scheme == "ldap" || scheme == "ldaps";
}

void read_access(const X509* certificate, Certificate& out) {
  auto access = extension<Access>(certificate, NID_info_access);
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    const ACCESS_DESCRIPTION* one = sk_ACCESS_DESCRIPTION_value(access.get(), i);
    if (one->location->type != GEN_URI) continue;
    std::string url = bytes_of(one->location->d.uniformResourceIdentifier);
    int method = OBJ_obj2nid(one->method);
    auto* urls = method == NID_ad_ca_issuers ? &out.ca_issuers_urls
                 : method == NID_ad_OCSP     ? &out.ocsp_urls
                                             : nullptr;
    if (urls && urls->size() < kMostUrls && has_scheme(url)) urls->push_back(std::move(url));
  }
}

void read_features(const X509* certificate, Certificate& out) {
  auto features = extension<Features>(certificate, NID_tlsfeature);
  for (int i = 0; i < sk_ASN1_INTEGER_num(features.get()); ++i)
    if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == kStatusRequest)
      out.must_staple = true;
  auto timestamps = extension<Timestamps>(certificate, NID_ct_precert_scts);
  out.sct_count = std::max(0, sk_SCT_num(timestamps.get()));
}

void read_hashes(const X509* certificate, Certificate& out) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  int ok = 1;
  out.subject_hash = static_cast<std::uint32_t>(X509_NAME_hash_ex(subject, nullptr, nullptr, &ok));
  out.old_hash = static_cast<std::uint32_t>(X509_NAME_hash_old(subject));
}

// A root that was renewed with another key is issued by its own name and by another key (RFC 4210
// 4.4); the key identifiers tell, where there are both.
bool names_own_key(X509* certificate) {
  const ASN1_OCTET_STRING* own = X509_get0_subject_key_id(certificate);
  const ASN1_OCTET_STRING* issuer = X509_get0_authority_key_id(certificate);
  return !own || !issuer || ASN1_OCTET_STRING_cmp(own, issuer) == 0;
}

void read_role(X509* certificate, SelfSignature own, Certificate& out) {
  int kind = X509_check_ca(certificate);
  out.is_ca = kind == 1 || kind == 3;  // basicConstraints, or version 1 and self-signed
  out.version = static_cast<int>(X509_get_version(certificate)) + 1;
  const std::uint32_t flags = X509_get_extension_flags(certificate);
  out.basic_constraints = (flags & EXFLAG_BCONS) != 0;
  if (const long length = X509_get_pathlen(certificate); length >= 0)
    out.path_length = static_cast<int>(length);
  if (flags & EXFLAG_KUSAGE)
    out.may_sign = (X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) != 0;
  if (flags & EXFLAG_XKUSAGE)
    out.for_servers =
        (X509_get_extended_key_usage(certificate) & (XKU_SSL_SERVER | XKU_ANYEKU)) != 0;
  out.name_constrained = X509_get_ext_by_NID(certificate, NID_name_constraints, -1) >= 0;
  const X509_NAME* subject = X509_get_subject_name(certificate);
  out.self_issued = X509_NAME_cmp(subject, X509_get_issuer_name(certificate)) == 0;
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (own == SelfSignature::believe)
    out.self_signed = out.self_issued && names_own_key(certificate);
  else
    out.self_signed = out.self_issued && key && X509_verify(certificate, key) == 1;
}

}  // namespace

Certificate read_certificate(std::string_view der, SelfSignature own) {
  QuietErrors quiet;
  Certificate blank;
  blank.der = der;
  blank.sha256 = text::sha256_hex(der);
  const std::optional<LightKey> light =
      own == SelfSignature::believe ? look_at_key(der) : std::nullopt;
  Decoded decoded = decode(light ? std::string_view(light->masked) : der);
  X509* certificate = decoded.certificate.get();
  if (!certificate) {
    blank.malformed = decoded.why;
    return blank;
  }
  std::optional<Time> from = read_time(X509_get0_notBefore(certificate));
  std::optional<Time> until = read_time(X509_get0_notAfter(certificate));
  if (!from || !until) {
    blank.malformed = fmt::format("its {} is not a date", from ? "notAfter" : "notBefore");
    return blank;
  }
  Certificate out = blank;
  if (!read_names(certificate, out)) {
    blank.malformed = "its subjectAltName cannot be decoded";
    return blank;
  }
  out.not_before = *from;
  out.not_after = *until;
  out.subject = one_line(X509_get_subject_name(certificate));
  out.issuer = one_line(X509_get_issuer_name(certificate));
  out.common_name = common_name(X509_get_subject_name(certificate));
  out.serial = serial(certificate);
  if (light)
    read_light_key(*light, out);
  else
    read_key(certificate, out);
  read_signature(certificate, out);
  read_access(certificate, out);
  read_features(certificate, out);
  read_role(certificate, own, out);
  read_hashes(certificate, out);
  return out;
}

}  // namespace checkoutdiag::x509
