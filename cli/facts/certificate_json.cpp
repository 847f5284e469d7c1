#include "cli/facts/certificate_json.hpp"

#include "lib/text/escape.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::facts {

using nlohmann::ordered_json;

ordered_json text_or_null(const std::string& raw) {
  return raw.empty() ? ordered_json(nullptr) : ordered_json(text::printable(raw));
}

ordered_json texts(const std::vector<std::string>& raw) {
  ordered_json list = ordered_json::array();
  for (const std::string& item : raw)
    list.push_back(text::printable(item));
  return list;
}

ordered_json certificate_json(const x509::Certificate& certificate) {
  return {{"subject", text::printable(certificate.subject)},
          {"issuer", text::printable(certificate.issuer)},
          {"serial", certificate.serial},
          {"not_before", text::rfc3339(certificate.not_before)},
          {"not_after", text::rfc3339(certificate.not_after)},
          {"key_algorithm", certificate.key_algorithm},
          {"key_bits", certificate.key_bits},
          {"key_group", text_or_null(certificate.key_group)},
          {"signature_algorithm", certificate.signature_algorithm},
          {"dns_names", texts(certificate.dns_names)},
          {"ip_addresses", texts(certificate.ip_addresses)},
          {"is_ca", certificate.is_ca},
          {"self_signed", certificate.self_signed},
          {"must_staple", certificate.must_staple},
          {"sct_count", certificate.sct_count},
          {"ca_issuers", texts(certificate.ca_issuers_urls)},
          {"ocsp", texts(certificate.ocsp_urls)},
          {"sha256", certificate.sha256},
          {"spki_sha256", certificate.spki_sha256},
          {"malformed", text_or_null(certificate.malformed)}};
}

}  // namespace checkoutdiag::facts
