#include "lib/tls/capture.hpp"

#include <fmt/core.h>

#include <utility>

#include "lib/process/invocation.hpp"
#include "lib/process/spawn.hpp"
#include "lib/tls/handshake.hpp"
#include "lib/tls/hello_listener.hpp"

namespace checkoutdiag::tls {
namespace {

using Clock = std::chrono::steady_clock;
using Values = std::vector<std::pair<std::string_view, std::string>>;

constexpr const char* kLoopback = "127.0.0.1";

double ms_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

std::string proxy_url(std::uint16_t port) {
  return fmt::format("http://{}:{}", kLoopback, port);
}

Values values_of(const CapturePlan& plan, std::uint16_t port) {
  const std::string named = plan.by_proxy ? "443" : std::to_string(port);
  const std::string url = plan.by_proxy ? fmt::format("https://{}/", plan.host)
                                        : fmt::format("https://{}:{}/", plan.host, port);
  return {{"{url}", url}, {"{host}", plan.host}, {"{port}", named}, {"{proxy}", proxy_url(port)}};
}

// Every spelling that some runtime reads. Java and Node.js have to be told that there is one.
void set_proxy(process::Variables& all, std::uint16_t port) {
  const std::string url = proxy_url(port);
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy",
                           "ALL_PROXY", "CHECKOUTDIAG_PROXY"})
    all[name] = url;
  all.erase("no_proxy");
  all.erase("NO_PROXY");
  all["NODE_USE_ENV_PROXY"] = "1";
  std::string& java = all["JAVA_TOOL_OPTIONS"];
  for (const char* scheme : {"https", "http"})
    java += fmt::format("{}-D{}.proxyHost={} -D{}.proxyPort={}", java.empty() ? "" : " ", scheme,
                        kLoopback, scheme, port);
  java += " -Dhttp.nonProxyHosts=";
}

process::ChildPlan child_of(const CapturePlan& plan, std::uint16_t port) {
  const Values values = values_of(plan, port);
  process::ChildPlan child;
  for (const std::string& word : plan.command)
    child.words.push_back(process::filled(word, values));
  child.file = process::find_program(child.words.front());
  process::Variables all = process::own_variables();
  all["CHECKOUTDIAG_URL"] = values[0].second;
  all["CHECKOUTDIAG_HOST"] = values[1].second;
  all["CHECKOUTDIAG_PORT"] = values[2].second;
  if (plan.by_proxy) set_proxy(all, port);
  child.environment = process::entries_of(all);
  return child;
}

std::string program_name(const std::string& word) {
  return word.substr(word.rfind('/') + 1);
}

std::string no_hello_clause(const Heard& heard, const CaptureFacts& run) {
  if (!run.problem.empty()) return "it could not be started: " + run.problem;
  if (!heard.problem.empty()) return heard.problem;
  if (heard.connections > 0) return "it connected, and sent nothing";
  if (run.over_time) return "it never connected, and its time was over";
  if (run.stopped) return "it had not connected when the run was over";
  if (run.exit) return fmt::format("it never connected, and ended with exit code {}", *run.exit);
  return fmt::format("it never connected, and died by signal {}", run.signal);
}

}  // namespace

void require_command(const CapturePlan& plan) {
  process::require_program(plan.command.front(), "program");
}

ClientFacts capture(const CapturePlan& plan, std::span<const int> stops) {
  ClientFacts facts;
  facts.name = plan.name.empty() ? program_name(plan.command.front()) : plan.name;
  facts.recorded = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  CaptureFacts run;
  run.command = process::shown_command(plan.command);
  run.by_proxy = plan.by_proxy;
  HelloListener listener;
  std::vector<int> ends(stops.begin(), stops.end());
  ends.push_back(listener.patience_over());
  const auto began = Clock::now();
  {
    process::Child child(child_of(plan, listener.port()));
    run.problem = child.problem();
    if (run.problem.empty()) {
      const process::ChildEnd end = child.wait(plan.most, ends);
      run.exit = end.exit;
      run.signal = end.signal;
      run.over_time = end.over_time;
      run.stopped = end.stopped;
      run.output = child.output();
    }
  }
  Heard heard = listener.stop();
  run.connections = heard.connections;
  if (heard.hello) {
    run.hello_ms = ms_between(began, heard.at);
    facts.hello = std::move(heard.hello);
    facts.record_version = heard.record_version;
    facts.records = heard.records;
    facts.asked_name = heard.asked_name.empty() ? plan.host : heard.asked_name;
  } else {
    facts.no_hello = no_hello_clause(heard, run);
  }
  run.asked_for = std::move(heard.asked_for);
  facts.capture = std::move(run);
  return facts;
}

ClientFacts openssl_client(const std::string& server_name) {
  ClientFacts facts;
  facts.source = HelloSource::openssl;
  facts.name = "openssl";
  facts.runtime = local_configuration().library;
  facts.recorded = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  facts.asked_name = server_name;
  HandshakePlan plan;
  plan.server_name = server_name;
  HandshakeConversation conversation(plan);
  std::string bytes;
  conversation.start(bytes);
  ClientHelloReader reader;
  reader.feed(bytes);
  facts.hello = reader.hello();
  facts.record_version = reader.record_version();
  facts.records = reader.records();
  if (!facts.hello)
    facts.no_hello = "it makes no hello at all: " + conversation.finish({}).attempt.error_text;
  return facts;
}

}  // namespace checkoutdiag::tls
