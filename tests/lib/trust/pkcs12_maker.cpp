#include "tests/lib/trust/pkcs12_maker.hpp"

#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include <stdexcept>

#include "lib/x509/handle.hpp"
#include "tests/lib/trust/der_builder.hpp"

namespace checkoutdiag::test {
namespace {

std::string oid(const char* dotted) {
  x509::Handle<ASN1_OBJECT, ASN1_OBJECT_free> object(OBJ_txt2obj(dotted, 1));
  return der(
      6, {reinterpret_cast<const char*>(OBJ_get0_data(object.get())), OBJ_length(object.get())});
}

std::string attribute(const char* type, const std::string& value) {
  return der(0x30, oid(type) + der(0x31, value));
}

std::string bmp(const std::string& text) {
  std::string out;
  for (char c : text)
    out += {'\0', c};
  return der(30, out);
}

std::string key_id_attribute(const std::string& id) {
  return id.empty() ? "" : attribute("1.2.840.113549.1.9.21", der(4, id));
}

constexpr const char* kData = "1.2.840.113549.1.7.1";

/// OpenSSL's context with the legacy provider, or null.
OSSL_LIB_CTX* old_algorithms() {
  static OSSL_LIB_CTX* context = [] {
    OSSL_LIB_CTX* made = OSSL_LIB_CTX_new();
    OSSL_PROVIDER_load(made, "default");
    return OSSL_PROVIDER_load(made, "legacy") ? made : nullptr;
  }();
  return context;
}

void free_bags(STACK_OF(PKCS12_SAFEBAG) * bags) {
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

}  // namespace

std::string bag_of(const CertificateBag& bag) {
  const std::string certificate =
      der(0x30, oid("1.2.840.113549.1.9.22.1") + der(0xa0, der(4, bag.der)));
  std::string attributes = key_id_attribute(bag.key_id);
  if (!bag.alias.empty()) attributes += attribute("1.2.840.113549.1.9.20", bmp(bag.alias));
  if (bag.java_trusted) attributes += attribute("2.16.840.1.113894.746875.1.1", oid("2.5.29.37.0"));
  return der(0x30, oid("1.2.840.113549.1.12.10.1.3") + der(0xa0, certificate) +
                       (attributes.empty() ? "" : der(0x31, attributes)));
}

std::string key_bag(const std::string& key_id) {
  const std::string algorithm =
      der(0x30, oid("1.2.840.113549.1.12.1.3") + der(0x30, der(4, "saltsalt") + der(2, "\x01")));
  const std::string shrouded = der(0x30, algorithm + der(4, "nobody's key, 16"));
  return der(0x30, oid("1.2.840.113549.1.12.10.1.2") + der(0xa0, shrouded) +
                       der(0x31, key_id_attribute(key_id)));
}

std::string nested_bag(const std::string& bags) {
  return der(0x30, oid("1.2.840.113549.1.12.10.1.6") + der(0xa0, der(0x30, bags)));
}

std::string plain_safe(const std::string& bags) {
  return der(0x30, oid(kData) + der(0xa0, der(4, der(0x30, bags))));
}

std::string encrypted_safe(const std::string& bags, int scheme, const char* password, int rounds) {
  const bool old = scheme == NID_pbe_WithSHA1And40BitRC2_CBC;
  if (old && !old_algorithms()) return {};
  const std::string safe = der(0x30, bags);
  const auto* at = reinterpret_cast<const unsigned char*>(safe.data());
  x509::Handle<STACK_OF(PKCS12_SAFEBAG), free_bags> decoded(
      static_cast<STACK_OF(PKCS12_SAFEBAG)*>(static_cast<void*>(ASN1_item_d2i(
          nullptr, &at, static_cast<long>(safe.size()), ASN1_ITEM_rptr(PKCS12_SAFEBAGS)))));
  unsigned char salt[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  x509::Handle<PKCS7, PKCS7_free> packed(
      PKCS12_pack_p7encdata_ex(scheme, password, -1, salt, sizeof salt, rounds, decoded.get(),
                               old ? old_algorithms() : nullptr, nullptr));
  unsigned char* out = nullptr;
  const int size = i2d_PKCS7(packed.get(), &out);
  if (size <= 0) throw std::runtime_error("cannot encrypt a safe");
  std::string info(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return info;
}

std::string pkcs12_of(const std::string& safes) {
  const std::string info = der(0x30, oid(kData) + der(0xa0, der(4, der(0x30, safes))));
  return der(0x30, der(2, "\x03") + info);
}

std::string with_mac(const std::string& pkcs12, const char* password) {
  const auto* at = reinterpret_cast<const unsigned char*>(pkcs12.data());
  x509::Handle<PKCS12, PKCS12_free> pfx(d2i_PKCS12(nullptr, &at, static_cast<long>(pkcs12.size())));
  unsigned char* out = nullptr;
  if (!pfx || PKCS12_set_mac(pfx.get(), password, -1, nullptr, 0, 2048, nullptr) != 1)
    throw std::runtime_error("cannot add a checksum");
  const int size = i2d_PKCS12(pfx.get(), &out);
  std::string file(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return file;
}

}  // namespace checkoutdiag::test
