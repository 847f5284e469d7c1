#pragma once
#include <openssl/crypto.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/repair/variant.hpp"

namespace checkoutdiag::webhook {

/// Passes variants on, but neither the text that was given nor one text twice. Keeps what passed,
/// and wipes it at the end: it may be secrets.
class Once {
 public:
  Once(std::string_view given, const Offer& offer) : offer_(offer) { passed_.emplace_back(given); }
  Once(const Once&) = delete;
  Once& operator=(const Once&) = delete;
  ~Once() {
    for (std::string& text : passed_)
      OPENSSL_cleanse(text.data(), text.size());
  }

  /// False: the taker wants no more.
  bool operator()(Variant variant) {
    if (over_ || variant.value.empty()) return !over_;
    if (std::find(passed_.begin(), passed_.end(), variant.value) != passed_.end()) return true;
    passed_.push_back(variant.value);
    over_ = !offer_(std::move(variant));
    return !over_;
  }

  bool over() const { return over_; }

 private:
  const Offer& offer_;
  std::vector<std::string> passed_;
  bool over_ = false;
};

}  // namespace checkoutdiag::webhook
