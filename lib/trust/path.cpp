#include "lib/trust/path.hpp"

#include <openssl/x509.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "lib/trust/path_query.hpp"
#include "lib/trust/path_sent.hpp"

namespace checkoutdiag::trust {
namespace {

using paths::Node;
using paths::Query;

// A store offers a handful of anchors to one chain. Hundreds, all of one name or in a maze of
// cross-signs, are an attack: decoding them costs a tenth of a millisecond each.
constexpr std::size_t kMostAnchors = 256;

// Constraints times names, over the whole graph.
constexpr std::size_t kMostNameChecks = 1U << 20;

std::uint32_t issuer_hash(const Node& node) {
  int ok = 1;
  return static_cast<std::uint32_t>(
      X509_NAME_hash_ex(X509_get_issuer_name(node.certificate.get()), nullptr, nullptr, &ok));
}

std::uint32_t subject_hash(const Node& node) {
  int ok = 1;
  return static_cast<std::uint32_t>(
      X509_NAME_hash_ex(X509_get_subject_name(node.certificate.get()), nullptr, nullptr, &ok));
}

bool too_many_names(const Query& query) {
  std::size_t names = 0, constraints = 0;
  for (const auto* list : {&query.sent, &query.anchors})
    for (const Node* node : *list) {
      names += node->names.size() + node->common_names.size() + node->emails.size() + 1;
      if (node->constraints)
        constraints += node->constraints->permitted.size() + node->constraints->excluded.size();
    }
  return constraints != 0 && names > kMostNameChecks / constraints;
}

}  // namespace

struct PathBuilder::Impl {
  paths::Sent sent;
  std::unordered_map<std::string, std::unique_ptr<Node>> known;  // by SHA-256; null: unreadable
  paths::Signatures signatures;

  explicit Impl(std::span<const std::string> ders) : sent(ders) {}

  const Node* node_of(const x509::Certificate& certificate) {
    if (const Node* same = sent.find(certificate.sha256)) return same;
    const auto [entry, fresh] = known.try_emplace(certificate.sha256, nullptr);
    if (fresh) entry->second = paths::read_node(certificate.der, certificate.sha256);
    return entry->second.get();
  }

  /// Adds the anchors that a look-up by name can come to: those named as a certificate of the chain
  /// or its issuer, and their issuers in turn. False: too many.
  bool add_anchors(std::span<const Anchor> anchors, Query& query);

  PathVerdict judge(const Profile& profile, const Query& query) const;
};

bool PathBuilder::Impl::add_anchors(std::span<const Anchor> anchors, Query& query) {
  std::unordered_set<std::uint32_t> wanted;
  for (const Node* node : query.sent) {
    wanted.insert(subject_hash(*node));
    wanted.insert(issuer_hash(*node));
  }
  std::unordered_map<std::size_t, const Node*> found;
  for (bool grown = true; grown;) {
    grown = false;
    for (std::size_t i = 0; i < anchors.size(); ++i) {
      const x509::Certificate& one = *anchors[i].certificate;
      if (!one.malformed.empty() || !wanted.contains(one.subject_hash) || found.contains(i))
        continue;
      const Node* node = node_of(one);
      found.emplace(i, node);
      if (found.size() > kMostAnchors) return false;
      if (node) grown |= wanted.insert(issuer_hash(*node)).second;
    }
  }
  std::unordered_set<const Node*> taken;
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    const auto at = found.find(i);
    if (at == found.end() || !at->second || !taken.insert(at->second).second) continue;
    query.anchors.push_back(at->second);
    query.server_trusted.push_back(anchors[i].server_trusted);
  }
  return true;
}

PathVerdict PathBuilder::Impl::judge(const Profile& profile, const Query& query) const {
  switch (profile.runtime) {
    case Runtime::openssl:
      return paths::judge_openssl(query, profile.security_level, profile.partial_chain);
    case Runtime::node:
      return paths::judge_node(query);
    case Runtime::go:
      return paths::judge_go(query);
    case Runtime::java:
      return paths::judge_java(query);
    case Runtime::gnutls:
      return paths::judge_gnutls(query);
    case Runtime::other:
      break;
  }
  return paths::unknown(Cause::none, "not modelled");
}

PathBuilder::PathBuilder(std::span<const std::string> sent) : impl_(nullptr) {
  x509::QuietErrors quiet;
  impl_ = new Impl(sent);
}

PathBuilder::~PathBuilder() {
  delete impl_;
}

PathVerdict PathBuilder::verify(const Profile& profile, std::span<const Anchor> anchors, Time now) {
  x509::QuietErrors quiet;
  if (profile.runtime == Runtime::other) return paths::unknown(Cause::none, "not modelled");
  if (std::optional<PathVerdict> early = impl_->sent.objection(profile.runtime)) return *early;
  impl_->signatures.refill();
  Query query{impl_->sent.nodes(), {}, {}, now, impl_->signatures};
  if (!impl_->add_anchors(anchors, query) || too_many_names(query)) return paths::too_complex();
  return impl_->judge(profile, query);
}

}  // namespace checkoutdiag::trust
