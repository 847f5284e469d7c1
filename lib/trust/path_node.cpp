#include "lib/trust/path_node.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

namespace checkoutdiag::trust::paths {
namespace {

using x509::Handle;

std::optional<Time> read_time(const ASN1_TIME* when) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(when, &utc) != 1) return {};
  using namespace std::chrono;
  const year_month_day day(year(utc.tm_year + 1900), month(static_cast<unsigned>(utc.tm_mon + 1)),
                           std::chrono::day(static_cast<unsigned>(utc.tm_mday)));
  if (!day.ok()) return {};
  return Time(sys_days(day)) + hours(utc.tm_hour) + minutes(utc.tm_min) + seconds(utc.tm_sec);
}

std::string name_der(const X509_NAME* name) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  if (X509_NAME_get0_der(name, &bytes, &size) != 1) return {};
  return {reinterpret_cast<const char*>(bytes), size};
}

std::vector<std::string> attributes(const X509_NAME* name, int nid) {
  std::vector<std::string> found;
  for (int at = -1; (at = X509_NAME_get_index_by_NID(name, nid, at)) >= 0;) {
    unsigned char* utf8 = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0) continue;
    found.emplace_back(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(size));
    OPENSSL_free(utf8);
  }
  return found;
}

std::optional<std::string> optional_bytes(const ASN1_STRING* text) {
  if (!text) return {};
  return x509::bytes_of(text);
}

std::string dotted(const ASN1_OBJECT* object) {
  std::array<char, 128> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  return text.data();
}

Name to_name(const GENERAL_NAME& name) {
  switch (name.type) {
    case GEN_DNS:
      return {Name::Kind::dns, x509::bytes_of(name.d.dNSName)};
    case GEN_EMAIL:
      return {Name::Kind::email, x509::bytes_of(name.d.rfc822Name)};
    case GEN_URI:
      return {Name::Kind::uri, x509::bytes_of(name.d.uniformResourceIdentifier)};
    case GEN_IPADD:
      return {Name::Kind::address, x509::bytes_of(name.d.iPAddress)};
    case GEN_DIRNAME:
      return {Name::Kind::directory, name_der(name.d.directoryName)};
    default:
      return {};
  }
}

// Rough costs on a present machine, in microseconds: only their order matters, for the budget.
constexpr double kMultiply2048 = 1.2;
constexpr double kCurve = 100, kSlowCurve = 1000, kEdwards = 700;

double price_of(const Node& node) {
  const double words = node.key_bits / 2048.0;
  if (node.key_type.starts_with("RSA"))
    return kMultiply2048 * words * words * 1.5 * std::max(node.exponent_bits, 17);
  if (node.key_type == "DSA") return kMultiply2048 * words * words * 1000;
  if (node.key_type == "EC") return node.key_group == "prime256v1" ? kCurve : kSlowCurve;
  return kEdwards;
}

void read_key(Node& node) {
  X509_PUBKEY* info = X509_get_X509_PUBKEY(node.certificate.get());
  unsigned char* der = nullptr;
  if (const int size = i2d_X509_PUBKEY(info, &der); size > 0)
    node.key.assign(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  const EVP_PKEY* key = X509_get0_pubkey(node.certificate.get());
  if (!key) return;
  if (const char* type = EVP_PKEY_get0_type_name(key)) node.key_type = type;
  node.key_bits = EVP_PKEY_get_bits(key);
  std::array<char, 80> group{};
  if (node.key_type == "EC" &&
      EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1)
    node.key_group = group.data();
  BIGNUM* exponent = nullptr;
  if (node.key_type.starts_with("RSA") &&
      EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1)
    node.exponent_bits = BN_num_bits(exponent);
  BN_free(exponent);
  node.price = price_of(node);
}

void read_signature(Node& node) {
  node.signature_algorithm = X509_get_signature_nid(node.certificate.get());
  int digest = NID_undef;
  if (X509_get_signature_info(node.certificate.get(), &digest, nullptr, nullptr, nullptr) != 1)
    OBJ_find_sigid_algs(node.signature_algorithm, &digest, nullptr);
  if (digest != NID_undef) node.signature_digest = OBJ_nid2sn(digest);
}

void read_purposes(Node& node) {
  Handle<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> usage(static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(node.certificate.get(), NID_ext_key_usage, nullptr, nullptr)));
  node.purposes.listed = X509_get_ext_by_NID(node.certificate.get(), NID_ext_key_usage, -1) >= 0;
  node.purposes.count = static_cast<std::size_t>(std::max(0, sk_ASN1_OBJECT_num(usage.get())));
  for (int i = 0; i < sk_ASN1_OBJECT_num(usage.get()); ++i) {
    const ASN1_OBJECT* one = sk_ASN1_OBJECT_value(usage.get(), i);
    const int nid = OBJ_obj2nid(one);
    node.purposes.server |= nid == NID_server_auth;
    node.purposes.any |= nid == NID_anyExtendedKeyUsage;
    node.purposes.netscape |= nid == NID_ns_sgc;
    node.purposes.microsoft |= nid == NID_ms_sgc;
    if (nid == NID_undef) node.purposes.verisign |= dotted(one) == "2.16.840.1.113733.1.8.1";
  }
}

void read_subtrees(const STACK_OF(GENERAL_SUBTREE) * list, std::vector<Name>& out) {
  for (int i = 0; i < sk_GENERAL_SUBTREE_num(list); ++i)
    out.push_back(to_name(*sk_GENERAL_SUBTREE_value(list, i)->base));
}

