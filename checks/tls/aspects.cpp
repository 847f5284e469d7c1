#include "checks/tls/aspects.hpp"

#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

// Enough of a SHA-256 to tell two apart and to find them in the data.
constexpr std::size_t kFingerprint = 16;

std::optional<Items> versions(const AddressFacts& seen) {
  if (!versions_in(seen, State::unknown).empty()) return {};
  Items items;
  for (Version version : versions_in(seen, State::accepted))
    items.emplace(name(version));
  return items;
}

// The order is left out: behind a split offer it is not seen as a whole.
std::optional<Items> suites(const AddressFacts& seen) {
  if (!enumerated(seen)) return {};
  Items items;
  for (const VersionFacts& version : seen.versions)
    if (version.state == State::accepted)
      for (std::uint32_t id : version.suites)
        items.insert(suite(id).name);
  return items;
}

std::optional<Items> groups(const AddressFacts& seen) {
  if (seen.groups.state == State::unknown) return {};
  if (seen.groups.state == State::accepted && !seen.groups.complete) return {};
  Items items;
  for (std::uint16_t id : seen.groups.groups)
    items.insert(group(id).name);
  return items;
}

std::optional<Items> leaf_keys(const AddressFacts& seen) {
  Items items;
  for (const ChainFacts& chain : seen.chains) {
    if (chain.certificates.empty()) continue;
    const x509::Certificate& leaf = chain.certificates.front();
    if (!leaf.malformed.empty()) return {};
    items.insert(called(leaf) + " " + leaf.spki_sha256.substr(0, kFingerprint));
  }
  if (items.empty()) return {};
  return items;
}

std::optional<Items> intermediates(const AddressFacts& seen) {
  Items items;
  bool any = false;
  for (const ChainFacts& chain : seen.chains) {
    any = any || !chain.certificates.empty();
    for (std::size_t i = 1; i < chain.certificates.size(); ++i) {
      const x509::Certificate& each = chain.certificates[i];
      items.insert(called(each) + " " + each.sha256.substr(0, kFingerprint));
    }
  }
  if (!any) return {};
  return items;
}

std::optional<Items> client_auth(const AddressFacts& seen) {
  switch (seen.client_auth.mode) {
    case ClientAuth::none:
      return Items{"no client certificate"};
    case ClientAuth::optional:
      return Items{"an optional client certificate"};
    case ClientAuth::required_at_tls:
      return Items{"a client certificate required in the handshake"};
    case ClientAuth::required_at_http:
      return Items{"a client certificate required in HTTP"};
    case ClientAuth::unknown:
      break;
  }
  return {};
}

constexpr Aspect kAspects[] = {
    {"the versions", &versions},
    {"the cipher suites", &suites},
    {"the groups", &groups},
    {"the certificates' keys", &leaf_keys},
    {"the intermediates", &intermediates},
    {"the demands on clients", &client_auth},
};

}  // namespace

std::span<const Aspect> aspects() {
  return kAspects;
}

}  // namespace checkoutdiag::tls
