#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "lib/trust/facts.hpp"

namespace checkoutdiag::ca {

/// By what means a store is kept.
enum class Keeping {
  debian,        // update-ca-certificates; Alpine has the same
  redhat,        // update-ca-trust
  suse,          // update-ca-certificates of another make
  keystore,      // keytool
  compiled_in,   // with the program
  nss_module,    // with its package
  nss_database,  // certutil
  directory,     // openssl rehash
  file,          // by hand, or with its package
};

Keeping keeping_of(const trust::Store& store);

/// Is the store a folder of files, not one file?
bool is_folder(const trust::Store& store);

/// The store's path as one word of a command.
std::string path_word(const trust::Store& store);
std::string path_word(std::string_view path);

/// The command, with sudo in front when the store's file or what the command writes is root's.
std::string as_owner(const trust::Store& store, std::string command);

/// The lines that put this machine's bundle in the place of the store's file. A backup is kept, for
/// a private store may hold what no bundle does, and what to do with it is said.
std::string replace_by_bundle(const trust::Store& store);

/// The one command that upgrades the package which owns the store; empty when none is known.
std::string upgrade_command(const trust::Store& store);

/// The same that installs the package's present version anew.
std::string reinstall_command(const trust::Store& store);

/// No newer version of the package is on offer here, as far as the machine's lists know.
bool is_newest(const trust::PackageFacts& package);

/// Is this the store that Debian's ca-certificates-java keeps?
bool is_debian_java(const trust::Store& store);

/// The alias of a key store's certificate entry, or a database's nickname; empty when its origin
/// tells none.
std::string alias_of(const trust::Entry& entry);

/// The line of a PEM file where the entry's block begins; nothing when its origin tells none.
std::optional<std::size_t> line_of(const trust::Entry& entry);

}  // namespace checkoutdiag::ca
