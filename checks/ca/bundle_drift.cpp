#include "checks/ca/chain_words.hpp"
#include "checks/shell.hpp"
#include "checks/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr std::string_view kConf = "/etc/ca-certificates.conf";

constexpr Reference kReferences[] = {
    {"update-ca-certificates(8)",
     "https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html"},
    {"GitLab CNG !3197: what update-ca-certificates adds",
     "https://gitlab.com/gitlab-org/build/CNG/-/merge_requests/3197"},
};

// update-ca-certificates writes the bundle anew from its sources (measured), so one run is enough
// for either direction; its list of links decides only what else is refreshed.
std::string rewrite(const MachineCase& seen) {
  return inside(seen.seen) +
         "have the bundle written again from its sources:" + paste("sudo update-ca-certificates");
}

std::vector<std::string> shortened(const std::vector<std::string>& raw) {
  std::vector<std::string> texts;
  for (const std::string& each : raw)
    texts.push_back(brief(each));
  return texts;
}

void run(const MachineCase& seen, Outcome& outcome) {
  const trust::DriftFacts& drift = seen.seen.drift;
  if (!drift.deselected_present.empty())
    outcome
        .fail("{} still trusts {} deselected in {}: {}", drift.bundle,
              counted(drift.deselected_present.size(), "authority that is", "authorities that are"),
              kConf, listed(shortened(drift.deselected_present)))
        .with("bundle", drift.bundle)
        .with("deselected_present", bounded(drift.deselected_present))
        .fixed_by(rewrite(seen));
  if (!drift.selected_absent.empty())
    outcome
        .fail("{} lacks {} selected or put beside it on purpose: {}", drift.bundle,
              counted(drift.selected_absent.size(), "authority that is", "authorities that are"),
              listed(shortened(drift.selected_absent)))
        .with("bundle", drift.bundle)
        .with("selected_absent", bounded(drift.selected_absent))
        .fixed_by(rewrite(seen));
  if (!drift.unexplained.empty())
    outcome
        .fail("{} holds {} none of its sources: {}; update-ca-certificates would drop {}",
              drift.bundle,
              counted(drift.unexplained.size(), "authority that is in", "authorities that are in"),
              listed(shortened(drift.unexplained)), drift.unexplained.size() == 1 ? "it" : "them")
        .at_level(Level::note)
        .with("bundle", drift.bundle)
        .with("unexplained", bounded(drift.unexplained))
        .fixed_by(inside(seen.seen) +
                  "where one is wanted, put it as PEM where it survives, with a name that ends in "
                  ".crt:" +
                  paste("sudo cp its-root.pem /usr/local/share/ca-certificates/its-root.crt") +
                  paste("sudo update-ca-certificates") +
                  "\nwhere nobody knows it, the second line alone drops it");
}

}  // namespace

constinit const Check<MachineCase> bundle_drift{
    .rule = {.id = "ca/bundle-drift",
             .level = Level::warning,
             .title = "Debian's bundle is not what its sources would make",
             .why = "The bundle is written by update-ca-certificates and by nothing else. A root "
                    "that was deselected and is still there is still trusted; one that was added "
                    "and is not there is not; one that was pasted into the bundle is gone after "
                    "the next update of the package.",
             .fix = "have the bundle written again from its sources:\n"
                    "  sudo update-ca-certificates",
             .references = kReferences},
    .skip = [](const MachineCase& seen) -> std::string_view {
      return seen.seen.drift.applies
                 ? ""
                 : "there is no bundle that update-ca-certificates writes from a list";
    },
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
