#include "mint.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

namespace checkoutdiag::test {
namespace {

using x509::Handle;
using Cert = Handle<X509, X509_free>;
using Memory = Handle<BIO, BIO_free_all>;
using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;

void must(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("mint: ") + what);
}

EVP_PKEY* new_key(Key kind) {
  switch (kind) {
    case Key::p256:
      return EVP_EC_gen("P-256");
    case Key::rsa1024:
      return EVP_RSA_gen(1024);
    case Key::rsa2048:
      return EVP_RSA_gen(2048);
    case Key::ed25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case Key::p384:
      return EVP_EC_gen("P-384");
    case Key::secp256k1:
      return EVP_EC_gen("secp256k1");
    case Key::rsa512:
      return EVP_RSA_gen(512);
  }
  return nullptr;
}

std::string drain(BIO* memory) {
  char* data = nullptr;
  long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

void set_time(ASN1_TIME* field, Time when) {
  std::string text = text::rfc3339(when);
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
  // Two-digit years (UTCTime) are for 1950 to 2049.
  bool short_year = text >= "1950" && text < "2050";
  int type = short_year ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME;
  if (short_year) text.erase(0, 2);
  must(ASN1_STRING_set(field, text.c_str(), -1) == 1, "time");
  field->type = type;
}

void add(X509* certificate, X509* issuer, const std::string& name, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  Extension extension(X509V3_EXT_conf(nullptr, &context, name.c_str(), value.c_str()));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1, name.c_str());
}

/// Names as they are, NUL included: OpenSSL's text form could not write them.
void add_names(X509* certificate, const Recipe& recipe) {
  if (recipe.dns.empty() && recipe.ips.empty()) return;
  Handle<GENERAL_NAMES, GENERAL_NAMES_free> names(sk_GENERAL_NAME_new_null());
  for (const std::string& dns : recipe.dns) {
    GENERAL_NAME* name = GENERAL_NAME_new();
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, dns.data(), static_cast<int>(dns.size()));
    GENERAL_NAME_set0_value(name, GEN_DNS, text);
    sk_GENERAL_NAME_push(names.get(), name);
  }
  for (const std::string& ip : recipe.ips) {
    GENERAL_NAME* name = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(name, GEN_IPADD, a2i_IPADDRESS(ip.c_str()));
    sk_GENERAL_NAME_push(names.get(), name);
  }
  must(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0) == 1, "names");
}

void add_raw_names(X509* certificate, const std::string& der) {
  Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> value(ASN1_OCTET_STRING_new());
  ASN1_STRING_set(value.get(), der.data(), static_cast<int>(der.size()));
  Extension extension(X509_EXTENSION_create_by_NID(nullptr, NID_subject_alt_name, 0, value.get()));
  must(X509_add_ext(certificate, extension.get(), -1) == 1, "raw names");
}

void add_usual_extensions(X509* certificate, X509* issuer, const Recipe& recipe) {
  add(certificate, issuer, "basicConstraints", recipe.ca ? "critical,CA:TRUE" : "CA:FALSE");
  add(certificate, issuer, "subjectKeyIdentifier", "hash");
  if (recipe.ca) add(certificate, issuer, "keyUsage", "critical,keyCertSign,cRLSign");
  if (issuer != certificate && X509_get0_subject_key_id(issuer))
    add(certificate, issuer, "authorityKeyIdentifier", "keyid");
}

void add_extensions(X509* certificate, X509* issuer, const Recipe& recipe) {
  if (recipe.version < 3) return;
  if (!recipe.bare) add_usual_extensions(certificate, issuer, recipe);
  add_names(certificate, recipe);
  if (!recipe.raw_san.empty()) add_raw_names(certificate, recipe.raw_san);
  if (recipe.must_staple) add(certificate, issuer, "tlsfeature", "status_request");
  std::string access;
  for (const std::string& url : recipe.ca_issuers)
    access += ",caIssuers;URI:" + url;
  for (const std::string& url : recipe.ocsp)
    access += ",OCSP;URI:" + url;
  if (!access.empty()) add(certificate, issuer, "authorityInfoAccess", access.substr(1));
  for (const auto& [name, value] : recipe.extensions)
    add(certificate, issuer, name, value);
}

Cert parse(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  return Cert(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

std::string encode(X509* certificate) {
  Memory out(BIO_new(BIO_s_mem()));
  must(i2d_X509_bio(out.get(), certificate) == 1, "encode");
  return drain(out.get());
}

void write(Identity& identity, X509* certificate) {
  identity.der = encode(certificate);
  Memory pem(BIO_new(BIO_s_mem())), key(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(pem.get(), certificate);
  PEM_write_bio_PrivateKey(key.get(), identity.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  identity.pem = drain(pem.get());
  identity.key_pem = drain(key.get());
}

Identity certify(EVP_PKEY* owned_key, const Recipe& recipe, const Identity* issuer) {
  static std::atomic<long> serial{4096};
  must(owned_key != nullptr, "key");
  Identity identity;
  identity.key.reset(owned_key);
  Cert certificate(X509_new()), above = issuer ? parse(issuer->der) : nullptr;
  X509* from = above ? above.get() : certificate.get();
  X509_set_version(certificate.get(), recipe.version - 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  if (!recipe.common_name.empty())
    must(X509_NAME_add_entry_by_NID(
             subject, NID_commonName, MBSTRING_UTF8,
             reinterpret_cast<const unsigned char*>(recipe.common_name.data()),
             static_cast<int>(recipe.common_name.size()), -1, 0) == 1,
         "name");
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(from));
  set_time(X509_getm_notBefore(certificate.get()), recipe.not_before);
  set_time(X509_getm_notAfter(certificate.get()), recipe.not_after);
  X509_set_pubkey(certificate.get(), identity.key.get());
  add_extensions(certificate.get(), from, recipe);
  EVP_PKEY* signer = issuer ? issuer->key.get() : identity.key.get();
  bool fixed = EVP_PKEY_get_id(signer) == EVP_PKEY_ED25519;  // its digest is part of it
  const EVP_MD* digest = fixed ? nullptr : EVP_get_digestbyname(recipe.digest.c_str());
  must(X509_sign(certificate.get(), signer, digest) > 0, "sign");
  write(identity, certificate.get());
  return identity;
}

}  // namespace

Identity mint(const Recipe& recipe, const Identity* issuer) {
  return certify(new_key(recipe.key), recipe, issuer);
}

Identity mint_for(const Identity& key, const Recipe& recipe, const Identity* issuer) {
  EVP_PKEY_up_ref(key.key.get());
  return certify(key.key.get(), recipe, issuer);
}

std::string pkcs7_of(const std::vector<std::string>& ders) {
  Handle<PKCS7, PKCS7_free> bag(PKCS7_new());
  must(PKCS7_set_type(bag.get(), NID_pkcs7_signed) == 1, "pkcs7");
  must(PKCS7_content_new(bag.get(), NID_pkcs7_data) == 1, "pkcs7");
  PKCS7_set_detached(bag.get(), 1);
  for (const std::string& der : ders)
    PKCS7_add_certificate(bag.get(), parse(der).get());
  Memory out(BIO_new(BIO_s_mem()));
  must(i2d_PKCS7_bio(out.get(), bag.get()) == 1, "pkcs7");
  return drain(out.get());
}

}  // namespace checkoutdiag::test
