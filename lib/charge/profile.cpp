#include "lib/charge/profile.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/nearest.hpp"
#include "lib/text/small_file.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::string_view kFolder = "gateway/";
constexpr std::size_t kMostBytes = 64 * 1024;

Failure no_such_profile(const std::string& name) {
  std::vector<std::string> names = profile_names();
  std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near = text::nearest(name, views);
  std::string list;
  for (const std::string& each : names)
    list += (list.empty() ? "" : ", ") + each;
  return Failure(Failure::Kind::usage,
                 fmt::format("no gateway profile is called {}", text::printable(name, 80)),
                 near.empty() ? fmt::format("there are {}; a file of your own is named with its "
                                            "path, such as ./mine.json",
                                            list)
                              : fmt::format("did you mean {}?", near));
}

bool has_host(const Profile& profile, std::string_view host) {
  return matches_host(profile.hosts, host) || matches_host(profile.test_hosts, host);
}

// The last segment of a path, which loses it.
std::string_view take_segment(std::string_view& path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view segment = path.substr(slash == path.npos ? 0 : slash + 1);
  path = path.substr(0, slash == path.npos ? 0 : slash);
  return segment;
}

bool ends_in(std::string_view path, std::string_view pattern) {
  while (!pattern.empty()) {
    if (path.empty()) return false;
    const std::string_view wanted = take_segment(pattern), segment = take_segment(path);
    if (segment != wanted && (wanted != "*" || segment.empty())) return false;
  }
  return true;
}

// How many leading segments two paths have in common.
std::size_t common_segments(std::string_view path, std::string_view pattern) {
  std::size_t count = 0;
  while (!path.empty() && !pattern.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size()),
                      wanted = std::min(pattern.find('/', 1), pattern.size());
    if (path.substr(0, end) != pattern.substr(0, wanted)) break;
    ++count;
    path.remove_prefix(end);
    pattern.remove_prefix(wanted);
  }
  return count;
}

// The API that a path belongs to, by how it begins: "/v2/payments" and more.
std::size_t closeness(const Profile& profile, std::string_view path) {
  std::size_t best = 0;
  for (const std::string& each : profile.paths)
    best = std::max(best, common_segments(path, each));
  return best;
}

/// Of the profiles that share a host: the one whose paths begin most like it, and whether no other
/// one does.
struct Closest {
  const Profile* profile = nullptr;
  std::size_t segments = 0;
  bool alone = true;
};

Closest closest(std::string_view host, std::string_view path) {
  Closest best;
  for (const Profile& each : profiles()) {
    if (!has_host(each, host)) continue;
    const std::size_t segments = closeness(each, path);
    if (!best.profile || segments > best.segments)
      best = {&each, segments, true};
    else if (segments == best.segments)
      best.alone = false;
  }
  return best;
}

// "/v2/payments" is an API of a gateway, "/v1" is what they all begin with.
constexpr std::size_t kOfAnApi = 2;

}  // namespace

Profile load_profile(const std::string& name_or_file) {
  if (text::is_file_name(name_or_file))
    return parse_profile(text::read_small_file(name_or_file, "profile", kMostBytes), name_or_file);
  const std::string name = std::string(kFolder) + name_or_file;
  if (const auto text = data::find(name)) return parse_profile(*text, name);
  throw no_such_profile(name_or_file);
}

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const data::File& file : data::all_files())
    if (file.name.starts_with(kFolder)) names.emplace_back(file.name.substr(kFolder.size()));
  std::sort(names.begin(), names.end());
  return names;
}

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all = [] {
    std::vector<Profile> read;
    for (const std::string& name : profile_names())
      read.push_back(load_profile(name));
    return read;
  }();
  return all;
}

// Sorted names put a gateway's main profile ("paypal") before those of its other APIs
// ("paypal-vault").
const Profile* profile_of_host(std::string_view host) {
  const auto& all = profiles();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [host](const Profile& each) { return has_host(each, host); });
  return found == all.end() ? nullptr : &*found;
}

const Profile* profile_of_request(std::string_view host, std::string_view path) {
  for (const Profile& each : profiles())
    if (has_host(each, host) && matches_path(each.paths, path)) return &each;
  const Closest best = closest(host, path);
  return best.alone || best.segments >= kOfAnApi ? best.profile : profile_of_host(host);
}

bool is_guess(const Profile& profile, std::string_view host, std::string_view path) {
  const auto& all = profiles();
  const auto sharing = std::count_if(all.begin(), all.end(),
                                     [host](const Profile& each) { return has_host(each, host); });
  if (sharing < 2 || matches_path(profile.paths, path)) return false;
  const Closest best = closest(host, path);
  return best.segments == 0 || (best.segments < kOfAnApi && !best.alone);
}

bool matches_host(const std::vector<std::string>& patterns, std::string_view host) {
  return std::any_of(patterns.begin(), patterns.end(), [host](std::string_view pattern) {
    if (!pattern.starts_with("*.")) return host == pattern;
    pattern.remove_prefix(1);
    return host.size() > pattern.size() && host.ends_with(pattern);
  });
}

bool matches_path(const std::vector<std::string>& patterns, std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  if (path.ends_with('/')) path.remove_suffix(1);
  return std::any_of(patterns.begin(), patterns.end(),
                     [path](const std::string& pattern) { return ends_in(path, pattern); });
}

}  // namespace checkoutdiag::charge
