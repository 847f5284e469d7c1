#include "lib/trust/inventory.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "lib/trust/contents.hpp"
#include "lib/trust/drift.hpp"
#include "lib/trust/pool.hpp"
#include "lib/trust/read_store.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr std::size_t kGone = static_cast<std::size_t>(-1);

bool is_worth_telling(const Store& store, const Place& place) {
  return !store.file.missing || place.wanted || place.role == Role::given;
}

// Which stores the places became; kGone for those that are not there.
using Moved = std::vector<std::size_t>;

void move_clients(std::vector<Client> clients, const Moved& moved, Inventory& to) {
  for (Client& client : clients) {
    std::vector<Use> uses;
    for (Use& use : client.uses)
      if (use.store < moved.size() && moved[use.store] != kGone)
        uses.push_back({moved[use.store], std::move(use.because), use.always});
    // Several names of one directory lead to one store. What a variable for a file says of it does
    // not stand for the use as a directory.
    std::set<std::pair<std::size_t, bool>> seen;
    std::erase_if(uses, [&](const Use& use) {
      const bool as_file =
          to.stores[use.store].format == Format::hashed_directory && is_file_variable(use.because);
      return !seen.insert({use.store, as_file}).second;
    });
    client.uses = std::move(uses);
    to.clients.push_back(std::move(client));
  }
}

void move_settings(std::vector<Setting> settings, const Moved& moved, Inventory& to) {
  for (Setting& setting : settings) {
    if (setting.store)
      setting.store = *setting.store < moved.size() && moved[*setting.store] != kGone
                          ? std::optional<std::size_t>(moved[*setting.store])
                          : std::nullopt;
    to.settings.push_back(std::move(setting));
  }
}

// Two places may turn out to be one file: by a hard link, or a link that the search did not follow.
class Known {
 public:
  std::optional<std::size_t> find(const Store& store) const {
    if (store.file.inode == 0) return std::nullopt;
    const auto found = by_inode_.find({store.file.device, store.file.inode});
    return found == by_inode_.end() ? std::nullopt : std::optional<std::size_t>(found->second);
  }
  void add(const Store& store, std::size_t index) {
    if (store.file.inode != 0) by_inode_[{store.file.device, store.file.inode}] = index;
  }

 private:
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> by_inode_;
};

void add_packages(const Files& files, const std::vector<Place>& places, const Moved& moved,
                  bool candidates, Inventory& to) {
  Packages packages(files);
  std::vector<std::string> reals;
  for (const Store& store : to.stores)
    if (store.package.manager.empty() && !store.file.real.empty()) reals.push_back(store.file.real);
  packages.prepare(reals);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (moved[i] == kGone) continue;
    Store& store = to.stores[moved[i]];
    if (store.package.manager.empty() && !store.file.real.empty())
      store.package = packages.owner_of(store.file.real);
    if (candidates && !store.package.manager.empty()) packages.look_up_candidate(store.package);
  }
}

// Modules read their own stores when they are loaded (p11-kit all of the machine's bundle, some 15
// ms): that goes on while the files are read.
class Modules {
 public:
  Modules(const Files& files, const std::vector<Place>& places, const ReadOptions& options) {
    std::map<std::size_t, std::string> paths;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (auto path = module_to_run(files, places[i], options)) paths.emplace(i, *path);
    if (paths.empty()) return;
    const auto read = [paths] {
      std::map<std::size_t, Contents> all;
      for (const auto& [index, path] : paths)
        all.emplace(index, read_nss_module(path.c_str()));
      return all;
    };
    try {
      coming_ = std::async(std::launch::async, read);
    } catch (const std::system_error&) {
      coming_ = std::async(std::launch::deferred, read);  // no thread to be had
    }
  }

  /// What the module of that place held; nothing: it is no such place.
  std::optional<Contents> take(std::size_t index) {
    if (coming_.valid()) read_ = coming_.get();
    const auto found = read_.find(index);
    if (found == read_.end()) return std::nullopt;
    return std::move(found->second);
  }

 private:
  std::future<std::map<std::size_t, Contents>> coming_;
  std::map<std::size_t, Contents> read_;
};

}  // namespace

Inventory take_inventory(const Files& files, Plan plan, const InventoryOptions& options) {
  Inventory inventory;
  inventory.root = files.root();
  inventory.foreign = files.foreign();
  inventory.unseen = std::move(plan.unseen);
  inventory.incomplete = plan.incomplete;
  inventory.incomplete_because = std::move(plan.incomplete_because);

  const ReadOptions reading{options.run_modules, options.stop};
  Modules modules(files, plan.places, reading);
  Pool pool;
  std::vector<Draft> drafts;
  Known known;
  Moved moved(plan.places.size(), kGone);
  for (std::size_t i = 0; i < plan.places.size(); ++i) {
    if (options.stop && options.stop()) {
      inventory.incomplete = true;
      inventory.incomplete_because = "the run ended before every store was read";
      break;
    }
    Draft draft = look_at_place(files, plan.places[i]);
    if (!is_worth_telling(draft.store, plan.places[i])) continue;
    if (const auto same = known.find(draft.store)) {
      moved[i] = *same;
      Store& first = drafts[*same].store;
      if (first.path != draft.store.path) first.also.push_back(draft.store.path);
      continue;
    }
    std::optional<Contents> module;
    if (plan.places[i].how == HowToRead::nss_module) module = modules.take(i);
    if (module)
      keep(std::move(*module), pool, draft);
    else
      read_place(files, plan.places[i], reading, pool, draft);
    moved[i] = drafts.size();
    known.add(draft.store, drafts.size());
    drafts.push_back(std::move(draft));
  }
  pool.parse();
  for (Draft& draft : drafts)
    inventory.stores.push_back(finish(std::move(draft), pool));
  inventory.certificates = pool.take();
  move_clients(std::move(plan.clients), moved, inventory);
  move_settings(std::move(plan.settings), moved, inventory);
  if (options.packages) add_packages(files, plan.places, moved, options.candidates, inventory);
  if (options.drift) inventory.drift = find_drift(files, inventory, options.stop);
  return inventory;
}

Plan narrowed(const Plan& plan, const std::vector<std::size_t>& wanted) {
  Plan result;
  result.unseen = plan.unseen;
  std::map<std::size_t, std::size_t> moved;
  for (const std::size_t index : wanted)
    if (moved.emplace(index, result.places.size()).second)
      result.places.push_back(plan.places[index]);
  for (const Client& client : plan.clients) {
    Client kept = client;
    kept.uses.clear();
    for (const Use& use : client.uses)
      if (const auto found = moved.find(use.store); found != moved.end())
        kept.uses.push_back({found->second, use.because, use.always});
    if (!kept.uses.empty()) result.clients.push_back(std::move(kept));
  }
  for (const Setting& setting : plan.settings) {
    if (!setting.store) continue;
    const auto found = moved.find(*setting.store);
    if (found == moved.end()) continue;
    result.settings.push_back(setting);
    result.settings.back().store = found->second;
  }
  return result;
}

std::size_t place_of(Plan& plan, const Files& files, const std::string& path) {
  const std::string real = files.resolve(path);
  for (std::size_t i = 0; i < plan.places.size(); ++i) {
    const std::string& known = plan.places[i].path;
    if (known == path || (!real.empty() && files.resolve(known) == real)) return i;
  }
  Place place;
  place.path = path;
  place.role = Role::given;
  place.wanted = true;
  plan.places.push_back(std::move(place));
  return plan.places.size() - 1;
}

}  // namespace checkoutdiag::trust
