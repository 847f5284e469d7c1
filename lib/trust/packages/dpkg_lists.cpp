#include "lib/trust/packages/dpkg_lists.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include "lib/trust/files_walk.hpp"
#include "lib/trust/packages/resemblance.hpp"
#include "lib/trust/packages/wanted.hpp"
#include "lib/trust/packages/whole_lines.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr const char* kInfo = "/var/lib/dpkg/info";
constexpr std::string_view kEnding = ".list";
constexpr std::size_t kLargestList = 32 * 1024 * 1024;  // of one package
constexpr std::size_t kMostLists = 100'000;
constexpr std::size_t kPiece = 64 * 1024;

// Debian's policy 9.1 and lintian (file-in-usr-local, dir-or-file-in-home and kin) forbid packages
// to put files there. /opt is not one of them: packages of vendors live there.
constexpr std::string_view kNeverPackaged[] = {
    "/home/", "/media/", "/mnt/", "/root/", "/run/", "/srv/", "/tmp/", "/usr/local/", "/var/www/"};

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

Directory open_info(const Files& files) {
  std::string real = files.resolve(kInfo);
  int descriptor = real.empty() ? -1
                                : open_real(files.foreign() ? files.root() : "", real,
                                            O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY);
  DIR* directory = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
  if (directory == nullptr && descriptor >= 0) ::close(descriptor);
  return Directory(directory, ::closedir);
}

struct List {
  std::string file;
  int likely;  // from 0 to 100
};

/// "libc6:amd64.list" -> "libc6".
std::string package_of(const std::string& file) {
  return file.substr(0, std::min(file.find(':'), file.size() - kEnding.size()));
}

/// The lists that there are, the likely ones first.
std::vector<List> lists_of(DIR* directory, const Resemblance& paths) {
  std::vector<List> lists;
  while (lists.size() < kMostLists) {
    const dirent* entry = ::readdir(directory);
    if (entry == nullptr) break;
    std::string_view name = entry->d_name;
    if (!name.ends_with(kEnding)) continue;
    List& list = lists.emplace_back(List{std::string(name), 0});
    list.likely = paths.of(package_of(list.file));
  }
  std::sort(lists.begin(), lists.end(), [](const List& a, const List& b) {
    return a.likely != b.likely ? a.likely > b.likely : a.file < b.file;
  });
  return lists;
}

/// Reads one list after another into one buffer; a list may have megabytes.
class Search {
 public:
  Search(int directory, const Wanted& wanted, Owned& to)
      : directory_(directory), wanted_(wanted), to_(to), buffer_(kPiece) {}

  /// Ends early, in the list too, when `enough` paths were found that had no owner.
  void read(const std::string& file, std::size_t enough) {
    int descriptor = ::openat(directory_, file.c_str(),
                              O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return;
    struct ::stat facts {};
    if (::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode) &&
        static_cast<std::size_t>(facts.st_size) <= kLargestList)
      read_open(descriptor, package_of(file), enough);
    ::close(descriptor);
  }

  std::size_t found() const { return found_; }

 private:
  void read_open(int descriptor, const std::string& package, std::size_t enough) {
    WholeLines lines;
    auto look = [&](std::string_view text) { look_for(text, package); };
    for (std::size_t read = 0; read <= kLargestList && found_ < enough;) {
      ssize_t got = ::read(descriptor, buffer_.data(), buffer_.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return lines.finish(look);
      read += static_cast<std::size_t>(got);
      lines.feed({buffer_.data(), static_cast<std::size_t>(got)}, look);
    }
  }

  void look_for(std::string_view text, const std::string& package) {
    while (!text.empty())
      if (const std::string* real = wanted_.find(take_line(text)))
        found_ += to_.own(*real, package);
  }

  int directory_;
  const Wanted& wanted_;
  Owned& to_;
  std::vector<char> buffer_;
  std::size_t found_ = 0;
};

}  // namespace

bool is_never_packaged(std::string_view real) {
  return std::any_of(std::begin(kNeverPackaged), std::end(kNeverPackaged),
                     [&](std::string_view folder) { return real.starts_with(folder); });
}

void read_dpkg_lists(const Files& files, const std::set<std::string>& wanted, Lists lists,
                     Owned& to) {
  Directory directory = open_info(files);
  if (directory == nullptr) return;
  // A directory may have several owners, which only all lists together tell.
  bool to_the_end = lists == Lists::all ||
                    !std::all_of(wanted.begin(), wanted.end(),
                                 [&](const std::string& real) { return files.is_file(real); });
  std::size_t unowned = 0;
  for (const std::string& real : wanted)
    unowned += !to.owners.contains(real);
  const Wanted names(wanted);
  Search search(::dirfd(directory.get()), names, to);
  std::size_t enough = to_the_end ? static_cast<std::size_t>(-1) : unowned;
  for (const List& list : lists_of(directory.get(), Resemblance(wanted))) {
    if (search.found() >= enough) break;
    search.read(list.file, enough);
  }
}

}  // namespace checkoutdiag::trust
