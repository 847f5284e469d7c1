#include "cli/gate/run.hpp"

#include <fmt/core.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <thread>

#include "cli/deadline.hpp"
#include "cli/interrupt.hpp"
#include "lib/failure.hpp"
#include "lib/process/child.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/small_file.hpp"

extern char** environ;

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostReport = 64u << 20;
constexpr double kNoEndSeconds = 10 * 86400.0;

/// A directory for the reports that nobody else can read, gone in the end.
class Folder {
 public:
  Folder() {
    path_ = (std::filesystem::temp_directory_path() / "checkoutdiag-gate-XXXXXX").string();
    if (!mkdtemp(path_.data()))
      throw Failure(Failure::Kind::input, "no directory can be made in the one for temporary files",
                    "see that there is space, or set TMPDIR");
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(std::size_t number) const { return fmt::format("{}/{}.json", path_, number); }

 private:
  std::string path_;
};

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char** each = environ; *each; ++each)
    all.emplace_back(*each);
  return all;
}

// "checkoutdiag: no such file\nhint: …" as "no such file; …".
std::string complaint_of(const std::string& output) {
  constexpr std::string_view kMark = "checkoutdiag: ", kHint = "\nhint: ";
  const std::size_t at = output.find(kMark);
  if (at == output.npos) return output.empty() ? "it said nothing" : text::printable(output, 400);
  std::string said = output.substr(at + kMark.size());
  while (said.ends_with('\n'))
    said.pop_back();
  if (const std::size_t hint = said.find(kHint); hint != said.npos)
    said.replace(hint, kHint.size(), "; ");
  return text::printable(said.substr(0, said.find('\n')), 600);
}

std::string shown_seconds(double seconds) {
  return seconds == static_cast<int>(seconds) ? fmt::format("{} s", static_cast<int>(seconds))
                                              : fmt::format("{:.1f} s", seconds);
}

class Runner {
 public:
  Runner(const GatePace& pace, int stop) : pace_(pace), stop_(stop), begun_(Clock::now()) {
    program_ = std::filesystem::read_symlink("/proc/self/exe").string();
  }

  GateRun run(const GatePlan& plan, std::size_t number) {
    GateRun result;
    if (!plan.left_out.empty()) {
      result.end = gate::End::left_out;
      result.why = plan.left_out;
      return result;
    }
    const auto begun = Clock::now();
    const double allowed = seconds_for(*plan.check);
    if (interrupted_by() || allowed <= 0) {
      result.end = interrupted_by() ? gate::End::interrupted : gate::End::over_time;
      result.why = interrupted_by() ? "a signal came before it began"
                                    : "the time of the gate was over before it began";
      return result;
    }
    const std::string file = folder_.file(number);
    std::vector<std::string> words = words_of(plan, pace_.common);
    words.insert(words.begin() + report_at(plan), {"--report", "json=" + file, "--quiet"});
    words.insert(words.begin(), "checkoutdiag");
    process::Child child({program_, words, environment(), false});
    if (!child.problem().empty()) {
      result.end = gate::End::unable;
      result.why = text::printable(child.problem(), 200);
      return result;
    }
    const int stops[] = {stop_};
    const process::ChildEnd end =
        child.wait(std::chrono::milliseconds(static_cast<long>(allowed * 1000)), stops);
    result.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    judge(plan, end, allowed, child.output(), result);
    if (std::filesystem::exists(file)) read(file, plan, result);
    if (result.end == gate::End::ran && !result.read) {
      result.end = gate::End::unable;
      result.why = "it ended without a report";
    }
    return result;
  }

 private:
  // Options stand before what the check's command takes.
  static std::ptrdiff_t report_at(const GatePlan& plan) {
    return 1 + std::count(plan.check->run.begin(), plan.check->run.end(), ' ');
  }

  double seconds_for(const GateCheck& check) const {
    double allowed = check.budget.seconds.value_or(kNoEndSeconds);
    if (pace_.seconds > 0) {
      const double gone = std::chrono::duration<double>(Clock::now() - begun_).count();
      allowed = std::min(allowed, pace_.seconds - gone);
    }
    return allowed;
  }

  void judge(const GatePlan& plan, const process::ChildEnd& end, double allowed,
             const std::string& output, GateRun& result) const {
    if (end.stopped || interrupted_by()) {
      result.end = gate::End::interrupted;
      result.why = "a signal came before it was done";
    } else if (end.over_time) {
      result.end = gate::End::over_time;
      result.why = plan.check->budget.seconds == allowed
                       ? fmt::format("it took longer than its budget of {}", shown_seconds(allowed))
                       : "the time of the gate was over before it was done";
    } else if (!end.exit) {
      result.end = gate::End::unable;
      result.why = fmt::format("it died by signal {}", end.signal);
    } else if (*end.exit != 0 && *end.exit != 1 && *end.exit != 3) {
      result.end = gate::End::unable;
      result.why = complaint_of(output);
    }
  }

  void read(const std::string& file, const GatePlan& plan, GateRun& result) {
    try {
      result.read =
          read_report(text::read_small_file(file, "report", kMostReport), plan.check->name);
      result.data = result.read->report.data;
    } catch (const Failure& failure) {
      if (result.end == gate::End::ran) result.end = gate::End::unable;
      if (result.why.empty()) result.why = failure.what();
    }
  }

  const GatePace& pace_;
  const int stop_;
  const Clock::time_point begun_;
  std::string program_;
  Folder folder_;
};

}  // namespace

std::vector<std::string> words_of(const GatePlan& plan, const std::vector<std::string>& common) {
  const GateCheck& check = *plan.check;
  std::vector<std::string> words;
  for (std::string_view rest = check.run; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    words.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  words.insert(words.end(), common.begin(), common.end());
  if (check.budget.seconds) {
    words.emplace_back("--deadline");
    words.push_back(fmt::format("{:.0f}", *check.budget.seconds));
  }
  // "--name=value": a value may begin with a dash.
  for (const auto& [name, value] : check.options)
    words.push_back(value.empty() ? name : name + "=" + value);
  const std::vector<std::string>& behind = check.takes_targets ? plan.targets : check.words;
  if (behind.empty()) return words;
  words.emplace_back("--");
  words.insert(words.end(), behind.begin(), behind.end());
  return words;
}

std::vector<GateRun> run_checks(const std::vector<GatePlan>& plans, const GatePace& pace, int stop,
                                const std::function<void(std::size_t)>& told) {
  Runner runner(pace, stop);
  std::vector<GateRun> runs(plans.size());
  std::atomic<std::size_t> next{0};
  std::mutex telling;
  std::exception_ptr broken;
  const auto work = [&] {
    for (std::size_t number; (number = next++) < plans.size();) {
      try {
        runs[number] = runner.run(plans[number], number);
      } catch (...) {
        const std::lock_guard lock(telling);
        broken = std::current_exception();
        return;
      }
      const std::lock_guard lock(telling);
      told(number);
    }
  };
  std::vector<std::thread> threads;
  const std::size_t most = std::min(plans.size(), static_cast<std::size_t>(pace.jobs));
  for (std::size_t i = 0; i < most; ++i)
    threads.emplace_back(work);
  for (std::thread& each : threads)
    each.join();
  if (broken) std::rethrow_exception(broken);
  return runs;
}

}  // namespace checkoutdiag
