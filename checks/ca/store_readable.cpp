#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"OpenSSL: SSL_CTX_load_verify_locations, where stores are read from",
     "https://docs.openssl.org/3.0/man3/SSL_CTX_load_verify_locations/"},
    {"keytool: formats of Java's stores",
     "https://docs.oracle.com/en/java/javase/17/docs/specs/man/keytool.html"},
};

constexpr std::string_view kPermission = "permission";

std::string_view advice(const std::string& error) {
  if (lower(error).find(kPermission) != std::string::npos)
    return "try again as the user whose programs read it, or as root";
  return "check what is at that path, and ask again";
}

std::string_view skip(const StoreCase& seen) {
  if (seen.store.file.missing) return "there is no such store: see ca/setting-broken";
  return {};
}

void run(const StoreCase& seen, Outcome& outcome) {
  const Store& store = seen.store;
  const std::string reason = store.problem.empty() ? store.file.error : store.problem;
  if (store.format == trust::Format::unsupported)
    outcome.undecided(
        "{} is of a kind that is not read here{}{}; try what its own program lists, and give that "
        "as PEM to be judged",
        called(store), reason.empty() ? "" : ": ", reason);
  else if (!store.file.error.empty())
    outcome.undecided("{} could not be read: {}; {}", called(store), store.file.error,
                      advice(store.file.error));
  else if (!store.problem.empty() && store.entries.empty())
    outcome.undecided("nothing could be read from {}: {}; check the file with its own program",
                      called(store), store.problem);
  else if (!store.problem.empty())
    outcome.undecided(
        "only {} of {} could be read: {}; what is beyond was not judged, check it with its own "
        "program",
        certificates_text(store.entries.size()), called(store), store.problem);
}

}  // namespace

constinit const Check<StoreCase> store_readable{
    .rule = {.id = "ca/store-readable",
             .level = Level::error,
             .title = "the store can be read, and all of it",
             .why = "What was not read was not judged. This rule is never a finding: a lack of "
                    "rights, an unsupported format and a limit are all inconclusive, because the "
                    "programs that use the store may well read it.",
             .fix = "ask again as the user whose programs read the store, or as root:\n"
                    "  sudo checkoutdiag ca audit STORE",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
