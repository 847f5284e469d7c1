#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <set>
#include <thread>

#include "checks/doctor/diagnosis.hpp"
#include "checks/shell.hpp"
#include "checks/tls/tls.hpp"
#include "checks/tls/words.hpp"
#include "cli/ca_chain.hpp"
#include "cli/charge.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/doctor.hpp"
#include "cli/doctor_bundle.hpp"
#include "cli/facts/doctor_facts.hpp"
#include "cli/facts/tls_facts.hpp"
#include "cli/files.hpp"
#include "cli/tls_probe.hpp"
#include "lib/doctor/examine.hpp"
#include "lib/doctor/surroundings.hpp"
#include "lib/failure.hpp"
#include "lib/page/url.hpp"

namespace checkoutdiag {
namespace {

using Kind = Failure::Kind;

net::Address address_of(const std::string& word, std::uint16_t port) {
  net::Endpoint one;
  const bool bare_v6 = word.find(':') != std::string::npos && word.front() != '[';
  if (!word.empty()) one = net::parse_endpoint(bare_v6 ? "[" + word + "]" : word, port);
  if (!one.literal)
    throw Failure(Kind::usage, "--resolve takes addresses, not " + text::printable(word, 200),
                  "write such as --resolve 192.0.2.1,192.0.2.2");
  return {one.host, port, one.host.find(':') != std::string::npos};
}

std::vector<net::Address> addresses_of(const DoctorOptions& options, const net::Endpoint& dial) {
  std::vector<net::Address> addresses;
  for (const std::string& list : options.resolve)
    for (std::size_t from = 0; from <= list.size();) {
      const std::size_t comma = std::min(list.find(',', from), list.size());
      addresses.push_back(address_of(list.substr(from, comma - from), dial.port));
      from = comma + 1;
    }
  return addresses;
}

// The path of the GET: that of a URL, which may hold no more than that.
std::string path_of(const std::string& target) {
  const auto url = page::parse_url(target);
  return url && url->scheme == "https" && !url->path.empty() ? url->path : "/";
}

doctor::Plan plan_of(const DoctorOptions& options, const CommonOptions& common, Time now) {
  doctor::Plan plan;
  plan.written = options.target;
  plan.endpoint = net::parse_endpoint(options.target);
  plan.dial = options.tls.connect.empty()
                  ? plan.endpoint
                  : net::parse_endpoint(options.tls.connect, plan.endpoint.port);
  plan.addresses = addresses_of(options, plan.dial);
  plan.path = path_of(options.target);
  plan.requests = options.requests;
  plan.witness = options.witness;
  plan.probe = probe_options(options.tls, common);
  plan.probe.now = now;
  plan.probe.all_addresses = true;
  plan.around = doctor::look_around([](const char* name) { return std::getenv(name); });
  return plan;
}

// The chains that the probe saw, each leaf once.
std::vector<Sent> chains_of(const doctor::Facts& seen, const std::string& name,
                            const std::string& host) {
  std::vector<Sent> all;
  std::set<std::string> leaves;
  for (const tls::AddressFacts& address : seen.tls.addresses)
    for (const tls::ChainFacts& chain : address.chains) {
      const x509::Certificate& leaf = chain.certificates.front();
      if (!leaves.insert(leaf.sha256).second) continue;
      Sent sent;
      sent.target = name;
      sent.host = host;
      sent.address = address.via_proxy ? "via " + facts::shown_proxy(address.proxy)
                                       : net::to_string(address.address);
      for (const x509::Certificate& each : chain.certificates)
        sent.ders.push_back(each.der);
      all.push_back(std::move(sent));
    }
  // As for ca chain: each is a subject of its own.
  if (all.size() > 1)
    for (Sent& each : all)
      each.target += " [" + x509::read_certificate(each.ders.front()).key_algorithm + " chain " +
                     x509::read_certificate(each.ders.front()).sha256.substr(0, 8) + "]";
  if (all.empty()) {
    Sent none;
    none.target = name;
    none.host = host;
    none.problem =
        !seen.tls.resolve_error.empty() ? seen.tls.resolve_error : "no certificate was seen";
    all.push_back(std::move(none));
  }
  return all;
}

// The command that asks the same again. The fixes append to it.
std::string repeat_doctor(const DoctorOptions& options, const net::Endpoint& endpoint) {
  std::string command = repeat_command(options.tls, endpoint, "doctor");
  for (const std::string& each : options.resolve)
    command += " --resolve " + shell_word(each);
  for (const std::string& each : options.ca.clients)
    command += " --client " + shell_word(each);
  return command;
}

// The other commands know one way alone: that to the first of the addresses that were given.
void follow_first_address(DoctorOptions& options, const doctor::Plan& plan) {
  if (plan.addresses.empty()) return;
  options.tls.connect = options.ca.connect = net::to_string(plan.addresses.front());
}

void judge_tls(const doctor::Facts& seen, const tls::TlsPolicy& policy, Time now,
               const std::string& repeat, Report& report) {
  const std::string name = net::to_string(seen.tls.endpoint);
  judge(tls::across(), tls::TargetCase{seen.tls}, name, report.outcomes);
  const bool several = seen.tls.addresses.size() > 1;
  for (const tls::AddressFacts& address : seen.tls.addresses) {
    const std::string subject = several ? name + " [" + address.address.ip + "]" : name;
    judge(tls::all(), tls::TlsCase{address, policy, now, seen.tls.endpoint, seen.dial, repeat},
          subject, report.outcomes);
    if (!several) continue;
    Subject one;
    one.name = subject;
    one.details = facts::details(address, policy, now);
    one.footer = facts::footer(address);
    report.subjects.push_back(std::move(one));
  }
}

/// What the machine says of itself, looked up while the network is asked.
class MachineLook {
 public:
  MachineLook(CaRun& run, const CaOptions& options)
      : thread_([this, &run, &options] {
          try {
            machine_ = look(run, options);
          } catch (...) {
            trouble_ = std::current_exception();
          }
        }) {}
  ~MachineLook() {
    if (thread_.joinable()) thread_.join();
  }
  MachineLook(const MachineLook&) = delete;
  MachineLook& operator=(const MachineLook&) = delete;

