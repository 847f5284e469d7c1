#include <algorithm>
#include <cstdint>
#include <optional>

#include "checks/ca/remedies.hpp"
#include "checks/ca/store_kind.hpp"
#include "checks/check.hpp"
#include "checks/shell.hpp"
#include "lib/text/hex.hpp"

namespace checkoutdiag::ca {
namespace {

using trust::Entry;
using trust::Inventory;
using trust::Role;
using trust::Store;

constexpr std::string_view kSources = "/usr/share/ca-certificates/";
constexpr std::string_view kApply = "sudo update-ca-certificates --fresh";
constexpr std::size_t kTail = 40;  // base64 characters: 30 bytes of a signature

// The file that an entry of a directory comes from; the store itself when that is a file.
std::string file_of(const Store& store, const Entry& entry) {
  std::string_view name = entry.origin;
  if (name.starts_with("line ") || name.empty()) return store.path;
  for (std::string_view more : {", ", " line ", ": "})
    name = name.substr(0, name.find(more));
  if (name.starts_with('/')) return std::string(name);
  return store.path + (store.path.ends_with('/') ? "" : "/") + std::string(name);
}

// The file of this certificate in a store of that role.
std::string file_among(const Inventory* seen, Role role, std::size_t certificate) {
  if (!seen) return {};
  for (const Store& store : seen->stores) {
    if (store.role != role) continue;
    for (const Entry& entry : store.entries)
      if (entry.certificate == certificate) return file_of(store, entry);
  }
  return {};
}

// A line of /etc/ca-certificates.conf that a regular expression of sed can hold as it is.
bool is_plain(std::string_view name) {
  return !name.empty() && text::printable(name) == name &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') ||
                  (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  std::string_view("-_.=+/").find(c) != std::string_view::npos;
         });
}

std::string deselect(const std::string& source, bool apk) {
  std::string_view name = source;
  if (name.starts_with(kSources)) name.remove_prefix(kSources.size());
  if (source.starts_with(kSources) && is_plain(name))
    return "deselect it, which the next upgrade respects:" +
           paste(fmt::format("sudo sed -i 's|^{0}$|!{0}|' /etc/ca-certificates.conf", name)) +
           paste("sudo update-ca-certificates");
  if (apk)
    return "put ! before its line in /etc/ca-certificates.conf, then:" +
           paste("sudo update-ca-certificates");
  return "deselect it in the list that this shows:" +
         paste("sudo dpkg-reconfigure ca-certificates");
}

std::string from_debian(const Store& store, const Entry& entry, const Inventory* seen) {
  std::string local = store.role == Role::local_addition
                          ? file_of(store, entry)
                          : file_among(seen, Role::local_addition, entry.certificate);
  if (!local.empty())
    return "it was added to this machine by hand; take its file out and make the bundle anew:" +
           paste("sudo rm " + path_word(local)) + paste(kApply);
  std::string source = store.role == Role::source
                           ? file_of(store, entry)
                           : file_among(seen, Role::source, entry.certificate);
  const bool apk = store.package.manager == "apk";
  if (is_newest(store.package))
    return "no newer package is on offer here; " + deselect(source, apk);
  return "install the distribution's current package:" + paste(upgrade_command(store)) +
         "\nwhere it still holds the certificate, " + deselect(source, apk);
}

std::string from_extracted(const Store& store, const Entry& entry, std::string_view folder,
                           std::string_view apply) {
  std::string text = "install the distribution's current package:" + paste(upgrade_command(store)) +
                     "\nwhere it still holds the certificate, block it:";
  if (auto line = line_of(entry))
    return text +
           paste(fmt::format("sudo sed -n '{},/-----END/p' {} > blocked.pem", *line,
                             path_word(store))) +
           paste(fmt::format("sudo cp blocked.pem {}", folder)) + paste(apply);
  return text + paste(fmt::format("sudo cp blocked.pem {}", folder)) + paste(apply) +
         "\nwhere blocked.pem is the certificate itself";
}

std::string from_keystore(const Store& store, const Entry& entry) {
  std::string alias = alias_of(entry);
  std::string text;
  if (is_debian_java(store))
    text = "Debian keeps this store in step with its bundle; bring that up to date first:" +
           paste(upgrade_command(store)) + "\nwhere the certificate stays, ";
  if (alias.empty())
    return text + "find the entry by its fingerprint, and delete its alias:" +
           paste(as_owner(store, "keytool -list -keystore " + path_word(store)));
  return text + "delete the entry; keytool asks for the store's password:" +
         paste(as_owner(store, fmt::format("keytool -delete -alias {} -keystore {}",
                                           shell_word(alias), path_word(store))));
}

std::string from_database(const Store& store, const Entry& entry) {
  std::size_t slash = store.path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : store.path.substr(0, slash);
  std::string alias = alias_of(entry);
  std::string database = "certutil -d " + shell_word("sql:" + folder);
  if (alias.empty())
    return "find its nickname, and delete that with certutil's -D:" +
           paste(as_owner(store, database + " -L"));
  return "delete it from the database:" +
         paste(as_owner(store, database + " -D -n " + shell_word(alias)));
}

std::string from_directory(const Store& store, const Entry& entry) {
  std::string name = path_word(file_of(store, entry));
  return "remove the name and the file that it leads to, and make the hash names anew:" +
         paste(as_owner(store, fmt::format("rm -f \"$(readlink -f {0})\" {0}", name))) +
         paste(as_owner(store, "openssl rehash " + path_word(store)));
}

// The end of a certificate's base64, which is its signature's and so no other's.
std::string tail_of(const Entry& entry, const x509::Certificate& certificate) {
  std::string_view der = certificate.der;
  // Behind a certificate under this label its uses follow, in the same base64.
  if (entry.label == "TRUSTED CERTIFICATE") der = der.substr(0, der.size() / 3 * 3);
  std::string tail = text::base64({reinterpret_cast<const std::uint8_t*>(der.data()), der.size()});
  while (tail.ends_with('='))
    tail.pop_back();
  return tail.size() < kTail ? std::string() : tail.substr(tail.size() - kTail);
}

// By what the block says, not by where it stands: several such commands can be pasted in any order,
// and each of them twice. White space may be anywhere in the tail, as lines are of any length.
std::string delete_block(const Store& store, const Entry& entry, std::string_view tail) {
  std::string_view rest = entry.label == "TRUSTED CERTIFICATE" ? "[^-]*" : "=*\\s*";
  std::string script = R"($t=join"\\s*",map quotemeta,split//,")" + std::string(tail) + R"("; )" +
                       R"(s{-----BEGIN [A-Z0-9 ]*CERTIFICATE-----[^-]*$t)" + std::string(rest) +
                       R"(-----END [A-Z0-9 ]*CERTIFICATE-----\r?\n?}{}g)";
  return as_owner(store, fmt::format("perl -0777 -pi -e '{}' {}", script, path_word(store)));
}

// perl finds no base64 where every other byte is NUL.
bool is_plain_text(const Store& store) {
  return store.format == trust::Format::pem &&
         std::none_of(store.flaws.begin(), store.flaws.end(), [](const trust::Flaw& flaw) {
           return flaw.kind == trust::FlawKind::utf16 || flaw.kind == trust::FlawKind::nul_bytes;
         });
}

std::string from_file(const Store& store, const Entry& entry,
                      const x509::Certificate& certificate) {
  if (is_folder(store))
    return "remove its file:" + paste(as_owner(store, "rm " + path_word(file_of(store, entry))));
  std::string tail = tail_of(entry, certificate);
  if (!line_of(entry) || !is_plain_text(store) || tail.empty())
    return "replace the file by one without it, such as this machine's own bundle:" +
           replace_by_bundle(store);
  return "delete its block, which is found by the end of its base64:" +
         paste(delete_block(store, entry, tail));
}

}  // namespace

std::string how_to_remove(const Store& store, const Entry& entry,
                          const x509::Certificate& certificate, const Inventory* seen) {
  switch (keeping_of(store)) {
    case Keeping::debian:
      return from_debian(store, entry, seen);
    case Keeping::redhat:
      return from_extracted(store, entry, "/etc/pki/ca-trust/source/blocklist/",
                            "sudo update-ca-trust");
    case Keeping::suse:
      return from_extracted(store, entry, "/etc/pki/trust/blocklist/",
                            "sudo update-ca-certificates");
    case Keeping::keystore:
      return from_keystore(store, entry);
    case Keeping::nss_database:
      return from_database(store, entry);
    case Keeping::compiled_in:
    case Keeping::nss_module:
      return how_to_update(store);
    case Keeping::directory:
      return from_directory(store, entry);
    case Keeping::file:
      break;
  }
  std::string upgrade = upgrade_command(store);
  if (upgrade.empty() || is_newest(store.package)) return from_file(store, entry, certificate);
  return "upgrade the package that brings this file:" + paste(upgrade) +
         "\nwhere its newest version still holds the certificate, " +
         from_file(store, entry, certificate);
}

}  // namespace checkoutdiag::ca
