#include <fmt/core.h>

#include <chrono>

#include "checks/tls/client.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/facts/client_facts.hpp"
#include "cli/files.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/tls/capture.hpp"

// `tls client`: the hello that a runtime really sends.
namespace checkoutdiag {
namespace {

using Kind = Failure::Kind;

constexpr std::size_t kMostSaved = 1u << 20;

void check(const TlsClientOptions& options) {
  if (options.as.empty() == options.command.empty())
    throw Failure(Kind::usage,
                  options.as.empty() ? "there is no program to run"
                                     : "--as takes no command: its hello is there already",
                  "checkoutdiag tls client -- curl {url}, or --as openssl, or --as FILE");
  if (!options.as.empty() && options.proxy)
    throw Failure(Kind::usage, "--proxy is for a command", "leave it out");
}

tls::ClientFacts facts_of(const TlsClientOptions& options, const CommonOptions& common) {
  if (options.as == "openssl") return tls::openssl_client(options.host);
  if (!options.as.empty())
    return read_saved_hello(read_file(options.as, "the hello", kMostSaved), options.as);
  tls::CapturePlan plan;
  plan.command = options.command;
  plan.host = options.host;
  plan.by_proxy = options.proxy;
  // A runtime may need seconds to start; --timeout is for one answer.
  constexpr double kStart = 6;
  plan.most = std::chrono::milliseconds(static_cast<long>(common.timeout * kStart * 1000));
  tls::require_command(plan);
  const Deadline stop(common.deadline);
  const int stops[] = {stop.descriptor()};
  return tls::capture(plan, stops);
}

}  // namespace

int run_tls_client(const TlsClientOptions& options, const CommonOptions& common) {
  check(options);
  Session session(common);
  session.prepare();
  if (!options.save.empty()) check_writable(options.save, "the hello");
  const auto begun = std::chrono::steady_clock::now();
  Report report;
  report.command = "tls client";
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  for (const auto& [name, value] : common.given)
    report.arguments.emplace_back(name, text::printable(text::redacted(value)));
  Progress progress(common.progress && !common.quiet);
  progress.show("waiting for the hello");
  const tls::ClientFacts facts = facts_of(options, common);
  progress.clear();
  Subject subject;
  subject.name = text::printable(facts.name, 100);
  if (facts.capture) subject.note = facts.capture->command;
  subject.details = details(facts);
  if (facts.hello && facts.capture)
    subject.footer = fmt::format("heard {:.0f} ms after its start", facts.capture->hello_ms);
  judge(tls::client(), {facts}, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.data = to_json(facts);
  if (!options.save.empty() && facts.hello)
    write_file(options.save, saved_hello(facts), "the hello");
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