  Machine& wait() {
    thread_.join();
    if (trouble_) std::rethrow_exception(trouble_);
    return machine_;
  }

 private:
  Machine machine_;
  std::exception_ptr trouble_;
  std::thread thread_;
};

std::string address_note(const doctor::Facts& seen) {
  if (seen.tls.addresses.size() > 1) return fmt::format("{} addresses", seen.tls.addresses.size());
  if (seen.tls.addresses.empty()) return {};
  const tls::AddressFacts& one = seen.tls.addresses.front();
  if (one.via_proxy) return "via " + facts::shown_proxy(one.proxy);
  return one.address.port == seen.tls.endpoint.port ? one.address.ip : net::to_string(one.address);
}

void write_bundle(const DoctorOptions& options, const CaRun& run, const doctor::Facts& seen,
                  const std::string& shown_key) {
  Scrubber scrubber = own_scrubber(seen);
  scrubber.replace(options.key, "(key)");
  scrubber.replace(shown_key, "(key)");
  const std::vector<archive::File> files =
      bundle_files(run.session.rendered("json", run.report),
                   run.session.rendered("human", run.report), seen, scrubber);
  write_file(options.bundle, archive::tar_gz(files, run.report.started), "the bundle");
}

}  // namespace

int run_doctor(const DoctorOptions& given, const CommonOptions& common) {
  DoctorOptions options = given;
  // --ca-file is whom to trust, whoever asks.
  if (!options.tls.ca_file.empty() && options.ca.clients.empty())
    options.ca.stores.push_back(options.tls.ca_file);
  options.ca.sni = options.tls.sni;
  options.ca.proxy = options.tls.proxy;
  options.ca.connect = options.tls.connect;
  CaRun run("doctor", options.ca, common);
  run.read_knowledge();
  if (!options.bundle.empty()) check_writable(options.bundle, "the bundle");
  const tls::TlsPolicy policy = read_policy(options.tls);
  doctor::Plan plan = plan_of(options, common, run.at);
  const std::string name = net::to_string(plan.endpoint);
  const DoctorSettings settings = read_settings(options, plan.endpoint.host);
  run.report.arguments = charge_arguments(common);
  const x509::Verifier verifier({options.tls.ca_file, {}});
  const Deadline deadline(common.deadline);
  plan.interrupt = deadline.descriptor();

  run.progress.show("examining " + text::printable(name));
  MachineLook looking(run, options.ca);
  const doctor::Facts seen = doctor::examine(plan, verifier);
  const Machine& machine = looking.wait();

  const std::string repeat = repeat_doctor(options, plan.endpoint);
  doctor::DoctorCase wanted{seen, run.known, run.at, name, repeat, settings.key, settings.webhook};
  follow_first_address(options, plan);
  run.report.subjects.push_back({name, address_note(seen), {}, "", std::nullopt});
  judge(doctor::all(), wanted, name, run.report.outcomes);
  judge_tls(seen, policy, run.at, repeat_command(options.tls, plan.endpoint), run.report);
  judge_machine(run, machine);
  std::vector<facts::JudgedChain> chains;
  const std::string& sent_name =
      plan.probe.sni && !plan.probe.sni->empty() ? *plan.probe.sni : plan.endpoint.host;
  for (const Sent& sent : chains_of(seen, name, sent_name)) {
    chains.push_back(judge_one(run, options.ca, machine, sent, {}));
    report_chain(run, machine, chains.back(), repeat_command(options.ca, common, options.target));
    // The target is one subject already.
    if (sent.target == name) run.report.subjects.pop_back();
  }
  Subject& target = run.report.subjects.front();
  target.details = facts::doctor_details(wanted, chains);
  target.footer = facts::doctor_footer(wanted);

  run.session.excuse(run.report);
  run.report.diagnosis = doctor::diagnose(wanted, run.report.outcomes);
  doctor::put_causes_first(*run.report.diagnosis, run.report.outcomes);
  const auto data = [&](const trust::Inventory& inventory) {
    return facts::to_json(*run.report.diagnosis, wanted,
                          {facts::to_json({seen.tls}, policy), facts::to_json(inventory, chains)});
  };
  if (!options.bundle.empty()) {
    // Which stores this machine has is nothing to the gateway.
    run.report.data = data({});
    run.report.duration = std::chrono::milliseconds(std::lround(seen.duration_ms));
    write_bundle(options, run, seen, settings.key ? settings.key->shown : std::string());
  }
  return run.finish([&] { return data(machine.inventory); });
}

}  // namespace checkoutdiag
