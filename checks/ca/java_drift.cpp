#include "checks/ca/chain_words.hpp"
#include "checks/shell.hpp"
#include "checks/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr Reference kReferences[] = {
    {"ca-certificates-java: how the key store is made",
     "https://sources.debian.org/src/ca-certificates-java/20230710~deb12u1/debian/"},
    {"update-ca-certificates(8)",
     "https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html"},
};

// Measured on Debian 12 (ca-certificates-java 20230710~deb12u1). The hook is told what changed in
// /etc/ssl/certs and nothing else, so a plain update-ca-certificates repairs no older difference;
// with -f it adds what is lacking and removes nothing, because links that it cleared are not told
// as removed; dpkg-reconfigure does nothing. The hook's own --fresh does both.
std::string rebuild(const MachineCase& seen) {
  return inside(seen.seen) +
         "compare Java's store with the bundle's sources once more, from anew:" +
         paste("sudo update-ca-certificates") +
         paste("sudo /etc/ca-certificates/update.d/jks-keystore --fresh </dev/null") +
         "\nif nothing changes, see that cacerts_updates is yes in /etc/default/cacerts, and that "
         "there is a java to run";
}

std::vector<std::string> shortened(const std::vector<std::string>& raw) {
  std::vector<std::string> texts;
  for (const std::string& each : raw)
    texts.push_back(brief(each));
  return texts;
}

void run(const MachineCase& seen, Outcome& outcome) {
  const trust::DriftFacts& drift = seen.seen.drift;
  if (!drift.java_lacks.empty() || drift.java_older)
    outcome
        .fail("Java's store {} lacks {} of {}{}: Java refuses what other programs accept",
              drift.java_store,
              drift.java_lacks.empty()
                  ? std::string("certificates")
                  : counted(drift.java_lacks.size(), "certificate", "certificates"),
              drift.bundle,
              drift.java_lacks.empty() ? "" : " (" + listed(shortened(drift.java_lacks)) + ")")
        .with("java_store", drift.java_store)
        .with("bundle", drift.bundle)
        .with("java_lacks", bounded(drift.java_lacks))
        .fixed_by(rebuild(seen));
  if (!drift.java_only.empty())
    outcome
        .fail("Java's store {} trusts {} that {} does not have: {}", drift.java_store,
              counted(drift.java_only.size(), "authority", "authorities"), drift.bundle,
              listed(shortened(drift.java_only)))
        .with("java_store", drift.java_store)
        .with("bundle", drift.bundle)
        .with("java_only", bounded(drift.java_only))
        .fixed_by(rebuild(seen) +
                  "\nwhat is left then was added by hand; its alias, to take it out with keytool "
                  "-delete:" +
                  paste("sudo keytool -list -storepass changeit -keystore " +
                        shell_word(drift.java_store)));
}

}  // namespace

constinit const Check<MachineCase> java_drift{
    .rule = {.id = "ca/java-drift",
             .level = Level::warning,
             .title = "Java's trust store is not what the system's bundle is",
             .why = "Debian keeps a copy of the bundle for Java, and a hook carries changes over. "
                    "When it did not run (no java at that time, an image that was put together "
                    "without triggers), Java refuses a gateway that curl accepts, or still trusts "
                    "an authority that was taken out everywhere else.",
             .fix = "compare Java's store with the bundle's sources once more, from anew:\n"
                    "  sudo update-ca-certificates\n"
                    "  sudo /etc/ca-certificates/update.d/jks-keystore --fresh </dev/null",
             .references = kReferences},
    .skip = [](const MachineCase& seen) -> std::string_view {
      return seen.seen.drift.java_store.empty()
                 ? "there is no Java store that a bundle is copied to"
                 : "";
    },
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
