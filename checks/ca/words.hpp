#pragma once
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/ca/ca.hpp"
#include "checks/words.hpp"

// Phrases and walks that several rules on stores share, so that the same fact always reads the
// same.
namespace checkoutdiag::ca {

/// Names shown in a message before "and 25 more".
inline constexpr std::size_t kFewNames = 5;

/// Who a certificate is: its common name, its subject when that is empty, else its fingerprint.
/// Raw: escaped by whoever prints it.
std::string called(const x509::Certificate& certificate);

/// What people call a store: its title, or its path. Raw.
std::string called(const Store& store);

/// "Node.js 20.20.2". Raw.
std::string called(const trust::Client& client);

/// "OpenSSL", "Node.js", "Go", "Java", "GnuTLS"; "another library" for what is not modelled.
std::string_view called(trust::Runtime runtime);

/// The text with ASCII letters in lower case.
std::string lower(std::string_view text);

/// "1 certificate", "25 certificates".
std::string certificates_text(std::size_t count);

/// The clients of this machine that read the store.
std::vector<const trust::Client*> readers_of(const StoreCase& seen);

/// Their names, each once: for evidence.
std::vector<std::string> reader_names(const StoreCase& seen);

/// "curl, nginx and 2 more"; "whatever reads it" when nobody is known to.
std::string readers_text(const StoreCase& seen);

/// The same with a verb that agrees: "curl accepts", "curl and nginx accept".
std::string readers_that(const StoreCase& seen, std::string_view one, std::string_view many);

/// A certificate of the store, with the entry that was seen first.
struct Held {
  const trust::Entry* entry = nullptr;
  const x509::Certificate* certificate = nullptr;
};

/// The certificate of an entry; null when the entry names none.
const x509::Certificate* certificate_of(const Inventory& seen, const trust::Entry& entry);

/// Every certificate of the store that can be read, once, in the order of the store.
std::vector<Held> held_by(const StoreCase& seen);

/// Those of held_by() for which this is true.
std::vector<Held> held_where(const StoreCase& seen, const std::function<bool(const Held&)>& chosen);

/// The names of certificates, in their order.
std::vector<std::string> names_of(std::span<const Held> held);

/// Adds what identifies a certificate to a finding's evidence, and where in the store it is.
Finding& describe(Finding& finding, const Held& held);

/// Adds names and fingerprints of many: "NAME (SHA-256 …)", bounded.
Finding& describe_all(Finding& finding, std::span<const Held> held);

/// One finding for each; what goes beyond twenty is told in one last finding, whose words follow
/// the count and the store's name: "31 more certificates of STORE REST: A, B, …". Returns that one,
/// or null.
Finding* tell_each(const StoreCase& seen, std::span<const Held> held, std::string_view rest,
                   Outcome& outcome, const std::function<void(const Held&)>& tell);

/// The certificates of all stores of a role, as indices into Inventory::certificates.
std::set<std::size_t> certificates_in(const Inventory& seen, trust::Role role);

/// Why a rule about certificates has nothing to judge; empty when there are some.
std::string_view no_certificates(const StoreCase& seen);

/// Why a rule about the store's file has nothing to judge; empty when it was read.
std::string_view not_read(const StoreCase& seen);

}  // namespace checkoutdiag::ca
