#include <fmt/core.h>

#include <chrono>

#include "checks/token/token.hpp"
#include "cli/commands.hpp"
#include "cli/facts/token_facts.hpp"
#include "cli/output/layout.hpp"
#include "cli/session.hpp"
#include "cli/token.hpp"
#include "lib/text/escape.hpp"
#include "lib/token/console.hpp"
#include "lib/token/har_reader.hpp"
#include "lib/token/trace_reader.hpp"

// `token har` and `token trace`: a recording of a checkout, read and judged.
namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;

std::string note_of(const token::Capture& capture) {
  std::string note = output::counted(capture.entries.size(), "request");
  if (!capture.exchanges.empty())
    note += ", " + output::counted(capture.exchanges.size(), "exchange");
  return note;
}

// What no rule can say of such a file: told beside the verdict, so that nobody takes it for a pass.
std::string not_in(const token::Capture& capture) {
  if (capture.recording.source == token::Source::trace)
    return "not in a trace: bodies, and so tokens and cards in them (token har)";
  return capture.has_console ? "not in a HAR file: the page's main thread (token trace)"
                             : "not in a HAR file: the main thread (token trace), the console "
                               "(--console)";
}

int judge_recording(const TokenOptions& options, const CommonOptions& common, const char* command,
                    token::Capture (*read)(const std::string&, const token::Expected&)) {
  Session session(common);
  session.prepare();
  const auto begun = Clock::now();
  Report report;
  report.command = command;
  report.arguments = common.given;
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  KnownToken known;
  read_known(options, known);
  token::Capture capture = read(options.file, known.expected);
  if (!options.console.empty()) token::read_console(options.console, capture);
  Subject subject;
  const std::string shop = capture.shop();
  subject.name = shop.empty() ? std::string("recording") : text::printable(shop, 100);
  subject.note = note_of(capture);
  subject.details = details(capture);
  subject.footer = not_in(capture);
  constexpr double kMilliseconds = 1000;
  const token::CaptureCase seen{capture, known.expected, options.slow * kMilliseconds,
                                options.life};
  judge(token::all(), seen, subject.name, report.outcomes);
  judge(token::traces(), seen, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.data = to_json(capture);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace

int run_token_har(const TokenOptions& options, const CommonOptions& common) {
  return judge_recording(options, common, "token har", &token::read_har);
}

int run_token_trace(const TokenOptions& options, const CommonOptions& common) {
  return judge_recording(options, common, "token trace", &token::read_trace);
}

}  // namespace checkoutdiag
