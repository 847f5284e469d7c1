#include "cli/facts/ca_phrases.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output/layout.hpp"
#include "lib/text/escape.hpp"
#include "lib/trust/matrix.hpp"

namespace checkoutdiag::facts {

using namespace trust;
using output::counted;

namespace {

constexpr std::size_t kLongestName = 120;

const Load* load_of(const Store& store, Runtime runtime) {
  const auto found = std::find_if(store.loads.begin(), store.loads.end(),
                                  [&](const Load& each) { return each.runtime == runtime; });
  return found == store.loads.end() ? nullptr : &*found;
}

}  // namespace

std::string shown(std::string_view raw) {
  return text::printable(raw, kLongestName);
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

std::string trouble(const Store& store) {
  return store.file.error.empty() ? store.problem : store.file.error;
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

void Readers::add(const std::string& kind) {
  for (auto& [known, count] : kinds)
    if (known == kind) {
      ++count;
      return;
    }
  kinds.emplace_back(kind, 1);
}

std::string Readers::words() const {
  std::vector<std::string> list;
  for (const auto& [kind, count] : kinds)
    list.push_back(count == 1 ? kind : fmt::format("{} ({} of them)", kind, count));
  return fmt::format("{}: {}", because, fmt::join(list, ", "));
}

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

}  // namespace checkoutdiag::facts
