#include "lib/trust/remedies.hpp"

#include <algorithm>

#include "lib/x509/certificate.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr std::size_t kMostTried = 24;  // of a kind; names seldom have more than three bearers

// What a missing certificate can explain; a broken signature is not mended by a root.
bool can_be_mended(Cause cause) {
  switch (cause) {
    case Cause::issuer_missing:
    case Cause::root_not_trusted:
    case Cause::anchor_not_root:
    case Cause::expired:
    case Cause::distrusted:
    case Cause::path_length:
    case Cause::name_constraints:
    case Cause::purpose:
      return true;
    default:
      return false;
  }
}

std::vector<std::size_t> owners(const Inventory& inventory) {
  std::vector<std::size_t> first(inventory.certificates.size(), inventory.stores.size());
  for (std::size_t s = 0; s < inventory.stores.size(); ++s)
    for (const Entry& entry : inventory.stores[s].entries)
      first[entry.certificate] = std::min(first[entry.certificate], s);
  return first;
}

// What any store of the machine says is not for servers.
std::set<std::size_t> not_for_servers(const Inventory& inventory) {
  std::set<std::size_t> barred;
  for (const Store& store : inventory.stores)
    for (const Entry& entry : store.entries)
      if (entry.server_trusted == false) barred.insert(entry.certificate);
  return barred;
}

// Only what a path could lead through is copied: subjects that somebody names as an issuer.
void add_related(const std::vector<Candidate>& all, std::set<std::string> names,
                 std::vector<Candidate>& pool) {
  constexpr int kHighest = 4;
  std::set<std::string> taken;
  for (int step = 0; step < kHighest; ++step) {
    std::set<std::string> more;
    for (const Candidate& each : all) {
      const x509::Certificate& certificate = each.certificate;
      if (!names.count(certificate.subject) || !taken.insert(certificate.sha256).second) continue;
      pool.push_back(each);
      if (!certificate.self_issued) more.insert(certificate.issuer);
    }
    names = std::move(more);
  }
}

}  // namespace

RemedySearch::RemedySearch(const Inventory& inventory, const std::vector<std::string>& sent,
                           const MatrixOptions& options)
    : sent_(sent), options_(options) {
  for (const std::string& der : sent) {
    const x509::Certificate certificate = x509::read_certificate(der);
    sent_digests_.insert(certificate.sha256);
    if (!certificate.malformed.empty()) continue;
    wanted_names_.insert(certificate.issuer);
  }
  std::vector<Candidate> all = options.candidates;
  const std::vector<std::size_t> first = owners(inventory);
  for (std::size_t i = 0; i < inventory.certificates.size(); ++i) {
    const x509::Certificate& certificate = inventory.certificates[i];
    if (!certificate.malformed.empty()) continue;
    const std::string where =
        first[i] < inventory.stores.size() ? inventory.stores[first[i]].path : "";
    all.push_back({certificate, where});
  }
  std::set<std::string_view> barred;
  for (const std::size_t index : not_for_servers(inventory))
    barred.insert(inventory.certificates[index].sha256);
  std::erase_if(all, [&](const Candidate& each) {
    return barred.count(each.certificate.sha256) || !each.certificate.malformed.empty() ||
           each.certificate.not_after < options.now ||
           (options.usable && !options.usable(each.certificate));
  });
  add_related(all, wanted_names_, pool_);
}

RemedySearch::Chosen RemedySearch::issuers_of(const std::set<std::string>& names,
                                              bool roots) const {
  Chosen chosen;
  for (const Candidate& each : pool_)
    if (each.certificate.self_issued == roots && names.count(each.certificate.subject) &&
        chosen.size() < kMostTried)
      chosen.push_back(&each);
  return chosen;
}

PathBuilder& RemedySearch::builder_for(const Candidate* sent) {
  std::unique_ptr<PathBuilder>& builder = builders_[sent];
  if (!builder) {
    std::vector<std::string> chain = sent_;
    if (sent) chain.push_back(sent->certificate.der);
    builder = std::make_unique<PathBuilder>(chain);
  }
  return *builder;
}

bool RemedySearch::holds(const Profile& profile, std::span<const Anchor> anchors,
                         const Candidate* sent, const Candidate* root) {
  if (options_.stop && options_.stop()) return false;
  std::vector<Anchor> with(anchors.begin(), anchors.end());
  if (root) with.push_back({&root->certificate, std::nullopt, std::nullopt});
  return builder_for(sent).verify(profile, with, options_.now).answer == Answer::accepted;
}

std::vector<Remedy> RemedySearch::run(const Profile& profile, std::span<const Anchor> anchors,
                                      const PathVerdict& verdict) {
  std::vector<Remedy> remedies;
  if (!can_be_mended(verdict.cause)) return remedies;
  const auto propose = [&](Remedy::Kind kind, const Candidate* first, const Candidate* second) {
    Remedy remedy{kind, {first->certificate}, first->found_in};
    if (second) remedy.certificates.push_back(second->certificate);
    remedies.push_back(std::move(remedy));
  };
  std::set<std::string> anchored;
  for (const Anchor& anchor : anchors)
    anchored.insert(anchor.certificate->sha256);

  const Chosen intermediates = issuers_of(wanted_names_, false);
  for (const Candidate* each : intermediates)
    if (!sent_digests_.count(each->certificate.sha256) && holds(profile, anchors, each, nullptr)) {
      propose(Remedy::Kind::send_intermediate, each, nullptr);
      break;
    }
  for (const Candidate* root : issuers_of(wanted_names_, true))
    if (!anchored.count(root->certificate.sha256) && holds(profile, anchors, nullptr, root)) {
      propose(Remedy::Kind::add_root, root, nullptr);
      break;
    }
  if (!remedies.empty()) return remedies;
  // Both are missing: the gateway's certificate and the root above it.
  for (const Candidate* each : intermediates)
    for (const Candidate* root : issuers_of({each->certificate.issuer}, true))
      if (holds(profile, anchors, each, root)) {
        propose(Remedy::Kind::send_intermediate, each, root);
        propose(Remedy::Kind::add_root, root, nullptr);
        return remedies;
      }
  return remedies;
}

}  // namespace checkoutdiag::trust
