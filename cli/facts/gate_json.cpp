#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/facts/gate_facts.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;

std::string safe(std::string_view text) {
  return text::printable(text::redacted(text));
}

Json words_json(const std::vector<std::string>& words) {
  Json all = Json::array();
  for (const std::string& each : words)
    all.push_back(safe(each));
  return all;
}

Json summary_json(const PartFacts& part) {
  if (!part.started) return nullptr;
  return {{"error", part.found.error},
          {"warning", part.found.warning},
          {"note", part.found.note},
          {"waived", part.found.waived},
          {"inconclusive", part.found.inconclusive}};
}

Json part_json(const PartFacts& part) {
  return {{"name", safe(part.name)},
          {"command", safe(part.command)},
          {"words", words_json(part.words)},
          {"end", name(part.end)},
          {"why", part.why.empty() ? Json() : Json(part.why)},
          {"started", part.started ? Json(text::rfc3339(*part.started)) : Json()},
          {"seconds", std::round(part.seconds * 1000) / 1000},
          {"exit_code", part.started ? Json(part.exit_code) : Json()},
          {"summary", summary_json(part)}};
}

}  // namespace

std::string_view name(gate::End end) {
  switch (end) {
    case gate::End::ran:
      return "ran";
    case gate::End::left_out:
      return "left_out";
    case gate::End::unable:
      return "unable";
    case gate::End::over_time:
      return "over_time";
    case gate::End::interrupted:
      return "interrupted";
  }
  return {};
}

// The facts of the parts are JSON already: reading megabytes into a tree only to write them again
// would take longer than finding them.
std::string to_json(const std::vector<PartFacts>& parts, int shard, int shards) {
  std::string text = "{\"shard\":" + (shards > 1 ? std::to_string(shard) : "null") +
                     ",\"shards\":" + std::to_string(shards) + ",\"parts\":[";
  for (const PartFacts& each : parts) {
    if (&each != &parts.front()) text += ',';
    std::string one = part_json(each).dump(-1, ' ', false, Json::error_handler_t::replace);
    one.pop_back();
    text += one + ",\"data\":" + each.data + "}";
  }
  return text + "]}";
}

}  // namespace checkoutdiag
