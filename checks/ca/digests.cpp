#include "checks/ca/digests.hpp"

namespace checkoutdiag::ca {

bool has_broken_digest(const x509::Certificate& certificate) {
  const std::string& digest = certificate.signature_digest;
  return digest == "SHA1" || digest == "MD5" || digest == "MD4" || digest == "MD2";
}

bool signs_itself(const x509::Certificate& certificate) {
  const std::string& digest = certificate.signature_digest;
  bool unverifiable = digest == "MD2" || digest == "MD4";
  return certificate.self_signed || (unverifiable && certificate.self_issued);
}

}  // namespace checkoutdiag::ca
