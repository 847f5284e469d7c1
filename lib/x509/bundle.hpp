#pragma once
#include <openssl/x509_vfy.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lib/x509/decode.hpp"

namespace checkoutdiag::x509 {

/// A PEM file of many anchors of which one or two are wanted. OpenSSL decodes every key in it first
/// (some 30 ms for Debian's bundle, more than a whole probe takes); this finds the wanted ones by
/// subject.
class Bundle {
 public:
  /// Null when the file holds anything but plain certificates: OpenSSL shall then load it itself.
  static std::unique_ptr<Bundle> read(const std::string& file);

  /// Lets `store` look here. The store must not outlive the bundle.
  bool attach(X509_STORE* store);

 private:
  struct Entry {
    Handle<X509_NAME, X509_NAME_free> subject;
    std::string der;
    Cert parsed;  // once it was wanted
  };

  static int by_subject(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name,
                        X509_OBJECT* found);
  int find(X509_STORE* store, const X509_NAME* name, X509_OBJECT* found);

  Handle<X509_LOOKUP_METHOD, X509_LOOKUP_meth_free> method_;
  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace checkoutdiag::x509
