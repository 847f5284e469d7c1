#pragma once
#include <span>

#include "checks/check.hpp"
#include "lib/tls/client_facts.hpp"

// What a client's own hello says about whom it can reach.
namespace checkoutdiag::tls {

struct ClientCase {
  const ClientFacts& seen;
};

std::span<const Check<ClientCase>* const> client();

namespace rules {
extern const Check<ClientCase> client_unheard;
extern const Check<ClientCase> client_without_tls13;
extern const Check<ClientCase> client_without_name;
extern const Check<ClientCase> client_legacy_suites;
extern const Check<ClientCase> client_hello_large;
}  // namespace rules

}  // namespace checkoutdiag::tls
