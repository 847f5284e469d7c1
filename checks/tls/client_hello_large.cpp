#include "checks/tls/client.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"tldr.fail: servers and middleboxes that cannot take large hellos", "https://tldr.fail/"},
    {"RFC 8446 section 4.1.2: ClientHello", "https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2"},
};

// Of Ethernet, less the headers of IPv6 and TCP with time stamps.
constexpr std::size_t kPacket = 1428;

std::string_view skip(const ClientCase& seen) {
  return seen.seen.hello ? "" : "no hello was heard";
}

void run(const ClientCase& seen, Outcome& outcome) {
  const std::size_t bytes = wire_size(*seen.seen.hello);
  if (bytes <= kPacket) return;
  outcome.fail("the hello of {} has {} bytes and takes more than one packet", seen.seen.name, bytes)
      .with("bytes", static_cast<std::int64_t>(bytes));
}

}  // namespace

constinit const Check<ClientCase> client_hello_large{
    .rule = {.id = "tls/client-hello-large",
             .level = Level::note,
             .title = "the client's hello fits one packet",
             .why = "Key shares for post-quantum groups make hellos of two packets. That is right, "
                    "and some middleboxes and old servers drop them, so that this client fails "
                    "where an older one does not.",
             .fix = "nothing has to be done while it works; where it does not, see what the way "
                    "carries\n"
                    "  checkoutdiag doctor TARGET",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
