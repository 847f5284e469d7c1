#include "checks/ca/remedies.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "checks/ca/store_kind.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca {
namespace {

using trust::FlawKind;
using trust::Store;

bool is_node(const Store& store) {
  std::string_view name = std::string_view(store.path).substr(store.path.rfind('/') + 1);
  return name.starts_with("node");
}

std::string update_compiled_in(const Store& store) {
  std::string upgrade = upgrade_command(store);
  std::string text =
      upgrade.empty()
          ? "install a newer version of the program: its roots are compiled in"
          : "install a newer version of the program, whose roots are compiled in:" + paste(upgrade);
  if (is_node(store))
    text += "\nuntil then, let it read the machine's store instead of its own roots:" +
            paste("export NODE_OPTIONS=--use-openssl-ca");
  return text;
}

std::string update_by_hand(const Store& store) {
  switch (keeping_of(store)) {
    case Keeping::keystore:
      return "install a newer Java, whose store is newer; see what this one holds with:" +
             paste(as_owner(store, "keytool -list -keystore " + path_word(store)));
    case Keeping::nss_module:
      return "install a newer NSS: its roots are compiled into this module";
    case Keeping::nss_database:
      return "install a newer NSS; what was added to this database stays until it is deleted";
    case Keeping::directory:
      return "put the certificates of a current bundle there, and make the hash names anew:" +
             paste(as_owner(store, "openssl rehash " + path_word(store)));
    default:
      return "no package is known to own it; replace it by this machine's bundle, once that is "
             "current:" +
             replace_by_bundle(store);
  }
}

// What sed does to a file with this flaw; empty: no one expression mends it.
std::string_view mending(FlawKind kind) {
  switch (kind) {
    case FlawKind::byte_order_mark:
      return R"('1s/^\xEF\xBB\xBF//')";
    case FlawKind::cr_only:
      return R"('s/\r/\n/g')";
    case FlawKind::blank_in_block:
      return R"('/^[[:space:]]*$/d')";
    case FlawKind::indented:
      return R"('s/^[[:space:]]*//')";
    case FlawKind::joined_lines:
      return R"('s/-----\(-----BEGIN\)/-----\n\1/g')";
    case FlawKind::nul_bytes:
      return R"('s/\x00//g')";
    case FlawKind::x509_label:
      return "'s/X509 CERTIFICATE-----/CERTIFICATE-----/'";
    default:
      return {};
  }
}

// One flaw after the other: with another one besides, the first cure alone may not be enough.
std::string mend_by_hand(const Store& store) {
  if (is_folder(store))
    return "replace the files that are named here by sound copies, or take them out of:" +
           paste(as_owner(store, "ls -l " + path_word(store)));
  for (const trust::Flaw& flaw : store.flaws) {
    if (flaw.kind == FlawKind::utf16)
      return "write it as UTF-8, without a byte order mark:" +
             paste(as_owner(store, fmt::format("iconv -f UTF-16 -t UTF-8 -o {0}.utf8 {0}",
                                               path_word(store)))) +
             paste(as_owner(store, fmt::format("mv {0}.utf8 {0}", path_word(store))));
    std::string_view cure = mending(flaw.kind);
    if (!cure.empty())
      return "mend the text, and look at it again:" +
             paste(as_owner(store, fmt::format("sed -i {} {}", cure, path_word(store))));
  }
  return "replace the file by a fresh copy from where it came; on a machine with a sound bundle:" +
         replace_by_bundle(store);
}

}  // namespace

std::string how_to_update(const Store& store) {
  if (keeping_of(store) == Keeping::compiled_in) return update_compiled_in(store);
  std::string upgrade = upgrade_command(store);
  if (is_newest(store.package))
    return "no newer package is on offer here: move to a release of the distribution or of the "
           "library that has one, or bring the lists up to date first" +
           (store.package.manager == "dpkg" ? ":" + paste("sudo apt-get update") : "");
  if (upgrade.empty()) return update_by_hand(store);
  std::string text = "upgrade the package that brings it:" + paste(upgrade);
  if (keeping_of(store) == Keeping::debian || is_debian_java(store))
    text += "\nthen start the programs that read it again: they read it once";
  return text;
}

std::string how_to_mend(const Store& store) {
  switch (keeping_of(store)) {
    case Keeping::debian:
      if (store.role == trust::Role::source || store.role == trust::Role::local_addition) break;
      return "mend what the bundle is made from, which a flawed file below "
             "/usr/local/share/ca-certificates often is, and make it anew:" +
             paste("sudo update-ca-certificates --fresh");
    case Keeping::redhat:
      return "make it anew from its sources:" + paste("sudo update-ca-trust");
    case Keeping::suse:
      return "make it anew from its sources:" + paste("sudo update-ca-certificates");
    default:
      break;
  }
  std::string command = reinstall_command(store);
  return command.empty() ? mend_by_hand(store)
                         : "install the package's own copy again:" + paste(command);
}

}  // namespace checkoutdiag::ca
