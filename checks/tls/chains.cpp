#include "checks/tls/chains.hpp"

#include <algorithm>

namespace checkoutdiag::tls {

bool is_gap(int code) {
  return code == kIssuerNotFound || code == kSelfSignedInChain || code == kIssuerNotLocal ||
         code == kLeafNotVerified || code == kUntrusted;
}

bool has_error(const x509::Verification& verification, int code) {
  return std::any_of(verification.errors.begin(), verification.errors.end(),
                     [&](const x509::VerifyError& error) { return error.code == code; });
}

bool all_verified(const TlsCase& seen) {
  bool all = true;
  for_each_leaf(seen, [&](const ChainFacts& chain, const x509::Certificate&) {
    all = all && chain.verification.tried;
  });
  return all;
}

std::vector<std::string> error_list(const x509::Verification& verification) {
  std::vector<std::string> list;
  for (const x509::VerifyError& error : verification.errors)
    list.push_back(fmt::format("{} at depth {}: {}", error.code, error.depth, error.text));
  return list;
}

std::string store_of(const x509::Verification& verification) {
  return verification.store.empty() ? "the store of this machine" : verification.store;
}

std::string why_not_verified(const x509::Verification& verification) {
  return verification.unavailable.empty() ? "no store was asked" : verification.unavailable;
}

void for_each_leaf(const TlsCase& seen,
                   const std::function<void(const ChainFacts&, const x509::Certificate&)>& judge) {
  for (const ChainFacts& chain : seen.seen.chains)
    if (!chain.certificates.empty() && chain.certificates.front().malformed.empty())
      judge(chain, chain.certificates.front());
}

void for_each_distinct(const TlsCase& seen,
                       const std::function<void(const x509::Certificate&)>& judge) {
  std::vector<std::string_view> done;
  for (const ChainFacts& chain : seen.seen.chains) {
    for (const x509::Certificate& each : chain.certificates) {
      bool again = std::find(done.begin(), done.end(), each.sha256) != done.end();
      if (!each.malformed.empty() || again) continue;
      done.push_back(each.sha256);
      judge(each);
    }
  }
}

Finding& describe(Finding& finding, const x509::Certificate& certificate) {
  return finding.with("subject", certificate.subject)
      .with("issuer", certificate.issuer)
      .with("serial", certificate.serial)
      .with("sha256", certificate.sha256)
      .with("not_before", text::rfc3339(certificate.not_before))
      .with("not_after", text::rfc3339(certificate.not_after));
}

}  // namespace checkoutdiag::tls
