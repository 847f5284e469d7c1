#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "checks/ca/ca.hpp"
#include "tests/checks/tls/gateway.hpp"

// Machines with their trust stores written down as facts, and judged one store at a time.
namespace checkoutdiag::ca::hosts {

using tls::at;
using tls::evidence;
using tls::has;
using tls::holds;
using tls::noon;
using tls::only_finding;
using tls::skipped;
using tls::undecided;
using trust::FlawKind;
using trust::Format;
using trust::LinkState;
using trust::Role;
using trust::Runtime;
using x509::Certificate;

inline constexpr const char* kBundle = "/etc/ssl/certs/ca-certificates.crt";
inline constexpr const char* kModule = "/usr/lib/x86_64-linux-gnu/nss/libnssckbi.so";

/// A root of this name: RSA 4096, SHA-256, ten years to either side of noon.
Certificate root(const std::string& name);

/// The same, which expired so long before noon.
Certificate expired_root(const std::string& name, std::chrono::seconds ago = std::chrono::days(3));

/// A certificate of an authority that another one signed.
Certificate intermediate(const std::string& name, const std::string& issuer);

/// So many roots "NAME 1", "NAME 2", …
std::vector<Certificate> roots(const std::string& name, int count);

/// An entry of the knowledge against a certificate.
trust::Distrust against(const Certificate& certificate, const std::string& reason);

/// A machine, in the making. What is said of a store is said of the one that was added last.
class Host {
 public:
  Inventory seen;
  Knowledge known;
  Wanted wanted;
  Time when = noon();

  /// Adds a store: PEM, root's, all of it read, each certificate at a line of its own.
  Host& store(const std::string& path, const std::vector<Certificate>& certificates,
              Role role = Role::bundle);
  /// Adds one more entry.
  Host& entry(const Certificate& certificate, const std::string& origin);
  Host& titled(const std::string& title);
  Host& format(Format format);
  Host& package(const std::string& manager, const std::string& name, const std::string& version,
                const std::string& candidate = {}, bool outdated = false);
  Host& flaw(FlawKind kind, std::size_t line, const std::string& text = {});
  Host& load(Runtime runtime, std::optional<int> count, const std::string& how = {},
             std::vector<std::size_t> missing = {});
  Host& link(LinkState state, const std::string& name, const std::string& target,
             const std::string& right_name = {});
  /// Adds a client that reads stores, by their paths.
  Host& client(const std::string& name, Runtime runtime, std::initializer_list<const char*> paths);

  Store& last() { return seen.stores.back(); }
  trust::Entry& last_entry() { return last().entries.back(); }
};

/// One rule on the store of this path; the first one without a path.
Outcome judged(const Check<StoreCase>& check, const Host& host, std::string_view path = {});

}  // namespace checkoutdiag::ca::hosts

namespace checkoutdiag::ca {
using namespace hosts;  // every test of the family is about such machines
}
