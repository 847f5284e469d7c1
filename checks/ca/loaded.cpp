#include "checks/ca/loaded.hpp"

#include <algorithm>
#include <set>

#include "checks/ca/words.hpp"

namespace checkoutdiag::ca {
namespace {

using trust::FlawKind;
using trust::Load;
using trust::Runtime;

// Repeats are not a loss: what counts is each certificate once. What no runtime could parse is not
// a loss either, ca/certificate-malformed tells it.
std::set<std::size_t> different(const StoreCase& seen) {
  std::set<std::size_t> all;
  for (const trust::Entry& entry : seen.store.entries) {
    const x509::Certificate* certificate = certificate_of(seen.seen, entry);
    if (certificate && certificate->malformed.empty()) all.insert(entry.certificate);
  }
  return all;
}

// Load::missing counts entries; a certificate is lost when none of its entries is loaded.
std::set<std::size_t> lost(const StoreCase& seen, const Load& load,
                           const std::set<std::size_t>& all) {
  const std::set<std::size_t> not_loaded(load.missing.begin(), load.missing.end());
  std::set<std::size_t> gone = all;
  for (std::size_t i = 0; i < seen.store.entries.size(); ++i)
    if (!not_loaded.contains(i)) gone.erase(seen.store.entries[i].certificate);
  return gone;
}

std::optional<Shortfall> shortfall_of(const StoreCase& seen, const Load& load,
                                      const std::set<std::size_t>& all) {
  Shortfall shortfall{&load, all.size(), std::nullopt, {}};
  const std::set<std::size_t> gone = lost(seen, load, all);
  for (std::size_t index : gone)
    shortfall.missing.push_back(called(seen.seen.certificates[index]));
  if (!load.count) {
    if (!load.fails) return std::nullopt;
    return shortfall;
  }
  std::size_t loaded =
      std::min(all.size() - gone.size(), static_cast<std::size_t>(std::max(*load.count, 0)));
  if (loaded >= all.size()) return std::nullopt;
  shortfall.loaded = loaded;
  return shortfall;
}

// OpenSSL's own format is a bundle for OpenSSL: that others load nothing of it is as it should be.
bool only_trusted_labels(const StoreCase& seen) {
  return !seen.store.flaws.empty() &&
         std::all_of(seen.store.flaws.begin(), seen.store.flaws.end(),
                     [](const trust::Flaw& flaw) { return flaw.kind == FlawKind::trusted_label; });
}

std::set<Runtime> concerned(const StoreCase& seen) {
  std::set<Runtime> runtimes;
  const std::vector<const trust::Client*> readers = readers_of(seen);
  for (const trust::Client* reader : readers)
    runtimes.insert(reader->runtime);
  if (!readers.empty()) return runtimes;
  if (only_trusted_labels(seen)) return {Runtime::openssl, Runtime::node};
  return {std::begin(trust::kRuntimes), std::end(trust::kRuntimes)};
}

}  // namespace

std::vector<Shortfall> shortfalls(const StoreCase& seen) {
  std::vector<Shortfall> found;
  const std::set<std::size_t> all = different(seen);
  if (all.empty()) return found;
  for (const Load& load : seen.store.loads)
    if (auto shortfall = shortfall_of(seen, load, all)) found.push_back(std::move(*shortfall));
  return found;
}

std::vector<Shortfall> costly_shortfalls(const StoreCase& seen) {
  std::vector<Shortfall> found = shortfalls(seen);
  const std::set<Runtime> runtimes = concerned(seen);
  std::erase_if(found,
                [&](const Shortfall& each) { return !runtimes.contains(each.load->runtime); });
  return found;
}

std::string shortfall_text(const Shortfall& shortfall) {
  std::string text(called(shortfall.load->runtime));
  if (shortfall.loaded)
    text += fmt::format(" loads {} of {}",
                        *shortfall.loaded == 0 ? "none" : fmt::format("{}", *shortfall.loaded),
                        certificates_text(shortfall.held));
  else
    text += " fails on it";
  if (!shortfall.load->how.empty()) text += " (" + shortfall.load->how + ")";
  return text;
}

}  // namespace checkoutdiag::ca
