#include "checks/ca/store_kind.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "checks/ca/package_commands.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca {
namespace {

using trust::Format;
using trust::Store;

bool under_any(std::string_view path, std::initializer_list<std::string_view> folders) {
  return std::any_of(folders.begin(), folders.end(), [&](std::string_view folder) {
    return path == folder ||
           (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
  });
}

// A link in an odd place that leads to the distribution's store is the distribution's store.
bool is_at(const Store& store, std::initializer_list<std::string_view> places) {
  return under_any(store.path, places) || under_any(store.file.real, places);
}

bool is_one_of(const Store& store, std::initializer_list<std::string_view> paths) {
  return std::any_of(paths.begin(), paths.end(), [&](std::string_view path) {
    return store.path == path || store.file.real == path;
  });
}

bool is_keystore(Format format) {
  return format == Format::jks || format == Format::jceks || format == Format::pkcs12;
}

}  // namespace

Keeping keeping_of(const Store& store) {
  if (store.format == Format::compiled_in) return Keeping::compiled_in;
  if (store.format == Format::nss_module) return Keeping::nss_module;
  if (store.format == Format::nss_database) return Keeping::nss_database;
  if (is_at(store, {"/etc/pki/ca-trust", "/usr/share/pki/ca-trust-source"}) ||
      is_one_of(store, {"/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/tls/cert.pem"}))
    return Keeping::redhat;
  if (is_at(store, {"/var/lib/ca-certificates"}) || is_one_of(store, {"/etc/ssl/ca-bundle.pem"}))
    return Keeping::suse;
  if (is_keystore(store.format)) return Keeping::keystore;
  if (is_at(store, {"/usr/share/ca-certificates", "/usr/local/share/ca-certificates"}) ||
      is_one_of(store, {"/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs", "/etc/ssl/cert.pem",
                        "/usr/lib/ssl/cert.pem", "/usr/lib/ssl/certs"}))
    return Keeping::debian;
  return store.format == Format::hashed_directory ? Keeping::directory : Keeping::file;
}

bool is_folder(const Store& store) {
  if (store.format == Format::hashed_directory) return true;
  if (store.format != Format::pem && store.format != Format::unknown) return false;
  return std::any_of(store.entries.begin(), store.entries.end(), [](const trust::Entry& entry) {
    return !entry.origin.empty() && !entry.origin.starts_with("line ");
  });
}

std::string path_word(std::string_view path) {
  return shell_word(path.starts_with('-') ? "./" + std::string(path) : std::string(path));
}

std::string path_word(const Store& store) {
  return path_word(store.path);
}

std::string as_owner(const Store& store, std::string command) {
  bool writes_system =
      command.find(" /usr/") != std::string::npos || command.find(" /etc/") != std::string::npos;
  return store.file.owner == 0 || writes_system ? "sudo " + command : command;
}

std::string replace_by_bundle(const Store& store) {
  return paste(as_owner(store, "cp --backup=numbered /etc/ssl/certs/ca-certificates.crt " +
                                   path_word(store))) +
         "\nwhat only this file held is then in the backup beside it, whose name ends in .~1~ (the "
         "next number, when there is one already), and must be added again";
}

std::string upgrade_command(const Store& store) {
  std::string command = package_command(store, PackageAction::upgrade);
  if (!command.empty()) return command;
  switch (keeping_of(store)) {
    case Keeping::debian:
      return store.package.manager == "apk" ? "sudo apk add --upgrade ca-certificates"
                                            : "sudo apt-get install --only-upgrade ca-certificates";
    case Keeping::redhat:
      return "sudo dnf upgrade ca-certificates";
    case Keeping::suse:
      return "sudo zypper update ca-certificates-mozilla";
    default:
      return is_debian_java(store) ? "sudo apt-get install --only-upgrade ca-certificates" : "";
  }
}

std::string reinstall_command(const Store& store) {
  return package_command(store, PackageAction::reinstall);
}

bool is_newest(const trust::PackageFacts& package) {
  return !package.version.empty() && !package.candidate.empty() && !package.outdated;
}

bool is_debian_java(const Store& store) {
  return is_keystore(store.format) && is_at(store, {"/etc/ssl/certs/java"});
}

std::string alias_of(const trust::Entry& entry) {
  std::string_view origin = entry.origin;
  if (origin.ends_with(", key entry")) return {};  // its removal would take the key along
  for (std::string_view what : {", distrusted", ", trusted as a server's own certificate only"})
    if (origin.ends_with(what)) origin.remove_suffix(what.size());
  for (std::string_view word : {"alias ", "name "})
    if (origin.starts_with(word)) return std::string(origin.substr(word.size()));
  return {};
}

std::optional<std::size_t> line_of(const trust::Entry& entry) {
  constexpr std::string_view kLine = "line ";
  std::string_view origin = entry.origin;
  if (!origin.starts_with(kLine)) return std::nullopt;
  origin.remove_prefix(kLine.size());
  std::size_t line = 0;
  auto [end, error] = std::from_chars(origin.data(), origin.data() + origin.size(), line);
  if (error != std::errc() || line == 0) return std::nullopt;
  if (end != origin.data() + origin.size()) return std::nullopt;
  return line;
}

}  // namespace checkoutdiag::ca
