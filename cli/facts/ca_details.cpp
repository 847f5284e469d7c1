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
  const bool told = client.version.empty() || client.name.find(client.version) != std::string::npos;
  return shown(client.name) + (told ? "" : " " + shown(client.version));
}

// "pip (/usr/lib/python3/dist-packages)" is one of many pips.
std::string kind_of(const Client& client) {
  const std::size_t place = client.name.find(" (/");
  std::string kind = shown(client.name.substr(0, place));
  if (place == std::string::npos && !client.version.empty() &&
      client.name.find(client.version) == std::string::npos)
    kind += " " + shown(client.version);
  return kind;
}

// Who reads a store for one reason, alike ones counted.
struct Readers {
  std::string because;
  std::vector<std::pair<std::string, int>> kinds;

  void add(const std::string& kind) {
    for (auto& [known, count] : kinds)
      if (known == kind) {
        ++count;
        return;
      }
    kinds.emplace_back(kind, 1);
  }
  std::string words() const {
    std::vector<std::string> list;
    for (const auto& [kind, count] : kinds)
      list.push_back(count == 1 ? kind : fmt::format("{} ({} of them)", kind, count));
    return fmt::format("{}: {}", because, fmt::join(list, ", "));
  }
};

bool loads_all(const Store& store, Runtime runtime) {
  const Load* load = load_of(store, runtime);
  return load && load->count && load->missing.empty() && load->how.empty();
}

Readers& of_reason(std::vector<Readers>& all, const std::string& because) {
  for (Readers& each : all)
    if (each.because == because) return each;
  return all.emplace_back(Readers{because, {}});
}

// A store's readers: those who get all of it by the reason why they read it, the others each.
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

std::string stores_words(const Row& row) {
  if (row.stores.empty()) return "no store";
  std::string words = shown(row.stores.front());
  if (row.stores.size() > 1) words += fmt::format(" and {} more", row.stores.size() - 1);
  return words;
}

// Rows of one kind of answer: what was said, below it by which stores, beside them by whom.
struct Said {
  std::string words;
  std::vector<Readers> by;
};

void add_rows(const Inventory& inventory, const JudgedChain& chain, Answer answer,
              const char* label, std::string (*words)(const Row&), std::vector<Detail>& out) {
  std::vector<Said> all;
  for (const Row& row : chain.rows) {
    if (row.verdict.answer != answer) continue;
    const std::string text = words(row);
    auto said =
        std::find_if(all.begin(), all.end(), [&](const Said& each) { return each.words == text; });
    if (said == all.end()) said = all.insert(all.end(), {text, {}});
    of_reason(said->by, stores_words(row))
        .add(row.client ? kind_of(inventory.clients[*row.client]) : shown(row.name));
  }
  for (const Said& said : all) {
    out.push_back({label, said.words});
    for (const Readers& each : said.by)
      out.push_back({label, "  " + each.words()});
  }
}

std::string accepted_words(const Row& row) {
  std::string words;
  for (std::size_t i = 1; i < row.path.size(); ++i)
    words += (words.empty() ? "by way of " : " <- ") + called(row.path[i]);
  return words.empty() ? "the certificate itself is trusted" : words;
}

std::string refused_words(const Row& row) {
  return text::printable(row.verdict.words);
}

std::string unknown_words(const Row& row) {
  return text::printable(row.verdict.unknown_because);
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

std::vector<Detail> chain_details(const Inventory& inventory, const JudgedChain& chain, Time now) {
  std::vector<Detail> out;
  for (const x509::Certificate& each : chain.sent) {
    if (!each.malformed.empty())
      out.push_back({"sent", "cannot be read: " + shown(each.malformed)});
    else
      out.push_back({"sent", fmt::format("{}, {}, {}", shown(each.subject), key_words(each),
                                         days_words(each.not_after, now))});
  }
  add_rows(inventory, chain, Answer::accepted, "accepted", accepted_words, out);
  add_rows(inventory, chain, Answer::refused, "refused", refused_words, out);
  add_rows(inventory, chain, Answer::unknown, "not judged", unknown_words, out);
  return out;
}

}  // namespace checkoutdiag::facts
