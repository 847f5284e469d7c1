#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checks/ca/ca.hpp"

// Phrases that the rules about the machine and about chains share.
namespace checkoutdiag::ca::chains {

/// Built-in and given knowledge is called old after this many days: half a year, in which Mozilla's
/// list changed three to five times in every year since 2020.
inline constexpr int kOldKnowledgeDays = 180;

/// What a file or a peer said, escaped, without runs of spaces, and short enough that a sentence
/// can hold several.
std::string brief(std::string_view raw, std::size_t limit = 100);

/// Who a certificate is for: its common name, its subject, or its fingerprint. Escaped.
std::string plain_name(const x509::Certificate& certificate);

/// "1 certificate", "12 certificates".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// Escaped, and at most `most` of them, the last one saying how many more there are.
std::vector<std::string> bounded(std::vector<std::string> items, std::size_t most = 50);

/// Days since the data was read at its source; nothing when it has no date.
std::optional<std::int64_t> age_in_days(const trust::Provenance& from, Time at);

/// "as of 2026-10-29", and where it is old: "as of 2026-01-02, 324 days old".
std::string age_text(const trust::Provenance& from, Time at);

/// Adds what identifies a certificate to a finding's evidence.
Finding& identify(Finding& finding, const x509::Certificate& certificate);

/// Indices of the certificates of a store, those that the inventory has.
std::set<std::size_t> certificates_of(const Inventory& seen, const Store& store);

/// The store that is known by this path, or has it as another name; null when there is none.
const Store* store_at(const Inventory& seen, std::string_view path);

/// Ends the sentence of a fix that is not for this machine: "inside /srv/image: ", or nothing.
std::string inside(const Inventory& seen);

}  // namespace checkoutdiag::ca::chains
