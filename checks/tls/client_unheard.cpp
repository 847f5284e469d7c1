#include "checks/tls/client.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8446 section 4.1.2: ClientHello", "https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2"},
};

void run(const ClientCase& seen, Outcome& outcome) {
  if (seen.seen.hello) return;
  outcome.undecided("{}", seen.seen.no_hello);
}

}  // namespace

constinit const Check<ClientCase> client_unheard{
    .rule = {.id = "tls/client-unheard",
             .level = Level::error,
             .title = "the client sends a ClientHello",
             .why = "What a runtime offers is known from what it really sends. A program that does "
                    "not connect, or not to where it was told to, has shown nothing.",
             .fix = "tell the program where to connect, by {url}, or {host} and {port}, among its "
                    "words; one that asks its own gateway only is heard as its proxy\n"
                    "  checkoutdiag tls client --proxy --host HOST -- COMMAND",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules

namespace checkoutdiag::tls {
namespace {

constexpr const Check<ClientCase>* kClient[] = {
    &rules::client_unheard,       &rules::client_without_tls13, &rules::client_without_name,
    &rules::client_legacy_suites, &rules::client_hello_large,
};

}  // namespace

std::span<const Check<ClientCase>* const> client() {
  return kClient;
}

}  // namespace checkoutdiag::tls
