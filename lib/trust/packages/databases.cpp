#include "lib/trust/packages/databases.hpp"

#include <fmt/core.h>

#include <string_view>

#include "lib/trust/packages/dpkg_lists.hpp"
#include "lib/trust/packages/unpack.hpp"
#include "lib/trust/packages/wanted.hpp"
#include "lib/trust/packages/whole_lines.hpp"
#include "lib/trust/places.hpp"
#include "lib/trust/search/planner.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr const char* kStatus = "/var/lib/dpkg/status";
constexpr const char* kDistroless = "/var/lib/dpkg/status.d";
constexpr const char* kApk[] = {"/lib/apk/db/installed", "/usr/lib/apk/db/installed"};
constexpr const char* kRpm[] = {"/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm"};
constexpr std::uint64_t kMostStatus = 64 * 1024 * 1024;
constexpr std::size_t kLargestChecksums = 32 * 1024 * 1024;  // of one package

/// The installed package that makes a file itself, by the table of such files; or empty.
std::string maker_of(const std::string& real, const Owned& known) {
  for (const GeneratedFile& file : known_places().generated)
    if (file.path == real && known.versions.contains(file.package)) return file.package;
  return {};
}

void add_makers(const std::set<std::string>& wanted, Owned& to) {
  for (const std::string& real : wanted) {
    auto owner = to.owners.find(real);
    if (owner != to.owners.end() && !owner->second.empty()) continue;
    if (std::string maker = maker_of(real, to); !maker.empty()) to.owners[real] = maker;
  }
}

/// The installed packages of a status file, or the one of a control file.
class VersionReader {
 public:
  explicit VersionReader(Owned& to) : to_(to) {}

  void read(std::string_view lines) {
    while (!lines.empty()) {
      std::string_view line = take_line(lines);
      if (line.empty())
        close();
      else if (line.starts_with("Package: "))
        package_ = trimmed(line.substr(9));
      else if (line.starts_with("Version: "))
        version_ = trimmed(line.substr(9));
      else if (line.starts_with("Status: "))
        installed_ = line.ends_with(" installed");
    }
  }

  void close() {
    if (!package_.empty() && !version_.empty() && installed_) to_.versions[package_] = version_;
    package_.clear();
    version_.clear();
    installed_ = true;
  }

 private:
  Owned& to_;
  std::string package_, version_;
  bool installed_ = true;
};

void read_status(const Files& files, Owned& to) {
  FileFacts facts = files.look(kStatus);
  std::string why = facts.error;
  if (why.empty()) {
    VersionReader reader(to);
    WholeLines lines;
    auto read = [&](std::string_view text) { reader.read(text); };
    why = unpack(files, kStatus, kMostStatus,
                 [&](std::string_view piece) { lines.feed(piece, read); });
    lines.finish(read);
    reader.close();
  }
  if (!why.empty() && !facts.missing) to.problem = fmt::format("{}: {}", kStatus, why);
}

/// Distroless images have no status: a control file for each package, and its checksums, which are
/// 32 digits and two blanks before a path without its first slash.
void read_distroless(const Files& files, const Wanted& wanted, Owned& to) {
  constexpr std::string_view kEnding = ".md5sums";
  for (const std::string& name : files.names(kDistroless)) {
    Files::Content content = files.read(fmt::format("{}/{}", kDistroless, name), kLargestChecksums);
    std::string_view text = content.bytes;
    if (!name.ends_with(kEnding)) {
      VersionReader reader(to);
      reader.read(text);
      reader.close();
      continue;
    }
    const std::string package = name.substr(0, name.size() - kEnding.size());
    while (!text.empty()) {
      std::string_view line = take_line(text);
      if (line.size() <= 34) continue;
      const std::string* real = wanted.find(fmt::format("/{}", line.substr(34)));
      if (real != nullptr) to.own(*real, package);
    }
  }
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

bool Owned::own(const std::string& real, const std::string& package) {
  auto [owner, fresh] = owners.try_emplace(real, package);
  if (!fresh && owner->second != package) owner->second.clear();
  return fresh;
}

Owned read_dpkg(const Files& files, const std::set<std::string>& wanted, Lists lists) {
  Owned owned;
  read_status(files, owned);
  read_distroless(files, Wanted(wanted), owned);
  std::set<std::string> listed = wanted;
  if (lists == Lists::needed)
    std::erase_if(listed, [&](const std::string& real) {
      return is_never_packaged(real) || !maker_of(real, owned).empty();
    });
  if (!listed.empty()) read_dpkg_lists(files, listed, lists, owned);
  add_makers(wanted, owned);
  return owned;
}

Owned read_apk(const Files& files, const std::set<std::string>& wanted) {
  Owned owned;
  const Wanted names(wanted);
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
        if (const std::string* real = names.find(path)) owned.own(*real, package);
        break;
      }
      default:
        break;
    }
  }
  add_makers(wanted, owned);
  return owned;
}

}  // namespace checkoutdiag::trust
