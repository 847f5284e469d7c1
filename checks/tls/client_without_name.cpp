#include "checks/tls/client.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 6066 section 3: server name indication",
     "https://www.rfc-editor.org/rfc/rfc6066#section-3"},
};

// No name is sent for an address (RFC 6066), and some send none for a host without a dot.
bool is_plain_host(const std::string& host) {
  return host.find('.') != host.npos && host.find(':') == host.npos &&
         host.find_first_not_of("0123456789.") != host.npos;
}

std::string_view skip(const ClientCase& seen) {
  if (!seen.seen.hello) return "no hello was heard";
  if (!server_name(*seen.seen.hello).empty()) return "";
  return is_plain_host(seen.seen.asked_name)
             ? ""
             : "the client was asked for an address, or a name without a dot: see --proxy --host";
}

void run(const ClientCase& seen, Outcome& outcome) {
  if (!server_name(*seen.seen.hello).empty()) return;
  outcome.fail("{} asks for {} and sends no server name", seen.seen.name, seen.seen.asked_name)
      .with("asked", seen.seen.asked_name);
}

}  // namespace

constinit const Check<ClientCase> client_without_name{
    .rule = {.id = "tls/client-without-name",
             .level = Level::error,
             .title = "the client sends the name of the gateway (SNI)",
             .why = "Gateways share addresses, and choose the certificate by the name. Without it "
                    "they send another one's, or an alert, and the client calls it a wrong host.",
             .fix = "upgrade the runtime or its HTTP library, or set the host name where the "
                    "connection is made, such as SSL_set_tlsext_host_name",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
