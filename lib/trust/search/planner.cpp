#include "lib/trust/search/planner.hpp"

#include <algorithm>

namespace checkoutdiag::trust {
namespace {

constexpr std::size_t kMostPlaces = 5'000;  // a glob over a hostile tree must not fill the memory

/// Names that people say, by os-release's ID.
constexpr std::pair<std::string_view, std::string_view> kSystemNames[] = {
    {"debian", "Debian"}, {"ubuntu", "Ubuntu"},       {"fedora", "Fedora"},
    {"rhel", "Red Hat"},  {"centos", "CentOS"},       {"rocky", "Rocky Linux"},
    {"alpine", "Alpine"}, {"almalinux", "AlmaLinux"}, {"amzn", "Amazon Linux"},
    {"sles", "SUSE"},     {"arch", "Arch Linux"},     {"wolfi", "Wolfi"},
};

System read_system(const std::string& release) {
  System system;
  std::string id = value_of(release, "ID").value_or("");
  std::string kin = " " + id + " " + value_of(release, "ID_LIKE").value_or("") + " ";
  auto is = [&](const char* word) { return kin.find(" " + std::string(word) + " ") != kin.npos; };
  system.debian = is("debian") || is("ubuntu");
  system.fedora = is("fedora") || is("rhel") || is("centos") || is("amzn");
  system.alpine = is("alpine");
  system.suse = kin.find("suse") != kin.npos || is("sles");
  for (const auto& [known, name] : kSystemNames)
    if (known == id) system.name = name;
  std::string own = value_of(release, "NAME").value_or("");
  if (system.name == "the system" && !own.empty()) system.name = own;
  return system;
}

std::string name_or_empty(const std::string* text) {
  return text ? *text : std::string();
}

}  // namespace

Planner::Planner(const Files& files_of_root, const Surroundings& surroundings)
    : files(files_of_root), around(surroundings) {
  std::string release = text("/etc/os-release");
  if (release.empty()) release = text("/usr/lib/os-release");
  system = read_system(release);
}

std::optional<Planner::Index> Planner::place(Place candidate) {
  std::string real = files.resolve(candidate.path);
  if (real.empty() && !candidate.wanted) return std::nullopt;
  if (candidate.how == HowToRead::detect && !real.empty() && files.is_directory(real))
    candidate.how = HowToRead::hashed_directory;
  // What is not there is known by the path that somebody named.
  Key key{real.empty() ? candidate.path : real, candidate.how};
  auto [known, fresh] = by_real_.try_emplace(std::move(key), plan.places.size());
  if (!fresh) {
    Place& place = plan.places[known->second];
    if (provisional_[known->second] && !candidate.wanted) {
      candidate.wanted = true;
      std::swap(place, candidate);
      provisional_[known->second] = false;
      std::swap(place.also, candidate.also);
    }
    place.wanted = place.wanted || candidate.wanted;
    bool told = place.path == candidate.path ||
                std::find(place.also.begin(), place.also.end(), candidate.path) != place.also.end();
    if (!told) place.also.push_back(candidate.path);
    return known->second;
  }
  if (plan.places.size() == kMostPlaces) {
    by_real_.erase(known);
    plan.incomplete = true;
    plan.incomplete_because = "more places than are looked at";
    return std::nullopt;
  }
  provisional_.push_back(candidate.wanted);
  plan.places.push_back(std::move(candidate));
  return plan.places.size() - 1;
}

std::optional<Planner::Index> Planner::place(const std::string& path, const std::string& title,
                                             Role role, HowToRead how) {
  Place candidate;
  candidate.path = path;
  candidate.title = title;
  candidate.role = role;
  candidate.how = how;
  return place(std::move(candidate));
}

Planner::Index Planner::client(const std::string& name, const std::string& program,
                               Runtime runtime) {
  for (Index index = 0; index < plan.clients.size(); ++index)
    if (at(index).name == name && at(index).program == program) return index;
  Client made;
  made.name = name;
  made.program = program;
  made.runtime = runtime;
  plan.clients.push_back(std::move(made));
  return plan.clients.size() - 1;
}

void Planner::use(Index client, std::optional<Index> place, const std::string& because,
                  bool always) {
  if (!place) return;
  // A directory that a variable for a file names, too, loads nothing by that and all by the other.
  const bool directory = plan.places[*place].how == HowToRead::hashed_directory;
  for (const Use& known : at(client).uses)
    if (known.store == *place &&
        (!directory || is_file_variable(known.because) == is_file_variable(because)))
      return;
  at(client).uses.push_back({*place, because, always});
}

void Planner::note(Index client, std::string sentence) {
  std::vector<std::string>& notes = at(client).notes;
  if (std::find(notes.begin(), notes.end(), sentence) == notes.end())
    notes.push_back(std::move(sentence));
}

const std::string* Planner::variable(std::string_view name) const {
  auto found = around.environment.find(std::string(name));
  return found == around.environment.end() ? nullptr : &found->second;
}

bool Planner::is_set(std::string_view name) const {
  const std::string* value = variable(name);
  return value != nullptr && !value->empty();
}

std::vector<Planner::Index> Planner::setting(Setting said, bool many, Role role) {
  std::vector<Index> places;
  std::string_view left = said.value;
  while (!left.empty()) {
    std::size_t end = many ? std::min(left.find(':'), left.size()) : left.size();
    Setting one = said;
    one.value = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    if (one.value.empty()) continue;
    Place candidate;
    candidate.path = absolute(one.value);
    candidate.title = "named by " + said.name;
    candidate.role = role;
    candidate.wanted = true;
    if (said.is_directory) candidate.how = HowToRead::hashed_directory;
    one.store = place(std::move(candidate));
    // What the setting takes is told, not what it was given: a check compares the two.
    if (one.store) places.push_back(*one.store);
    plan.settings.push_back(std::move(one));
  }
  return places;
}

const std::vector<Planner::Index>& Planner::named_by(std::string_view name) const {
  static const std::vector<Index> none;
  auto found = named_.find(name);
  return found == named_.end() ? none : found->second;
}

void Planner::variable_setting(const std::string& name, const std::string& readers, bool many,
                               bool directory, Role role) {
  if (variable(name) == nullptr || named_.contains(name)) return;
  Setting said;
  said.name = name;
  said.where = "the environment";
  said.value = name_or_empty(variable(name));
  said.readers = readers;
  said.is_directory = directory;
  if (said.value.empty()) {
    said.note = "set, and empty";
    plan.settings.push_back(said);
  }
  named_[name] = setting(said, many, role);
}

void Planner::ignored(std::string_view name, std::string_view where, const std::string& note) {
  for (Setting& said : plan.settings) {
    if (said.name != name || (!where.empty() && said.where != where)) continue;
    said.ignored = true;
    said.note = note;
  }
}

std::string Planner::absolute(std::string_view path) const {
  if (path.starts_with('/') || around.working_directory.empty()) return std::string(path);
  return around.working_directory + "/" + std::string(path);
}

std::vector<std::string> Planner::expand(std::string_view pattern) const {
  std::string whole(pattern);
  if (pattern.starts_with("~/")) {
    if (around.home.empty()) return {};
    whole = around.home + whole.substr(1);
  } else if (pattern.starts_with("./") || pattern == ".") {
    if (around.working_directory.empty()) return {};
    whole = around.working_directory + whole.substr(1);
  } else if (pattern.starts_with('$')) {
    std::size_t end = std::min(pattern.find('/'), pattern.size());
    const std::string* value = variable(pattern.substr(1, end - 1));
    if (value == nullptr || !value->starts_with('/')) return {};
    whole = *value + whole.substr(end);
  }
  return files.glob(whole);
}

std::string Planner::text(const std::string& path, std::size_t limit) const {
  return files.read(path, limit).bytes;
}

}  // namespace checkoutdiag::trust
