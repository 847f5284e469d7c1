#include "checks/ca/chain_legacy.hpp"

#include <algorithm>

#include "checks/ca/chain_rows.hpp"
#include "checks/ca/chain_words.hpp"

namespace checkoutdiag::ca::chains {
namespace {

// An accepted path that goes by way of this authority with another, valid certificate.
const Row* valid_way(const ChainCase& seen, const x509::Certificate& authority) {
  for (const Row* row : rows_that(seen, trust::Answer::accepted))
    for (const x509::Certificate& each : row->path)
      if (each.sha256 != authority.sha256 && each.not_after >= seen.at &&
          same_authority(each, authority))
        return row;
  return nullptr;
}

// An expired certificate of this name in a store of somebody who reads it as OpenSSL does.
std::optional<LegacyPath> expired_issuer(const ChainCase& seen, const x509::Certificate& cross) {
  for (const Row* row : rows_that(seen, trust::Answer::accepted)) {
    if (row->profile.runtime != trust::Runtime::openssl) continue;
    for (const Store* store : stores_of(seen.seen, *row))
      for (std::size_t index : certificates_of(seen.seen, *store)) {
        const x509::Certificate& each = seen.seen.certificates[index];
        if (each.subject == cross.issuer && each.not_after < seen.at)
          return LegacyPath{&each, false, store->path};
      }
  }
  return std::nullopt;
}

// An expired twin of the anchor, in the same store: the first of its name is taken.
std::optional<LegacyPath> expired_twin(const ChainCase& seen, const Row& row) {
  const x509::Certificate* anchor = anchor_of(row);
  if (!anchor || row.profile.runtime != trust::Runtime::openssl || anchor->not_after < seen.at)
    return std::nullopt;
  for (const Store* store : stores_of(seen.seen, row))
    for (std::size_t index : certificates_of(seen.seen, *store)) {
      const x509::Certificate& each = seen.seen.certificates[index];
      if (each.sha256 != anchor->sha256 && each.not_after < seen.at &&
          same_authority(each, *anchor))
        return LegacyPath{&each, false, store->path};
    }
  return std::nullopt;
}

void add_once(std::vector<LegacyPath>& all, const LegacyPath& path) {
  if (std::none_of(all.begin(), all.end(), [&](const LegacyPath& each) {
        return each.expired->sha256 == path.expired->sha256;
      }))
    all.push_back(path);
}

}  // namespace

bool same_authority(const x509::Certificate& a, const x509::Certificate& b) {
  return a.subject == b.subject && !a.spki_sha256.empty() && a.spki_sha256 == b.spki_sha256;
}

std::vector<LegacyPath> legacy_paths(const ChainCase& seen) {
  std::vector<LegacyPath> all;
  for (std::size_t i = 1; i < seen.sent.size(); ++i) {
    const x509::Certificate& each = seen.sent[i];
    if (!each.malformed.empty() || !valid_way(seen, each)) continue;
    if (each.not_after < seen.at)
      add_once(all, {&each, true, {}});
    else if (!each.self_signed)
      if (std::optional<LegacyPath> path = expired_issuer(seen, each)) add_once(all, *path);
  }
  for (const Row* row : rows_that(seen, trust::Answer::accepted))
    if (std::optional<LegacyPath> path = expired_twin(seen, *row)) add_once(all, *path);
  return all;
}

std::vector<std::string> old_clients(const Inventory& seen) {
  std::vector<std::string> found;
  for (const trust::Client& each : seen.clients) {
    if (each.runtime != trust::Runtime::openssl) continue;
    std::string_view version = each.version;
    if (version.starts_with("OpenSSL ")) version.remove_prefix(8);
    if (version.starts_with("0.9.") || version.starts_with("1.0."))
      found.push_back(brief(each.name, 60) +
                      (each.program.empty() ? "" : " (" + brief(each.program, 70) + ")"));
  }
  return found;
}

}  // namespace checkoutdiag::ca::chains
