#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "lib/text/escape.hpp"
#include "lib/x509/certificate.hpp"

// Hostile certificates: read, matched and verified without a crash, and consistent with themselves.
using namespace checkoutdiag;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check_text(const x509::Certificate& read) {
  for (const std::string* text : {&read.subject, &read.issuer, &read.common_name, &read.malformed})
    must(text::is_utf8(text::printable(*text)));
  must(text::is_utf8(read.serial + read.key_algorithm + read.key_group + read.signature_algorithm));
}

void check_names(const x509::Certificate& read) {
  // What is not a host name serves nobody; the names themselves are the hosts likeliest to find a
  // fault.
  for (const std::string& name : read.dns_names) {
    bool odd = name.find_first_of(std::string_view("\0*/ ", 4)) != std::string::npos;
    must(!(x509::matches_host(read, name) && odd));
  }
  for (const std::string& ip : read.ip_addresses)
    must(x509::matches_host(read, ip) == !ip.starts_with('#'));
}

// Reading without the key must tell what reading with it tells.
void check_short_way(const x509::Certificate& read) {
  const x509::Certificate other = x509::read_certificate(read.der, x509::SelfSignature::believe);
  must(other.malformed.empty() == read.malformed.empty());
  must(other.subject == read.subject && other.issuer == read.issuer);
  must(other.not_after == read.not_after && other.is_ca == read.is_ca);
  must(other.subject_hash == read.subject_hash);
  if (read.key_bits > 0 && read.malformed.empty()) must(other.key_bits == read.key_bits);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string der(reinterpret_cast<const char*>(data), size);
  x509::Certificate read = x509::read_certificate(der);
  must(read.der == der && read.sha256.size() == 64);
  check_text(read);
  check_short_way(read);
  if (!read.malformed.empty()) {
    must(read.subject.empty() && read.dns_names.empty() && read.spki_sha256.empty());
    return 0;
  }
  must(read.spki_sha256.size() == 64 && read.sct_count >= 0);
  must(!read.self_signed || read.self_issued);
  check_names(read);
  static const x509::Verifier verifier(x509::Anchors{});
  std::string chain[] = {der, der};
  x509::Verification verdict = verifier.verify(chain, read.not_before);
  must(!verdict.tried || verdict.valid == verdict.errors.empty());
  return 0;
}
