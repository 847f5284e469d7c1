#include "checks/ca/distrusted_by.hpp"

namespace checkoutdiag::ca {
namespace {

bool is_about(const trust::Distrust& entry, const x509::Certificate& certificate) {
  return (!entry.sha256.empty() && entry.sha256 == certificate.sha256) ||
         (!entry.spki_sha256.empty() && entry.spki_sha256 == certificate.spki_sha256);
}

const trust::Distrust* find(const Knowledge& known, const x509::Certificate& certificate,
                            bool outright) {
  const trust::Distrust* found = nullptr;
  for (const trust::Distrust& entry : known.distrust) {
    if (!is_about(entry, certificate)) continue;
    if (entry.allowed) return nullptr;
    if (!found && !entry.after == outright) found = &entry;
  }
  return found;
}

}  // namespace

const trust::Distrust* outright_distrust(const Knowledge& known,
                                         const x509::Certificate& certificate) {
  return find(known, certificate, true);
}

const trust::Distrust* later_distrust(const Knowledge& known,
                                      const x509::Certificate& certificate) {
  return find(known, certificate, false);
}

}  // namespace checkoutdiag::ca
