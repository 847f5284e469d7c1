#include "cli/tls_probe.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

#include "checks/tls/policy.hpp"
#include "checks/tls/tls.hpp"
#include "checks/tls/words.hpp"
#include "cli/commands.hpp"
#include "cli/facts/tls_facts.hpp"
#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/proxies.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/tls/probe.hpp"

namespace checkoutdiag {
namespace {

constexpr std::size_t kMostPolicy = 1024 * 1024;

}  // namespace

tls::TlsPolicy read_policy(const TlsProbeOptions& options) {
  tls::TlsPolicy policy;
  if (const auto built_in = data::find("policy/" + options.policy)) {
    policy = tls::parse_policy(*built_in, options.policy);
  } else {
    const bool looks_like_a_file = options.policy.find_first_of("./") != std::string::npos;
    if (!looks_like_a_file) {
      std::string names;
      for (const data::File& file : data::all_files())
        if (file.name.substr(0, 7) == "policy/") names += " " + std::string(file.name.substr(7));
      throw Failure(Failure::Kind::usage, "there is no policy " + text::printable(options.policy),
                    "give one of" + names + ", or a JSON file");
    }
    policy =
        tls::parse_policy(read_file(options.policy, "the policy", kMostPolicy), options.policy);
  }
  if (options.expiry_warning) policy.expiry_warning_days = *options.expiry_warning;
  return policy;
}

tls::ProbeOptions probe_options(const TlsProbeOptions& options, const CommonOptions& common) {
  tls::ProbeOptions probe;
  if (options.sni) probe.sni = *options.sni == "none" ? std::string{} : *options.sni;
  probe.all_addresses = options.all_addresses;
  probe.ipv4 = !options.ipv6;
  probe.ipv6 = !options.ipv4;
  probe.signatures = options.signatures;
  probe.local = !options.skip_local;
  probe.fetch_aia = options.fetch_aia;
  if (!options.client_cert.empty()) {
    probe.identity = tls::ClientIdentity{
        options.client_cert, options.client_key,
        read_secret(options.client_key_password_file, options.client_key_password_env,
                    "the password of the client key")};
    for (const std::string& file : {options.client_cert, options.client_key})
      if (!file.empty()) read_file(file, "the client certificate", kMostPolicy);
    tls::check_identity(*probe.identity);
  }
  probe.limits.max_open = options.max_connections;
  probe.limits.rate = options.rate;
  probe.limits.timeout = std::chrono::milliseconds(static_cast<long>(common.timeout * 1000));
  if (common.deadline > 0)
    probe.limits.deadline =
        net::Clock::now() + std::chrono::milliseconds(static_cast<long>(common.deadline * 1000));
  probe.limits.stop = [] { return interrupted_by() != 0; };
  probe.proxy_for = proxy_choice(options.proxy);
  if (common.verbose)
    probe.trace = [](const std::string& line) { complain(text::printable(line) + "\n"); };
  return probe;
}

namespace {

/// One target, understood.
struct Target {
  WrittenTarget written;
  net::Endpoint endpoint;  // by whose name it is asked
  net::Endpoint dial;      // where to connect
};

// What is wrong with a line of a list is told with its file and line.
net::Endpoint understand(const WrittenTarget& written) {
  try {
    return net::parse_endpoint(written.text);
  } catch (const Failure& failure) {
    if (!written.place) throw;
    throw Failure(Failure::Kind::input,
                  fmt::format("{}:{}: {}: {}", written.place->file, written.place->line,
                              text::printable(written.text, 80), failure.what()),
                  failure.hint);
  }
}

// A target that is named twice is probed and told once.
std::vector<Target> understand(const TlsProbeOptions& options) {
  std::vector<Target> targets;
  std::set<std::string> seen;
  for (const WrittenTarget& written : options.targets) {
    Target target{written, understand(written), {}};
    target.dial = options.connect.empty()
                      ? target.endpoint
                      : net::parse_endpoint(options.connect, target.endpoint.port);
    if (seen.insert(net::to_string(target.endpoint)).second) targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace

std::string repeat_command(const TlsProbeOptions& options, const net::Endpoint& endpoint,
                           const std::string& asks) {
  std::string command = "checkoutdiag " + asks + " " + tls::shell_word(net::to_string(endpoint));
  const std::pair<const char*, std::string> words[] = {
      {"--connect", options.connect},
      {"--ca-file", options.ca_file},
      {"--ca-path", options.ca_path},
      {"--client-cert", options.client_cert},
      {"--client-key", options.client_key},
      {"--client-key-password-file", options.client_key_password_file},
      {"--client-key-password-env", options.client_key_password_env},
      {"--proxy", options.proxy.url},
      {"--proxy-credentials-file", options.proxy.credentials_file},
      {"--proxy-credentials-env", options.proxy.credentials_env},
      {"--policy", options.policy == "payment" ? std::string{} : options.policy},
      {"--sni", options.sni.value_or("")},
  };
  for (const auto& [option, value] : words)
    if (!value.empty()) command += fmt::format(" {} {}", option, tls::shell_word(value));
  if (options.proxy.none) command += " --no-proxy";
  if (options.ipv4) command += " -4";
  if (options.ipv6) command += " -6";
  return command;
}

namespace {

/// Probes all targets, `jobs` at a time, and gives the facts in the order of the targets.
std::vector<tls::TargetFacts> probe_all(const std::vector<Target>& targets,
                                        const tls::ProbeOptions& probe,
                                        const x509::Verifier& verifier, int jobs,
                                        Progress& progress) {
  std::vector<tls::TargetFacts> facts(targets.size());
  std::atomic<std::size_t> next{0}, done{0};
  std::mutex mutex;  // of `trouble` and the progress line
  std::exception_ptr trouble;
  auto work = [&] {
    for (std::size_t i = next++; i < targets.size(); i = next++) {
      try {
        facts[i] = tls::probe(targets[i].written.text, targets[i].endpoint, targets[i].dial, probe,
                              verifier);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!trouble) trouble = std::current_exception();
        return;
      }
      const std::lock_guard lock(mutex);
      progress.show(fmt::format("probed {} of {} targets", ++done, targets.size()));
    }
  };
  if (targets.size() == 1) progress.show("probing " + text::printable(targets[0].written.text));
  const auto width = std::min(targets.size(), static_cast<std::size_t>(std::max(1, jobs)));
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < width; ++i)
    others.emplace_back(work);
  work();
  for (std::thread& other : others)
    other.join();
  progress.clear();
  if (trouble) std::rethrow_exception(trouble);
  return facts;
}

// Where the answers came from, beside the target's name: the port too where the name does not tell
// it.
std::string whence(const tls::AddressFacts& address, const Target& target) {
  if (address.via_proxy) return "via " + text::printable(address.proxy);
  return address.address.port == target.endpoint.port ? address.address.ip
                                                      : net::to_string(address.address);
}

/// Judges one target and adds what a person reads of it.
void report_target(const tls::TargetFacts& facts, const Target& target,
                   const tls::TlsPolicy& policy, const tls::ProbeOptions& probe,
                   const std::string& repeat, Report& report) {
  const std::string name = net::to_string(facts.endpoint);
  const bool several = facts.addresses.size() > 1;
  const auto& place = target.written.place;
  if (facts.addresses.empty() || several) report.subjects.push_back({name, "", {}, "", place});
  if (several) report.subjects.back().note = fmt::format("{} addresses", facts.addresses.size());
  judge(tls::across(), tls::TargetCase{facts}, name, report.outcomes);
  for (const tls::AddressFacts& address : facts.addresses) {
    Subject subject;
    subject.name = several ? name + " [" + address.address.ip + "]" : name;
    if (!several) subject.note = whence(address, target);
    subject.details = facts::details(address, policy, probe.now);
    subject.footer = facts::footer(address);
    subject.place = place;
    judge(tls::all(), tls::TlsCase{address, policy, probe.now, facts.endpoint, target.dial, repeat},
          subject.name, report.outcomes);
    report.subjects.push_back(std::move(subject));
  }
}

}  // namespace

int run_tls_probe(const TlsProbeOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const tls::TlsPolicy policy = read_policy(options);
  const std::vector<Target> targets = understand(options);
  tls::ProbeOptions probe = probe_options(options, common);
  probe.now = session.now();
  const x509::Verifier verifier({options.ca_file, options.ca_path});

  Report report;
  report.command = "tls probe";
  report.arguments = common.given;
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto started = net::Clock::now();
  Progress progress(common.progress && !common.quiet);
  const std::vector<tls::TargetFacts> facts =
      probe_all(targets, probe, verifier, options.jobs, progress);
  for (std::size_t i = 0; i < facts.size(); ++i)
    report_target(facts[i], targets[i], policy, probe, repeat_command(options, targets[i].endpoint),
                  report);
  report.data = facts::to_json(facts, policy);
  report.duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(net::Clock::now() - started);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
