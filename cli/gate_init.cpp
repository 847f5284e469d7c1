#include <fmt/core.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/gate/file.hpp"
#include "cli/terminal.hpp"
#include "lib/charge/profile.hpp"
#include "lib/failure.hpp"
#include "lib/net/endpoint.hpp"
#include "lib/text/escape.hpp"
#include "lib/token/gateway.hpp"
#include "lib/webhook/scheme.hpp"

// `gate init`: a first file that runs as it is, with examples beside it for what only the user has.
namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Failure::Kind;

/// Of whose gateway the file is.
struct Whose {
  std::string name;  // of the profile; empty: none was named
  std::vector<std::string> targets;
  bool has_charges = false, has_webhooks = false, has_tokens = false;
};

// What a profile lists may be patterns, "*.adyen.com", which nobody can connect to.
void add_hosts(const std::vector<std::string>& hosts, std::vector<std::string>& to) {
  for (const std::string& each : hosts)
    if (each.find('*') == each.npos && std::find(to.begin(), to.end(), each) == to.end())
      to.push_back(each);
}

Whose whose(const GateOptions& options) {
  Whose known;
  known.name = options.profile;
  known.targets = options.targets;
  for (const std::string& each : known.targets)
    net::parse_endpoint(each);
  if (known.name.empty()) return known;
  const std::vector<std::string> charges = charge::profile_names();
  known.has_charges = std::find(charges.begin(), charges.end(), known.name) != charges.end();
  known.has_webhooks = webhook::find_scheme(known.name) != nullptr;
  const token::Gateway* tokens = token::gateway_of(known.name);
  known.has_tokens = tokens != nullptr;
  if (!known.has_charges && !known.has_webhooks && !known.has_tokens)
    throw Failure(Kind::usage, "there is no profile " + text::printable(known.name, 80),
                  "checkoutdiag profile list has them");
  if (known.has_charges && known.targets.empty())
    add_hosts(charge::load_profile(known.name).hosts, known.targets);
  return known;
}

Json check(const char* why, const char* run, Json words = {}, Json options = {}) {
  Json made = {{"$comment", why}, {"run", run}};
  if (!words.empty()) made["words"] = std::move(words);
  if (!options.empty()) made["options"] = std::move(options);
  return made;
}

/// Checks that need a file or a program of the user's: to be moved up to the others.
Json examples(const Whose& known) {
  const Json profile = known.has_charges ? Json{{"profile", known.name}} : Json();
  const Json tokens = known.has_tokens ? Json{{"profile", known.name}} : Json();
  return {
      {"stores", check("Every trust store, on the machine that calls the gateway.", "ca audit")},
      {"keys", check("One idempotency key for every mutation, in recorded traffic.", "charge audit",
                     {"traffic.har"}, profile)},
      {"client", check("Your own retry code, against a gateway that fails on purpose.",
                       "charge drill", {"./pay", "--order", "1"}, profile)},
      {"form", check("Where the form takes what the gateway refuses.", "fields diff",
                     {"form.json", "gateway.json"})},
      {"webhooks", check("Your webhook endpoint: forged, late, repeated and lost deliveries.",
                         "webhook drill", {"http://127.0.0.1:8080/webhooks"},
                         {{"scheme", known.has_webhooks ? known.name : "standard-webhooks"},
                          {"secret-env", "WEBHOOK_SECRET"}})},
      {"3ds",
       check("Messages of 3-D Secure, as your server sends them.", "threeds lint", {"areq.json"})},
      {"token",
       check("Where a card goes in a recorded checkout.", "token har", {"checkout.har"}, tokens)},
      {"main-thread", check("What stands in tokenization's way on the main thread.", "token trace",
                            {"trace.json.gz"}, tokens)},
  };
}

Json document(const Whose& known) {
  Json checks = Json::object();
  if (!known.targets.empty()) {
    checks["tls"] = check("Versions, suites, groups and certificates, by a policy.", "tls probe",
                          {}, {{"policy", "payment"}, {"expiry-warning", 30}});
    checks["chain"] = check("Whether each runtime of this machine accepts the chain.", "ca chain");
  }
  checks["$comment"] = {{"move up what you have, with files of yours", examples(known)}};
  Json lines = Json::array();
  if (!known.targets.empty()) lines.push_back("tls13-everywhere");
  return {{"$schema", "urn:checkoutdiag:gate:1"},
          {"$comment",
           "What checkoutdiag gate checks. checkoutdiag gate schema prints what may stand here; "
           "each check is a run of a command, whose --help tells its options. Files are looked "
           "for where the gate is run. Secrets do not belong here: name a file or a variable. "
           "Further lines of the checklist: one-key-per-mutation (needs keys or client), "
           "webhooks-verified (webhooks), tokenization-undisturbed (main-thread)."},
          {"targets", known.targets},
          {"fail-on", "error"},
          {"waivers", Json::array()},
          {"checklist", lines},
          {"checks", checks}};
}

}  // namespace

int run_gate_init(const GateOptions& options) {
  const std::string text = document(whose(options)).dump(2) + "\n";
  if (options.output == "-") {
    print(text);
    return 0;
  }
  if (access(options.output.c_str(), F_OK) == 0)
    throw Failure(Kind::input, text::printable(options.output, 200) + " is there already",
                  "name another file with --output, or - for stdout");
  write_file(options.output, text, "the gate's file");
  return 0;
}

}  // namespace checkoutdiag
