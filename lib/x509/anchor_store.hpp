#pragma once
#include <openssl/x509_vfy.h>

#include <memory>
#include <mutex>
#include <string>

#include "lib/x509/bundle.hpp"
#include "lib/x509/certificate.hpp"
#include "lib/x509/handle.hpp"

namespace checkoutdiag::x509 {

/// An X509_STORE and the words for it. What the user named is loaded at once, so that a wrong name
/// stops the tool before it touches the network; OpenSSL's defaults are loaded on first use (a
/// bundle costs some 10 ms).
class AnchorStore {
 public:
  explicit AnchorStore(const Anchors& anchors);  // throws Failure(input)

  X509_STORE* get();  // thread-safe
  const std::string& description() const { return description_; }
  const std::string& unavailable() const { return unavailable_; }  // why there is no store at all

 private:
  void describe_defaults();

  void load_defaults();

  std::unique_ptr<Bundle> bundle_;  // outlives the store that looks into it
  Handle<X509_STORE, X509_STORE_free> store_;
  std::string default_file_;
  bool defaults_ = false;
  std::once_flag loaded_;
  std::string description_, unavailable_;
};

}  // namespace checkoutdiag::x509
