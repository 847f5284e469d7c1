#pragma once
#include <string>
#include <vector>

#include "checks/report.hpp"
#include "lib/tls/client_facts.hpp"

namespace checkoutdiag {

/// What a client's hello has in it, for a report.
std::string to_json(const tls::ClientFacts& facts);

std::vector<Detail> details(const tls::ClientFacts& facts);

/// checkoutdiag.hello/1: a hello to be looked at again.
std::string saved_hello(const tls::ClientFacts& facts);

/// Reads it. Throws Failure(input), "F:3: …".
tls::ClientFacts read_saved_hello(const std::string& text, const std::string& file);

}  // namespace checkoutdiag
