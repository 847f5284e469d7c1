#include "lib/trust/packages/databases.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <unordered_map>

#include "lib/trust/files_walk.hpp"
#include "lib/trust/search/planner.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr const char* kStatus = "/var/lib/dpkg/status";
constexpr const char* kInfo = "/var/lib/dpkg/info";
constexpr const char* kDistroless = "/var/lib/dpkg/status.d";
constexpr const char* kApk[] = {"/lib/apk/db/installed", "/usr/lib/apk/db/installed"};
constexpr const char* kRpm[] = {"/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm"};
constexpr std::size_t kLargestList = 32 * 1024 * 1024;  // of one package
constexpr std::size_t kMostLists = 100'000;

/// Names to look for, and the real path that each stands for.
using Wanted = std::unordered_map<std::string_view, const std::string*>;

struct Names {
  std::vector<std::string> texts;  // what the views of `wanted` point into
  Wanted wanted;

  explicit Names(const std::set<std::string>& reals) {
    std::vector<const std::string*> whose;
    for (const std::string& real : reals)
      for (std::string& name : names_in_lists(real)) {
        texts.push_back(std::move(name));
        whose.push_back(&real);
      }
    for (std::size_t i = 0; i < texts.size(); ++i)
      wanted.emplace(texts[i], whose[i]);
  }
};

/// "libc6:amd64.list" -> "libc6".
std::string package_of_list(std::string_view name, std::string_view ending) {
  name.remove_suffix(ending.size());
  return std::string(name.substr(0, name.find(':')));
}

/// Directories are in the lists of all that put something there: then nobody owns them.
void own(const std::string& real, const std::string& package, Owned& to) {
  auto [owner, fresh] = to.owners.try_emplace(real, package);
  if (!fresh && owner->second != package) owner->second.clear();
}

void search_list(std::string_view list, std::size_t skipped, const std::string& package,
                 const Wanted& wanted, Owned& to) {
  while (!list.empty()) {
    std::size_t end = std::min(list.find('\n'), list.size());
    std::string_view line = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (line.size() <= skipped) continue;
    auto found = wanted.find(line.substr(skipped));
    if (found != wanted.end()) own(*found->second, package, to);
  }
}

/// Reads a regular file of an open directory; thousands are read, so nothing is resolved again.
bool read_in(int directory, const char* name, std::string& to) {
  to.clear();
  int descriptor =
      ::openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
  struct ::stat facts {};
  bool good = descriptor >= 0 && ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode) &&
              static_cast<std::size_t>(facts.st_size) <= kLargestList;
  std::array<char, 64 * 1024> piece;
  while (good) {
    ssize_t got = ::read(descriptor, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) good = false;
    if (got <= 0) break;
    to.append(piece.data(), static_cast<std::size_t>(got));
    if (to.size() > kLargestList) good = false;
  }
  if (descriptor >= 0) ::close(descriptor);
  return good;
}

/// Goes through the files of a directory that end so.
template <class Take>
void each_file(const Files& files, const char* path, std::string_view ending, Take take) {
  std::string real = files.resolve(path);
  if (real.empty()) return;
  int descriptor = open_real(files.foreign() ? files.root() : "", real,
                             O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY);
  DIR* directory = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
  if (directory == nullptr && descriptor >= 0) ::close(descriptor);
  std::string text;
  std::size_t read = 0;
  while (directory != nullptr && read < kMostLists) {
    const dirent* entry = ::readdir(directory);
    if (entry == nullptr) break;
    std::string_view name = entry->d_name;
    if (!name.ends_with(ending)) continue;
    ++read;
    if (read_in(descriptor, entry->d_name, text)) take(name, std::string_view(text));
  }
  if (directory != nullptr) ::closedir(directory);
}

/// The installed packages of a status file, or the one of a control file.
void read_versions(std::string_view text, Owned& to) {
  std::string package, version;
  bool installed = true;
  auto close = [&] {
    if (!package.empty() && !version.empty() && installed) to.versions[package] = version;
    package.clear();
    version.clear();
    installed = true;
  };
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty())
      close();
    else if (line.starts_with("Package: "))
      package = trimmed(line.substr(9));
    else if (line.starts_with("Version: "))
      version = trimmed(line.substr(9));
    else if (line.starts_with("Status: "))
      installed = line.ends_with(" installed");
  }
  close();
}

}  // namespace

PackageManager package_manager(const Files& files) {
  if (files.is_file(kStatus) || files.is_directory(kDistroless)) return PackageManager::dpkg;
  for (const char* path : kApk)
    if (files.is_file(path)) return PackageManager::apk;
  for (const char* path : kRpm)
    if (files.is_directory(path)) return PackageManager::rpm;
  return PackageManager::none;
}

std::vector<std::string> names_in_lists(const std::string& real) {
  std::vector<std::string> names{real};
  for (std::string_view merged : {"/usr/lib/", "/usr/lib64/", "/usr/bin/", "/usr/sbin/"})
    if (real.starts_with(merged)) names.push_back(real.substr(4));
  return names;
}

Owned read_dpkg(const Files& files, const std::set<std::string>& wanted) {
  Owned owned;
  Names names(wanted);
  Files::Content status = files.read(kStatus);
  if (!status.facts.error.empty() && !status.facts.missing)
    owned.problem = fmt::format("{}: {}", kStatus, status.facts.error);
  read_versions(status.bytes, owned);
  if (!wanted.empty())
    each_file(files, kInfo, ".list", [&](std::string_view name, std::string_view text) {
      search_list(text, 0, package_of_list(name, ".list"), names.wanted, owned);
    });
  // Distroless images have no status: a control file for each package, and its checksums, which
  // are 32 digits and two blanks before a path without its first slash.
  each_file(files, kDistroless, "", [&](std::string_view name, std::string_view text) {
    if (!name.ends_with(".md5sums")) return read_versions(text, owned);
    std::string slashed;
    for (std::string_view line : lines(text))
      if (line.size() > 34) slashed += fmt::format("/{}\n", line.substr(34));
    search_list(slashed, 0, package_of_list(name, ".md5sums"), names.wanted, owned);
  });
  return owned;
}

Owned read_apk(const Files& files, const std::set<std::string>& wanted) {
  Owned owned;
  Names names(wanted);
  Files::Content installed;
  for (const char* path : kApk)
    if (installed.bytes.empty()) installed = files.read(path);
  owned.problem = installed.facts.error;
  std::string package, folder;
  for (std::string_view line : lines(installed.bytes)) {
    if (line.size() < 2 || line[1] != ':') continue;
    std::string_view value = line.substr(2);
    switch (line[0]) {
      case 'P':
        package = value;
        break;
      case 'V':
        owned.versions[package] = value;
        break;
      case 'F':
        folder = value;
        break;
      case 'R': {
        std::string path =
            folder.empty() ? fmt::format("/{}", value) : fmt::format("/{}/{}", folder, value);
        auto found = names.wanted.find(path);
        if (found != names.wanted.end()) own(*found->second, package, owned);
        break;
      }
      default:
        break;
    }
  }
  return owned;
}

}  // namespace checkoutdiag::trust
