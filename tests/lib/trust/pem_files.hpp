#pragma once
#include <string>
#include <vector>

#include "tests/lib/x509/mint.hpp"

// PEM files in all the ways in which they go wrong, made from certificates of this process.
namespace checkoutdiag::test {

/// Four roots, and the texts that the table is written with.
struct PemParts {
  std::string a, b, c, d;  // blocks
  std::string a_der, key;
};
const PemParts& pem_parts();

/// Base64 in lines of `width` between BEGIN and END.
std::string pem_block(const std::string& der, const std::string& label = "CERTIFICATE",
                      std::size_t width = 64);

/// The block with other words in BEGIN, and in END.
std::string labelled(const std::string& block, const std::string& begin, const std::string& end);

/// With a line (0: BEGIN) replaced.
std::string with_line(const std::string& text, std::size_t number, const std::string& line);
std::string line_of(const std::string& text, std::size_t number);

std::string replaced(std::string text, const std::string& what, const std::string& with);

/// One file of the table and what the runtimes themselves were seen to load: OpenSSL, Node, Go,
/// Java, GnuTLS, with a '!' where they say that something is wrong.
struct PemCase {
  std::string name, text;
  std::size_t found;  // by the tolerant scanner
  std::string loads;
};
std::vector<PemCase> pem_cases();

/// A's certificate as a TRUSTED block, and what it says about TLS servers.
struct PemTrusted {
  std::string name, text;
  bool for_servers;
};
std::vector<PemTrusted> pem_trusted();

}  // namespace checkoutdiag::test
