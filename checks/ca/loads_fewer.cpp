#include <algorithm>

#include "checks/ca/loaded.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"OpenSSL: X509_STORE_load_file and kin",
     "https://docs.openssl.org/3.0/man3/X509_STORE_add_cert/"},
    {"Go: crypto/x509 CertPool.AppendCertsFromPEM",
     "https://pkg.go.dev/crypto/x509#CertPool.AppendCertsFromPEM"},
    {"Node.js: NODE_EXTRA_CA_CERTS", "https://nodejs.org/api/cli.html#node_extra_ca_certsfile"},
};

constexpr std::size_t kMostMissing = 200;

using trust::Format;

// A folder without certificates, a new user's database and a program without compiled-in roots are
// as they should be: others are read beside them.
bool must_hold_some(const Store& store) {
  return store.format == Format::unknown || store.format == Format::pem ||
         store.format == Format::der || store.format == Format::pkcs7 ||
         store.format == Format::pkcs12 || store.format == Format::jks ||
         store.format == Format::jceks;
}

bool is_named_by_setting(const StoreCase& seen) {
  return std::any_of(seen.seen.settings.begin(), seen.seen.settings.end(),
                     [&](const trust::Setting& setting) {
                       return setting.store && *setting.store < seen.seen.stores.size() &&
                              seen.seen.stores[*setting.store].path == seen.store.path;
                     });
}

std::string_view skip(const StoreCase& seen) {
  using trust::Role;
  if (seen.store.role == Role::source || seen.store.role == Role::local_addition)
    return "programs read the bundle that is made from it, not this";
  if (seen.store.format == Format::hashed_directory)
    return "what a directory costs its readers, its names decide: see ca/hash-links";
  if (seen.store.entries.empty() && is_named_by_setting(seen))
    return "it holds no certificate, and a setting names it: see ca/setting-broken";
  return not_read(seen);
}

void tell_empty(const StoreCase& seen, Outcome& outcome) {
  if (!must_hold_some(seen.store)) return;
  std::string what = seen.store.flaws.empty() ? "" : seen.store.flaws.front().text;
  outcome
      .fail("{} holds no certificate at all{}{}: {} can verify no gateway by it",
            called(seen.store), what.empty() ? "" : ", ", what, readers_text(seen))
      .with("certificates", 0)
      .with("readers", reader_names(seen))
      .fixed_by(how_to_mend(seen.store));
}

std::vector<std::string> texts_of(const std::vector<Shortfall>& shortfalls) {
  std::vector<std::string> texts;
  for (const Shortfall& each : shortfalls)
    texts.push_back(shortfall_text(each));
  return texts;
}

std::vector<std::string> missing_of(const std::vector<Shortfall>& shortfalls) {
  const std::vector<std::string>* most = nullptr;
  for (const Shortfall& each : shortfalls)
    if (!most || each.missing.size() > most->size()) most = &each.missing;
  std::vector<std::string> names = most ? *most : std::vector<std::string>{};
  if (names.size() > kMostMissing) {
    std::size_t more = names.size() - kMostMissing;
    names.resize(kMostMissing);
    names.push_back(fmt::format("and {} more", more));
  }
  return names;
}

// The readers that get less, not all readers, with their verb.
std::string losers(const StoreCase& seen, const std::vector<Shortfall>& shortfalls) {
  std::vector<std::string> names;
  for (const trust::Client* reader : readers_of(seen)) {
    bool loses = std::any_of(shortfalls.begin(), shortfalls.end(), [&](const Shortfall& each) {
      return each.load->runtime == reader->runtime;
    });
    std::string name = called(*reader);
    if (loses && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty()) return "nobody here is known to read it, and whoever does refuses";
  return listed(names) + (names.size() > 1 ? " refuse" : " refuses");
}

void run(const StoreCase& seen, Outcome& outcome) {
  if (seen.store.entries.empty()) return tell_empty(seen, outcome);
  const std::vector<Shortfall> found = costly_shortfalls(seen);
  if (found.empty()) return;
  std::vector<std::string> texts = texts_of(found);
  Finding& finding =
      outcome.fail("from {}, {}; {} every gateway whose root is not loaded", called(seen.store),
                   listed(texts, texts.size()), losers(seen, found));
  finding.with("held", static_cast<std::int64_t>(found.front().held))
      .with("loads", std::move(texts))
      .with("not_loaded", missing_of(found))
      .with("readers", reader_names(seen))
      .fixed_by(how_to_mend(seen.store));
}

}  // namespace

constinit const Check<StoreCase> loads_fewer{
    .rule = {.id = "ca/loads-fewer",
             .level = Level::error,
             .title = "a program loads fewer certificates than the store holds",
             .why =
                 "One bad block can cost a program all roots: OpenSSL gives up a whole file for "
                 "one truncated block, Go drops what it cannot parse without a word, Java throws "
                 "on what others skip. Every gateway below a root that is not loaded is then "
                 "refused, though the root is in the file.",
             .fix = "replace the file by a sound copy, or have the distribution make it anew:\n"
                    "  sudo update-ca-certificates --fresh",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
