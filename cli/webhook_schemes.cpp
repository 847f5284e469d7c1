#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/facts/webhook_facts.hpp"
#include "cli/files.hpp"
#include "cli/output/layout.hpp"
#include "cli/terminal.hpp"
#include "cli/webhook.hpp"
#include "lib/data/embedded.hpp"

namespace checkoutdiag {
namespace {

using webhook::Scheme;

constexpr std::size_t kLabel = 14, kReplay = 18;
constexpr std::size_t kMostFile = 64 * 1024;

std::string row(std::string_view label, std::string_view value, std::size_t width) {
  std::string lines, lead = output::padded(label, kLabel);
  for (const std::string& line : output::wrap(value, width - kLabel, output::LongWords::whole)) {
    lines += lead + line + "\n";
    lead = std::string(kLabel, ' ');
  }
  return lines;
}

// A line for a person to choose from: the name, and what the scheme leaves open.
std::string listed() {
  const std::vector<Scheme>& schemes = webhook::built_in_schemes();
  std::size_t widest = 0, signature = 0;
  for (const Scheme& each : schemes) {
    widest = std::max(widest, each.name.size());
    signature = std::max(signature, facts::algorithm_name(each).size());
  }
  const auto line = [&](std::string_view name, std::string_view algorithm, std::string_view replay,
                        std::string_view body) {
    return output::padded(name, widest + 2) + output::padded(algorithm, signature + 2) +
           output::padded(replay, kReplay) + std::string(body) + "\n";
  };
  std::string text = line("NAME", "SIGNATURE", "REPLAY", "BODY");
  for (const Scheme& each : schemes)
    text += line(each.name, facts::algorithm_name(each), facts::replay_limit(each),
                 each.covers_body ? "signed" : "not signed");
  return text +
         "\nREPLAY is how old a delivery may be; with none, only deduplication stops a second "
         "one.\n"
         "One in full: checkoutdiag webhook schemes NAME\n";
}

std::string in_full(const Scheme& scheme, std::size_t width) {
  std::string text = scheme.name + "  " + scheme.title + "\n\n";
  for (const Detail& each : facts::scheme_details(scheme))
    text += row(each.label, each.value, width);
  return text;
}

}  // namespace

int run_webhook_schemes(const WebhookOptions& options) {
  if (options.name.empty()) {
    print(options.json ? facts::to_json(webhook::built_in_schemes()) + "\n" : listed());
    return 0;
  }
  WebhookOptions asked;
  asked.scheme = options.name;
  const Scheme scheme = read_scheme(asked);
  // As JSON it is the file itself, to begin an own one from.
  const auto built_in = data::find("webhook/" + options.name);
  if (!options.json)
    print(in_full(scheme, stdout_width()));
  else
    print(built_in ? std::string(*built_in)
                   : read_file(options.name, "the scheme file", kMostFile));
  return 0;
}

}  // namespace checkoutdiag
