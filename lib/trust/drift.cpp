#include "lib/trust/drift.hpp"
#include "lib/text/hex.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "lib/trust/contents.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr const char* kConf = "/etc/ca-certificates.conf";
constexpr const char* kBundle = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* kShared = "/usr/share/ca-certificates";
constexpr const char* kLocal = "/usr/local/share/ca-certificates";
constexpr const char* kJava = "/etc/ssl/certs/java/cacerts";
constexpr std::size_t kLargestConf = 1024 * 1024;
constexpr std::size_t kMostSources = 2'000;

const Store* store_at(const Inventory& inventory, std::string_view path) {
  for (const Store& store : inventory.stores)
    if (store.path == path || store.file.real == path ||
        std::find(store.also.begin(), store.also.end(), path) != store.also.end())
      return &store;
  return nullptr;
}

using Digests = std::set<std::string>;

Digests digests_of(const Inventory& inventory, const Store& store) {
  Digests all;
  for (const Entry& entry : store.entries)
    all.insert(inventory.certificates[entry.certificate].sha256);
  return all;
}

struct Selection {
  std::vector<std::string> chosen, refused;  // names below /usr/share/ca-certificates
};

Selection read_conf(std::string_view text) {
  Selection selection;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t'))
      line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '!')
      selection.refused.emplace_back(line.substr(1));
    else
      selection.chosen.emplace_back(line);
  }
  return selection;
}

// A file of sources: what it holds is known by its digests alone.
class Sources {
 public:
  Sources(const Files& files, DriftFacts& drift, const Digests& bundle)
      : files_(files), drift_(drift), bundle_(bundle) {}

  void selected(const std::string& path, const std::string& name) {
    const Digests digests = read(path);
    explained_.insert(digests.begin(), digests.end());
    for (const std::string& digest : digests)
      if (!bundle_.count(digest)) {
        drift_.selected_absent.push_back(name);
        return;
      }
  }

  void refused(const std::string& path, const std::string& name) {
    for (const std::string& digest : read(path)) {
      // Selected under another name as well: then it belongs there.
      if (!bundle_.count(digest) || explained_.count(digest)) continue;
      drift_.deselected_present.push_back(name);
      explained_.insert(digest);
      return;
    }
  }

  const Digests& explained() const { return explained_; }

 private:
  Digests read(const std::string& path) {
    Digests digests;
    if (++read_ > kMostSources) return digests;
    const Files::Content content = files_.read(path, kLargestConf);
    if (!content.facts.error.empty()) return digests;
    for (const Found& found : read_contents(content.bytes).certificates)
      digests.insert(text::sha256_hex(found.der));
    return digests;
  }

  const Files& files_;
  DriftFacts& drift_;
  const Digests& bundle_;
  Digests explained_;
  std::size_t read_ = 0;
};

// update-ca-certificates takes *.crt below the local directory, at any depth.
void local_names(const Files& files, const std::string& directory, int depth,
                 std::vector<std::string>& names) {
  constexpr int kDeepest = 4;
  if (depth > kDeepest || names.size() > kMostSources) return;
  for (const std::string& name : files.names(directory)) {
    const std::string path = directory + "/" + name;
    if (name.size() > 4 && name.compare(name.size() - 4, 4, ".crt") == 0)
      names.push_back(path);
    else if (files.is_directory(path))
      local_names(files, path, depth + 1, names);
  }
}

// Names by digest, for sentences.
class Names {
 public:
  explicit Names(const Inventory& inventory) {
    for (const x509::Certificate& each : inventory.certificates)
      by_digest_.emplace(each.sha256, each.common_name.empty() ? each.subject : each.common_name);
  }
  std::string of(const std::string& digest) const {
    const auto found = by_digest_.find(digest);
    return found == by_digest_.end() ? digest : found->second;
  }

 private:
  std::map<std::string, std::string> by_digest_;
};

void compare_java(const Inventory& inventory, const Names& names, const Digests& bundle,
                  DriftFacts& drift) {
  const Store* java = store_at(inventory, kJava);
  if (!java || java->entries.empty()) return;
  drift.java_store = java->path;
  const Digests digests = digests_of(inventory, *java);
  for (const std::string& digest : bundle)
    if (!digests.count(digest)) drift.java_lacks.push_back(names.of(digest));
  for (const std::string& digest : digests)
    if (!bundle.count(digest)) drift.java_only.push_back(names.of(digest));
  drift.java_older = !drift.java_lacks.empty();
}

}  // namespace

DriftFacts find_drift(const Files& files, const Inventory& inventory,
                      const std::function<bool()>& stop) {
  DriftFacts drift;
  const Store* bundle = store_at(inventory, kBundle);
  if (!bundle || bundle->entries.empty()) return drift;
  const Files::Content conf = files.read(kConf, kLargestConf);
  if (!conf.facts.error.empty()) return drift;
  drift.applies = true;
  drift.bundle = bundle->path;
  const Digests in_bundle = digests_of(inventory, *bundle);
  const Selection selection = read_conf(conf.bytes);
  const Names names(inventory);
  Sources sources(files, drift, in_bundle);
  for (const std::string& name : selection.chosen) {
    if (stop && stop()) return {};  // half a comparison would be a false one
    sources.selected(std::string(kShared) + "/" + name, name);
  }
  std::vector<std::string> local;
  local_names(files, kLocal, 0, local);
  for (const std::string& path : local)
    sources.selected(path, path);
  for (const std::string& name : selection.refused)
    sources.refused(std::string(kShared) + "/" + name, name);
  for (const std::string& digest : in_bundle)
    if (!sources.explained().count(digest)) drift.unexplained.push_back(names.of(digest));
  compare_java(inventory, names, in_bundle, drift);
  return drift;
}

}  // namespace checkoutdiag::trust
