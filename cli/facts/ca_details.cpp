#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/facts/ca_facts.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::facts {
namespace {

using namespace trust;
using output::counted;

constexpr std::size_t kLongestName = 120;

std::string shown(std::string_view raw) {
  return text::printable(raw, kLongestName);
}

std::string called(const x509::Certificate& certificate) {
  if (!certificate.malformed.empty()) return "a certificate that cannot be read";
  return shown(certificate.common_name.empty() ? certificate.subject : certificate.common_name);
}

std::string_view format_words(Format format) {
  switch (format) {
    case Format::unknown:
      return "not recognised";
    case Format::pem:
      return "PEM";
    case Format::der:
      return "DER";
    case Format::pkcs7:
      return "PKCS#7";
    case Format::pkcs12:
      return "PKCS#12";
    case Format::jks:
      return "JKS";
    case Format::jceks:
      return "JCEKS";
    case Format::hashed_directory:
      return "a directory";
    case Format::compiled_in:
      return "compiled in";
    case Format::nss_module:
      return "PKCS#11 module";
    case Format::nss_database:
      return "NSS database";
    case Format::unsupported:
      return "not supported";
  }
  return "not recognised";
}

std::string package_words(const PackageFacts& package) {
  if (package.manager.empty() || package.name.empty()) return {};
  std::string words = shown(package.name);
  if (!package.version.empty()) words += " " + shown(package.version);
  if (package.manager != "dpkg") words += " (" + package.manager + ")";
  if (package.outdated)
    words += fmt::format(", the machine's lists know {}", shown(package.candidate));
  return words;
}

std::string trouble(const Store& store) {
  return store.file.error.empty() ? store.problem : store.file.error;
}

const Load* load_of(const Store& store, Runtime runtime) {
  const auto found = std::find_if(store.loads.begin(), store.loads.end(),
                                  [&](const Load& each) { return each.runtime == runtime; });
  return found == store.loads.end() ? nullptr : &*found;
}

// What one reader gets out of a store.
std::string load_words(const Store& store, Runtime runtime) {
  const std::string why = trouble(store);
  if (store.entries.empty() && !why.empty()) return "cannot be read: " + shown(why);
  const std::size_t all = store.entries.size();
  const Load* load = load_of(store, runtime);
  if (runtime == Runtime::other)
    return fmt::format("{}; how many it takes is not modelled", counted(all, "certificate"));
  if (!load || !load->count)
    return fmt::format("{}, which {} does not read from such a file", counted(all, "certificate"),
                       name(runtime));
  std::string words = load->missing.empty() ? fmt::format("loads {}", *load->count)
                                            : fmt::format("loads {} of {}", *load->count, all);
  if (!load->how.empty()) words += ": " + shown(load->how);
  return words;
}

std::string client_label(const Client& client) {
  return shown(client.name) + (client.version.empty() ? "" : " " + shown(client.version));
}

void add_clients(const Inventory& inventory, std::vector<Detail>& out) {
  for (const Client& client : inventory.clients) {
    if (client.uses.empty()) continue;
    for (const Use& use : client.uses) {
      const Store& store = inventory.stores[use.store];
      out.push_back(
          {client_label(client), fmt::format("{} ({})\n  {}", shown(store.path), shown(use.because),
                                             load_words(store, client.runtime))});
    }
    for (const std::string& note : client.notes)
      out.push_back({client_label(client), "  " + shown(note)});
  }
}

std::vector<std::string> readers_of(const Inventory& inventory, std::size_t index) {
  std::vector<std::string> readers;
  for (const Client& client : inventory.clients)
    for (const Use& use : client.uses)
      if (use.store == index)
        readers.push_back(client_label(client) + " (" + shown(use.because) + ")");
  return readers;
}

std::string store_words(const Inventory& inventory, std::size_t index) {
  const Store& store = inventory.stores[index];
  std::vector<std::string> words;
  const std::string why = trouble(store);
  if (store.entries.empty() && !why.empty())
    words.push_back("cannot be read: " + shown(why));
  else
    words.push_back(store_note(store));
  if (const std::string package = package_words(store.package); !package.empty())
    words.push_back(package);
  if (store.role == Role::source || store.role == Role::local_addition)
    words.push_back("a source of the bundle");
  else if (readers_of(inventory, index).empty())
    words.push_back("no reader is known");
  return fmt::format("{}\n  {}", shown(store.path), fmt::join(words, ", "));
}

std::size_t distinct_contents(const Inventory& inventory) {
  std::set<std::set<std::size_t>> contents;
  for (const Store& store : inventory.stores) {
    std::set<std::size_t> one;
    for (const Entry& entry : store.entries)
      one.insert(entry.certificate);
    if (!one.empty()) contents.insert(std::move(one));
  }
  return contents.size();
}

std::string days_words(Time not_after, Time now) {
  const auto days = std::chrono::floor<std::chrono::days>(not_after - now).count();
  if (days < 0) return "expired " + text::date(not_after);
  return fmt::format("until {} ({} days)", text::date(not_after), days);
}

std::string key_words(const x509::Certificate& certificate) {
  return certificate.key_group.empty()
             ? fmt::format("{} {}", certificate.key_algorithm, certificate.key_bits)
             : certificate.key_algorithm + " " + certificate.key_group;
}

std::string row_words(const Row& row) {
  std::string words = shown(row.name);
  // A row for a store by itself has the store in the rows' heading.
  if (!row.stores.empty()) {
    words += " (" + shown(row.stores.front());
    if (row.stores.size() > 1) words += fmt::format(" and {} more", row.stores.size() - 1);
    words += ")";
  }
  return words;
}

std::string path_words(const Row& row) {
  std::string words;
  for (std::size_t i = 1; i < row.path.size(); ++i)
    words += (words.empty() ? "" : " <- ") + called(row.path[i]);
  return words;
}

}  // namespace

