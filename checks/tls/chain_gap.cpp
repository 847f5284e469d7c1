#include "checks/tls/chain_gap.hpp"

#include <algorithm>

#include "checks/tls/chains.hpp"

namespace checkoutdiag::tls {
namespace {

// The certificate that `of` names as its issuer, among these; never itself.
const x509::Certificate* issuer_among(const std::vector<x509::Certificate>& certificates,
                                      const x509::Certificate& of) {
  auto found =
      std::find_if(certificates.begin(), certificates.end(), [&](const x509::Certificate& each) {
        return each.malformed.empty() && each.sha256 != of.sha256 && each.subject == of.issuer;
      });
  return found == certificates.end() ? nullptr : &*found;
}

// The last certificate of the path that the sent ones make from the leaf up, in whatever order they
// came. As many steps as certificates are enough, and end a loop of names.
const x509::Certificate* path_end(const std::vector<x509::Certificate>& sent) {
  const x509::Certificate* top = &sent.front();
  for (std::size_t step = 0; step < sent.size() && !top->self_signed; ++step) {
    const x509::Certificate* issuer = issuer_among(sent, *top);
    if (!issuer) break;
    top = issuer;
  }
  return top;
}

bool not_anchored(const x509::Verification& verification) {
  return verification.tried && !verification.valid && !has_error(verification, kSelfSignedLeaf) &&
         std::any_of(verification.errors.begin(), verification.errors.end(),
                     [](const x509::VerifyError& error) { return is_gap(error.code); });
}

// What was fetched along authority information access: anything but a root should have been sent.
void weigh_aia(const x509::AiaProof& aia, ChainGap& gap) {
  for (const x509::Certificate& each : aia.added) {
    if (each.self_signed)
      gap.root = &each;
    else if (!gap.missing)
      gap.missing = &each;
  }
  gap.intermediate_missing = gap.missing != nullptr || aia.repaired;
  gap.root_unknown = gap.root != nullptr && !aia.repaired;
  gap.proof = gap.intermediate_missing ? ChainGap::Proof::aia : ChainGap::Proof::none;
}

}  // namespace

ChainGap find_gap(const AddressFacts& seen, const ChainFacts& chain) {
  ChainGap gap;
  if (chain.certificates.empty() || !not_anchored(chain.verification)) return gap;
  gap.top = path_end(chain.certificates);
  if (gap.top->self_signed) {
    gap.root = gap.top;
    gap.root_unknown = true;
    return gap;
  }
  if (chain.aia.repaired || !chain.aia.added.empty()) {
    weigh_aia(chain.aia, gap);
    return gap;
  }
  for (const ChainFacts& other : seen.chains) {
    const x509::Certificate* issuer = issuer_among(other.certificates, *gap.top);
    if (!issuer) continue;
    gap.root_unknown = issuer->self_signed;
    gap.intermediate_missing = !issuer->self_signed;
    (issuer->self_signed ? gap.root : gap.missing) = issuer;
    if (gap.intermediate_missing) gap.proof = ChainGap::Proof::other_chain;
    return gap;
  }
  // Nothing is proven. A leaf alone was most likely sent without its intermediate; a path that was
  // sent and does not arrive most likely ends at an unknown root.
  bool leaf_alone = gap.top == &chain.certificates.front() && !gap.top->self_issued;
  gap.intermediate_missing = leaf_alone;
  gap.root_unknown = !leaf_alone;
  return gap;
}

}  // namespace checkoutdiag::tls
