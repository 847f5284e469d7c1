#include "cli/session.hpp"

#include <algorithm>

#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/output/output.hpp"
#include "cli/terminal.hpp"

namespace checkoutdiag {
namespace {

constexpr std::size_t kMostWaiverBytes = 1 << 20;

std::string called(const ReportTarget& target) {
  return "the " + target.kind + " report";
}

output::Context context_of(const Report& report, const CommonOptions& options) {
  output::Context context;
  context.threshold = options.threshold;
  context.at = options.at;
  context.version = CHECKOUTDIAG_VERSION;
  context.status = status(report.outcomes, options.threshold);
  context.exit_code = exit_code(context.status);
  if (int signal = interrupted_by()) {
    // Half a look is no pass.
    if (context.status == Status::pass) context.status = Status::inconclusive;
    context.exit_code = 128 + signal;
  }
  return context;
}

// A report on stdout takes the place of the human text, except annotations, which follow it: a
// build's log should be readable too.
bool prints_human(const CommonOptions& options) {
  return options.format == Format::human &&
         std::none_of(options.reports.begin(), options.reports.end(), [](const ReportTarget& each) {
           return each.file == "-" && each.kind != "github";
         });
}

}  // namespace

void Session::prepare() {
  for (const ReportTarget& target : options_.reports)
    if (target.file != "-") check_writable(target.file, called(target));
  if (options_.waivers.empty()) return;
  waivers_file_ = options_.waivers;
  waivers_ = parse_waivers(read_file(options_.waivers, "the waivers file", kMostWaiverBytes),
                           options_.waivers);
}

void Session::use(std::vector<WrittenWaiver> waivers, const std::string& file) {
  waivers_ = std::move(waivers);
  waivers_file_ = file;
}

Time Session::now() const {
  if (options_.now) return *options_.now;
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void Session::excuse(Report& report) {
  if (!is_excused_ && !waivers_file_.empty())
    apply_waivers(waivers_, waivers_file_, now(), is_whole_, report);
  is_excused_ = true;
}

std::string Session::rendered(std::string_view format, Report report) const {
  report.judged_as_of = options_.now;
  if (format == "json") return output::json(report, context_of(report, options_));
  output::HumanOptions all;
  all.verbose = true;
  all.threshold = options_.threshold;
  return output::human(report, all);
}

int Session::finish(Report report) {
  excuse(report);
  report.judged_as_of = options_.now;
  const output::Context context = context_of(report, options_);
  if (options_.format == Format::json) print(output::json(report, context));
  if (prints_human(options_))
    print(output::human(report, {stdout_width(), stdout_styles(options_.color), options_.quiet,
                                 options_.verbose, options_.threshold}));
  for (const ReportTarget& target : options_.reports) {
    std::string text = output::render(target.kind, report, context);
    if (target.file == "-")
      print(text);
    else
      write_file(target.file, text, called(target));
  }
  return context.exit_code;
}

}  // namespace checkoutdiag
