#include "lib/trust/path_query.hpp"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

namespace checkoutdiag::trust::paths {
namespace {

// Dead ends are ranked by their length, which is less than this.
constexpr int kAnchored = 2'000'000, kBroken = 1'000'000;

constexpr std::size_t kMostKnown = 20'000;

}  // namespace

Signature Signatures::check(const Node& child, const Node& issuer) {
  const auto pair = std::make_pair(child.sha256, issuer.key);
  if (const auto known = known_.find(pair); known != known_.end())
    return known->second ? Signature::good : Signature::bad;
  if (issuer.price > left_) return Signature::too_costly;
  left_ -= issuer.price;
  x509::QuietErrors quiet;
  EVP_PKEY* key = X509_get0_pubkey(issuer.certificate.get());
  const bool good = key && X509_verify(child.certificate.get(), key) == 1;
  if (known_.size() < kMostKnown) known_.emplace(pair, good);
  return good ? Signature::good : Signature::bad;
}

void Signatures::refill() {
  left_ = kBudget;
}

void Furthest::take(int rank, Cause cause, const Node& at, const std::vector<const Node*>& path) {
  if (rank <= rank_) return;
  rank_ = rank;
  cause_ = cause;
  at_ = at.subject_text;
  path_ = path;
}

void Furthest::anchored(Cause cause, const Node& at, const std::vector<const Node*>& path) {
  take(kAnchored, cause, at, path);
}

void Furthest::broken(Cause cause, const Node& at, const std::vector<const Node*>& path) {
  take(kBroken + static_cast<int>(path.size()), cause, at, path);
}

void Furthest::dead_end(const std::vector<const Node*>& path, bool forged) {
  const Cause cause = path.back()->self_issued() ? Cause::root_not_trusted
                      : forged                   ? Cause::bad_signature
                                                 : Cause::issuer_missing;
  take(static_cast<int>(path.size()), cause, *path.back(), path);
}

PathVerdict Furthest::refusal(std::string words) const {
  return {Answer::refused, cause_, std::move(words), at_, fingerprints(path_), ""};
}

std::vector<std::string> fingerprints(const std::vector<const Node*>& path) {
  std::vector<std::string> all;
  for (const Node* node : path)
    all.push_back(node->sha256);
  return all;
}

PathVerdict accepted(const std::vector<const Node*>& path) {
  return {Answer::accepted, Cause::none, "", "", fingerprints(path), ""};
}

PathVerdict refused(Cause cause, std::string words, const Node& at,
                    const std::vector<const Node*>& path) {
  return {Answer::refused, cause, std::move(words), at.subject_text, fingerprints(path), ""};
}

PathVerdict unknown(Cause cause, std::string because) {
  return {Answer::unknown, cause, "", "", {}, std::move(because)};
}

PathVerdict too_complex() {
  return unknown(Cause::too_complex,
                 "there are more possible paths, or costlier keys, than were looked at");
}

bool other_key(const Node& child, const Node& issuer) {
  return child.authority_key_id && issuer.subject_key_id &&
         *child.authority_key_id != *issuer.subject_key_id;
}

bool other_algorithm(const Node& child, const Node& issuer) {
  int kind = NID_undef;
  OBJ_find_sigid_algs(child.signature_algorithm, nullptr, &kind);
  const EVP_PKEY* key = X509_get0_pubkey(issuer.certificate.get());
  return key && kind != NID_undef && EVP_PKEY_get_base_id(key) != EVP_PKEY_type(kind);
}

std::optional<Cause> out_of_date(const Node& node, Time now) {
  if (now < node.not_before) return Cause::not_yet_valid;
  if (now > node.not_after) return Cause::expired;
  return {};
}

}  // namespace checkoutdiag::trust::paths
