#include "lib/trust/path_java.hpp"

#include <algorithm>

// X509TrustManagerImpl and PKIXValidator (OpenJDK 17; measured): a chain that was sent in order is
// validated as it is, from the first certificate that the store has; any other is built anew. The
// anchor's own dates and constraints are not looked at.
namespace checkoutdiag::trust::paths {
namespace {

using Path = std::vector<const Node*>;

constexpr std::string_view kValidation =
    "PKIX path validation failed: java.security.cert.CertPathValidatorException: ";

bool is_anchor(const Query& query, const Node& node) {
  return std::find(query.anchors.begin(), query.anchors.end(), &node) != query.anchors.end();
}

/// In the store, or there under its name and with its key.
bool trusted(const Query& query, const Node& node) {
  return std::any_of(query.anchors.begin(), query.anchors.end(), [&](const Node* anchor) {
    return anchor == &node || (same_subject(*anchor, node) && anchor->key == node.key);
  });
}

/// Does the validator try this anchor for a certificate: the name, and the key identifier and
/// serial number where both sides have them?
bool worth_trying(const Node& anchor, const Node& child) {
  if (!issued_by_name(child, anchor) || other_key(child, anchor)) return false;
  return !child.authority_serial || anchor.version < 3 || child.authority_serial == anchor.serial;
}

/// `path` is what is left of the chain below an anchor, which is still to be chosen.
PathVerdict validate(const Query& query, const Path& path) {
  Furthest furthest;
  std::string words;
  std::optional<PathVerdict> good, bad;
  for (const Node* anchor : query.anchors) {
    if (!worth_trying(*anchor, *path.back())) continue;
    JavaCheck check(query, *anchor, path, true);
    const JavaObjection found = check.run();
    if (check.too_costly()) return too_complex();
    Path whole = path;
    whole.push_back(anchor);
    if (found.words.empty()) {
      (java_anchor_objection(*anchor).words.empty() ? good : bad) = java_finish(whole, *anchor);
      continue;
    }
    words = found.words;
    if (found.cause == Cause::bad_signature && found.at == path.back())
      furthest.dead_end(path, true);
    else
      furthest.anchored(found.cause, *found.at, whole);
  }
  if (good && bad) return java_either(bad->cause);
  if (good || bad) return good ? *good : *bad;
  if (furthest.empty()) furthest.dead_end(path, false);
  if (words.empty()) words = "Path does not chain with any of the trust anchors";
  return furthest.refusal(std::string(kValidation) + words);
}

}  // namespace

PathVerdict java_either(Cause cause) {
  return unknown(cause,
                 "two anchors of the store fit, one of them is no CA, and Java takes either");
}

PathVerdict java_finish(std::vector<const Node*> path, const Node& anchor) {
  JavaObjection found = java_anchor_objection(anchor);
  if (found.words.empty()) found = java_leaf_objection(*path.front());
  if (found.words.empty()) return accepted(path);
  return refused(found.cause, found.words, *found.at, path);
}

PathVerdict judge_java(const Query& query) {
  Path path;
  for (const Node* node : query.sent) {
    if (path.empty() && is_anchor(query, *node)) return accepted({node});
    if (!path.empty()) {
      if (!issued_by_name(*path.back(), *node)) return java_build(query);
      if (trusted(query, *node)) return validate(query, path);
    }
    path.push_back(node);
  }
  const bool named =
      std::any_of(query.anchors.begin(), query.anchors.end(),
                  [&](const Node* anchor) { return issued_by_name(*path.back(), *anchor); });
  return named ? validate(query, path) : java_build(query);
}

}  // namespace checkoutdiag::trust::paths
