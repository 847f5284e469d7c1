#include <fmt/core.h>

#include <map>
#include <set>

#include "lib/trust/packages/apt_lists.hpp"
#include "lib/trust/packages/databases.hpp"
#include "lib/trust/packages/deb_version.hpp"
#include "lib/trust/search.hpp"

namespace checkoutdiag::trust {

struct Packages::Impl {
  explicit Impl(const Files& root) : files(root) {}

  const Files& files;
  std::optional<PackageManager> manager;
  std::set<std::string> asked;  // paths that were looked up
  Owned known;
  std::optional<Candidates> candidates;
  std::set<std::string, std::less<>> looked_up;  // packages that `candidates` is of

  PackageManager kind() {
    if (!manager) manager = package_manager(files);
    return *manager;
  }

  void read(const std::set<std::string>& wanted) {
    Owned more = kind() == PackageManager::dpkg  ? read_dpkg(files, wanted)
                 : kind() == PackageManager::apk ? read_apk(files, wanted)
                                                 : Owned{};
    known.owners.merge(more.owners);
    known.versions = std::move(more.versions);
    known.problem = std::move(more.problem);
    asked.insert(wanted.begin(), wanted.end());
  }

  /// One pass over apt's lists for all packages that were met so far.
  const Candidates& candidates_with(const std::string& name) {
    if (candidates && looked_up.contains(name)) return *candidates;
    looked_up.insert(name);
    for (const auto& [real, owner] : known.owners)
      if (!owner.empty()) looked_up.insert(owner);
    candidates = read_apt_lists(files, looked_up);
    return *candidates;
  }
};

Packages::Packages(const Files& files) : impl_(new Impl(files)) {}

Packages::~Packages() {
  delete impl_;
}

void Packages::prepare(const std::vector<std::string>& reals) {
  std::set<std::string> wanted;
  for (const std::string& real : reals)
    if (!real.empty() && !impl_->asked.contains(real)) wanted.insert(real);
  if (!wanted.empty()) impl_->read(wanted);
}

PackageFacts Packages::owner_of(const std::string& real) {
  PackageFacts facts;
  PackageManager kind = impl_->kind();
  if (kind == PackageManager::rpm)
    facts.unknown_because = "rpm's database of packages is not read here: rpm -qf tells";
  if (kind == PackageManager::none)
    facts.unknown_because = "there is no database of packages that is read here (dpkg, apk)";
  if (!facts.unknown_because.empty()) return facts;
  prepare({real});
  const Owned& known = impl_->known;
  auto owner = known.owners.find(real);
  if (owner == known.owners.end() || owner->second.empty()) {
    facts.unknown_because = !known.problem.empty()        ? known.problem
                            : owner != known.owners.end() ? "several packages share it"
                                                          : "no package owns it";
    return facts;
  }
  const std::string& name = owner->second;
  facts.manager = kind == PackageManager::dpkg ? "dpkg" : "apk";
  facts.name = name;
  auto version = known.versions.find(name);
  if (version != known.versions.end())
    facts.version = version->second;
  else
    facts.unknown_because = "the database has no version of " + name;
  return facts;
}

void Packages::look_up_candidate(PackageFacts& package) {
  if (package.manager != "dpkg") {
    if (package.unknown_because.empty() && !package.manager.empty())
      package.unknown_because = package.manager + "'s lists of newer versions are not read here";
    return;
  }
  const Candidates& known = impl_->candidates_with(package.name);
  package.lists_from = known.from;
  auto found = known.newest.find(package.name);
  if (found == known.newest.end()) {
    package.unknown_because =
        known.problem.empty() ? "apt's lists do not know " + package.name : known.problem;
    return;
  }
  package.candidate = found->second;
  package.outdated =
      !package.version.empty() && compare_deb_versions(package.candidate, package.version) > 0;
}

}  // namespace checkoutdiag::trust
