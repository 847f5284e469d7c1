#include "checks/ca/words.hpp"

#include <algorithm>

namespace checkoutdiag::ca {
namespace {

constexpr std::size_t kMostFindings = 20, kMostDescribed = 200;

// A case may hold a copy of the inventory's store: then the path tells.
std::optional<std::size_t> index_of(const StoreCase& seen) {
  const std::vector<Store>& stores = seen.seen.stores;
  for (std::size_t i = 0; i < stores.size(); ++i)
    if (&stores[i] == &seen.store) return i;
  for (std::size_t i = 0; i < stores.size(); ++i)
    if (stores[i].path == seen.store.path) return i;
  return std::nullopt;
}

bool reads(const trust::Client& client, std::size_t store) {
  return std::any_of(client.uses.begin(), client.uses.end(),
                     [&](const trust::Use& use) { return use.store == store; });
}

}  // namespace

std::string called(const x509::Certificate& certificate) {
  if (!certificate.common_name.empty()) return certificate.common_name;
  if (!certificate.subject.empty()) return certificate.subject;
  return "SHA-256 " + certificate.sha256.substr(0, 16);
}

std::string called(const Store& store) {
  return store.title.empty() ? store.path : store.title;
}

std::string called(const trust::Client& client) {
  if (client.version.empty() || client.name.find(client.version) != std::string::npos)
    return client.name;
  return client.name + " " + client.version;
}

std::string_view called(trust::Runtime runtime) {
  switch (runtime) {
    case trust::Runtime::openssl:
      return "OpenSSL";
    case trust::Runtime::node:
      return "Node.js";
    case trust::Runtime::go:
      return "Go";
    case trust::Runtime::java:
      return "Java";
    case trust::Runtime::gnutls:
      return "GnuTLS";
    case trust::Runtime::other:
      break;
  }
  return "another library";
}

std::string lower(std::string_view text) {
  std::string result;
  for (char c : text)
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::string certificates_text(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "certificate" : "certificates");
}

std::vector<const trust::Client*> readers_of(const StoreCase& seen) {
  std::vector<const trust::Client*> readers;
  std::optional<std::size_t> index = index_of(seen);
  if (!index) return readers;
  for (const trust::Client& client : seen.seen.clients)
    if (reads(client, *index)) readers.push_back(&client);
  return readers;
}

std::vector<std::string> reader_names(const StoreCase& seen) {
  std::vector<std::string> names;
  for (const trust::Client* client : readers_of(seen)) {
    std::string name = called(*client);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string readers_text(const StoreCase& seen) {
  std::vector<std::string> names = reader_names(seen);
  return names.empty() ? "whatever reads it" : listed(names);
}

std::string readers_that(const StoreCase& seen, std::string_view one, std::string_view many) {
  const bool several = reader_names(seen).size() > 1;
  return fmt::format("{} {}", readers_text(seen), several ? many : one);
}

const x509::Certificate* certificate_of(const Inventory& seen, const trust::Entry& entry) {
  return entry.certificate < seen.certificates.size() ? &seen.certificates[entry.certificate]
                                                      : nullptr;
}

std::vector<Held> held_by(const StoreCase& seen) {
  std::vector<Held> held;
  std::set<std::size_t> told;
  for (const trust::Entry& entry : seen.store.entries) {
    const x509::Certificate* certificate = certificate_of(seen.seen, entry);
    if (certificate && certificate->malformed.empty() && told.insert(entry.certificate).second)
      held.push_back({&entry, certificate});
  }
  return held;
}

std::vector<Held> held_where(const StoreCase& seen,
                             const std::function<bool(const Held&)>& chosen) {
  std::vector<Held> held = held_by(seen);
  std::erase_if(held, [&](const Held& each) { return !chosen(each); });
  return held;
}

std::vector<std::string> names_of(std::span<const Held> held) {
  std::vector<std::string> names;
  for (const Held& each : held)
    names.push_back(called(*each.certificate));
  return names;
}

Finding& describe(Finding& finding, const Held& held) {
  const x509::Certificate& certificate = *held.certificate;
  return finding.with("subject", certificate.subject)
      .with("issuer", certificate.issuer)
      .with("serial", certificate.serial)
      .with("sha256", certificate.sha256)
      .with("not_before", text::rfc3339(certificate.not_before))
      .with("not_after", text::rfc3339(certificate.not_after))
      .with("origin", held.entry->origin);
}

Finding& describe_all(Finding& finding, std::span<const Held> held) {
  std::vector<std::string> lines;
  for (const Held& each : held.first(std::min(held.size(), kMostDescribed)))
    lines.push_back(
        fmt::format("{} (SHA-256 {})", called(*each.certificate), each.certificate->sha256));
  if (held.size() > kMostDescribed)
    lines.push_back(fmt::format("and {} more", held.size() - kMostDescribed));
  return finding.with("certificates", std::move(lines))
      .with("count", static_cast<std::int64_t>(held.size()));
}

Finding* tell_each(const StoreCase& seen, std::span<const Held> held, std::string_view rest,
                   Outcome& outcome, const std::function<void(const Held&)>& tell) {
  for (const Held& each : held.first(std::min(held.size(), kMostFindings)))
    tell(each);
  if (held.size() <= kMostFindings) return nullptr;
  std::span<const Held> others = held.subspan(kMostFindings);
  Finding& last = outcome.fail("and {} more {} of {} {}: {}", others.size(),
                               others.size() == 1 ? "certificate" : "certificates",
                               called(seen.store), rest, listed(names_of(others), kFewNames));
  return &describe_all(last, others);
}

std::set<std::size_t> certificates_in(const Inventory& seen, trust::Role role) {
  std::set<std::size_t> found;
  for (const Store& store : seen.stores)
    if (store.role == role)
      for (const trust::Entry& entry : store.entries)
        found.insert(entry.certificate);
  return found;
}

std::string_view no_certificates(const StoreCase& seen) {
  if (!seen.store.entries.empty()) return {};
  std::string_view why = not_read(seen);
  return why.empty() ? "the store holds no certificate" : why;
}

std::string_view not_read(const StoreCase& seen) {
  const Store& store = seen.store;
  if (store.file.missing) return "there is no such store: see ca/setting-broken";
  if (store.entries.empty() && (!store.file.error.empty() || !store.problem.empty()))
    return "the store could not be read: see ca/store-readable";
  return {};
}

}  // namespace checkoutdiag::ca
