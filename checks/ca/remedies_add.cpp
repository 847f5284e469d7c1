#include <fmt/core.h>

#include <algorithm>

#include "checks/ca/remedies.hpp"
#include "checks/ca/store_kind.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca {
namespace {

using trust::Store;

// "/tmp/Gateway Root.pem" -> "gateway_root": an alias and a file name that need no quotes.
std::string plain_name(std::string_view root_file) {
  std::string_view base = root_file.substr(root_file.rfind('/') + 1);
  base = base.substr(0, base.rfind('.'));
  std::string name;
  for (char c : base.substr(0, 64)) {
    bool upper = c >= 'A' && c <= 'Z';
    bool plain = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    name += upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
  }
  while (name.starts_with('-') || name.starts_with('_'))
    name.erase(0, 1);
  return name.empty() ? "root" : name;
}

std::string to_debian(std::string_view root_file) {
  return "give it to the machine's bundle, by its ending in .crt; programs read it when they start "
         "again:" +
         paste(fmt::format("sudo cp {} /usr/local/share/ca-certificates/{}.crt",
                           path_word(root_file), plain_name(root_file))) +
         paste("sudo update-ca-certificates");
}

std::string to_extracted(std::string_view root_file, std::string_view folder,
                         std::string_view apply) {
  return "give it to the machine's bundle; programs read it when they start again:" +
         paste(fmt::format("sudo cp {} {}", path_word(root_file), folder)) + paste(apply);
}

std::string to_keystore(const Store& store, std::string_view root_file) {
  return "import it, and start the Java programs again; keytool asks for the store's password:" +
         paste(as_owner(
             store, fmt::format("keytool -importcert -trustcacerts -alias {} -file {} "
                                "-keystore {}",
                                plain_name(root_file), path_word(root_file), path_word(store))));
}

std::string to_database(const Store& store, std::string_view root_file) {
  std::size_t slash = store.path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : store.path.substr(0, slash);
  return "add it as trusted for servers alone:" +
         paste(as_owner(
             store, fmt::format("certutil -d {} -A -t C,, -n {} -i {}", shell_word("sql:" + folder),
                                plain_name(root_file), path_word(root_file))));
}

// A program that is started elsewhere does not find a relative path, and goes on without it.
std::string absolute_word(std::string_view file) {
  std::string word = shell_word(file);
  if (file.starts_with('/')) return word;
  return word == file ? "\"$PWD/" + word + "\"" : "\"$PWD\"/" + word;
}

std::string to_node(std::string_view root_file) {
  return "name it to Node.js, which then trusts it besides its own roots and reads the variable "
         "only when it starts; where it names a file already, append to that file instead:" +
         paste("export NODE_EXTRA_CA_CERTS=" + absolute_word(root_file));
}

std::string to_directory(const Store& store, std::string_view root_file) {
  return "put it beside the others, and make the hash names anew:" +
         paste(as_owner(store, fmt::format("cp {} {}/{}.pem", path_word(root_file),
                                           path_word(store), plain_name(root_file)))) +
         paste(as_owner(store, "openssl rehash " + path_word(store)));
}

// With a line's end before it: a bundle whose last line lacks one would join two blocks, and most
// readers then load nothing.
std::string append(const Store& store, std::string_view root_file) {
  return as_owner(store, fmt::format("sh -c 'echo >> \"$1\"; cat \"$0\" >> \"$1\"' {} {}",
                                     path_word(root_file), path_word(store)));
}

// Formats that take no second certificate at their end.
std::string to_new_bundle(const Store& store, std::string_view root_file) {
  std::string text = "make a PEM bundle that has both, and point the program to that instead:";
  if (store.format == trust::Format::pkcs7)
    text += paste(as_owner(store, fmt::format("openssl pkcs7 -inform DER -in {} -print_certs -out "
                                              "bundle.pem",
                                              path_word(store))));
  if (store.format == trust::Format::der)
    text += paste(as_owner(
        store, fmt::format("openssl x509 -inform DER -in {} -out bundle.pem", path_word(store))));
  return text + paste(fmt::format("cat {} | tee -a bundle.pem", path_word(root_file)));
}

std::string to_file(const Store& store, std::string_view root_file) {
  if (is_folder(store))
    return "put it beside the others:" +
           paste(as_owner(store, fmt::format("cp {} {}/{}.pem", path_word(root_file),
                                             path_word(store), plain_name(root_file))));
  if (store.format != trust::Format::pem && store.format != trust::Format::unknown)
    return to_new_bundle(store, root_file);
  std::string upgrade = upgrade_command(store);
  if (upgrade.empty() || is_newest(store.package))
    return "append it to the file:" + paste(append(store, root_file));
  return "upgrade the package that brings this file, whose newest version may have it:" +
         paste(upgrade) + "\nuntil then, append it; the next upgrade takes it away again:" +
         paste(append(store, root_file));
}

}  // namespace

std::string how_to_add(const Store& store, const trust::Client* reader,
                       std::string_view root_file) {
  const Keeping keeping = keeping_of(store);
  if (keeping == Keeping::compiled_in ||
      (reader && reader->runtime == trust::Runtime::node && keeping == Keeping::file &&
       store.role != trust::Role::extra))
    return to_node(root_file);
  switch (keeping) {
    case Keeping::debian:
      return to_debian(root_file);
    case Keeping::redhat:
      return to_extracted(root_file, "/etc/pki/ca-trust/source/anchors/", "sudo update-ca-trust");
    case Keeping::suse:
      return to_extracted(root_file, "/etc/pki/trust/anchors/", "sudo update-ca-certificates");
    case Keeping::keystore:
      return is_debian_java(store) ? to_debian(root_file) : to_keystore(store, root_file);
    case Keeping::nss_database:
      return to_database(store, root_file);
    case Keeping::nss_module:
      return "the module is as it was built; add the root where p11-kit keeps such:" +
             paste("sudo trust anchor " + path_word(root_file));
    case Keeping::directory:
      return to_directory(store, root_file);
    case Keeping::compiled_in:
    case Keeping::file:
      break;
  }
  return to_file(store, root_file);
}

std::string how_to_add(const Store& store, std::string_view root_file) {
  return how_to_add(store, nullptr, root_file);
}

}  // namespace checkoutdiag::ca
