// A gate's file and a report: whatever comes is refused by a line of the file, or understood; what
// is read of a report is safe to print in every format, and is the same when it is written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cli/gate/file.hpp"
#include "cli/gate/report_reader.hpp"
#include "cli/output/output.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

using namespace checkoutdiag;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void read_gate(const std::string& text) {
  try {
    const GateFile file = read_gate_file(text, "g.json");
    require(!file.checks.empty());
    for (const GateCheck& each : file.checks)
      require(each.line >= 1 && !each.run.empty() && text::printable(each.name) == each.name);
  } catch (const Failure& failure) {
    require(failure.kind != Failure::Kind::internal);
  }
}

std::string as_json(const Report& report) {
  output::Context context;
  context.version = "1.2.3";
  return output::json(report, context);
}

void read_a_report(const std::string& text) {
  Report report;
  try {
    report = read_report(text, "r.json").report;
  } catch (const Failure& failure) {
    require(failure.kind != Failure::Kind::internal);
    return;
  }
  for (const Outcome& outcome : report.outcomes) {
    require(text::printable(outcome.subject, 100'000) == outcome.subject);
    for (const Finding& each : outcome.findings)
      require(text::printable(each.message, 100'000) == each.message);
  }
  for (const std::string_view kind : output::kinds())
    output::render(kind, report, {});
  output::human(report, {});
  const std::string written = as_json(report);
  require(as_json(read_report(written, "r.json").report) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'g')
    read_gate(text);
  else
    read_a_report(text);
  return 0;
}
