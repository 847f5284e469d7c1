#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/ca/ca.hpp"

// What several rules read out of a chain and the answers to it.
namespace checkoutdiag::ca::chains {

using Rows = std::vector<const Row*>;

/// Why there is no chain to judge; empty when there is one. ca/chain-seen says the rest.
std::string_view no_chain(const ChainCase& seen);

Rows rows_that(const ChainCase& seen, trust::Answer answer);

/// "Java 17.0.15 (/etc/ssl/certs/java/cacerts)"; a store by itself has the rules it was read by:
/// "/opt/ca.pem (by OpenSSL's rules)". Escaped.
std::string label(const Row& row);
std::vector<std::string> labels(const Rows& rows);

/// "A, B and 3 more", of labels.
std::string told(const Rows& rows);

/// The runtimes' own words with who said them, for evidence.
std::vector<std::string> words_of(const Rows& rows);

/// The stores of a row, those that the inventory has, in the row's order.
std::vector<const Store*> stores_of(const Inventory& seen, const Row& row);

/// The store of each row that an authority would be added to, each once: of a client the first that
/// it always loads and that is not an addition to its own; of Node.js that addition, where it has
/// one.
std::vector<const Store*> main_stores(const Inventory& seen, const Rows& rows);

/// The same without additions: the stores that somebody else keeps, and that can be updated.
std::vector<const Store*> own_stores(const Inventory& seen, const Rows& rows);

/// A paragraph for each of the first `most` stores, "for A and B: …" where they share their way,
/// beginning with a line's end; the rest are counted.
std::string for_each_store(const std::vector<const Store*>& stores, std::size_t most,
                           const std::function<std::string(const Store&)>& how);

/// Is it among the certificates that were sent?
bool was_sent(const ChainCase& seen, std::string_view sha256);

/// The last certificate of a row's path; null when the path or its certificate is not known.
const x509::Certificate* anchor_of(const Row& row);

/// Is the certificate a part of this row's path?
bool in_path(const Row& row, const x509::Certificate& certificate);

/// What was sent and what accepted paths hold, each once, without those that cannot be read.
std::vector<const x509::Certificate*> certificates_at_work(const ChainCase& seen);

/// Where the path as sent ends, in whatever order it came.
const x509::Certificate* top_of(const std::vector<x509::Certificate>& sent);

/// Somebody accepts it with nothing of its own but a root: the gateway sends all that it must.
bool whole_for_somebody(const ChainCase& seen);

/// No path reached an anchor.
bool is_gap(trust::Cause cause);

/// The command that asked, with more options.
std::string again(const ChainCase& seen, std::string_view options = {});

}  // namespace checkoutdiag::ca::chains