void read_constraints(Node& node) {
  if (X509_get_ext_by_NID(node.certificate.get(), NID_name_constraints, -1) < 0) return;
  node.constraints.emplace();
  Handle<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free> read(static_cast<NAME_CONSTRAINTS*>(
      X509_get_ext_d2i(node.certificate.get(), NID_name_constraints, nullptr, nullptr)));
  node.constraints_unreadable = !read;
  if (!read) return;
  read_subtrees(read->permittedSubtrees, node.constraints->permitted);
  read_subtrees(read->excludedSubtrees, node.constraints->excluded);
}

void read_names(Node& node) {
  const X509* certificate = node.certificate.get();
  const X509_NAME* subject = X509_get_subject_name(certificate);
  node.common_names = attributes(subject, NID_commonName);
  node.emails = attributes(subject, NID_pkcs9_emailAddress);
  node.organisations = attributes(subject, NID_organizationName);
  const int at = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  if (at < 0) return;
  node.alternative_names = x509::bytes_of(X509_EXTENSION_get_data(X509_get_ext(certificate, at)));
  Handle<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i)
    node.names.push_back(to_name(*sk_GENERAL_NAME_value(names.get(), i)));
}

void read_features(Node& node) {
  Handle<TLS_FEATURE, TLS_FEATURE_free> features(static_cast<TLS_FEATURE*>(
      X509_get_ext_d2i(node.certificate.get(), NID_tlsfeature, nullptr, nullptr)));
  for (int i = 0; i < sk_ASN1_INTEGER_num(features.get()); ++i)
    node.features.push_back(ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)));
}

void read_role(Node& node) {
  X509* certificate = node.certificate.get();
  Handle<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> basic(static_cast<BASIC_CONSTRAINTS*>(
      X509_get_ext_d2i(certificate, NID_basic_constraints, nullptr, nullptr)));
  node.basic_constraints = basic != nullptr;
  node.ca = basic && basic->ca != 0;
  if (basic && basic->pathlen) {
    const long length = ASN1_INTEGER_get(basic->pathlen);
    node.path_length = static_cast<int>(std::clamp(length, 0L, 1'000'000L));
  }
  // Nothing is an absent extension: an unreadable one permits nothing.
  if (X509_get_ext_by_NID(certificate, NID_key_usage, -1) >= 0) {
    const std::uint32_t usage = X509_get_key_usage(certificate);
    node.key_usage = usage == UINT32_MAX ? 0 : usage;
  }
  Handle<ASN1_BIT_STRING, ASN1_BIT_STRING_free> kind(static_cast<ASN1_BIT_STRING*>(
      X509_get_ext_d2i(certificate, NID_netscape_cert_type, nullptr, nullptr)));
  if (kind) node.netscape_server = ASN1_BIT_STRING_get_bit(kind.get(), 1) != 0;
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    X509_EXTENSION* one = X509_get_ext(certificate, i);
    if (X509_EXTENSION_get_critical(one))
      node.critical.push_back(dotted(X509_EXTENSION_get_object(one)));
  }
}

}  // namespace

bool Node::self_issued() const {
  return X509_NAME_cmp(X509_get_subject_name(certificate.get()),
                       X509_get_issuer_name(certificate.get())) == 0;
}

bool Node::may_sign() const {
  return !key_usage || (*key_usage & KU_KEY_CERT_SIGN) != 0;
}

std::unique_ptr<Node> read_node(std::string_view der, std::string sha256) {
  auto node = std::make_unique<Node>();
  node->certificate = std::move(x509::decode(der).certificate);
  X509* certificate = node->certificate.get();
  if (!certificate) return nullptr;
  const std::optional<Time> from = read_time(X509_get0_notBefore(certificate));
  const std::optional<Time> until = read_time(X509_get0_notAfter(certificate));
  if (!from || !until) return nullptr;
  X509_check_purpose(certificate, -1, 0);  // reads the extensions once
  node->sha256 = std::move(sha256);
  node->subject = name_der(X509_get_subject_name(certificate));
  node->issuer = name_der(X509_get_issuer_name(certificate));
  node->subject_text = x509::one_line(X509_get_subject_name(certificate));
  node->not_before = *from;
  node->not_after = *until;
  node->version = static_cast<int>(X509_get_version(certificate)) + 1;
  node->subject_key_id = optional_bytes(X509_get0_subject_key_id(certificate));
  node->authority_key_id = optional_bytes(X509_get0_authority_key_id(certificate));
  node->authority_serial = optional_bytes(X509_get0_authority_serial(certificate));
  node->serial = optional_bytes(X509_get0_serialNumber(certificate));
  read_key(*node);
  read_signature(*node);
  read_role(*node);
  read_purposes(*node);
  read_constraints(*node);
  read_names(*node);
  read_features(*node);
  return node;
}

bool issued_by_name(const Node& child, const Node& issuer) {
  return X509_NAME_cmp(X509_get_issuer_name(child.certificate.get()),
                       X509_get_subject_name(issuer.certificate.get())) == 0;
}

bool same_subject(const Node& one, const Node& other) {
  return X509_NAME_cmp(X509_get_subject_name(one.certificate.get()),
                       X509_get_subject_name(other.certificate.get())) == 0;
}

}  // namespace checkoutdiag::trust::paths
