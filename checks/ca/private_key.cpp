#include "checks/ca/store_kind.hpp"
#include "checks/ca/words.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"NIST SP 800-57 part 1 revision 5: protection of private keys",
     "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final"},
    {"CWE-522: insufficiently protected credentials",
     "https://cwe.mitre.org/data/definitions/522.html"},
};

constexpr unsigned kReadByAll = 04, kReadByGroup = 040;
constexpr std::size_t kFewLines = 5;

std::string lines_of(const Store& store) {
  std::vector<std::string> lines;
  for (const trust::Flaw& flaw : store.flaws)
    if (flaw.kind == trust::FlawKind::private_key && flaw.line > 0)
      lines.push_back(std::to_string(flaw.line));
  if (lines.empty()) return {};
  return (lines.size() == 1 ? ", at line " : ", at lines ") + listed(lines, kFewLines);
}

std::size_t keys_of(const Store& store) {
  std::size_t flaws = 0;
  for (const trust::Flaw& flaw : store.flaws)
    flaws += flaw.kind == trust::FlawKind::private_key;
  return std::max(flaws, static_cast<std::size_t>(std::max(store.private_keys, 0)));
}

std::string who_reads(unsigned mode) {
  if (mode & kReadByAll) return "every user of this machine can read it";
  if (mode & kReadByGroup) return "its whole group can read it";
  return "whoever may read the certificates may read it too";
}

std::string repair(const Store& store) {
  std::string text =
      "move the key to a file of its own that only its program can read; have a certificate issued "
      "for a new key where others could read this one";
  if (store.format == trust::Format::pem && !is_folder(store))
    text += "; the certificates alone:" +
            paste(as_owner(store,
                           "sed -n '/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/,"
                           "/-----END [A-Z0-9 ]*CERTIFICATE-----/p' " +
                               path_word(store) + " > certificates.pem"));
  if (keeping_of(store) == Keeping::keystore)
    text += "; its entries, of which PrivateKeyEntry is the kind to move:" +
            paste(as_owner(store, "keytool -list -keystore " + path_word(store)));
  return text;
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::size_t keys = keys_of(seen.store);
  if (keys == 0) return;
  outcome
      .fail("{} holds {}{}: {}", called(seen.store),
            keys == 1 ? "a private key" : fmt::format("{} private keys", keys),
            lines_of(seen.store), who_reads(seen.store.file.mode))
      .with("private_keys", static_cast<std::int64_t>(keys))
      .with("mode", fmt::format("{:04o}", seen.store.file.mode & 07777u))
      .fixed_by(repair(seen.store));
}

std::string_view skip(const StoreCase& seen) {
  return not_read(seen);
}

}  // namespace

constinit const Check<StoreCase> private_key{
    .rule = {.id = "ca/private-key",
             .level = Level::error,
             .title = "a private key lies in a trust store",
             .why =
                 "A trust store is for everybody to read, a private key for one program. Whoever "
                 "reads the key can be whom its certificate names. The key itself is neither "
                 "kept nor shown by this program.",
             .fix = "move the key to a file of its own that only its program can read, and have a "
                    "certificate issued for a new key where others could read this one:\n"
                    "  sudo chmod 600 KEY",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
