#include <algorithm>
#include <array>

#include "lib/trust/path_gnutls.hpp"
#include "lib/trust/path_names.hpp"

namespace checkoutdiag::trust::paths {
namespace {

// The critical extensions that GnuTLS knows.
constexpr std::array kKnown{
    "2.5.29.14",          "2.5.29.15",          "2.5.29.17", "2.5.29.18", "2.5.29.19",
    "2.5.29.30",          "2.5.29.31",          "2.5.29.35", "2.5.29.37", "1.3.6.1.5.5.7.1.1",
    "1.3.6.1.5.5.7.1.14", "1.3.6.1.5.5.7.1.24", "2.5.29.32", "2.5.29.54"};

}  // namespace

bool gnutls_unknown_extension(const Node& node) {
  return std::any_of(node.critical.begin(), node.critical.end(), [](const std::string& oid) {
    return std::find(kKnown.begin(), kKnown.end(), oid) == kKnown.end();
  });
}

bool gnutls_weak_key(const Node& node) {
  return node.key_bits < (node.key_type.starts_with("RSA") || node.key_type == "DSA" ? 1024 : 160);
}

bool gnutls_unknown_curve(const Node& node) {
  constexpr std::array kCurves{"prime192v1", "secp224r1", "prime256v1", "secp384r1", "secp521r1"};
  return node.key_type == "EC" &&
         std::find(kCurves.begin(), kCurves.end(), node.key_group) == kCurves.end();
}

bool gnutls_weak_digest(const Node& node) {
  constexpr std::array kWeak{"MD2", "MD4", "MD5", "SHA1", "RIPEMD160"};
  return std::find(kWeak.begin(), kWeak.end(), node.signature_digest) != kWeak.end();
}

bool gnutls_serves(const Node& node, bool strict) {
  const Purposes& has = node.purposes;
  if (has.count == 0) return !has.listed;
  return has.server || (!strict && has.any) || (node.ca && (has.netscape || has.verisign));
}

bool gnutls_names_allowed(const std::vector<Constraints>& above, const Node& leaf) {
  std::vector<Name> names = leaf.names;
  auto has = [&](Name::Kind kind) {
    return std::any_of(names.begin(), names.end(),
                       [&](const Name& name) { return name.kind == kind; });
  };
  if (!has(Name::Kind::dns) && leaf.common_names.size() == 1 && gnutls_serves(leaf, false))
    names.push_back({Name::Kind::dns, leaf.common_names.front()});
  if (!has(Name::Kind::email) && leaf.emails.size() == 1)
    names.push_back({Name::Kind::email, leaf.emails.front()});
  names.push_back({Name::Kind::directory, leaf.subject});
  for (Constraints constraints : above) {
    std::erase_if(constraints.permitted, [](const Name& base) {
      return base.kind == Name::Kind::uri || base.kind == Name::Kind::directory ||
             base.kind == Name::Kind::other ||
             (base.text.empty() && base.kind != Name::Kind::address);
    });
    for (const Name& name : names) {
      Constraints fitting = constraints;
      if (name.kind == Name::Kind::address)  // the other version of IP is not constrained
        std::erase_if(fitting.permitted, [&](const Name& base) {
          return base.kind == Name::Kind::address && base.text.size() != 2 * name.text.size();
        });
      if (name.kind != Name::Kind::other && !allows(fitting, name, within_for_gnutls)) return false;
    }
  }
  return true;
}

std::size_t gnutls_bucket(const std::string& name) {
  std::uint64_t hash = 0;
  for (const char c : name)
    hash = static_cast<unsigned char>(c) + ((hash << 9) | (hash >> 55));
  constexpr std::size_t kBuckets = 127;
  return static_cast<std::size_t>(hash % kBuckets);
}

}  // namespace checkoutdiag::trust::paths
