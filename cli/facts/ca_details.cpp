#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/facts/ca_facts.hpp"
#include "cli/facts/ca_phrases.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/escape.hpp"

// What people read of stores: `ca stores` and `ca audit`.
namespace checkoutdiag::facts {
namespace {

using namespace trust;
using output::counted;

std::string package_words(const PackageFacts& package) {
  if (package.manager.empty() || package.name.empty()) return {};
  std::string words = shown(package.name);
  if (!package.version.empty()) words += " " + shown(package.version);
  if (package.manager != "dpkg") words += " (" + package.manager + ")";
  if (package.outdated)
    words += fmt::format(", the machine's lists know {}", shown(package.candidate));
  return words;
}

void add_readers(const Inventory& inventory, std::size_t index, std::vector<std::string>& rows) {
  const Store& store = inventory.stores[index];
  std::vector<Readers> whole;
  std::vector<std::string> others;
  for (const Client& client : inventory.clients)
    for (const Use& use : client.uses) {
      if (use.store != index) continue;
      const std::string because = shown(use.because) + (use.always ? "" : ", asked last");
      if (loads_all(store, client.runtime))
        of_reason(whole, because).add(kind_of(client));
      else
        others.push_back(fmt::format("{} ({}): {}", kind_of(client), because,
                                     load_words(store, client.runtime)));
    }
  if (!whole.empty()) rows.push_back("all of it is loaded by");
  for (const Readers& each : whole)
    rows.push_back("  " + each.words());
  rows.insert(rows.end(), others.begin(), others.end());
}

std::vector<std::string> readers_of(const Inventory& inventory, std::size_t index) {
  std::vector<std::string> readers;
  for (const Client& client : inventory.clients)
    for (const Use& use : client.uses)
      if (use.store == index)
        readers.push_back(client_label(client) + " (" + shown(use.because) + ")");
  return readers;
}

// The beginning of the newest certificate: no store is older. (When a file was written says
// nothing: building an image writes it anew.)
Time newest_of(const Inventory& inventory, const Store& store, Time now) {
  Time newest{};
  for (const Entry& entry : store.entries) {
    const x509::Certificate& each = inventory.certificates[entry.certificate];
    if (each.malformed.empty() && each.not_before <= now)
      newest = std::max(newest, each.not_before);
  }
  return newest;
}

std::vector<std::string> store_rows(const Inventory& inventory, std::size_t index, Time now) {
  const Store& store = inventory.stores[index];
  std::vector<std::string> words;
  const std::string why = trouble(store);
  words.push_back(store.entries.empty() && !why.empty() ? "cannot be read: " + shown(why)
                                                        : store_note(store));
  if (!store.title.empty()) words.push_back(shown(store.title));
  // The title of a library's bundle often says all that its package does.
  const bool told = !store.package.version.empty() && !store.package.outdated &&
                    store.title.find(store.package.version) != std::string::npos;
  if (const std::string package = package_words(store.package); !package.empty() && !told)
    words.push_back(package);
  if (const Time newest = newest_of(inventory, store, now); newest != Time{})
    words.push_back("its newest certificate began " + text::date(newest));
  std::vector<std::string> rows{fmt::format("{}", fmt::join(words, ", "))};
  if (!store.file.real.empty() && store.file.real != store.path)
    rows.push_back("is " + shown(store.file.real));
  add_readers(inventory, index, rows);
  if (rows.size() == 1)
    rows.push_back(store.role == Role::source || store.role == Role::local_addition
                       ? "a source of the bundle"
                       : "no reader of it is known with the settings in force");
  return rows;
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

std::vector<Detail> machine_details(const Inventory& inventory, Time now) {
  std::vector<Detail> out;
  for (std::size_t i = 0; i < inventory.stores.size(); ++i)
    for (const std::string& row : store_rows(inventory, i, now))
      out.push_back({shown(inventory.stores[i].path), row});
  for (const Client& client : inventory.clients)
    for (const std::string& note : client.notes)
      out.push_back({"notes", kind_of(client) + ": " + text::printable(note)});
  for (const std::string& each : inventory.unseen)
    out.push_back({"not seen", text::printable(each)});
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
  const Time newest = newest_of(inventory, store, now);
  if (newest != Time{})
    out.push_back({"age", fmt::format("written {}; its newest certificate began {}",
                                      text::date(store.file.modified), text::date(newest))});
  return out;
}

}  // namespace checkoutdiag::facts
