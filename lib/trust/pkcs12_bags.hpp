#pragma once
#include <openssl/pkcs12.h>

#include <optional>
#include <string>
#include <vector>

#include "lib/trust/facts.hpp"

// What lies in the safes of a PKCS#12. Included by the reader's .cpp files only.
namespace checkoutdiag::trust {

/// What Java goes by when it decides about a bag.
struct BagFacts {
  std::string alias, key_id;  // raw; empty: none
  bool java_trusted = false;  // carries Java's attribute for trusted certificates
  bool nested = false;        // in a safe within a safe, which Java passes over
};

struct Bags {
  /// Of each certificate in Contents::certificates.
  std::vector<BagFacts> certificates;
  std::vector<BagFacts> keys;
  bool bad = false;  // a certificate that is none
};

/// Adds what is in a safe, and in the safes within it down to a fixed depth.
void read_bags(const STACK_OF(PKCS12_SAFEBAG) * safe, Contents& to, Bags& bags, int depth = 0);

/// How many of them Java's trust manager would take.
Load java_load(const Contents& contents, const Bags& bags);

}  // namespace checkoutdiag::trust
