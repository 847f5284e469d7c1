#include "lib/x509/bundle.hpp"

#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <string_view>

namespace checkoutdiag::x509 {
namespace {

using File = Handle<BIO, BIO_free_all>;
using Name = Handle<X509_NAME, X509_NAME_free>;

/// The elements of DER one after another, without decoding what is in them.
struct Elements {
  const unsigned char* at;
  const unsigned char* end;
  bool ok = true;

  /// Moves to the content of the next element (`enter`) or behind it; returns its tag byte's class
  /// and number.
  int next(bool enter) {
    long length = 0;
    int tag = 0, kind = 0;
    // 0x80: an error; 1: indefinite length, which DER does not have.
    if (!ok || (ASN1_get_object(&at, &length, &tag, &kind, end - at) & 0x81) != 0) ok = false;
    if (!ok) return -1;
    if (enter)
      end = at + length;
    else
      at += length;
    return kind | tag;
  }
};

/// The subject of a certificate by position (RFC 5280 4.1); decoding the rest is what costs.
Name subject_of(std::string_view der) {
  const auto* start = reinterpret_cast<const unsigned char*>(der.data());
  Elements in{start, start + der.size()};
  in.next(true);  // Certificate
  in.next(true);  // TBSCertificate
  constexpr int kVersion = V_ASN1_CONTEXT_SPECIFIC | 0;
  if (in.next(false) == kVersion) in.next(false);  // or it was the serial number already
  for (int i = 0; i < 3; ++i)
    in.next(false);  // signature, issuer, validity
  return in.ok ? Name(d2i_X509_NAME(nullptr, &in.at, in.end - in.at)) : nullptr;
}

}  // namespace

std::unique_ptr<Bundle> Bundle::read(const std::string& file) {
  QuietErrors quiet;
  File in(BIO_new_file(file.c_str(), "r"));
  auto bundle = std::make_unique<Bundle>();
  char *type = nullptr, *header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  while (in && PEM_read_bio(in.get(), &type, &header, &data, &size) == 1) {
    std::string der(reinterpret_cast<char*>(data), static_cast<std::size_t>(size));
    bool plain = std::string_view(type) == PEM_STRING_X509 && *header == '\0';
    OPENSSL_free(type);
    OPENSSL_free(header);
    OPENSSL_free(data);
    Name subject = plain ? subject_of(der) : nullptr;
    if (!subject) return nullptr;
    bundle->entries_.push_back({std::move(subject), std::move(der), nullptr});
  }
  bool whole = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  return whole && !bundle->entries_.empty() ? std::move(bundle) : nullptr;
}

bool Bundle::attach(X509_STORE* store) {
  method_.reset(X509_LOOKUP_meth_new("certificates of a bundle, by subject"));
  if (!method_ || X509_LOOKUP_meth_set_get_by_subject(method_.get(), by_subject) != 1) return false;
  X509_LOOKUP* lookup = X509_STORE_add_lookup(store, method_.get());
  return lookup && X509_LOOKUP_set_method_data(lookup, this) == 1;
}

int Bundle::by_subject(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name,
                       X509_OBJECT* found) {
  auto* self = static_cast<Bundle*>(X509_LOOKUP_get_method_data(lookup));
  return type == X509_LU_X509 ? self->find(X509_LOOKUP_get_store(lookup), name, found) : 0;
}

int Bundle::find(X509_STORE* store, const X509_NAME* name, X509_OBJECT* found) {
  std::lock_guard lock(mutex_);
  X509* first = nullptr;
  for (Entry& entry : entries_) {
    if (X509_NAME_cmp(entry.subject.get(), name) != 0) continue;
    if (!entry.parsed) {
      entry.parsed = decode(entry.der).certificate;
      // OpenSSL reads extensions on first use: let that be here, before other threads see it.
      if (entry.parsed) X509_check_purpose(entry.parsed.get(), -1, 0);
    }
    // All of one name go into the store, where OpenSSL then chooses by key.
    if (!entry.parsed || X509_STORE_add_cert(store, entry.parsed.get()) != 1) continue;
    if (!first) first = entry.parsed.get();
  }
  if (!first || X509_OBJECT_set1_X509(found, first) != 1) return 0;
  X509_free(first);  // OpenSSL's caller counts the reference that it keeps; ours is entry.parsed
  return 1;
}

}  // namespace checkoutdiag::x509
