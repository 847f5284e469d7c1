#pragma once
#include <string>
#include <vector>

#include "checks/report.hpp"
#include "cli/arguments.hpp"
#include "cli/waivers.hpp"

namespace checkoutdiag {

/// From a command's report to what the user asked for: waivers, formats, files, the exit code.
class Session {
 public:
  explicit Session(const CommonOptions& options) : options_(options) {}

  /// Reads the waivers and sees that every report can be written. Call it before the work: what is
  /// wrong with the call should cost no minute of waiting. Throws Failure.
  void prepare();

  /// Takes waivers that `file` has itself, in the place of --waivers. Where not all is looked at
  /// (`is_whole` is false), one that excuses nothing is none that could go.
  void use(std::vector<WrittenWaiver> waivers, const std::string& file);
  void be_partial() { is_whole_ = false; }

  /// --now, or now.
  Time now() const;

  /// The report as JSON ("json"), or as all of the human text in 80 columns ("human"), as it is
  /// now.
  std::string rendered(std::string_view format, Report report) const;

  /// Applies the waivers, prints, writes the reports; returns the exit code. After a signal the
  /// report is of what was known by then, and the code is 128 and the signal.
  int finish(Report report);

  /// Applies the waivers, once, for who judges what is excused before finish().
  void excuse(Report& report);

  /// Excuses what the waivers cover so far, for who adds findings that they may cover too.
  void mark(Report& report) const { mark_waived(waivers_, now(), report); }

 private:
  const CommonOptions& options_;
  std::vector<WrittenWaiver> waivers_;
  std::string waivers_file_;
  bool is_whole_ = true, is_excused_ = false;
};

}  // namespace checkoutdiag
