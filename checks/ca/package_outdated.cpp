#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Debian: ca-certificates", "https://tracker.debian.org/pkg/ca-certificates"},
    {"certifi: releases", "https://pypi.org/project/certifi/"},
};

std::string_view skip(const StoreCase& seen) {
  if (seen.store.file.missing) return "there is no such store: see ca/setting-broken";
  if (seen.store.package.manager.empty() || seen.store.package.name.empty())
    return "no package is known to own it";
  if (seen.store.package.candidate.empty()) return "the package's newest version is not known here";
  return {};
}

void run(const StoreCase& seen, Outcome& outcome) {
  const trust::PackageFacts& package = seen.store.package;
  if (!package.outdated) return;
  std::string lists;
  if (package.lists_from)
    lists = fmt::format(", by {} lists of {}", package.manager, text::date(*package.lists_from));
  Finding& finding = outcome.fail(
      "{} comes with {} {}, and {} is there to be installed{}: until then {} what was added since, "
      "and not what was withdrawn",
      called(seen.store), package.name, package.version, package.candidate, lists,
      readers_that(seen, "lacks", "lack"));
  finding.with("package", package.name)
      .with("manager", package.manager)
      .with("version", package.version)
      .with("candidate", package.candidate)
      .with("readers", reader_names(seen))
      .fixed_by(how_to_update(seen.store));
  if (package.lists_from) finding.with("lists_from", text::rfc3339(*package.lists_from));
}

}  // namespace

constinit const Check<StoreCase> package_outdated{
    .rule = {.id = "ca/package-outdated",
             .level = Level::warning,
             .title = "a newer package of the store is to be had",
             .why = "Gateways move to new roots with days of notice, and stolen keys are withdrawn "
                    "with none. Both reach a machine with the package of its store, which an image "
                    "that was built once never upgrades.",
             .fix = "upgrade the package:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
