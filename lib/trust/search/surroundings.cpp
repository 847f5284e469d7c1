#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "lib/failure.hpp"
#include "lib/trust/search.hpp"
#include "lib/trust/search/planner.hpp"

extern char** environ;

namespace checkoutdiag::trust {
namespace {

constexpr std::size_t kLargestEnvironment = 8 * 1024 * 1024;  // the kernel's limit is 6 MiB

void add_variable(std::map<std::string, std::string>& to, std::string_view text) {
  std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return;
  // getenv finds the first of two that have one name.
  to.try_emplace(std::string(text.substr(0, equals)), text.substr(equals + 1));
}

std::vector<std::string_view> by_nul(std::string_view bytes) {
  std::vector<std::string_view> parts;
  while (!bytes.empty()) {
    std::size_t end = std::min(bytes.find('\0'), bytes.size());
    parts.push_back(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return parts;
}

/// Options that name a store; no other is kept, because command lines hold passwords.
bool is_kept(std::string_view argument) {
  for (std::string_view known : {"-Djavax.net.ssl.trustStore=", "-Djavax.net.ssl.trustStoreType="})
    if (argument.starts_with(known)) return true;
  return argument == "--use-openssl-ca" || argument == "--use-bundled-ca" ||
         argument == "--use-system-ca" || argument == "--no-use-system-ca";
}

std::string link_target(const std::string& link) {
  std::array<char, 4096> text{};
  ssize_t length = ::readlink(link.c_str(), text.data(), text.size());
  return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : std::string();
}

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Failure(Failure::Kind::input, message, hint);
}

/// What follows the name in /proc/PID/stat: the state is the first word, the flags are the seventh.
std::vector<std::string> words_of_stat(const std::string& stat) {
  std::size_t end = stat.rfind(')');
  return words(end == stat.npos ? std::string_view() : std::string_view(stat).substr(end + 1));
}

/// PF_KTHREAD of the kernel's include/linux/sched.h.
bool is_kernel_thread(const std::vector<std::string>& stat) {
  constexpr unsigned long kKernelThread = 0x00200000;
  if (stat.size() < 7) return false;
  return (std::strtoul(stat[6].c_str(), nullptr, 10) & kKernelThread) != 0;
}

bool has_own_root(const std::string& process) {
  struct ::stat theirs {
  }, ours{};
  if (::stat((process + "/root/").c_str(), &theirs) != 0 || ::stat("/", &ours) != 0) return false;
  return theirs.st_dev != ours.st_dev || theirs.st_ino != ours.st_ino;
}

/// A path that the kernel tells as seen from our root, as the process itself would say it.
std::string within(const std::string& root, std::string path) {
  constexpr std::string_view kDeleted = " (deleted)";
  if (path.ends_with(kDeleted)) path.resize(path.size() - kDeleted.size());
  if (!path.starts_with('/')) return {};
  if (root.size() > 1 && path.starts_with(root + "/")) path.erase(0, root.size());
  return path;
}

}  // namespace

Surroundings own_surroundings() {
  Surroundings own;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    add_variable(own.environment, *entry);
  auto home = own.environment.find("HOME");
  if (home != own.environment.end() && home->second.starts_with('/')) own.home = home->second;
  std::array<char, 4096> directory{};
  if (::getcwd(directory.data(), directory.size()) != nullptr && directory[0] == '/')
    own.working_directory = directory.data();
  return own;
}

ProcessView look_at_process(int pid) {
  std::string process = fmt::format("/proc/{}", pid);
  Files files;
  if (pid <= 0 || !files.is_directory(process))
    refuse(fmt::format("there is no process {}", pid), "ps -e lists those that there are");
  std::string name(trimmed(files.read(process + "/comm", 4096).bytes));
  std::vector<std::string> stat = words_of_stat(files.read(process + "/stat", 65536).bytes);
  if (!stat.empty() && stat[0] == "Z")
    refuse(fmt::format("process {} ({}) has ended and is a zombie", pid, name),
           "name a process that still runs");
  if (is_kernel_thread(stat))
    refuse(fmt::format("process {} ({}) is a thread of the kernel", pid, name),
           "name a process that runs a program");
  Files::Content environment = files.read(process + "/environ", kLargestEnvironment);
  if (!environment.facts.error.empty())
    refuse(fmt::format("the environment of process {} ({}) cannot be read: {}", pid, name,
                       environment.facts.error),
           "run as the user that it belongs to, or as root");
  std::string arguments = files.read(process + "/cmdline", kLargestEnvironment).bytes;
  std::string executable = link_target(process + "/exe");
  ProcessView view;
  view.name = fmt::format("{} ({})", pid, name);
  view.root = has_own_root(process) ? process + "/root" : "/";
  std::string root = view.root == "/" ? "" : link_target(process + "/root");
  for (std::string_view entry : by_nul(environment.bytes))
    add_variable(view.surroundings.environment, entry);
  // That there is a password matters, what it is does not.
  constexpr std::string_view kPassword = "-Djavax.net.ssl.trustStorePassword=";
  for (std::string_view argument : by_nul(arguments)) {
    if (is_kept(argument)) view.surroundings.arguments.emplace_back(argument);
    if (argument.starts_with(kPassword)) view.surroundings.arguments.emplace_back(kPassword);
  }
  view.surroundings.executable = within(root, executable);
  view.surroundings.working_directory = within(root, link_target(process + "/cwd"));
  auto home = view.surroundings.environment.find("HOME");
  if (home != view.surroundings.environment.end() && home->second.starts_with('/'))
    view.surroundings.home = home->second;
  return view;
}

}  // namespace checkoutdiag::trust
