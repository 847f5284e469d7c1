#pragma once
#include <memory>

// Included by .cpp files only: facts hold no OpenSSL types.
namespace checkoutdiag::x509 {

template <auto free>
struct FreeWith {
  template <class T>
  void operator()(T* owned) const {
    free(owned);
  }
};

/// Owns what a C library handed out: Handle<X509, X509_free>.
template <class T, auto free>
using Handle = std::unique_ptr<T, FreeWith<free>>;

}  // namespace checkoutdiag::x509
