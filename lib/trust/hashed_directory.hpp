#pragma once
#include <string>
#include <vector>

#include "lib/trust/facts.hpp"

// A directory of certificates as OpenSSL looks into it: by the hash of the wanted subject.
namespace checkoutdiag::trust {

/// One name of a directory, and the certificates behind it.
struct DirectoryFile {
  std::string name;                       // in the directory
  std::string real;                       // behind all links; empty: it leads nowhere
  bool link = false;                      // a symbolic link
  bool pem = false;                       // text with blocks: what OpenSSL reads from a directory
  std::string error;                      // why it could not be read; empty: it could
  std::vector<std::size_t> certificates;  // indices into the inventory's
  bool stops = false;                     // it is broken: a lookup goes no further
};

/// What OpenSSL finds in a directory, and which names are not as they should be.
struct DirectoryLinks {
  std::vector<Link> faults;
  int good = 0;
  std::vector<std::size_t> reachable;  // certificates that a lookup by subject finds, ascending
};

/// "5ad8a5d6.0": the only names that OpenSSL looks for. The number is below 2^31.
struct HashName {
  std::uint32_t hash = 0;
  std::uint32_t number = 0;
};
std::optional<HashName> parse_hash_name(std::string_view name);

/// The name of a certificate in such a directory: hash_name(0x5ad8a5d6, 0) is "5ad8a5d6.0".
std::string hash_name(std::uint32_t hash, std::uint32_t number);

/// Judges the names as X509_LOOKUP_hash_dir does (OpenSSL crypto/x509/by_dir.c as documented in
/// X509_LOOKUP_hash_dir(3)): for a subject's hash it opens .0, .1, … until one is not there, and
/// reads PEM only.
DirectoryLinks examine_links(const std::vector<DirectoryFile>& files,
                             const std::vector<x509::Certificate>& certificates);

}  // namespace checkoutdiag::trust
