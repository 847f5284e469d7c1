#include "checks/ca/chain_distrust.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::ca::chains {
namespace {

bool same_hex(std::string_view wanted, std::string_view found) {
  return !wanted.empty() && text::equal_ignoring_case(wanted, found);
}

bool is_about(const trust::Distrust& entry, const x509::Certificate& certificate) {
  return same_hex(entry.sha256, certificate.sha256) ||
         same_hex(entry.spki_sha256, certificate.spki_sha256);
}

bool taken_back(const Knowledge& known, const x509::Certificate& certificate) {
  return std::any_of(
      known.distrust.begin(), known.distrust.end(),
      [&](const trust::Distrust& entry) { return entry.allowed && is_about(entry, certificate); });
}

}  // namespace

const trust::Distrust* outright_distrust(const Knowledge& known,
                                         const x509::Certificate& certificate) {
  if (taken_back(known, certificate)) return nullptr;
  for (const trust::Distrust& entry : known.distrust)
    if (!entry.after && !entry.allowed && is_about(entry, certificate)) return &entry;
  return nullptr;
}

std::vector<After> distrusted_after(const Inventory& seen, const Knowledge& known,
                                    const x509::Certificate& certificate) {
  std::vector<After> found;
  if (taken_back(known, certificate)) return found;
  for (const trust::Distrust& entry : known.distrust)
    if (entry.after && is_about(entry, certificate))
      found.push_back({*entry.after, entry.from.source, &entry});
  for (const Store& store : seen.stores)
    for (const trust::Entry& entry : store.entries)
      if (entry.server_distrust_after && entry.certificate < seen.certificates.size() &&
          seen.certificates[entry.certificate].sha256 == certificate.sha256)
        found.push_back({*entry.server_distrust_after, store.path, nullptr});
  std::stable_sort(found.begin(), found.end(),
                   [](const After& a, const After& b) { return a.when < b.when; });
  return found;
}

}  // namespace checkoutdiag::ca::chains
