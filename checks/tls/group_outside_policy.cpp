#include <algorithm>

#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mozilla: server side TLS", "https://wiki.mozilla.org/Security/Server_Side_TLS"},
    {"RFC 8446 section 4.2.7: supported groups",
     "https://www.rfc-editor.org/rfc/rfc8446#section-4.2.7"},
};

bool contains(const std::vector<std::uint16_t>& ids, std::uint16_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// As nginx and OpenSSL 3.0 take it: they do not know the post-quantum groups yet, and stop at a
// name that they do not know.
std::string nginx_groups(const std::vector<std::uint16_t>& wanted) {
  std::string list;
  for (std::uint16_t id : wanted)
    if (!group(id).post_quantum) list += (list.empty() ? "" : ":") + group(id).name;
  return "ssl_ecdh_curve " + list + ";";
}

void run(const TlsCase& seen, Outcome& outcome) {
  const GroupFacts& groups = seen.seen.groups;
  std::vector<std::string> outside;
  for (std::uint16_t id : groups.groups)
    if (!contains(seen.wanted.groups, id)) outside.push_back(group(id).name);
  if (!outside.empty())
    outcome
        .fail("accepts {} {} outside the policy: {}", outside.size(),
              outside.size() == 1 ? "group" : "groups", listed(outside))
        .at_level(seen.wanted.outside_list)
        .with("groups", outside)
        .with("policy", seen.wanted.name)
        .fixed_by("on the gateway, keep the policy's own groups, for nginx:" +
                  paste(nginx_groups(seen.wanted.groups)));
  else if (groups.state == State::unknown || (groups.state == State::accepted && !groups.complete))
    outcome.skipped_because = kNotEnumerated;
}

}  // namespace

constinit const Check<TlsCase> group_outside_policy{
    .rule = {.id = "tls/group-outside-policy",
             .level = Level::warning,
             .title = "accepts key-exchange groups that the policy does not list",
             .why = "The policy's list of groups is whole: what is not on it is weak, rare, or "
                    "new to its authors.",
             .fix = "on the gateway, keep the policy's own groups, for nginx:\n"
                    "  ssl_ecdh_curve X25519:prime256v1:secp384r1;",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      if (seen.wanted.groups.empty()) return "the policy has no list of groups";
      return no_answers(seen);
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
