#include <fmt/core.h>

#include <chrono>

#include "checks/token/token.hpp"
#include "cli/commands.hpp"
#include "cli/facts/token_facts.hpp"
#include "cli/output/layout.hpp"
#include "cli/session.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_pointer.hpp"
#include "lib/text/small_file.hpp"
#include "lib/token/console.hpp"
#include "lib/token/har_reader.hpp"
#include "lib/token/trace_reader.hpp"

// `token har` and `token trace`: a recording of a checkout, read and judged.
namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;

/// What is known beforehand, and what it points to.
struct Known {
  std::optional<token::Gateway> own;
  token::Expected expected;
};

const token::Gateway& gateway_named(const std::string& name, std::optional<token::Gateway>& own) {
  if (const token::Gateway* known = token::gateway_of(name)) return *known;
  if (text::is_file_name(name))
    return own.emplace(token::parse_gateway(text::read_small_file(name, "profile", 256 * 1024),
                                            text::printable(name, 200)));
  std::string all;
  for (const token::Gateway& each : token::gateways())
    all += (all.empty() ? "" : ", ") + each.name;
  throw Failure(Failure::Kind::usage,
                fmt::format("--profile does not take '{}'", text::printable(name, 60)),
                "tokens are known of " + all);
}

void read_known(const TokenOptions& options, Known& known) {
  if (!options.profile.empty()) known.expected.gateway = &gateway_named(options.profile, known.own);
  for (const std::string& each : options.endpoints)
    known.expected.endpoints.push_back(token::parse_endpoint(each));
  for (const std::string& each : options.token) {
    if (!each.starts_with('/') || !text::parse_pointer(each))
      throw Failure(Failure::Kind::usage,
                    fmt::format("--token does not take '{}'", text::printable(each, 60)),
                    "a JSON Pointer of the reply, such as /data/token");
    known.expected.token.push_back(each);
  }
  for (const std::string& each : options.card_hosts)
    known.expected.card_hosts.push_back(text::lower(each));
}

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
  Known known;
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
