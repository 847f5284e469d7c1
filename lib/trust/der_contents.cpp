#include <fmt/core.h>
#include <openssl/pkcs7.h>

#include <algorithm>

#include "lib/trust/contents.hpp"
#include "lib/trust/der.hpp"
#include "lib/trust/reading.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::trust {
namespace {

using Pkcs7 = x509::Handle<PKCS7, PKCS7_free>;

// OpenSSL's form takes a multiple of that; all of Mozilla's roots have 0.2 MB.
constexpr std::size_t kLargestPkcs7 = 8 * 1024 * 1024;

/// Measured: none of these looks for DER when it is given a file of anchors.
void none_but_java(Contents& contents) {
  contents.loads.push_back(loads_none(Runtime::openssl, contents, true,
                                      "only PEM is read: no certificate or crl found"));
  contents.loads.push_back(
      loads_none(Runtime::node, contents, false, "only PEM is read, without a warning"));
  contents.loads.push_back(
      loads_none(Runtime::go, contents, false, "only PEM is read, without a warning"));
}

constexpr const char* kAsTrustStore =
    "through CertificateFactory and keytool -importcert; as javax.net.ssl.trustStore it is refused";

bool has_bad_one(const Contents& contents) {
  return std::any_of(contents.flaws.begin(), contents.flaws.end(),
                     [](const Flaw& flaw) { return flaw.kind == FlawKind::bad_certificate; });
}

void fill_der_loads(Contents& contents) {
  none_but_java(contents);
  contents.loads.push_back(has_bad_one(contents)
                               ? Load{Runtime::java, std::nullopt, false, "not known", {}}
                               : loads_all(Runtime::java, contents, kAsTrustStore));
  contents.loads.push_back(loads_none(
      Runtime::gnutls, contents, false,
      contents.certificates.size() == 1 && contents.flaws.empty()
          ? "read as PEM, which programs do unless told otherwise (gnutls-cli --x509fmtder)"
          : "neither as PEM nor, with something after the first certificate, as DER"));
}

void take_signed(const PKCS7_SIGNED* content, Contents& to) {
  for (int i = 0; i < sk_X509_num(content->cert) && !is_full(to); ++i)
    add_certificate(to, x509::der_of(sk_X509_value(content->cert, i)),
                    fmt::format("certificate {}", i + 1));
  if (const int lists = sk_X509_CRL_num(content->crl); lists > 0)
    add_flaw(to, FlawKind::other_block, fmt::format("{} revocation lists", lists));
}

void decode_pkcs7(std::string_view bytes, Contents& to) {
  if (bytes.size() > kLargestPkcs7)
    return add_problem(to, fmt::format("it has {} bytes, more than the {} that are read",
                                       bytes.size(), kLargestPkcs7));
  const auto* start = reinterpret_cast<const unsigned char*>(bytes.data());
  const unsigned char* at = start;
  Pkcs7 bag(d2i_PKCS7(nullptr, &at, static_cast<long>(bytes.size())));
  if (!bag) return add_problem(to, "it begins as PKCS#7 does, and cannot be decoded");
  if (const auto more = bytes.size() - static_cast<std::size_t>(at - start); more != 0)
    add_flaw(to, FlawKind::trailing_bytes, fmt::format("{} bytes follow the PKCS#7", more));
  if (PKCS7_type_is_signed(bag.get()) && bag->d.sign) return take_signed(bag->d.sign, to);
  add_problem(to,
              "it is PKCS#7 of another kind than SignedData: there are no certificates to read");
}

}  // namespace

Contents read_pkcs7(std::string_view bytes) {
  x509::QuietErrors quiet;
  Contents found;
  found.format = Format::pkcs7;
  found.format_note = "PKCS#7 in DER";
  decode_pkcs7(bytes, found);
  none_but_java(found);
  found.loads.push_back(found.problem.empty() && !has_bad_one(found)
                            ? loads_all(Runtime::java, found, kAsTrustStore)
                            : Load{Runtime::java, std::nullopt, false, "not known", {}});
  found.loads.push_back(loads_none(Runtime::gnutls, found, false, "PKCS#7 is not read"));
  return found;
}

Contents read_der(std::string_view bytes) {
  Contents found;
  found.format = Format::der;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    std::optional<Element> element = first_element(rest);
    if (!element || element->tag != kSequence) break;
    if (is_full(found) || found.flaws.size() >= kMostFlaws) {
      add_problem(found, fmt::format("{} bytes were not read", rest.size()));
      rest = {};
      break;
    }
    add_certificate(found, element->whole, fmt::format("byte {}", bytes.size() - rest.size()));
    rest.remove_prefix(element->whole.size());
  }
  found.format_note = found.certificates.size() == 1
                          ? "one DER certificate"
                          : fmt::format("{} DER certificates", found.certificates.size());
  if (found.certificates.empty()) {
    add_problem(found, "it is DER, or begins like it, and holds no certificate");
  } else if (!rest.empty()) {
    add_flaw(found, FlawKind::trailing_bytes,
             fmt::format("{} bytes follow the last certificate", rest.size()));
  }
  fill_der_loads(found);
  return found;
}

}  // namespace checkoutdiag::trust
