#include "lib/process/spawn.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

namespace checkoutdiag::process {
namespace {

constexpr int kReport = 3;       // where the child tells why it could not become the program
constexpr int kAboveThose = 10;  // ours, where no dup2 of the child's meets them
constexpr int kMostOpen = 65'536;

struct Pipe {
  Descriptor read, write;
  bool good() const { return read.get() >= 0 && write.get() >= 0; }
};

Descriptor above(Descriptor low) {
  return Descriptor(::fcntl(low.get(), F_DUPFD_CLOEXEC, kAboveThose));
}

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Pipe();
  return {above(Descriptor(ends[0])), above(Descriptor(ends[1]))};
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const std::string& each : texts)
    all.push_back(const_cast<char*>(each.c_str()));
  all.push_back(nullptr);
  return all;
}

// All that the child needs, made before the fork: between fork and exec a process of many threads
// may not allocate.
struct Ready {
  const char* file;
  std::vector<char*> words, shell_words, environment;
  int null, output, report;
  pid_t parent;
  sigset_t mask;
};

void close_others() {
  if (::close_range(kReport + 1, ~0U, 0) == 0) return;
  for (int each = kReport + 1; each < kMostOpen; ++each)
    ::close(each);
}

[[noreturn]] void become(const Ready& ready) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != ready.parent) ::_exit(127);
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (int each = 1; each < NSIG; ++each)
    ::sigaction(each, &usual, nullptr);
  ::dup2(ready.null, STDIN_FILENO);
  ::dup2(ready.output, STDOUT_FILENO);
  ::dup2(ready.output, STDERR_FILENO);
  ::dup2(ready.report, kReport);
  ::fcntl(kReport, F_SETFD, FD_CLOEXEC);
  close_others();
  ::sigprocmask(SIG_SETMASK, &ready.mask, nullptr);
  ::execve(ready.file, ready.words.data(), ready.environment.data());
  // A script without a first line that says what runs it is the shell's.
  if (errno == ENOEXEC) ::execve("/bin/sh", ready.shell_words.data(), ready.environment.data());
  const int why = errno;
  [[maybe_unused]] const ssize_t told = ::write(kReport, &why, sizeof why);
  ::_exit(127);
}

// Signals wait during the fork: a handler of ours would run in the child, and write to our own
// descriptor.
pid_t fork_into(const Ready& ready) {
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) become(ready);
  const int why = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = why;
  return pid;
}

// 0 when it became the program: the pipe was closed by that.
int read_report(int from) {
  int why = 0;
  ssize_t got = 0;
  do {
    got = ::read(from, &why, sizeof why);
  } while (got < 0 && errno == EINTR);
  return got == sizeof why ? why : 0;
}

Spawned not_started(int why) {
  Spawned none;
  none.problem = std::strerror(why);
  return none;
}

bool can_run(const std::string& file) {
  struct stat about {};
  return ::stat(file.c_str(), &about) == 0 && S_ISREG(about.st_mode) &&
         ::access(file.c_str(), X_OK) == 0;
}

}  // namespace

Spawned spawn(const ChildPlan& plan) {
  Descriptor null = above(Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
  Pipe output = make_pipe(), report = make_pipe();
  if (null.get() < 0 || !output.good() || !report.good()) return not_started(errno);
  std::vector<std::string> shell = {"/bin/sh", plan.file};
  if (plan.words.size() > 1) shell.insert(shell.end(), plan.words.begin() + 1, plan.words.end());
  Ready ready{.file = plan.file.c_str(),
              .words = pointers(plan.words),
              .shell_words = pointers(shell),
              .environment = pointers(plan.environment),
              .null = null.get(),
              .output = output.write.get(),
              .report = report.write.get(),
              .parent = ::getpid(),
              .mask = {}};
  ::sigemptyset(&ready.mask);
  const pid_t pid = fork_into(ready);
  if (pid < 0) return not_started(errno);
  report.write = Descriptor();
  if (const int why = read_report(report.read.get()); why != 0) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return not_started(why);
  }
  ::fcntl(output.read.get(), F_SETFL, O_NONBLOCK);
  return {pid, std::move(output.read), {}};
}

std::string find_program(const std::string& name) {
  if (name.empty()) return {};
  if (name.find('/') != std::string::npos) return can_run(name) ? name : std::string();
  const char* set = std::getenv("PATH");
  std::string_view path = set ? set : "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    const std::string_view folder = path.substr(0, path.find(':'));
    std::string file = fmt::format("{}/{}", folder.empty() ? "." : folder, name);
    if (can_run(file)) return file;
    if (folder.size() == path.size()) return {};
    path.remove_prefix(folder.size() + 1);
  }
}

}  // namespace checkoutdiag::process
