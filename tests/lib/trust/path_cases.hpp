#pragma once
#include <string>
#include <vector>

// Chains and stores with one feature each, and what the runtimes say of them: asked on Debian 12
// (OpenSSL 3.0, Node.js 20, Go 1.19, OpenJDK 17, GnuTLS 3.7), not believed.
namespace checkoutdiag::test {

struct PathCase {
  std::string name;
  std::vector<std::string> sent, store;  // DER; the leaf first
  std::string key_pem;                   // the leaf's
  // "ok", or what is objected to: OpenSSL's number at security level 0, at level 2, and with
  // partial chains at level 0; a cause for Node, Go, Java and GnuTLS.
  std::string expected;
};

/// Minted anew by each call.
std::vector<PathCase> path_cases();

}  // namespace checkoutdiag::test
