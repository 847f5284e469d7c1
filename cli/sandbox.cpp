#include "lib/sandbox/sandbox.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "cli/charge.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/output/layout.hpp"
#include "cli/secrets.hpp"
#include "cli/terminal.hpp"
#include "lib/charge/key.hpp"
#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/webhook/url_parts.hpp"

namespace checkoutdiag {
namespace {

using Kind = Failure::Kind;
using output::padded;

constexpr std::size_t kNameWidth = 26;
// What an answer that is under way gets before the sandbox ends.
constexpr std::chrono::seconds kPatience{1};

std::string listed(const char* title, const std::vector<std::pair<std::string, std::string>>& all) {
  std::string text = std::string(title) + "\n";
  for (const auto& [name, what] : all)
    text += "  " + padded(name, kNameWidth) + text::printable(what) + "\n";
  return text;
}

int list_all() {
  std::vector<std::pair<std::string, std::string>> profiles, scenarios, defects;
  for (const charge::Profile& each : charge::profiles())
    profiles.emplace_back(each.name, each.title);
  for (const sandbox::Scenario& each : sandbox::scenarios())
    scenarios.emplace_back(each.name, each.title);
  for (const std::string& word : sandbox::breakage_words())
    defects.emplace_back(word, sandbox::meaning_of_breakage(word));
  print(listed("profiles (--profile)", profiles) + "\n" +
        listed("scenarios (--scenario)", scenarios) + "\n" + listed("defects (--break)", defects));
  return 0;
}

int show(const std::string& name) {
  for (const char* folder : {"scenario/", "gateway/"})
    if (const auto text = data::find(folder + name)) {
      print(*text);
      return 0;
    }
  throw Failure(Kind::usage,
                fmt::format("no scenario or profile is called {}", text::printable(name, 80)),
                "checkoutdiag sandbox --list lists them");
}

sandbox::WebhookTarget webhook_of(const SandboxCommandOptions& options) {
  sandbox::WebhookTarget target;
  target.url = options.webhook_url;
  target.scheme = options.webhook_scheme;
  target.ca_file = options.webhook_ca;
  if (options.webhook_secret)
    target.secret =
        read_secret(*options.webhook_secret, "--webhook-secret-env", "--webhook-secret-file")
            .secret;
  if (target.url.empty()) return target;
  require_here(target.url, "--webhook-url", false,
               "events are sent to this machine alone, such as http://127.0.0.1:3000/hook");
  return target;
}

void tell(const sandbox::SeenRequest& request) {
  complain(fmt::format(
      "{} {} {}{}{}\n", request.number, text::printable(request.method, 16),
      text::printable(request.path, 200),
      request.key.empty() ? "" : " key " + text::printable(charge::shown_key(request.key), 80),
      request.fault.empty() ? "" : " (" + text::printable(request.fault, 100) + ")"));
}

sandbox::SandboxOptions options_of(const SandboxCommandOptions& options) {
  sandbox::SandboxOptions to;
  to.profile = charge::load_profile(options.profile);
  to.scenario = sandbox::load_scenario(options.scenario);
  if (options.work_ms) to.scenario.work = std::chrono::milliseconds(*options.work_ms);
  for (const std::string& word : options.broken)
    if (!sandbox::set_breakage(to.breakage, word))
      throw Failure(Kind::usage, fmt::format("no defect is called {}", text::printable(word, 80)),
                    "checkoutdiag sandbox --list lists them");
  const ListenAt at = read_listen(options.listen, options.expose);
  to.address = at.address;
  to.port = at.port;
  to.tls = options.tls;
  to.threads = options.threads;
  to.state_file = options.state;
  to.token_life = std::chrono::seconds(options.token_life);
  to.require_key = options.require_key;
  to.webhook = webhook_of(options);
  if (options.api_key)
    to.api_key = read_secret(*options.api_key, "--api-key-env", "--api-key-file").secret.reveal();
  if (options.verbose) to.seen = tell;
  return to;
}

std::string summary(const sandbox::Truth& truth) {
  const std::uint64_t requests = truth.requests_seen;
  return fmt::format("{}, {}\n", output::counted(static_cast<std::size_t>(requests), "request"),
                     output::counted(truth.charges.size(), "charge"));
}

}  // namespace

int run_sandbox(const SandboxCommandOptions& options) {
  if (options.list) return list_all();
  if (!options.show.empty()) return show(options.show);
  if (!options.ca_out.empty()) check_writable(options.ca_out, "the authority's certificate");
  sandbox::Sandbox gateway(options_of(options));
  if (!options.ca_out.empty())
    write_file(options.ca_out, gateway.ca(), "the authority's certificate");
  print(gateway.origin() + "\n");
  while (interrupted_by() == 0)
    wait_readable(-1);
  const sandbox::Truth truth = gateway.truth();
  gateway.stop(kPatience);
  complain(summary(truth));
  return 0;
}

}  // namespace checkoutdiag
