#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/time.hpp"
#include "lib/x509/facts.hpp"

// What the trust stores of a machine hold and who reads them, as plain values that a test can write
// down. Text from files is raw here; whoever prints it escapes it.
namespace checkoutdiag::trust {

/// Programs as far as their ways of loading a store or of building a path were measured to differ.
enum class Runtime { openssl, node, go, java, gnutls, other };

/// Those that are modelled, in the order of reporting; `other` (NSS, .NET, rustls) is not.
inline constexpr Runtime kRuntimes[] = {Runtime::openssl, Runtime::node, Runtime::go, Runtime::java,
                                        Runtime::gnutls};

enum class Format {
  unknown,           // nothing that was recognised
  pem,               // text with blocks
  der,               // one or more certificates after each other
  pkcs7,             // DER
  pkcs12,            // trust stores, with or without password
  jks,               // Sun's key store
  jceks,             // its sibling
  hashed_directory,  // OpenSSL's CApath: 5ad8a5d6.0
  compiled_in,       // PEM blocks within a program
  nss_module,        // PKCS#11 module (libnssckbi.so, p11-kit-trust.so)
  nss_database,      // cert9.db
  unsupported,       // recognised, and not readable here: see Contents::problem
};

/// What is wrong with a file's shape; what it costs is in the loads.
enum class FlawKind {
  truncated_block,  // BEGIN without END
  bad_base64,       // a block whose text is no base64, or lacks a line
  label_mismatch,   // BEGIN and END say different things
  joined_lines,     // END and BEGIN on one line
  byte_order_mark,  // UTF-8 BOM at the beginning
  cr_only,          // lines end in CR alone
  blank_in_block,   // empty lines within a block
  indented,         // blocks do not start at the beginning of a line
  nul_bytes,        // NUL in the text
  utf16,            // the text is UTF-16
  empty_block,      // BEGIN and END with nothing between them
  bad_certificate,  // base64 is right, its content is no certificate
  trusted_label,    // BEGIN TRUSTED CERTIFICATE: OpenSSL's own
  x509_label,       // BEGIN X509 CERTIFICATE: the old name
  pkcs7_block,      // BEGIN PKCS7
  private_key,      // a key in a store; its bytes are never kept
  other_block,      // a CRL, parameters, …
  not_a_store,      // a web page, a git-lfs pointer, an empty file
  too_many,         // more certificates or blocks than are read
  trailing_bytes,   // DER with something after it
};

struct Flaw {
  FlawKind kind = FlawKind::not_a_store;
  std::size_t line = 0;  // 1-based; 0: the file as a whole
  std::string text;      // a sentence about this one, raw; never key material
};

/// One certificate as a file holds it, before it is parsed.
struct Found {
  std::string der;
  std::string origin;  // "line 120", "alias debian:foo.pem", "5ad8a5d6.0"; raw
  std::string label;   // PEM label; empty elsewhere
  // What the format says about servers: NSS's server bit, OpenSSL's TRUSTED uses. Nothing: it
  // cannot say.
  std::optional<bool> server_trusted;
  std::optional<Time> server_distrust_after;  // compare with a leaf's notBefore, never a clock
};

/// How many certificates one runtime would really load from a file, as measured (spec: the models
/// are tested against the runtimes themselves).
struct Load {
  Runtime runtime = Runtime::openssl;
  std::optional<int> count;  // nothing: not modelled, or not known
  bool fails = false;        // the runtime says that something is wrong
  std::string how;           // one sentence where it is not simply all: "stops at line 120 …"
  std::vector<std::size_t> missing;  // indices into Contents::certificates that it does not load
};

/// What a file holds, by a tolerant reader: never a verdict.
struct Contents {
  Format format = Format::unknown;
  std::string format_note;  // "JKS version 2", "PKCS#12 without a password, RC2-40"
  std::vector<Found> certificates;
  std::vector<Flaw> flaws;
  std::vector<Load> loads;           // one for each of kRuntimes that can read this format
  std::string problem;               // why nothing, or not all, could be read; empty: all was read
  bool integrity_unchecked = false;  // a keyed checksum that needs a password
  int private_keys = 0;
};

/// A certificate of a store: which of the inventory's, and what was said of it there.
struct Entry {
  std::size_t certificate = 0;  // index into Inventory::certificates
  std::string origin, label;
  std::optional<bool> server_trusted;
  std::optional<Time> server_distrust_after;
};

/// One name of an OpenSSL CApath directory ("5ad8a5d6.0") that is not as it should be, or a file
/// that no name leads to.
enum class LinkState {
  good,
  dangling,    // the link's target is missing
  wrong_hash,  // the certificate behind it has another subject hash
  old_hash,    // the hash of OpenSSL before 1.0.0 (MD5)
  gap,         // .1 without .0: OpenSSL stops counting at the first that is missing
  no_link,     // a certificate file that no hash name leads to
  not_pem,     // DER, which OpenSSL does not load from directories
  several,     // the file holds more than one certificate
  unreadable,
  duplicate,  // another name with the same hash leads to the same certificate
};

struct Link {
  std::string name, target;  // "5ad8a5d6.0" -> "Foo.pem"; name empty for no_link; raw
  LinkState state = LinkState::good;
  std::string wanted;  // the name that it should have
};

/// The file or directory itself.
struct FileFacts {
  std::string path;  // as it was looked for
  std::string real;  // behind all links; empty: it is not there
  std::uint64_t device = 0, inode = 0, size = 0;
  unsigned mode = 0;   // permission bits
  unsigned owner = 0;  // uid
  Time modified{};
  bool world_writable = false;      // it, or a directory above it that decides about it
  std::string world_writable_path;  // which
  std::string error;                // why it could not be read; empty: it could
  bool missing = false;             // error, because it is not there
};

/// The package that owns a store's file, from the machine's own database.
struct PackageFacts {
  std::string manager;  // "dpkg", "apk", "pip", "npm", "gem", "composer"; empty: none found
  std::string name, version;
  std::string candidate;  // newer or equal version that the machine's lists know; may be empty
  std::optional<Time> lists_from;  // how old those lists are
  bool outdated = false;           // candidate is newer, by the manager's own order of versions
  std::string unknown_because;     // why no version could be told
};

/// What kind of place a store is.
enum class Role {
  bundle,          // a store that programs load
  source,          // what a bundle is made from (/usr/share/ca-certificates)
  local_addition,  // /usr/local/share/ca-certificates and kin
  sdk,             // a library's or payment SDK's own copy
  extra,           // added to a runtime's own (NODE_EXTRA_CA_CERTS)
  given,           // named on the command line
};

struct Store {
  std::string path;   // how it is known: the file, the directory, the program
  std::string title;  // "Debian's bundle", "certifi 2022.12.7", "compiled into node"; raw
  Role role = Role::bundle;
  FileFacts file;
  Format format = Format::unknown;
  std::string format_note;
  std::vector<Entry> entries;
  std::vector<Flaw> flaws;
  std::vector<Load> loads;
  std::vector<Link> links;  // of a hashed directory: all that are not good, and …
  int good_links = 0;       // … how many are
  std::string problem;      // as Contents::problem
  bool integrity_unchecked = false;
  int private_keys = 0;
  PackageFacts package;
  std::vector<std::string> also;  // other paths that lead to the same file
};

/// A runtime on this machine, or one use of it, and the stores that it loads together.
struct Use {
  std::size_t store = 0;  // index into Inventory::stores
  std::string because;    // "OpenSSL's default file", "SSL_CERT_FILE"
  bool always = true;     // false: only looked at when the others do not decide (CApath)
};

/// Is a use for this reason that of a variable which names a file, and never a directory?
inline bool is_file_variable(std::string_view because) {
  return because.starts_with("SSL_CERT_FILE") || because.starts_with("CURL_CA_BUNDLE") ||
         because.starts_with("NODE_EXTRA_CA_CERTS");
}

struct Client {
  std::string name;     // "Node.js", "Java 17.0.15", "Python requests", "curl"
  std::string program;  // the program or library, when there is one; raw
  std::string version;
  Runtime runtime = Runtime::other;
  int security_level = 1;      // OpenSSL family: what it objects to in a chain
  bool partial_chain = false;  // OpenSSL family: X509_V_FLAG_PARTIAL_CHAIN
  std::vector<Use> uses;
  std::vector<std::string>
      notes;  // what else decides: "rustls with compiled-in roots cannot be seen"
};

/// An environment variable or setting that names a store.
struct Setting {
  std::string name;                  // "SSL_CERT_FILE", "openssl.cafile"
  std::string where;                 // "the environment", "/etc/php/8.2/cli/php.ini"
  std::string value;                 // raw
  std::optional<std::size_t> store;  // index, when it names one that was looked at
  bool is_directory = false;
  std::string readers;   // "OpenSSL programs", "Python requests"
  bool ignored = false;  // set, and overridden by another: see note
  std::string note;
};

/// Debian's bundle against what it is made from.
struct DriftFacts {
  bool applies = false;                         // there is a /etc/ca-certificates.conf and a bundle
  std::vector<std::string> deselected_present;  // "!name" in the conf, yet in the bundle
  std::vector<std::string> selected_absent;     // selected or local, not in the bundle
  std::vector<std::string> unexplained;         // in the bundle, in no source: subjects, raw
  bool java_older = false;                      // Java's store lacks what the bundle has
  std::vector<std::string> java_lacks, java_only;  // subjects, raw
  std::string bundle, java_store;                  // paths
};

/// Everything that was found in one look.
struct Inventory {
  std::string root;  // "/" or the prefix
  bool foreign =
      false;  // another root than this machine's: nothing of it was run or loaded as code
  std::vector<x509::Certificate> certificates;  // unique by SHA-256, in the order of first sight
  std::vector<Store> stores;
  std::vector<Client> clients;
  std::vector<Setting> settings;
  DriftFacts drift;
  std::vector<std::string> unseen;  // what cannot be looked into, in sentences
  bool incomplete = false;          // the deadline or a limit ended the look early
  std::string incomplete_because;
};

}  // namespace checkoutdiag::trust
