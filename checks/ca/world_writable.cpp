#include "checks/ca/store_kind.hpp"
#include "checks/ca/words.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"CWE-732: incorrect permission assignment for a critical resource",
     "https://cwe.mitre.org/data/definitions/732.html"},
    {"chmod(1)", "https://manpages.debian.org/bookworm/coreutils/chmod.1.en.html"},
};

std::string_view skip(const StoreCase& seen) {
  if (seen.store.file.missing) return "there is no such store: see ca/setting-broken";
  return {};
}

void run(const StoreCase& seen, Outcome& outcome) {
  const trust::FileFacts& file = seen.store.file;
  if (!file.world_writable) return;
  const std::string where =
      file.world_writable_path.empty() ? seen.store.path : file.world_writable_path;
  outcome
      .fail(
          "any user of this machine can change {}: {} is writable by all, and with it whom "
          "{}",
          called(seen.store), where, readers_that(seen, "trusts", "trust"))
      .with("path", where)
      .with("mode", fmt::format("{:04o}", file.mode & 07777u))
      .with("readers", reader_names(seen))
      .fixed_by("take the right away, and look whether somebody used it: compare with --baseline:" +
                paste(as_owner(seen.store, "chmod o-w " + path_word(where))));
}

}  // namespace

constinit const Check<StoreCase> world_writable{
    .rule = {.id = "ca/world-writable",
             .level = Level::error,
             .title = "any user can change the store",
             .why = "Whoever can write to a store, or to a directory above it, can add a root of "
                    "their own and read card data of every connection that is verified by it. The "
                    "programs notice nothing.",
             .fix = "take the right away:\n"
                    "  sudo chmod o-w STORE",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
