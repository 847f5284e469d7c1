#include <fmt/core.h>

#include <chrono>

#include "cli/charge.hpp"
#include "cli/commands.hpp"
#include "cli/facts/charge_facts.hpp"
#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostTraffic = 256u << 20;

// Until a signal, not until a deadline, which would cut a night's recording.
std::vector<charge::Recorded> record(const ChargeOptions& options) {
  const ListenAt at = read_listen(options.listen, false);
  charge::RecorderOptions how;
  how.address = at.address;
  how.port = at.port;
  how.upstream = options.upstream;
  how.ca_file = options.ca_file;
  how.record = options.record;
  how.trouble = [](const std::string& what) { complain(what + "\n"); };
  std::vector<charge::Recorded> traffic =
      charge::record_traffic(how, interrupt_descriptor(), [](const std::string& origin) {
        complain("recording at " + origin +
                 "; SIGTERM or SIGINT ends it and judges what was seen\n");
      });
  take_interrupt();
  return traffic;
}

charge::TrafficRules rules_of(const ChargeOptions& options) {
  charge::TrafficRules rules;
  if (!options.profile.empty()) rules.profile = charge::load_profile(options.profile);
  for (const std::string& host : options.hosts)
    rules.hosts.push_back(text::lower(host));
  rules.every_host = options.every_host;
  return rules;
}

}  // namespace

int run_charge_audit(const ChargeOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const charge::TrafficRules rules = rules_of(options);
  const auto begun = Clock::now();
  Report report;
  report.command = "charge audit";
  report.arguments = charge_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

  const bool records = !options.listen.empty();
  const std::string source = records               ? "recorded traffic"
                             : options.file == "-" ? "stdin"
                                                   : text::printable(options.file, 200);
  const std::vector<charge::Recorded> traffic =
      records ? record(options)
              : charge::read_traffic(read_file(options.file, "the traffic", kMostTraffic),
                                     options.file);
  const charge::AuditCase seen{charge::read_mutations(traffic, rules, source), rules.profile};
  Subject subject;
  subject.name = source;
  subject.details = facts::traffic_details(seen.seen);
  judge(charge::audit(), seen, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.data = facts::to_json(seen.seen);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
