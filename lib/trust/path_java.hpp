#pragma once
#include <span>
#include <string>
#include <vector>

#include "lib/trust/path_query.hpp"

// The rules of Java's PKIX that its validator and its builder share. Private to lib/trust.
namespace checkoutdiag::trust::paths {

/// An objection in Java's words; no words: none.
struct JavaObjection {
  std::string words;
  Cause cause = Cause::other;
  const Node* at = nullptr;
};

/// A path from its top (below the anchor) down to the leaf, checked certificate by certificate.
class JavaCheck {
 public:
  /// `whole`: as the validator does it; the builder has checked dates and key usage on its way.
  JavaCheck(const Query& query, const Node& anchor, std::span<const Node* const> leaf_first,
            bool whole)
      : query_(query), anchor_(anchor), path_(leaf_first), whole_(whole) {}

  JavaObjection run();
  bool too_costly() const { return too_costly_; }

 private:
  JavaObjection check(const Node& node, const Node& above, bool leaf, bool top);
  JavaObjection check_algorithms(const Node& node, const Node& above) const;
  JavaObjection check_length(const Node& node, bool top);
  JavaObjection check_names(const Node& node, bool leaf);

  const Query& query_;
  const Node& anchor_;
  std::span<const Node* const> path_;
  bool whole_;
  int longest_ = 0;
  std::vector<const Constraints*> constraints_;
  bool too_costly_ = false;
};

/// What PKIX leaves over of the critical extensions.
bool java_unknown_extension(const Node& node);

/// Of the anchor, once a path to it is good.
JavaObjection java_anchor_objection(const Node& anchor);

/// Of the leaf, once the path is good: what a TLS server may do with its key.
JavaObjection java_leaf_objection(const Node& leaf);

/// SunCertPathBuilder, for chains that were not sent in order or do not end at an anchor's name.
PathVerdict java_build(const Query& query);

/// Two anchors pass, of which one is then refused, and their order is chance.
PathVerdict java_either(Cause cause);

/// The last checks on a good path, or its objection.
PathVerdict java_finish(std::vector<const Node*> path, const Node& anchor);

}  // namespace checkoutdiag::trust::paths