std::string store_note(const Store& store) {
  std::string words = counted(store.entries.size(), "certificate");
  words += store.format == Format::hashed_directory
               ? " in a directory"
               : fmt::format(", {}", format_words(store.format));
  return words;
}

std::string machine_footer(const Inventory& inventory) {
  std::size_t certificates = 0;
  for (const Store& store : inventory.stores)
    certificates += store.entries.size();
  return fmt::format("{} of {} different contents, {} of which {} are different",
                     counted(inventory.stores.size(), "store"), distinct_contents(inventory),
                     counted(certificates, "certificate"), inventory.certificates.size());
}

std::vector<Detail> machine_details(const Inventory& inventory, Time) {
  std::vector<Detail> out;
  add_clients(inventory, out);
  for (std::size_t i = 0; i < inventory.stores.size(); ++i)
    out.push_back({"all stores", store_words(inventory, i)});
  for (const std::string& each : inventory.unseen)
    out.push_back({"not seen", shown(each)});
  return out;
}

std::vector<Detail> store_details(const Inventory& inventory, const Store& store, Time now) {
  std::vector<Detail> out;
  const auto index = static_cast<std::size_t>(&store - inventory.stores.data());
  if (!store.title.empty()) out.push_back({"what", shown(store.title)});
  std::string format(format_words(store.format));
  if (!store.format_note.empty()) format += ", " + shown(store.format_note);
  out.push_back({"format", format});
  if (store.integrity_unchecked)
    out.push_back({"format", "its checksum needs a password that is not one of the usual ones"});
  for (const Load& load : store.loads)
    out.push_back(
        {"loaded by", fmt::format("{}: {}", name(load.runtime), load_words(store, load.runtime))});
  const std::vector<std::string> readers = readers_of(inventory, index);
  for (const std::string& reader : readers)
    out.push_back({"read by", reader});
  if (readers.empty()) out.push_back({"read by", "no reader is known"});
  if (store.good_links + static_cast<int>(store.links.size()) > 0)
    out.push_back({"hash names", fmt::format("{} as they should be, {} not", store.good_links,
                                             store.links.size())});
  if (const std::string package = package_words(store.package); !package.empty())
    out.push_back({"package", package});
  if (!store.file.real.empty() && store.file.real != store.path)
    out.push_back({"file", shown(store.file.real)});
  Time newest{};
  for (const Entry& entry : store.entries) {
    const x509::Certificate& each = inventory.certificates[entry.certificate];
    if (each.malformed.empty() && each.not_before <= now)
      newest = std::max(newest, each.not_before);
  }
  if (newest != Time{})
    out.push_back({"age", fmt::format("written {}; its newest certificate began {}",
                                      text::date(store.file.modified), text::date(newest))});
  return out;
}

std::vector<Detail> chain_details(const Inventory&, const JudgedChain& chain, Time now) {
  std::vector<Detail> out;
  for (const x509::Certificate& each : chain.sent) {
    if (!each.malformed.empty())
      out.push_back({"sent", "cannot be read: " + shown(each.malformed)});
    else
      out.push_back({"sent", fmt::format("{}, {}, {}", shown(each.subject), key_words(each),
                                         days_words(each.not_after, now))});
  }
  const auto add = [&](Answer answer, const char* label, auto words) {
    for (const Row& row : chain.rows)
      if (row.verdict.answer == answer) out.push_back({label, row_words(row) + words(row)});
  };
  add(Answer::accepted, "accepted by", [](const Row& row) {
    const std::string path = path_words(row);
    return path.empty() ? "" : "\n  by way of " + path;
  });
  add(Answer::refused, "refused by",
      [](const Row& row) { return "\n  " + shown(row.verdict.words); });
  add(Answer::unknown, "not judged",
      [](const Row& row) { return "\n  " + shown(row.verdict.unknown_because); });
  return out;
}

}  // namespace checkoutdiag::facts
