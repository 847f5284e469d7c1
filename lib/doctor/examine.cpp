#include "lib/doctor/examine.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "lib/doctor/clock.hpp"
#include "lib/doctor/hello_sizes.hpp"
#include "lib/doctor/http_series.hpp"
#include "lib/http/server_time.hpp"
#include "lib/tls/fetch_chain.hpp"

namespace checkoutdiag::doctor {
namespace {

constexpr std::size_t kMostAddresses = 16;

double ms_since(net::Clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(net::Clock::now() - begun).count();
}

/// Threads that are joined at the end, the first thing that one of them threw again.
class Together {
 public:
  void add(std::function<void()> work) {
    threads_.emplace_back([this, work = std::move(work)] {
      try {
        work();
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!trouble_) trouble_ = std::current_exception();
      }
    });
  }

  void join() {
    for (std::thread& each : threads_)
      each.join();
    threads_.clear();
    if (trouble_) std::rethrow_exception(std::exchange(trouble_, nullptr));
  }

  ~Together() {
    for (std::thread& each : threads_)
      each.join();
  }

  Together() = default;
  Together(const Together&) = delete;
  Together& operator=(const Together&) = delete;

 private:
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::exception_ptr trouble_;
};

/// Says nothing, and is over once it is connected.
class Silent final : public net::Conversation {
 public:
  void start(std::string&) override {}
  bool receive(std::string_view, std::string&) override { return true; }
};

std::string server_name(const Plan& plan) {
  return plan.probe.sni.value_or(plan.endpoint.literal ? "" : plan.endpoint.host);
}

// Did anything answer?
bool was_heard(const Facts& facts) {
  const auto spoke = [](const tls::AddressFacts& each) {
    return each.reachable != tls::State::unknown;
  };
  const auto answered = [](const HelloSizes& each) {
    return std::any_of(each.trials.begin(), each.trials.end(),
                       [](const HelloTrial& trial) { return trial.answered(); });
  };
  return std::any_of(facts.tls.addresses.begin(), facts.tls.addresses.end(), spoke) ||
         std::any_of(facts.hello_sizes.begin(), facts.hello_sizes.end(), answered);
}

bool any_opened(const Facts& facts) {
  return std::any_of(facts.connects.begin(), facts.connects.end(),
                     [](const Connect& each) { return each.end == net::End::finished; });
}

Connect connect_to(const net::Route& route, const net::Limits& limits) {
  Connect seen{route.address};
  net::Wire wire(route, limits);
  wire.open(std::make_unique<Silent>(), [&seen](auto, const net::Closing& closing) {
    seen.end = closing.end;
    seen.detail = closing.detail;
    seen.ms = closing.total_ms;
  });
  while (wire.active() > 0)
    wire.poll();
  return seen;
}

// The addresses of the target: those that were given, or the resolver's.
void resolve(const Plan& plan, Facts& facts) {
  net::Resolution found;
  facts.asked_resolver = plan.addresses.empty() && !plan.dial.literal;
  if (!plan.addresses.empty()) {
    found.addresses = plan.addresses;
  } else {
    const auto begun = net::Clock::now();
    found = net::resolve(plan.dial);
    if (facts.asked_resolver) facts.lookups_ms.push_back(ms_since(begun));
  }
  std::erase_if(found.addresses, [&plan](const net::Address& address) {
    return address.v6 ? !plan.probe.ipv6 : !plan.probe.ipv4;
  });
  facts.tls.resolve_error = found.error;
  if (found.error.empty() && found.addresses.empty())
    facts.tls.resolve_error = plan.probe.ipv6 ? "it has no IPv6 address" : "it has no IPv4 address";
  facts.tls.resolved = found.addresses;
}

HttpPlan http_plan(const Plan& plan, const Facts& facts, const std::optional<net::Proxy>& proxy,
                   std::vector<double>& lookups) {
  HttpPlan http;
  http.host = plan.endpoint.host.find(':') == std::string::npos ? plan.endpoint.host
                                                                : "[" + plan.endpoint.host + "]";
  http.port = plan.endpoint.port;
  http.path = plan.path;
  http.requests = plan.requests;
  // An address to which no connection could be opened is told by that.
  for (std::size_t i = 0; i < facts.connects.size(); ++i)
    if (facts.connects[i].end == net::End::finished && !proxy)
      http.addresses.push_back(facts.connects[i].address);
  http.proxy = proxy;
  if (net::to_string(plan.dial) != net::to_string(plan.endpoint))
    http.behind_proxy = net::to_string(plan.dial);
  http.identity = plan.probe.identity;
  http.timeout = plan.probe.limits.timeout;
  http.is_strained = std::any_of(facts.tls.addresses.begin(), facts.tls.addresses.end(),
                                 [](const tls::AddressFacts& each) { return each.backed_off; });
  // Where nobody answered anything, one silence more is enough.
  if (!was_heard(facts)) http.requests = 1;
  http.interrupt = plan.interrupt;
  if (facts.asked_resolver)
    http.lookup = [&plan, &lookups] {
      const auto begun = net::Clock::now();
      net::resolve(plan.dial);
      lookups.push_back(ms_since(begun));
      return lookups.back();
    };
  return http;
}

void ask_directly(const Plan& plan, Facts& facts) {
  facts.asked_directly = true;
  const tls::FetchedChains fetched = tls::fetch_chains(plan.endpoint, plan.dial, server_name(plan),
                                                       plan.probe.limits, std::nullopt);
  facts.direct_problem = fetched.problem;
  for (const tls::FetchedChain& chain : fetched.chains) {
    facts.direct_chains.emplace_back();
    for (const std::string& der : chain.ders)
      facts.direct_chains.back().push_back(x509::read_certificate(der));
  }
}

ClockOffset ask_witness(const Plan& plan) {
  const http::ServerTime time =
      http::server_time(plan.witness, static_cast<int>(plan.probe.limits.timeout.count()));
  ClockOffset offset;
  offset.from = plan.witness;
  offset.problem = time.problem;
  offset.least = static_cast<double>(time.ahead - time.uncertainty);
  offset.most = static_cast<double>(time.ahead + time.uncertainty);
  offset.answers = time.problem.empty() ? 1 : 0;
  return offset;
}

}  // namespace

