#include "lib/x509/throwaway.hpp"

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <utility>

#include "lib/x509/handle.hpp"

namespace checkoutdiag::x509 {
namespace {

using Certificate = Handle<X509, X509_free>;
using Memory = Handle<BIO, BIO_free_all>;

Certificate read(const std::string& pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

// What OpenSSL says of the server's certificate, with every check that it has.
int verdict(const Throwaway& made, const std::string& ca, int days_from_now = 0) {
  const Certificate root = read(ca), leaf = read(made.certificate);
  REQUIRE(root);
  REQUIRE(leaf);
  const Handle<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), root.get());
  const Handle<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
  X509_VERIFY_PARAM_set_purpose(how, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_auth_level(how, 3);
  const auto when = std::chrono::system_clock::now() + std::chrono::hours(24 * days_from_now);
  X509_VERIFY_PARAM_set_time(how, std::chrono::system_clock::to_time_t(when));
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

bool is_for_host(const Throwaway& made, const char* name) {
  return X509_check_host(read(made.certificate).get(), name, 0, 0, nullptr) == 1;
}

bool is_for_address(const Throwaway& made, const char* address) {
  return X509_check_ip_asc(read(made.certificate).get(), address, 0) == 1;
}

int names_in(const Throwaway& made) {
  const Certificate leaf = read(made.certificate);
  const Handle<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(leaf.get(), NID_subject_alt_name, nullptr, nullptr)));
  return sk_GENERAL_NAME_num(names.get());
}

}  // namespace

TEST_CASE("a throw-away certificate passes every check, for its names alone and for thirty days") {
  const Throwaway made = make_throwaway(
      {"localhost", "pay.shop.example", "127.0.0.1", "::1", "2001:db8::7", "127.0.0.1"});
  CHECK(verdict(made, made.ca) == X509_V_OK);
  CHECK(names_in(made) == 5);
  CHECK(is_for_host(made, "localhost"));
  CHECK(is_for_host(made, "PAY.shop.example"));
  CHECK_FALSE(is_for_host(made, "shop.example"));
  CHECK_FALSE(is_for_host(made, "checkoutdiag sandbox"));
  CHECK_FALSE(is_for_host(made, "127.0.0.1"));
  for (const char* address : {"127.0.0.1", "::1", "2001:db8:0::7"})
    CHECK(is_for_address(made, address));
  CHECK_FALSE(is_for_address(made, "127.0.0.2"));
  CHECK_FALSE(is_for_address(made, "::2"));
  CHECK(verdict(made, made.ca, 29) == X509_V_OK);
  CHECK(verdict(made, made.ca, 31) == X509_V_ERR_CERT_HAS_EXPIRED);
  CHECK(verdict(made, made.ca, -2) == X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_CASE("its key is its own, and two runs share nothing") {
  const Throwaway one = make_throwaway({"localhost"}), other = make_throwaway({"localhost"});
  const Memory memory(BIO_new_mem_buf(one.key.data(), static_cast<int>(one.key.size())));
  const Handle<EVP_PKEY, EVP_PKEY_free> key(
      PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  REQUIRE(key);
  CHECK(X509_check_private_key(read(one.certificate).get(), key.get()) == 1);
  CHECK(X509_check_private_key(read(one.ca).get(), key.get()) == 0);
  CHECK(one.ca.find("PRIVATE") == std::string::npos);
  CHECK(one.key != other.key);
  CHECK(one.ca != other.ca);
  CHECK(ASN1_INTEGER_cmp(X509_get0_serialNumber(read(one.certificate).get()),
                         X509_get0_serialNumber(read(other.certificate).get())) != 0);
  CHECK(verdict(one, one.ca) == X509_V_OK);
  CHECK(verdict(one, other.ca) != X509_V_OK);
}

TEST_CASE("a name is one name, whatever it has in it, or none") {
  const Throwaway made = make_throwaway({"a.example,DNS:b.example", "dirName:section", "@section",
                                         "", std::string("c.example\0d", 11), "\xC3\xA9.example",
                                         std::string(300, 'x'), "fe80::1%eth0", "*.e.example"});
  CHECK(verdict(made, made.ca) == X509_V_OK);
  CHECK(names_in(made) == 2);
  CHECK(is_for_address(made, "fe80::1"));
  CHECK(is_for_host(made, "x.e.example"));
  CHECK_FALSE(is_for_host(made, "b.example"));
}

}  // namespace checkoutdiag::x509
