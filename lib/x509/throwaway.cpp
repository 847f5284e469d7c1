#include "lib/x509/throwaway.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/x509/handle.hpp"

namespace checkoutdiag::x509 {
namespace {

constexpr long kDay = 24 * 3600;
constexpr int kSerialBits = 128;

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Handle<X509, X509_free>;
using Number = Handle<BIGNUM, BN_free>;
using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using Memory = Handle<BIO, BIO_free_all>;
using GeneralName = Handle<GENERAL_NAME, GENERAL_NAME_free>;
using GeneralNames = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;

void need(bool done) {
  if (!done)
    throw Failure(Failure::Kind::internal, "OpenSSL could not make a certificate for this run");
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  need(key != nullptr);
  return key;
}

void add(X509* to, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  need(extension && X509_add_ext(to, extension.get(), -1) == 1);
}

Certificate begin(const char* name, EVP_PKEY* key, X509* issuer) {
  Certificate made(X509_new());
  const Number serial(BN_new());
  need(made && serial && BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
       BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(made.get())));
  need(X509_set_version(made.get(), X509_VERSION_3) && X509_set_pubkey(made.get(), key) &&
       X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDay) &&
       X509_gmtime_adj(X509_getm_notAfter(made.get()), 30 * kDay));
  X509_NAME* subject = X509_get_subject_name(made.get());
  need(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(name), -1, -1, 0));
  need(X509_set_issuer_name(made.get(), issuer ? X509_get_subject_name(issuer) : subject));
  return made;
}

void sign(X509* certificate, EVP_PKEY* with) {
  need(X509_sign(certificate, with, EVP_sha256()) > 0);
}

template <class Write>
std::string pem_of(Write write) {
  const Memory memory(BIO_new(BIO_s_mem()));
  need(memory && write(memory.get()));
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

std::string pem_of(X509* certificate) {
  return pem_of([&](BIO* to) { return PEM_write_bio_X509(to, certificate) == 1; });
}

bool is_dns_name(std::string_view name) {
  constexpr std::size_t kLongest = 253;
  return !name.empty() && name.size() <= kLongest &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '.' || c == '*';
         });
}

// Not by OpenSSL's words for it, "DNS:a,IP:b", in which a name could be several.
GeneralName general_name(const std::string& name) {
  GeneralName made(GENERAL_NAME_new());
  need(made != nullptr);
  // A link-local address is written with its interface, which is nobody else's business.
  const std::string address = name.substr(0, name.find('%'));
  if (ASN1_OCTET_STRING* bytes = a2i_IPADDRESS(address.c_str())) {
    GENERAL_NAME_set0_value(made.get(), GEN_IPADD, bytes);
    return made;
  }
  if (!is_dns_name(name)) return nullptr;
  ASN1_IA5STRING* text = ASN1_IA5STRING_new();
  need(text && ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())) == 1);
  GENERAL_NAME_set0_value(made.get(), GEN_DNS, text);
  return made;
}

void add_names(X509* to, std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const GeneralNames all(GENERAL_NAMES_new());
  need(all != nullptr);
  for (const std::string& name : names)
    if (GeneralName one = general_name(name); one && sk_GENERAL_NAME_push(all.get(), one.get()) > 0)
      one.release();
  need(X509_add1_ext_i2d(to, NID_subject_alt_name, all.get(), 0, X509V3_ADD_DEFAULT) == 1);
}

}  // namespace

Throwaway make_throwaway(const std::vector<std::string>& names) {
  const Key ca_key = make_key(), key = make_key();
  const Certificate ca = begin("checkoutdiag sandbox, for one run", ca_key.get(), nullptr);
  add(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  sign(ca.get(), ca_key.get());

  const Certificate leaf = begin("checkoutdiag sandbox", key.get(), ca.get());
  add(leaf.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
  add(leaf.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
  add(leaf.get(), ca.get(), NID_ext_key_usage, "serverAuth");
  add(leaf.get(), ca.get(), NID_subject_key_identifier, "hash");
  add(leaf.get(), ca.get(), NID_authority_key_identifier, "keyid:always");
  add_names(leaf.get(), names);
  sign(leaf.get(), ca_key.get());

  return {pem_of(ca.get()), pem_of(leaf.get()), pem_of([&](BIO* to) {
            return PEM_write_bio_PKCS8PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr,
                                                 nullptr) == 1;
          })};
}

}  // namespace checkoutdiag::x509