Facts examine(const Plan& plan, const x509::Verifier& verifier) {
  const auto begun = net::Clock::now();
  Facts facts;
  facts.around = plan.around;
  facts.dial = plan.dial;
  facts.tls.written = plan.written;
  facts.tls.endpoint = plan.endpoint;
  net::Route route;
  route.host = plan.dial.host;
  route.port = plan.dial.port;
  if (plan.probe.proxy_for) route.proxy = plan.probe.proxy_for(plan.dial.host);
  std::vector<net::Address> places;
  if (route.proxy) {
    facts.proxy = route.proxy->url + " (" + route.proxy->origin + ")";
    places.push_back({"(via proxy)", 0, false});
  } else {
    resolve(plan, facts);
    places = facts.tls.resolved;
    if (places.size() > kMostAddresses) places.resize(kMostAddresses);
  }
  facts.tls.addresses.resize(places.size());
  facts.connects.resize(places.size());
  facts.hello_sizes.resize(places.size());

  Together together;
  std::vector<double> lookups;
  if (!plan.witness.empty()) together.add([&] { facts.witness = ask_witness(plan); });
  if (route.proxy) together.add([&] { ask_directly(plan, facts); });
  for (std::size_t i = 0; i < places.size(); ++i) {
    net::Route way = route;
    way.address = places[i];
    together.add(
        [&plan, &facts, way, i] { facts.connects[i] = connect_to(way, plan.probe.limits); });
    together.add([&plan, &facts, &verifier, way, i] {
      facts.tls.addresses[i] = tls::probe_address(way, plan.endpoint, plan.probe, verifier);
    });
  }
  together.join();

  // What must not be lost for the number of connections, and what is timed, has the line for
  // itself.
  for (std::size_t i = 0; i < places.size(); ++i) {
    facts.hello_sizes[i].address = places[i];
    if (facts.connects[i].end != net::End::finished) continue;
    net::Route way = route;
    way.address = places[i];
    net::Limits limits = plan.probe.limits;
    if (facts.tls.addresses[i].backed_off) limits.max_open = 1;
    together.add([&plan, &facts, way, limits, i] {
      facts.hello_sizes[i] = try_hello_sizes(way, server_name(plan), limits);
    });
  }
  together.join();
  if (any_opened(facts)) facts.http = ask_http(http_plan(plan, facts, route.proxy, lookups));

  facts.lookups_ms.insert(facts.lookups_ms.end(), lookups.begin(), lookups.end());
  facts.tls.interrupted =
      std::any_of(facts.tls.addresses.begin(), facts.tls.addresses.end(),
                  [](const tls::AddressFacts& each) { return each.interrupted; });
  facts.interrupted = facts.tls.interrupted;
  facts.clock = clock_offset(facts.http.trials, net::to_string(plan.endpoint));
  facts.duration_ms = ms_since(begun);
  return facts;
}

}  // namespace checkoutdiag::doctor
