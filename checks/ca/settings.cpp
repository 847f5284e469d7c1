#include "checks/ca/settings.hpp"

#include <algorithm>

#include "checks/ca/chain_words.hpp"

namespace checkoutdiag::ca::chains {
namespace {

using trust::Flaw;
using trust::FlawKind;
using trust::Format;
using trust::Load;
using trust::Runtime;
using trust::Setting;

// What comes of it when the place cannot be opened, and when what is there is no store. Measured
// (for a directory in a file's place: see kGivenDirectory) with OpenSSL 3.0, curl 7.88,
// Requests 2.34, Node.js 20, OpenJDK 17 and git 2.39 (PHP's streams: not); each reads after "this
// means".
struct Habit {
  std::string_view setting;
  Runtime runtime;
  std::string_view missing, garbage;
};

constexpr std::string_view kFileLost =
    "no authorities but those of the certificate directory, without a word, and curl error 77";
constexpr std::string_view kDirectoryLost =
    "no authorities but those of the certificate file, without a word";
constexpr std::string_view kCurl = "curl error 77 (error setting certificate file)";
constexpr std::string_view kPhp = "a failed verification of every https request";

constexpr Habit kHabits[] = {
    {"SSL_CERT_FILE", Runtime::openssl, kFileLost, kFileLost},
    {"SSL_CERT_DIR", Runtime::openssl, kDirectoryLost, kDirectoryLost},
    {"REQUESTS_CA_BUNDLE", Runtime::openssl,
     "OSError: Could not find a suitable TLS CA certificate bundle",
     "SSLError: no certificate or crl found"},
    {"CURL_CA_BUNDLE", Runtime::openssl, "curl error 77, and an OSError in Python's requests",
     "curl error 77, and an SSLError in Python's requests"},
    {"curl.cainfo", Runtime::openssl, kCurl, kCurl},
    {"openssl.cafile", Runtime::openssl, kPhp, kPhp},
    {"openssl.capath", Runtime::openssl, kPhp, kPhp},
    {"NODE_EXTRA_CA_CERTS", Runtime::node,
     "one warning (Ignoring extra certs) and no roots but the built-in ones",
     "no roots but the built-in ones, often without a warning"},
    {"javax.net.ssl.trustStore", Runtime::java,
     "no authority at all: every connection ends with PKIX path building failed",
     "no TLS connection at all: problem accessing trust store"},
    {"GIT_SSL_CAINFO", Runtime::gnutls, "the error Problem with the SSL CA cert",
     "no authority at all: server certificate verification failed"},
};

// What comes of a directory where a file is wanted, as measured; of the rest it is as if nothing
// were there.
constexpr std::pair<std::string_view, std::string_view> kGivenDirectory[] = {
    {"SSL_CERT_FILE",
     "no authorities but those of the certificate directory (where it lacks one, OpenSSL's error "
     "20: "
     "unable to get local issuer certificate), and curl error 77"},
    {"CURL_CA_BUNDLE",
     "curl error 77 (error setting certificate file), though Python's requests takes a directory"},
    {"NODE_EXTRA_CA_CERTS", "no roots but the built-in ones, without a warning"},
};

// Python's requests and pip take a directory as well.
bool takes_both(const Setting& setting) {
  return setting.name == "REQUESTS_CA_BUNDLE" || setting.name == "PIP_CERT";
}

const Habit* habit_of(const Setting& setting) {
  auto found = std::find_if(std::begin(kHabits), std::end(kHabits),
                            [&](const Habit& each) { return each.setting == setting.name; });
  return found == std::end(kHabits) ? nullptr : found;
}

// Of a client that the inventory has read it by; else the usual one of the variable.
std::optional<Runtime> reader_of(const Inventory& seen, const Setting& setting,
                                 const Store& store) {
  if (const Habit* habit = habit_of(setting)) return habit->runtime;
  for (const trust::Client& client : seen.clients)
    for (const trust::Use& use : client.uses)
      if (use.store < seen.stores.size() && &seen.stores[use.store] == &store &&
          use.because.find(setting.name) != std::string::npos && client.runtime != Runtime::other)
        return client.runtime;
  return std::nullopt;
}

bool one_file(Format format) {
  return format == Format::pem || format == Format::der || format == Format::pkcs7 ||
         format == Format::pkcs12 || format == Format::jks || format == Format::jceks;
}

// What keytool imports from, and a trustStore cannot be.
bool is_text_or_der(Format format) {
  return format == Format::pem || format == Format::der || format == Format::pkcs7;
}

// Entries of a directory have the names of files for their origins.
bool looks_like_file(const Store& store) {
  return one_file(store.format) && store.links.empty() && store.good_links == 0 &&
         std::all_of(store.entries.begin(), store.entries.end(), [](const trust::Entry& entry) {
           return entry.origin.empty() || entry.origin.starts_with("line ") ||
                  entry.origin.starts_with("alias ");
         });
}

const Flaw* not_a_store(const Store& store) {
  auto found = std::find_if(store.flaws.begin(), store.flaws.end(),
                            [](const Flaw& flaw) { return flaw.kind == FlawKind::not_a_store; });
  return found == store.flaws.end() ? nullptr : &*found;
}

// What this runtime gets from it; nothing when it is not known.
std::optional<Fault> load_fault(const Store& store, Runtime runtime, Fault fault) {
  if (store.loads.empty() || store.format == Format::hashed_directory) return std::nullopt;
  auto load = std::find_if(store.loads.begin(), store.loads.end(),
                           [&](const Load& each) { return each.runtime == runtime; });
  fault.kind = Fault::Kind::loads_nothing;
  if (load == store.loads.end()) {
    fault.detail = "it does not read this format" +
                   (store.format_note.empty() ? "" : ", " + store.format_note);
    return fault;
  }
  if (load->count ? *load->count > 0 : !load->fails) return std::nullopt;
  fault.detail = load->how;
  return fault;
}

std::optional<Fault> fault_of(const Inventory& seen, const Setting& setting, const Store& store) {
  Fault fault;
  fault.path = store.path;
  const bool is_directory = store.format == Format::hashed_directory;
  auto with = [&](Fault::Kind kind, std::string detail = {}) {
    fault.kind = kind;
    fault.detail = std::move(detail);
    return fault;
  };
  if (store.file.missing) return with(Fault::Kind::missing);
  if (!setting.is_directory && is_directory && !takes_both(setting))
    return with(Fault::Kind::is_directory);
  if (!store.file.error.empty()) return with(Fault::Kind::unreadable, store.file.error);
  if (setting.is_directory && looks_like_file(store)) return with(Fault::Kind::is_file);
  if (store.format == Format::unsupported) return std::nullopt;  // told by ca/store-readable
  if (setting.name == "javax.net.ssl.trustStore" && is_text_or_der(store.format))
    return with(Fault::Kind::no_key_store, "Invalid keystore format");
  if (store.entries.empty()) {
    if (const Flaw* flaw = not_a_store(store)) return with(Fault::Kind::not_a_store, flaw->text);
    return store.problem.empty() ? with(Fault::Kind::empty)
                                 : with(Fault::Kind::not_a_store, store.problem);
  }
  std::optional<Runtime> reader = reader_of(seen, setting, store);
  return reader ? load_fault(store, *reader, fault) : std::nullopt;
}

}  // namespace

std::vector<const Store*> stores_named(const Inventory& seen, const Setting& setting) {
  std::vector<const Store*> stores;
  auto add = [&](const Store* store) {
    if (store && std::find(stores.begin(), stores.end(), store) == stores.end())
      stores.push_back(store);
  };
  if (setting.store && *setting.store < seen.stores.size()) add(&seen.stores[*setting.store]);
  if (!setting.is_directory || setting.value.find(':') == std::string::npos) return stores;
  for (std::string_view rest = setting.value; !rest.empty();) {
    std::size_t end = std::min(rest.find(':'), rest.size());
    add(store_at(seen, rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return stores;
}

std::vector<Fault> faults_of(const Inventory& seen, const Setting& setting) {
  std::vector<const Store*> stores = stores_named(seen, setting);
  std::vector<Fault> faults;
  for (const Store* store : stores)
    if (std::optional<Fault> fault = fault_of(seen, setting, *store))
      faults.push_back(std::move(*fault));
  bool others_work = faults.size() < stores.size();
  for (Fault& fault : faults)
    fault.others_work = others_work;
  return faults;
}

std::string what_happens(const Setting& setting, const Fault& fault) {
  std::string readers =
      setting.readers.empty() ? "the programs that read it" : brief(setting.readers, 80);
  if (fault.others_work) return readers + " can use only the other directories of the list";
  if (fault.kind == Fault::Kind::is_directory)
    for (const auto& [name, result] : kGivenDirectory)
      if (name == setting.name) return "for " + readers + " this means " + std::string(result);
  const Habit* habit = habit_of(setting);
  bool missing = fault.kind == Fault::Kind::missing || fault.kind == Fault::Kind::unreadable ||
                 fault.kind == Fault::Kind::is_directory;
  return "for " + readers + " this means " +
         std::string(!habit    ? "that nothing is loaded from it"
                     : missing ? habit->missing
                               : habit->garbage);
}

bool is_java(const Setting& setting) {
  return setting.name.starts_with("javax.net.ssl.");
}

bool is_additive(const Inventory& seen, const Setting& setting) {
  if (setting.name == "NODE_EXTRA_CA_CERTS") return true;
  std::vector<const Store*> stores = stores_named(seen, setting);
  return std::any_of(stores.begin(), stores.end(),
                     [](const Store* store) { return store->role == trust::Role::extra; });
}

}  // namespace checkoutdiag::ca::chains
