#pragma once
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "lib/trust/matrix.hpp"

namespace checkoutdiag::trust {

/// Looks for the smallest change that makes a refused chain acceptable: a certificate that the
/// gateway should send, or a root that the store lacks, among what this machine holds and what was
/// given. Each proposal is judged again as the runtime would; only what works is told.
class RemedySearch {
 public:
  RemedySearch(const Inventory& inventory, const std::vector<std::string>& sent,
               const MatrixOptions& options);

  std::vector<Remedy> run(const Profile& profile, std::span<const Anchor> anchors,
                          const PathVerdict& verdict);

 private:
  using Chosen = std::vector<const Candidate*>;

  Chosen issuers_of(const std::set<std::string>& names, bool roots) const;
  bool holds(const Profile& profile, std::span<const Anchor> anchors, const Candidate* sent,
             const Candidate* root);
  PathBuilder& builder_for(const Candidate* sent);

  const std::vector<std::string>& sent_;
  const MatrixOptions& options_;
  std::set<std::string> wanted_names_;  // issuers that the sent certificates name
  std::set<std::string> sent_digests_;
  std::vector<Candidate> pool_;
  std::map<const Candidate*, std::unique_ptr<PathBuilder>> builders_;
};

}  // namespace checkoutdiag::trust
