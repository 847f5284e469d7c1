#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/output/layout.hpp"
#include "cli/terminal.hpp"
#include "lib/charge/profile.hpp"
#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/fields/schema.hpp"
#include "lib/fields/tables.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/nearest.hpp"
#include "lib/text/redact.hpp"
#include "lib/threeds/gateway.hpp"
#include "lib/token/gateway.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Failure::Kind;

/// What is known of gateways, by the folder that it is in.
struct Part {
  std::string_view folder, name;
};
constexpr std::array<Part, 5> kParts = {{{"gateway/", "charges"},
                                         {"webhook/", "webhooks"},
                                         {"fields/schema/", "fields"},
                                         {"threeds/gateway/", "threeds"},
                                         {"token/", "tokens"}}};

using Parts = std::map<std::string_view, std::string_view>;  // a part's name, its JSON

// By a profile's name.
const std::map<std::string, Parts>& profiles() {
  static const auto all = [] {
    std::map<std::string, Parts> found;
    for (const data::File& file : data::all_files())
      for (const Part& part : kParts)
        if (file.name.starts_with(part.folder))
          found[std::string(file.name.substr(part.folder.size()))][part.name] = file.text;
    return found;
  }();
  return all;
}

std::string title_of(const Parts& parts) {
  const Json document = Json::parse(parts.begin()->second);
  return document.value("title", "");
}

std::string list() {
  std::size_t widest = 0;
  for (const auto& [name, parts] : profiles())
    widest = std::max(widest, name.size());
  constexpr std::size_t kColumn = 10;
  const auto line = [&](const std::string& name, const auto& mark, const std::string& title) {
    std::string text = output::padded(name, widest + 2);
    for (const Part& part : kParts)
      text += output::padded(mark(part), kColumn);
    return text + title + "\n";
  };
  std::string text = line(
      "NAME",
      [](const Part& part) {
        return part.name == "charges"    ? "CHARGES"
               : part.name == "webhooks" ? "WEBHOOKS"
               : part.name == "fields"   ? "FIELDS"
               : part.name == "threeds"  ? "3DS"
                                         : "TOKENS";
      },
      "TITLE");
  for (const auto& profile : profiles())
    text += line(
        profile.first,
        [&](const Part& part) { return profile.second.contains(part.name) ? "yes" : "-"; },
        text::printable(title_of(profile.second)));
  return text + "\nOne in full, with its sources: checkoutdiag profile show NAME\n";
}

// "key.header  Idempotency-Key", a line for each value.
void add_rows(const Json& value, const std::string& path,
              std::vector<std::pair<std::string, std::string>>& rows) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items())
      if (key != "schema" && key != "name")
        add_rows(inner, path.empty() ? key : path + "." + key, rows);
    return;
  }
  const bool is_flat =
      value.is_array() && std::none_of(value.begin(), value.end(),
                                       [](const Json& each) { return each.is_structured(); });
  if (value.is_array() && !is_flat) {
    for (std::size_t i = 0; i < value.size(); ++i)
      add_rows(value[i], fmt::format("{}[{}]", path, i), rows);
    return;
  }
  const bool has_sentences =
      is_flat && std::any_of(value.begin(), value.end(), [](const Json& each) {
        constexpr std::size_t kSentence = 40;
        return each.is_string() && each.get_ref<const std::string&>().size() > kSentence;
      });
  if (has_sentences) {
    for (const Json& each : value)
      add_rows(each, path, rows);
    return;
  }
  std::string words;
  const auto add = [&](const Json& one) {
    words += (words.empty() ? "" : ", ") + (one.is_string() ? one.get<std::string>() : one.dump());
  };
  if (is_flat)
    for (const Json& each : value)
      add(each);
  else
    add(value);
  rows.emplace_back(path, words);
}

