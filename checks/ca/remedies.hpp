#pragma once
#include <string>
#include <string_view>

#include "lib/trust/facts.hpp"

// What to do about a store, with the commands of its kind: the distribution's own way where there
// is one, the package's where the store belongs to one, else the file itself. Each text is fit for
// Finding::fix.
namespace checkoutdiag::ca {

/// How to have this store no longer hold this certificate. With the inventory, the file that a
/// bundle was made from is named.
std::string how_to_remove(const trust::Store& store, const trust::Entry& entry,
                          const x509::Certificate& certificate,
                          const trust::Inventory* seen = nullptr);

/// How to have programs that read this store trust the root in `root_file`, a PEM file.
std::string how_to_add(const trust::Store& store, std::string_view root_file);

/// The same for one client, whose own setting may be the better place; null: none in particular.
std::string how_to_add(const trust::Store& store, const trust::Client* reader,
                       std::string_view root_file);

/// How to bring the store up to date.
std::string how_to_update(const trust::Store& store);

/// How to write the store anew where its file is damaged.
std::string how_to_mend(const trust::Store& store);

}  // namespace checkoutdiag::ca
