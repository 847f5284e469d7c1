#include <algorithm>
#include <nlohmann/json.hpp>

#include "checks/gate/gate.hpp"
#include "checks/registry.hpp"
#include "cli/commands.hpp"
#include "cli/gate/file.hpp"
#include "cli/terminal.hpp"
#include "cli/usage/tree.hpp"
#include "lib/text/ascii.hpp"

// `gate schema`: the JSON Schema of a gate's file, made from the commands and rules themselves, so
// that it cannot know another option than the parser.
namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;

Json texts() {
  return {{"type", "array"}, {"items", {{"type", "string"}, {"minLength", 1}}}};
}

Json targets() {
  return {{"type", "array"},
          {"items", {{"type", "string"}, {"pattern", "^[^-]"}}},
          {"description", "host[:port], [v6]:port or an https URL"}};
}

Json whole(std::int64_t least, std::int64_t most, const char* description) {
  return {{"type", "integer"}, {"minimum", least}, {"maximum", most}, {"description", description}};
}

// "auto|always|never" are choices, "NAME|FILE" are not.
bool is_choice(const std::string& value) {
  return value.find('|') != value.npos &&
         std::none_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Json schema_of(const usage::Option& option) {
  if (option.flag()) return {{"type", "boolean"}, {"description", option.help}};
  Json one = {{"type", Json::array({"string", "number"})}};
  if (is_choice(option.value)) one = {{"enum", usage::choices_of(option.value)}};
  Json all = one;
  if (option.repeats) all = {{"anyOf", {one, {{"type", "array"}, {"items", one}}}}};
  all["description"] = option.value + ": " + option.help;
  return all;
}

const usage::Command& command_of(const usage::Command& root, const std::string& path) {
  const usage::Command* at = &root;
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    at = usage::find_command(*at, std::string(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return *at;
}

Json options_of(const usage::Command& command) {
  Json properties = {{"$comment", Json(true)}};
  for (const usage::Option& option : command.options) {
    const std::string name = usage::names_of(option).back();
    if (!is_gates_own(name)) properties[name.substr(2)] = schema_of(option);
  }
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
}

Json levels() {
  Json names = Json::array({"$comment"});
  std::string family;
  for (const Rule* rule : all_rules()) {
    const std::string own(rule->id.substr(0, rule->id.find('/')));
    if (own != family) names.push_back(own + "/*");
    family = own;
    names.push_back(rule->id);
  }
  return {{"type", "object"},
          {"description", "another level for a rule or a family in this check"},
          {"propertyNames", {{"enum", names}}},
          {"additionalProperties", true},
          {"patternProperties", {{"/", {{"enum", {"error", "warning", "note", "off"}}}}}}};
}

Json check_schema(const usage::Command& root) {
  const std::vector<std::string> commands = gate_commands();
  Json cases = Json::array();
  for (const std::string& path : commands) {
    const usage::Command& command = command_of(root, path);
    Json then = {{"options", options_of(command)}};
    if (command.positional.name.empty()) then["words"] = false;
    if (!command.positional.name.starts_with("TARGET")) then["targets"] = false;
    cases.push_back(
        {{"if", {{"properties", {{"run", {{"const", path}}}}}}}, {"then", {{"properties", then}}}});
  }
  const Json budget = {{"type", "object"},
                       {"additionalProperties", false},
                       {"properties",
                        {{"$comment", Json(true)},
                         {"seconds", whole(1, 86400, "it is ended after")},
                         {"warnings", whole(0, 1'000'000, "more of them fail")},
                         {"notes", whole(0, 1'000'000, "more of them fail")}}}};
  return {{"type", "object"},
          {"required", {"run"}},
          {"additionalProperties", false},
          {"properties",
           {{"$comment", Json(true)},
            {"run", {{"enum", commands}, {"description", "the command"}}},
            {"options", {{"type", "object"}}},
            {"words", texts()},
            {"targets", targets()},
            {"levels", levels()},
            {"budget", budget}}},
          {"allOf", cases}};
}

Json waiver_schema() {
  const Json text = {{"type", "string"}, {"minLength", 1}};
  return {{"type", "object"},
          {"required", {"rule", "subject", "reason", "expires"}},
          {"additionalProperties", false},
          {"properties",
           {{"rule", text},
            {"subject", text},
            {"reason", text},
            {"expires", {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}}}}};
}

Json checklist_schema() {
  Json lines = Json::array();
  for (const auto* each : gate::checklist())
    lines.push_back(each->rule.id.substr(std::string_view("gate/").size()));
  return {{"type", "array"},
          {"description", "what all checks together must show"},
          {"items", {{"enum", lines}}}};
}

}  // namespace

int run_gate_schema() {
  Options options;
  const usage::Command root = usage::command_tree(options);
  const Json file = {{"type", "string"}, {"minLength", 1}};
  const Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                       {"$id", "urn:checkoutdiag:gate:1"},
                       {"title", "What checkoutdiag gate checks"},
                       {"type", "object"},
                       {"required", {"checks"}},
                       {"additionalProperties", false},
                       {"properties",
                        {{"$schema", {{"type", "string"}}},
                         {"$comment", Json(true)},
                         {"targets", targets()},
                         {"targets-file", file},
                         {"fail-on", {{"enum", {"error", "warning", "note", "never"}}}},
                         {"inconclusive", {{"enum", {"fail", "pass"}}}},
                         {"waivers", {{"type", "array"}, {"items", waiver_schema()}}},
                         {"waivers-file", file},
                         {"baseline", file},
                         {"jobs", whole(1, 256, "checks at once")},
                         {"checklist", checklist_schema()},
                         {"checks",
                          {{"type", "object"},
                           {"minProperties", 1},
                           {"properties", {{"$comment", Json(true)}}},
                           {"patternProperties", {{"^[^$]", check_schema(root)}}},
                           {"propertyNames", {{"pattern", "^(\\$comment|[^-/, =$][^/, =]*)$"}}}}}}},
                       {"not", {{"required", {"waivers", "waivers-file"}}}}};
  print(schema.dump(2) + "\n");
  return 0;
}

}  // namespace checkoutdiag
