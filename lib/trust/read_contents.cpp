#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "lib/trust/contents.hpp"
#include "lib/trust/der.hpp"
#include "lib/trust/reading.hpp"
#include "lib/trust/unsupported.hpp"

namespace checkoutdiag::trust {
namespace {

using namespace std::string_view_literals;

bool begins(std::string_view bytes, std::string_view magic) {
  return bytes.starts_with(magic);
}

/// ELF, Mach-O of both widths, PE. "MZ" alone could be text.
bool is_program(std::string_view bytes) {
  return begins(bytes,
                "\x7f"
                "ELF"sv) ||
         begins(bytes, "\xcf\xfa\xed\xfe"sv) || begins(bytes, "\xce\xfa\xed\xfe"sv) ||
         (begins(bytes, "MZ"sv) && bytes.substr(0, 64).find('\0') != std::string_view::npos);
}

/// A program that is given as a file: its PEM blocks, or else its DER certificates.
Contents read_program(std::string_view bytes) {
  const ReadAt read = [bytes](std::uint64_t offset, char* to, std::size_t length) -> std::size_t {
    if (offset >= bytes.size()) return 0;
    const std::size_t size = std::min(length, bytes.size() - static_cast<std::size_t>(offset));
    std::memcpy(to, bytes.data() + offset, size);
    return size;
  };
  Contents blocks = read_compiled_in(read, bytes.size());
  if (!blocks.certificates.empty()) return blocks;
  Contents module = read_module_bytes(read, bytes.size());
  if (!module.certificates.empty()) return module;
  blocks.problem = "it is a program, and no certificates were found in its data";
  return blocks;
}

/// The content of a SEQUENCE of more than 127 bytes, also of indefinite length or cut off: what it
/// is shall be told, even if it cannot be read. A certificate is never shorter, and what is begins
/// as text can ("0 errors").
std::optional<std::string_view> inside_sequence(std::string_view bytes) {
  if (bytes.size() < 2 || static_cast<unsigned char>(bytes[0]) != kSequence) return std::nullopt;
  const auto first = static_cast<unsigned char>(bytes[1]);
  constexpr unsigned kIndefinite = 0x80, kMostDigits = 4;
  if (first < kIndefinite || first > kIndefinite + kMostDigits) return std::nullopt;
  return bytes.substr(std::min<std::size_t>(bytes.size(), 2 + first - kIndefinite));
}

/// PKCS#8, and the older forms of RSA and EC keys: a version, then what no certificate has there.
bool is_private_key(std::string_view inside) {
  for (std::string_view version : {"\x02\x01\x00"sv, "\x02\x01\x01"sv}) {
    if (!begins(inside, version) || inside.size() <= version.size()) continue;
    const auto next = static_cast<unsigned char>(inside[version.size()]);
    return next == kSequence || next == kInteger || next == kOctetString;
  }
  return false;
}

Contents private_key() {
  Contents found;
  found.private_keys = 1;
  add_flaw(found, FlawKind::private_key, "the file is a private key in DER");
  add_problem(found, "it is a private key, and no store of certificates");
  return found;
}

Contents read_sequence(std::string_view bytes, std::string_view inside) {
  constexpr std::string_view kPkcs7 = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"sv;
  if (begins(inside, "\x02\x01\x03"sv)) return read_pkcs12(bytes);
  if (begins(inside, kPkcs7)) return read_pkcs7(bytes);
  if (is_private_key(inside)) return private_key();
  return read_der(bytes);
}

Contents refuse(const Unsupported& kind) {
  Contents found;
  found.format = Format::unsupported;
  found.format_note = kind.name;
  add_problem(found, fmt::format("it is {}, which is not supported: {}", kind.name, kind.instead));
  return found;
}

Contents unknown() {
  Contents found;
  add_flaw(found, FlawKind::not_a_store, "binary data of no known format");
  add_problem(found, "it is binary data of no format that is known here");
  return found;
}

}  // namespace

Contents read_contents(std::string_view bytes) {
  if (begins(bytes, "\xfe\xed\xfe\xed"sv) || begins(bytes, "\xce\xce\xce\xce"sv))
    return read_keystore(bytes);
  if (begins(bytes, "SQLite format 3\0"sv)) return read_nss_database(bytes);
  if (is_program(bytes)) return read_program(bytes);
  if (std::optional<Unsupported> kind = unsupported_kind(bytes)) return refuse(*kind);
  if (std::optional<std::string_view> inside = inside_sequence(bytes))
    return read_sequence(bytes, *inside);
  const bool blocks = bytes.find("-----BEGIN ") != std::string_view::npos;
  if (bytes.empty() || blocks || looks_like_pem(bytes)) return read_pem(bytes);
  return unknown();
}

}  // namespace checkoutdiag::trust
