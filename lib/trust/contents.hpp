#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

#include "lib/trust/facts.hpp"

// Readers of store formats: bytes in, certificates out. All are tolerant, bounded (kMost), never
// throw for what a file holds, and never keep key material.
namespace checkoutdiag::trust {

inline constexpr std::size_t kMost = 50'000;                    // certificates of one store
inline constexpr std::size_t kLargestCertificate = 256 * 1024;  // bytes of one

/// Recognises the format by content and reads it. Loads are filled for each runtime that could be
/// pointed at such a file.
Contents read_contents(std::string_view bytes);

/// PEM text: blocks by a tolerant scanner, flaws, and what each runtime would load.
Contents read_pem(std::string_view bytes);

/// Does this look like text with PEM blocks, or text at all (as against DER and binary formats)?
bool looks_like_pem(std::string_view bytes);

/// JKS or JCEKS (magic FEEDFEED, CECECECE). Certificates need no password; the trailer's keyed
/// checksum is tried with the usual passwords ("changeit", "changeme", none).
Contents read_keystore(std::string_view bytes);

/// PKCS#12 trust stores and key stores: certificates of unencrypted and encrypted bags, with the
/// usual passwords (none, empty, "changeit", "changeme", "password", "notasecret"). RC2-40 needs
/// OpenSSL's legacy provider, which is loaded into a library context of its own.
Contents read_pkcs12(std::string_view bytes);

/// PKCS#7 SignedData in DER.
Contents read_pkcs7(std::string_view bytes);

/// One or more DER certificates after each other.
Contents read_der(std::string_view bytes);

/// Reads a file at places: offset, where to, how much; returns how much there was.
using ReadAt = std::function<std::size_t(std::uint64_t, char*, std::size_t)>;

/// PEM blocks compiled into a program (node), without running it. Only the parts of an ELF file
/// that hold data are searched; other files are searched whole.
Contents read_compiled_in(const ReadAt& read, std::uint64_t size);

/// DER certificates in a program or module that must not be loaded as code; what it says about
/// trust is not read, and `problem` says so.
Contents read_module_bytes(const ReadAt& read, std::uint64_t size);

/// A PKCS#11 module of this machine (libnssckbi.so, p11-kit-trust.so), loaded with dlopen: the
/// caller has made sure that it may run.
Contents read_nss_module(const char* path);

/// NSS's cert9.db, from its bytes (SQLite in memory).
Contents read_nss_database(std::string_view bytes);

}  // namespace checkoutdiag::trust
