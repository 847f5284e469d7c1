#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "checks/doctor/words.hpp"
#include "checks/tls/words.hpp"
#include "cli/facts/doctor_facts.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/redact.hpp"

// What people read of an examination: a line or two for each part of it.
namespace checkoutdiag::facts {
namespace {

using namespace doctor;

std::string shown(const std::string& raw) {
  return text::printable(text::redacted(raw), 300);
}

std::string resolution(const Facts& seen) {
  if (seen.proxy) return "left to the proxy";
  if (!seen.tls.resolve_error.empty()) return shown(seen.tls.resolve_error);
  std::vector<std::string> ips;
  for (const net::Address& each : seen.tls.resolved)
    ips.push_back(each.ip);
  std::string text = listed(ips, 8);
  if (!seen.asked_resolver) return text + (seen.dial.literal ? "" : " (as given)");
  if (!seen.lookups_ms.empty())
    text += fmt::format(" in {}", milliseconds_text(seen.lookups_ms.front()));
  if (seen.lookups_ms.size() > 1)
    text += fmt::format("; {} lookups, the slowest {}", seen.lookups_ms.size(),
                        milliseconds_text(percentile(seen.lookups_ms, 100)));
  return text;
}

void add_connects(const Facts& seen, std::vector<Detail>& out) {
  for (const Connect& each : seen.connects) {
    const std::string where =
        each.address.port == 0 ? "through the proxy" : net::to_string(each.address);
    const std::string how = each.end == net::End::finished
                                ? milliseconds_text(each.ms)
                                : fmt::format("{}{}", word(each.end),
                                              each.detail.empty() ? "" : ": " + shown(each.detail));
    out.push_back({"connect", fmt::format("{}: {}", where, how)});
  }
}

void add_proxies(const Facts& seen, std::vector<Detail>& out) {
  out.push_back({"proxy", seen.proxy ? shown_proxy(*seen.proxy) : "none in force for this target"});
  for (const ProxySetting& each : seen.around.proxies)
    out.push_back({"proxy", fmt::format("  {}={}", each.name, shown_proxy(each.value))});
  if (!seen.asked_directly) return;
  out.push_back({"proxy", seen.direct_chains.empty()
                              ? "  without it: " + shown(seen.direct_problem)
                              : fmt::format("  without it: a certificate signed by {}",
                                            shown(seen.direct_chains.front().front().issuer))});
}

void add_hellos(const Facts& seen, std::vector<Detail>& out) {
  for (const HelloSizes& each : seen.hello_sizes) {
    std::string text;
    for (const HelloTrial& trial : each.trials)
      text += fmt::format("{}{} bytes {}", text.empty() ? "" : ", ", trial.bytes,
                          trial.answered() ? "yes" : "no");
    if (!text.empty()) out.push_back({"hello sizes", text});
  }
  // Several addresses that answer alike are told once.
  out.erase(std::unique(out.begin(), out.end(),
                        [](const Detail& a, const Detail& b) {
                          return a.label == "hello sizes" && a.label == b.label &&
                                 a.value == b.value;
                        }),
            out.end());
}

std::string clock_text(const DoctorCase& seen) {
  const ClockOffset& clock = seen.seen.clock;
  std::string text =
      clock.problem.empty()
          ? (certain_offset(clock) > 0
                 ? fmt::format("{} the gateway's Date", offset_text(clock))
                 : fmt::format("agrees with the gateway's Date (to {})",
                               seconds_text(std::max(0.1, (clock.most - clock.least) / 2))))
          : "not compared: " + clock.problem;
  if (seen.seen.around.clock_synchronised)
    text += *seen.seen.around.clock_synchronised ? "; synchronised, says the kernel"
                                                 : "; not synchronised, says the kernel";
  return text;
}

void add_tls(const Facts& seen, std::vector<Detail>& out) {
  for (const tls::AddressFacts& each : seen.tls.addresses) {
    std::vector<tls::Version> accepted;
    for (const tls::VersionFacts& version : each.versions)
      if (version.state == tls::State::accepted) accepted.push_back(version.version);
    if (accepted.empty()) continue;
    std::string text = tls::versions_text(accepted);
    for (const tls::ChainFacts& chain : each.chains)
      text += fmt::format("; {} until {}", text::printable(tls::called(chain.certificates.front())),
                          text::date(chain.certificates.front().not_after));
    out.push_back({"TLS", seen.tls.addresses.size() > 1
                              ? fmt::format("{}: {}", each.address.ip, text)
                              : text});
  }
}

void add_runtimes(const std::vector<JudgedChain>& chains, std::vector<Detail>& out) {
  for (const JudgedChain& chain : chains) {
    if (chain.rows.empty()) continue;
    std::map<trust::Answer, int> counts;
    for (const trust::Row& row : chain.rows)
      ++counts[row.verdict.answer];
    std::string text =
        chains.size() > 1 ? text::printable(tls::called(chain.sent.front())) + ": " : std::string();
    text += fmt::format("{} accept the chain, {} refuse it", counts[trust::Answer::accepted],
                        counts[trust::Answer::refused]);
    if (counts[trust::Answer::unknown] > 0)
      text += fmt::format(", {} cannot be judged", counts[trust::Answer::unknown]);
    out.push_back({"runtimes", text});
  }
}

std::string statuses_text(const Facts& seen) {
  std::map<int, int> counts;
  for (const HttpTrial& trial : seen.http.trials)
    ++counts[trial.answer.status];
  std::string text;
  for (const auto& [status, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count,
                        status == 0 ? "without an answer" : fmt::format("with {}", status));
  return text;
}

void add_http(const Facts& seen, std::vector<Detail>& out) {
  if (seen.http.trials.empty()) return;
  out.push_back(
      {"HTTP", fmt::format("GET {}: {}{}", shown(seen.http.path), statuses_text(seen),
                           seen.http.left_in_peace ? "; then it was left in peace" : "")});
  struct Phase {
    const char* name;
    double (*of)(const HttpTrial&);
  };
  constexpr Phase kPhases[] = {
      {"lookup", [](const HttpTrial& t) { return t.lookup_ms; }},
      {"connect", [](const HttpTrial& t) { return t.answer.phases.connect; }},
      {"TLS", [](const HttpTrial& t) { return t.answer.phases.tls; }},
      {"first byte", [](const HttpTrial& t) { return t.answer.phases.answer; }},
  };
  for (const Phase& phase : kPhases) {
    std::vector<double> times;
    for (const HttpTrial& trial : seen.http.trials)
      if (const double ms = phase.of(trial); ms >= 0) times.push_back(ms);
    if (times.empty()) continue;
    out.push_back({"HTTP", fmt::format("  {:<10}  median {}, p90 {}, slowest {} of {}", phase.name,
                                       milliseconds_text(percentile(times, 50)),
                                       milliseconds_text(percentile(times, 90)),
                                       milliseconds_text(percentile(times, 100)), times.size())});
  }
}

}  // namespace

std::string shown_proxy(const std::string& value) {
  const std::size_t scheme = value.find("://");
  const std::size_t from = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t end = value.find_first_of("/ ", from);
  const std::size_t at = value.substr(0, end).rfind('@');
  if (at == std::string::npos || at < from) return shown(value);
  return shown(value.substr(0, from) + "…" + value.substr(at));
}

std::string_view word(net::End end) {
  switch (end) {
    case net::End::finished:
      return "opened";
    case net::End::closed:
      return "closed";
    case net::End::reset:
      return "reset";
    case net::End::timeout:
    case net::End::connect_timeout:
      return "no answer";
    case net::End::connect_refused:
      return "refused";
    case net::End::connect_failed:
      return "failed";
    case net::End::proxy_error:
      return "refused by the proxy";
    case net::End::proxy_unreachable:
      return "the proxy is not reached";
    case net::End::cancelled:
      break;
  }
  return "interrupted";
}

std::vector<Detail> doctor_details(const DoctorCase& seen, const std::vector<JudgedChain>& chains) {
  std::vector<Detail> out;
  out.push_back({"addresses", resolution(seen.seen)});
  add_connects(seen.seen, out);
  add_proxies(seen.seen, out);
  add_hellos(seen.seen, out);
  add_tls(seen.seen, out);
  add_runtimes(chains, out);
  out.push_back({"clock", clock_text(seen)});
  add_http(seen.seen, out);
  if (seen.key && !seen.key->has_keys)
    out.push_back({"keys", fmt::format("{} has no idempotency keys: search by reference before "
                                       "any retry",
                                       text::printable(seen.key->gateway))});
  else if (seen.key)
    out.push_back({"keys", fmt::format("{}, judged by its form alone: {}, at most {:.0f} bits",
                                       seen.key->shown, seen.key->form, seen.key->bits)});
  if (seen.webhook)
    out.push_back(
        {"webhooks", fmt::format("{}: {}, judged by its form alone",
                                 text::printable(seen.webhook->scheme), seen.webhook->called)});
  return out;
}

std::string doctor_footer(const DoctorCase& seen) {
  std::size_t handshakes = 0;
  for (const tls::AddressFacts& each : seen.seen.tls.addresses)
    handshakes += static_cast<std::size_t>(each.connections);
  for (const HelloSizes& each : seen.seen.hello_sizes)
    handshakes += each.trials.size();
  return fmt::format("{} and {} without credentials were sent, no charge, in {:.0f} ms",
                     output::counted(handshakes, "hello"),
                     output::counted(seen.seen.http.trials.size(), "GET"), seen.seen.duration_ms);
}

}  // namespace checkoutdiag::facts
