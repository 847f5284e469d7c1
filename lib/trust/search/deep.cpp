#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "lib/text/ascii.hpp"
#include "lib/trust/files_walk.hpp"
#include "lib/trust/search/parts.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr std::size_t kMostEntries = 5'000'000, kMostFound = 2'000;
constexpr int kDeepest = 64;
constexpr std::size_t kSniffed = 64 * 1024;  // a header of comments is a few KiB at most

constexpr std::string_view kNames[] = {
    "cacert.pem", "cacerts.pem",   "ca-certificates.crt", "ca-bundle.crt",   "ca-bundle.pem",
    "roots.pem",  "cacerts",       "jssecacerts",         "cacerts.txt",     "ca.pem",
    "cert9.db",   "libnssckbi.so", "tls-ca-bundle.pem",   "trusted_ca.pem",  "root_certs.pem",
    "certs.pem",  "ca_bundle.crt", "ca_bundle.pem",       "ca-root-nss.crt", "cert.pem",
};
constexpr std::string_view kEndings[] = {".jks",    ".jceks",      ".p12",      ".pfx",
                                         ".pkcs12", ".truststore", ".keystore", ".ca.crt"};
constexpr std::string_view kParts[] = {"ca-bundle", "ca_bundle", "cabundle", "truststore"};

// Of statfs(2): file systems that are no disk of ours, or that a network may keep waiting.
constexpr long kForeignSystems[] = {0x9fa0 /* proc */,
                                    0x62656572 /* sysfs */,
                                    0x6969 /* nfs */,
                                    0xff534d42L /* cifs */,
                                    0xfe534d42L /* smb2 */,
                                    0x65735546 /* fuse */,
                                    0x27e0eb /* cgroup */,
                                    0x63677270 /* cgroup2 */,
                                    0x01021997 /* 9p */,
                                    0x64626720 /* debugfs */,
                                    0x74726163 /* tracefs */};

bool is_candidate(std::string_view name) {
  std::string low = text::lower(name);
  std::string_view view = low;
  auto equal = [&](std::string_view known) { return known == view; };
  auto ends = [&](std::string_view ending) { return view.ends_with(ending); };
  auto holds = [&](std::string_view part) { return view.find(part) != view.npos; };
  return std::any_of(std::begin(kNames), std::end(kNames), equal) ||
         std::any_of(std::begin(kEndings), std::end(kEndings), ends) ||
         (std::any_of(std::begin(kParts), std::end(kParts), holds) &&
          (ends(".crt") || ends(".pem") || ends(".txt") || ends(".cer") || ends("truststore")));
}

/// How the beginning of a file says that it is to be read; nothing when it is no store.
std::optional<HowToRead> sniff(const Planner& planner, const std::string& path) {
  std::optional<Files::Reader> file = planner.files.open(path);
  if (!file) return std::nullopt;
  std::string bytes(kSniffed, '\0');
  bytes.resize(file->read_at(0, bytes.data(), bytes.size()));
  std::string_view seen = bytes;
  constexpr std::string_view kJks{"\xfe\xed\xfe\xed", 4}, kJceks{"\xce\xce\xce\xce", 4};
  if (seen.starts_with("SQLite format 3"))
    return path.ends_with("/cert9.db") ? std::optional(HowToRead::nss_database) : std::nullopt;
  if (seen.starts_with("\x7f"
                       "ELF"))
    return HowToRead::detect;  // a module is code, and nobody vouches for it here
  if (seen.starts_with(kJks) || seen.starts_with(kJceks)) return HowToRead::detect;
  if (seen.size() > 4 && seen[0] == 0x30 && (seen[1] & 0x80) != 0) return HowToRead::detect;
  if (seen.find("CERTIFICATE-----") != seen.npos) return HowToRead::detect;
  return std::nullopt;
}

class DeepWalk {
 public:
  DeepWalk(Planner& planner, const SearchOptions& options) : planner_(planner), options_(options) {}

  void run() {
    std::string why, start = planner_.files.resolve(options_.deep_from, &why);
    if (start.empty()) {
      planner_.plan.unseen.push_back(fmt::format("{}: {}", options_.deep_from, why));
      return;
    }
    root_ = planner_.files.foreign() ? planner_.files.root() : "";
    everywhere_ = start == "/";
    int descriptor = open_real(root_, start, kFlags);
    struct ::stat facts {};
    if (descriptor >= 0 && ::fstat(descriptor, &facts) == 0) device_ = facts.st_dev;
    enter(descriptor, start == "/" ? "" : start, 0);
  }

