#include "lib/x509/decode.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include <array>

#include "lib/text/hex.hpp"
#include "lib/x509/certificate.hpp"

namespace checkoutdiag::x509 {
namespace {

using Memory = Handle<BIO, BIO_free_all>;
using Pkcs7 = Handle<PKCS7, PKCS7_free>;

Memory reader(std::string_view bytes) {
  return Memory(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

/// OpenSSL's own default asks for a passphrase on the terminal: an encrypted block is simply not
/// read.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

std::string last_error() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason ? reason : "unknown error";
}

void take_pkcs7(PKCS7* bag, std::size_t limit, std::vector<std::string>& found) {
  if (!bag || !PKCS7_type_is_signed(bag) || !bag->d.sign) return;
  STACK_OF(X509)* list = bag->d.sign->cert;
  for (int i = 0; i < sk_X509_num(list) && found.size() < limit; ++i)
    found.push_back(der_of(sk_X509_value(list, i)));
}

void take_pem(std::string_view file, std::size_t limit, std::vector<std::string>& found) {
  Memory in = reader(file);
  while (found.size() < limit) {
    Cert next(PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr));
    if (!next) break;
    found.push_back(der_of(next.get()));
  }
  if (!found.empty()) return;
  in = reader(file);
  Pkcs7 bag(PEM_read_bio_PKCS7(in.get(), nullptr, no_passphrase, nullptr));
  take_pkcs7(bag.get(), limit, found);
}

}  // namespace

Decoded decode(std::string_view der) {
  if (der.empty()) return {nullptr, "it is empty"};
  if (der.size() > kLargestCertificate)
    return {nullptr, fmt::format("it has {} bytes, more than {}", der.size(), kLargestCertificate)};
  const auto* start = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* at = start;
  Cert certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate) return {nullptr, fmt::format("not a DER certificate ({})", last_error())};
  std::size_t left = der.size() - static_cast<std::size_t>(at - start);
  if (left != 0) return {nullptr, fmt::format("{} bytes follow the certificate", left)};
  return {std::move(certificate), {}};
}

std::string one_line(const X509_NAME* name) {
  // RFC 4514, but with UTF-8 as it is. Text that is not what its type says is shown as escaped
  // bytes, and what even that refuses as a hex dump.
  constexpr unsigned long kText =
      XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  constexpr unsigned long kBytes =
      XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_UTF8_CONVERT);
  constexpr unsigned long kDump = XN_FLAG_RFC2253 | ASN1_STRFLGS_DUMP_ALL;
  for (unsigned long flags : {kText, kBytes, kDump}) {
    Memory out(BIO_new(BIO_s_mem()));
    if (X509_NAME_print_ex(out.get(), name, 0, flags) < 0) continue;
    char* data = nullptr;
    long size = BIO_get_mem_data(out.get(), &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
  }
  return "(a name that cannot be shown)";
}

std::vector<std::string> certificates_in(std::string_view file, std::size_t limit) {
  QuietErrors quiet;
  std::vector<std::string> found;
  if (file.size() > 4 * kLargestCertificate) return found;
  if (file.find("-----BEGIN ") != std::string_view::npos) {
    take_pem(file, limit, found);
    return found;
  }
  if (decode(file).certificate) return {std::string(file)};
  const auto* at = reinterpret_cast<const unsigned char*>(file.data());
  Pkcs7 bag(d2i_PKCS7(nullptr, &at, static_cast<long>(file.size())));
  take_pkcs7(bag.get(), limit, found);
  return found;
}

std::string der_of(X509* certificate) {
  int size = i2d_X509(certificate, nullptr);
  if (size <= 0) return {};
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_X509(certificate, &out);
  return der;
}

std::string bytes_of(const ASN1_STRING* text) {
  if (!text || ASN1_STRING_length(text) <= 0) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string to_pem(std::string_view der) {
  constexpr std::size_t kLine = 64;
  std::string base64 = text::base64(as_bytes(der));
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < base64.size(); at += kLine)
    pem += base64.substr(at, kLine) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

}  // namespace checkoutdiag::x509