std::string in_full(const std::string& name, const Parts& parts, std::size_t width) {
  constexpr std::size_t kLongest = 4000;
  std::string text;
  for (const auto& [part, json] : parts) {
    std::vector<std::pair<std::string, std::string>> rows;
    add_rows(Json::parse(json), "", rows);
    std::size_t widest = 0;
    for (const auto& [label, value] : rows)
      widest = std::max(widest, label.size());
    text += fmt::format("{}{}: {}\n", text.empty() ? "" : "\n", name, part);
    for (const auto& [label, value] : rows) {
      std::string lead = "  " + output::padded(label, widest + 2);
      const std::size_t indent = lead.size();
      const std::size_t room = std::max<std::size_t>(width, indent + 20) - indent;
      for (const std::string& line :
           output::wrap(text::printable(value, kLongest), room, output::LongWords::whole)) {
        text += lead + line + "\n";
        lead = std::string(indent, ' ');
      }
    }
  }
  return text;
}

std::string as_json(const Parts& parts) {
  Json document;
  for (const auto& [part, json] : parts)
    document[std::string(part)] = Json::parse(json);
  return document.dump(2) + "\n";
}

std::string licences() {
  std::string text;
  for (const fields::Origin& each : fields::origins())
    text += fmt::format("{} ({}, {})\n  {}\n  {}\n\n", each.package, each.licence, each.date,
                        each.notice, each.url);
  return text +
         "Unicode Character Database 15.0 (Unicode License V3)\n"
         "  Properties of characters: Copyright (c) Unicode, Inc.\n"
         "  https://www.unicode.org/license.txt\n";
}

[[noreturn]] void no_such(const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& [each, parts] : profiles())
    names.push_back(each);
  const std::string_view near = text::nearest(name, names);
  throw Failure(Kind::usage, fmt::format("there is no profile {}", text::printable(name, 80)),
                !near.empty() ? "did you mean " + std::string(near) + "?"
                              : "checkoutdiag profile list has them all");
}

// What a file says that it is, and whether it is that.
std::string checked(const std::string& path) {
  constexpr std::size_t kMost = 16u << 20;
  const std::string text = read_file(path.substr(0, path.find('#')), "the profile", kMost);
  const std::string file = path == "-" ? "stdin" : text::printable(path, 400);
  const Json document = Json::parse(text, nullptr, false);
  const std::string schema =
      document.is_object() && document.contains("schema") && document["schema"].is_string()
          ? document["schema"].get<std::string>()
          : "";
  if (schema.starts_with("checkoutdiag.gateway/")) {
    const charge::Profile profile = charge::parse_profile(text, file);
    return fmt::format("{}: a profile for charges, {}\n", file, text::printable(profile.title));
  }
  if (schema.starts_with("checkoutdiag.webhook-scheme/")) {
    const webhook::Scheme scheme = webhook::parse_scheme(text, file);
    return fmt::format("{}: a scheme for webhooks, {}\n", file, text::printable(scheme.title));
  }
  if (schema.starts_with("checkoutdiag.threeds-gateway/")) {
    const threeds::Vocabulary gateway = threeds::parse_vocabulary(text, file);
    return fmt::format("{}: names for 3-D Secure, {}\n", file, text::printable(gateway.title));
  }
  if (schema.starts_with("checkoutdiag.token-gateway/")) {
    const token::Gateway gateway = token::parse_gateway(text, file);
    return fmt::format("{}: a profile for tokens, {}\n", file, text::printable(gateway.title));
  }
  if (path == "-")
    throw Failure(Kind::usage, "a schema of fields is taken from a file alone", "name the file");
  const fields::Schema fields =
      fields::read_schema(path.find('/') == std::string::npos ? "./" + path : path);
  return fmt::format("{}: {}, {}\n", file, fields.kind,
                     output::counted(fields.fields.size(), "field"));
}

}  // namespace

int run_profile_list() {
  print(list());
  return 0;
}

int run_profile_show(const ProfileOptions& options) {
  if (options.licences) print(licences());
  if (options.name.empty()) return 0;
  const auto found = profiles().find(options.name);
  if (found == profiles().end()) no_such(options.name);
  print(options.json ? as_json(found->second)
                     : in_full(options.name, found->second, stdout_width()));
  return 0;
}

int run_profile_check(const ProfileOptions& options) {
  for (const std::string& each : options.files)
    print(checked(each));
  return 0;
}

}  // namespace checkoutdiag