 private:
  static constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;

  bool stopped() {
    ++entries_;
    bool asked = entries_ % 256 == 0 && options_.stop && options_.stop();
    const char* why = asked                         ? "the time for the walk was over"
                      : entries_ > kMostEntries     ? "more files than a walk looks at"
                      : found_.size() == kMostFound ? "more stores than a walk tells of"
                                                    : nullptr;
    if (why != nullptr && !stopped_) {
      stopped_ = true;
      planner_.plan.incomplete = true;
      planner_.plan.incomplete_because = why;
    }
    return stopped_;
  }

  /// Goes through an open directory, which it closes.
  void enter(int descriptor, const std::string& path, int depth) {
    DIR* directory = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
    if (directory == nullptr) {
      if (descriptor >= 0) ::close(descriptor);
      ++unreadable_;
      return;
    }
    std::vector<std::string> below;
    while (const dirent* entry = ::readdir(directory)) {
      std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (stopped()) break;
      unsigned char type = entry->d_type;
      if (type == DT_UNKNOWN) type = type_of(descriptor, entry->d_name);
      if (type == DT_DIR) below.emplace_back(name);
      if (type == DT_REG && is_candidate(name)) found_.push_back(path + "/" + std::string(name));
    }
    std::sort(below.begin(), below.end());
    for (const std::string& name : below)
      if (!stopped_) descend(descriptor, path + "/" + name, name, depth + 1);
    ::closedir(directory);
  }

  void descend(int above, const std::string& path, const std::string& name, int depth) {
    if (depth > kDeepest || (everywhere_ && is_left_out(path))) return;
    int descriptor = ::openat(above, name.c_str(), kFlags);
    struct ::stat facts {};
    if (descriptor >= 0 && ::fstat(descriptor, &facts) == 0 && facts.st_dev != device_ &&
        !may_cross(descriptor)) {
      ::close(descriptor);
      planner_.plan.unseen.push_back(path + " is another file system and was not walked");
      return;
    }
    enter(descriptor, path, depth);
  }

  static bool is_left_out(std::string_view path) {
    return path == "/proc" || path == "/sys" || path == "/dev" || path == "/run";
  }

  /// Only a walk of everything leaves its file system, and only for a disk of this machine.
  bool may_cross(int descriptor) const {
    struct ::statfs system {};
    if (!everywhere_ || ::fstatfs(descriptor, &system) != 0) return false;
    return std::find(std::begin(kForeignSystems), std::end(kForeignSystems),
                     static_cast<long>(static_cast<unsigned int>(system.f_type))) ==
           std::end(kForeignSystems);
  }

  static unsigned char type_of(int directory, const char* name) {
    struct ::stat facts {};
    if (::fstatat(directory, name, &facts, AT_SYMLINK_NOFOLLOW) != 0) return DT_UNKNOWN;
    return S_ISDIR(facts.st_mode) ? DT_DIR : S_ISREG(facts.st_mode) ? DT_REG : DT_UNKNOWN;
  }

 public:
  void tell() {
    std::sort(found_.begin(), found_.end());
    std::set<std::string> known;  // whatever way they are read
    for (const Place& place : planner_.plan.places)
      known.insert(planner_.files.resolve(place.path));
    for (const std::string& path : found_)
      if (auto how = known.contains(path) ? std::nullopt : sniff(planner_, path))
        planner_.place(path, base_name(path) + ", found by the walk", Role::sdk, *how);
    if (unreadable_ > 0)
      planner_.plan.unseen.push_back(
          fmt::format("{} directories that the walk could not read", unreadable_));
  }

 private:
  Planner& planner_;
  const SearchOptions& options_;
  std::string root_;
  bool everywhere_ = false, stopped_ = false;
  dev_t device_ = 0;
  std::size_t entries_ = 0, unreadable_ = 0;
  std::vector<std::string> found_;
};

}  // namespace

void walk_deep(Planner& planner, const SearchOptions& options) {
  DeepWalk walk(planner, options);
  walk.run();
  walk.tell();
}

}  // namespace checkoutdiag::trust
