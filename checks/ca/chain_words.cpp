#include "checks/ca/chain_words.hpp"

#include <algorithm>

#include "checks/words.hpp"

namespace checkoutdiag::ca::chains {

std::string brief(std::string_view raw, std::size_t limit) {
  std::string safe = text::printable(raw, limit);
  // Two spaces mark a line to paste, and a name has no business to look like one.
  safe.erase(
      std::unique(safe.begin(), safe.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
      safe.end());
  return safe;
}

std::string plain_name(const x509::Certificate& certificate) {
  if (!certificate.common_name.empty()) return brief(certificate.common_name);
  if (!certificate.subject.empty()) return brief(certificate.subject);
  return "the certificate with SHA-256 " + brief(certificate.sha256, 64);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::vector<std::string> bounded(std::vector<std::string> items, std::size_t most) {
  if (items.size() <= most) return items;
  std::size_t more = items.size() - most;
  items.resize(most);
  items.push_back(fmt::format("and {} more", more));
  return items;
}

std::optional<std::int64_t> age_in_days(const trust::Provenance& from, Time at) {
  if (from.as_of == Time{}) return std::nullopt;
  return days_between(from.as_of, at);
}

std::string age_text(const trust::Provenance& from, Time at) {
  std::optional<std::int64_t> age = age_in_days(from, at);
  if (!age) return "of an unknown date";
  std::string date = "as of " + text::date(from.as_of);
  return *age > kOldKnowledgeDays ? date + ", " + days_text(*age) + " old" : date;
}

Finding& identify(Finding& finding, const x509::Certificate& certificate) {
  return finding.with("subject", certificate.subject)
      .with("issuer", certificate.issuer)
      .with("not_before", text::rfc3339(certificate.not_before))
      .with("not_after", text::rfc3339(certificate.not_after))
      .with("sha256", certificate.sha256);
}

std::set<std::size_t> certificates_of(const Inventory& seen, const Store& store) {
  std::set<std::size_t> found;
  for (const trust::Entry& entry : store.entries)
    if (entry.certificate < seen.certificates.size()) found.insert(entry.certificate);
  return found;
}

const Store* store_at(const Inventory& seen, std::string_view path) {
  if (path.empty()) return nullptr;
  for (const Store& store : seen.stores)
    if (store.path == path) return &store;
  for (const Store& store : seen.stores)
    if (store.file.real == path ||
        std::find(store.also.begin(), store.also.end(), path) != store.also.end())
      return &store;
  return nullptr;
}

std::string inside(const Inventory& seen) {
  return seen.foreign ? "inside " + brief(seen.root) + ": " : std::string();
}

}  // namespace checkoutdiag::ca::chains
