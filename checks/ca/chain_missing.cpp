#include "checks/ca/chain_missing.hpp"

#include <algorithm>

#include "checks/ca/chain_words.hpp"

namespace checkoutdiag::ca::chains {
namespace {

bool same_certificates(const std::vector<x509::Certificate>& a,
                       const std::vector<const x509::Certificate*>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const x509::Certificate& x, const x509::Certificate* y) { return x.sha256 == y->sha256; });
}

// A row's remedy, in the finding of its own certificates.
Unsent& of_remedy(std::vector<Unsent>& all, const Remedy& remedy) {
  auto known = std::find_if(all.begin(), all.end(), [&](const Unsent& each) {
    return same_certificates(remedy.certificates, each.certificates);
  });
  if (known != all.end()) return *known;
  Unsent& unsent = all.emplace_back();
  unsent.proof = Unsent::Proof::remedy;
  for (const x509::Certificate& each : remedy.certificates)
    unsent.certificates.push_back(&each);
  unsent.name = plain_name(remedy.certificates.front());
  unsent.found_in = remedy.found_in;
  return unsent;
}

void by_remedies(const Rows& refusing, std::vector<Unsent>& all) {
  for (const Row* row : refusing)
    for (const Remedy& remedy : row->remedies) {
      if (remedy.kind != Remedy::Kind::send_intermediate || remedy.certificates.empty()) continue;
      Unsent& unsent = of_remedy(all, remedy);
      // A smaller remedy on our side is told by ca/chain-refused.
      if (&remedy == &row->remedies.front()) unsent.refusing.push_back(row);
      break;
    }
}

// Somebody who accepts the chain completes it with an intermediate of its own.
void by_holders(const ChainCase& seen, std::vector<Unsent>& all) {
  for (const Row* row : rows_that(seen, trust::Answer::accepted)) {
    const x509::Certificate* anchor = anchor_of(*row);
    auto own = std::find_if(row->path.begin(), row->path.end(), [&](const x509::Certificate& each) {
      return !was_sent(seen, each.sha256) && !each.self_signed;
    });
    if (!anchor || own == row->path.end()) continue;
    Unsent& unsent = all.emplace_back();
    unsent.proof = Unsent::Proof::held_by_some;
    unsent.certificates = {&*own};
    unsent.name = plain_name(*own);
    unsent.found_in = row->stores.empty() ? row->name : row->stores.front();
    return;
  }
}

// Nothing is proven. A leaf alone was most likely sent without its intermediate; a path that was
// sent and does not arrive most likely ends at an unknown root.
void by_likelihood(const ChainCase& seen, const Rows& unexplained, std::vector<Unsent>& all) {
  const x509::Certificate& leaf = seen.sent.front();
  if (unexplained.empty() || seen.sent.size() != 1 || leaf.self_issued || leaf.self_signed) return;
  bool root_is_known = std::any_of(seen.seen.certificates.begin(), seen.seen.certificates.end(),
                                   [&](const x509::Certificate& each) {
                                     return each.self_signed && each.subject == leaf.issuer;
                                   });
  if (root_is_known) return;
  Unsent& unsent = all.emplace_back();
  unsent.name = brief(leaf.issuer);
  unsent.refusing = unexplained;
}

}  // namespace

std::vector<Unsent> find_unsent(const ChainCase& seen) {
  std::vector<Unsent> all;
  if (!no_chain(seen).empty() || whole_for_somebody(seen)) return all;
  Rows refusing = rows_that(seen, trust::Answer::refused), unexplained;
  for (const Row* row : refusing)
    if (row->remedies.empty() && is_gap(row->verdict.cause)) unexplained.push_back(row);
  by_remedies(refusing, all);
  if (all.empty()) by_holders(seen, all);
  if (all.empty())
    by_likelihood(seen, unexplained, all);
  else if (all.front().proof == Unsent::Proof::held_by_some)
    all.front().refusing = unexplained;
  return all;
}

}  // namespace checkoutdiag::ca::chains
