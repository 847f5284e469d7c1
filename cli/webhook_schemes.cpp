#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/facts/webhook_facts.hpp"
#include "cli/output/layout.hpp"
#include "cli/terminal.hpp"
#include "cli/webhook.hpp"
#include "lib/data/embedded.hpp"

namespace checkoutdiag {
namespace {

using webhook::Scheme;

constexpr std::size_t kLabel = 14;

std::string row(std::string_view label, std::string_view value, std::size_t width) {
  std::string lines, lead = output::padded(label, kLabel);
  for (const std::string& line : output::wrap(value, width - kLabel, output::LongWords::whole)) {
    lines += lead + line + "\n";
    lead = std::string(kLabel, ' ');
  }
  return lines;
}

// A line for a person to choose from: the name, whose it is, and what it leaves open.
std::string listed(std::size_t width) {
  std::size_t widest = 0;
  for (const Scheme& each : webhook::built_in_schemes())
    widest = std::max(widest, each.name.size());
  std::string text;
  for (const Scheme& each : webhook::built_in_schemes()) {
    std::string lead = output::padded(each.name, widest + 2);
    const std::string told =
        each.title + ": " + facts::signed_with(each) + "; " + facts::protection(each);
    for (const std::string& line : output::wrap(told, width - widest - 2)) {
      text += lead + line + "\n";
      lead = std::string(widest + 2, ' ');
    }
  }
  return text + "\nOne in full: checkoutdiag webhook schemes NAME\n";
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
    print(options.json ? facts::to_json(webhook::built_in_schemes()) + "\n"
                       : listed(stdout_width()));
    return 0;
  }
  WebhookOptions asked;
  asked.scheme = options.name;
  const Scheme scheme = read_scheme(asked);
  const auto file = data::find("webhook/" + scheme.name);
  if (options.json && file)
    print(*file);
  else
    print(options.json ? facts::to_json({scheme}) + "\n" : in_full(scheme, stdout_width()));
  return 0;
}

}  // namespace checkoutdiag
