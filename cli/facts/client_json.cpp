#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/facts/client_facts.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/redact.hpp"
#include "lib/text/time.hpp"
#include "lib/tls/fingerprint.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostSaved = 1u << 20;
constexpr text::JsonLimits kLimits{4, 100};

std::string safe(std::string_view text) {
  return text::printable(text::redacted(text));
}

std::vector<std::string> names_of(const std::vector<std::uint16_t>& ids,
                                  std::string (*name)(std::uint16_t)) {
  std::vector<std::string> names;
  for (const std::uint16_t id : ids)
    names.push_back(name(id));
  return names;
}

std::string suite_name(std::uint16_t id) {
  return tls::suite(id).name;
}
std::string group_name(std::uint16_t id) {
  return tls::group(id).name;
}

std::vector<std::string> version_names(const tls::ClientHello& hello) {
  std::vector<std::string> names;
  for (const tls::Version each : tls::offered_versions(hello))
    names.emplace_back(tls::name(each));
  return names;
}

std::vector<std::string> protocols(const tls::ClientHello& hello) {
  std::vector<std::string> names;
  for (const std::string& each : tls::offered_alpn(hello))
    names.push_back(safe(each));
  return names;
}

Json hello_json(const tls::ClientHello& hello) {
  const std::string name = tls::server_name(hello);
  Json extensions = Json::array();
  for (const tls::HelloExtension& each : hello.extensions)
    if (!tls::is_grease(each.type)) extensions.push_back(each.type);
  return {{"bytes", tls::wire_size(hello)},
          {"server_name", name.empty() ? Json() : Json(safe(name))},
          {"versions", version_names(hello)},
          {"suites", names_of(tls::offered_suites(hello), suite_name)},
          {"groups", names_of(tls::offered_groups(hello), group_name)},
          {"key_shares", names_of(tls::key_share_groups(hello), group_name)},
          {"signatures", names_of(tls::offered_schemes(hello), tls::signature_scheme_name)},
          {"alpn", protocols(hello)},
          {"extensions", extensions},
          {"ja3", tls::ja3(hello)},
          {"ja4", tls::ja4(hello)}};
}

Json run_json(const tls::CaptureFacts& run) {
  return {{"command", run.command},
          {"by_proxy", run.by_proxy},
          {"connections", run.connections},
          {"exit", run.exit ? Json(*run.exit) : Json()},
          {"hello_ms", std::round(run.hello_ms * 10) / 10}};
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& each : names)
    text += (text.empty() ? "" : ", ") + each;
  return text.empty() ? "none" : text;
}

}  // namespace

std::string to_json(const tls::ClientFacts& facts) {
  const Json json = {{"name", safe(facts.name)},
                     {"runtime", facts.runtime.empty() ? Json() : Json(safe(facts.runtime))},
                     {"recorded", facts.recorded ? Json(text::rfc3339(*facts.recorded)) : Json()},
                     {"asked", facts.asked_name.empty() ? Json() : Json(safe(facts.asked_name))},
                     {"hello", facts.hello ? hello_json(*facts.hello) : Json()},
                     {"run", facts.capture ? run_json(*facts.capture) : Json()}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Detail> details(const tls::ClientFacts& facts) {
  std::vector<Detail> all;
  if (facts.capture && !facts.hello && !facts.capture->output.empty())
    all.push_back({"it said", facts.capture->output});
  if (!facts.hello) return all;
  const tls::ClientHello& hello = *facts.hello;
  const std::string name = tls::server_name(hello);
  all.push_back({"versions", joined(version_names(hello))});
  all.push_back({"suites", joined(names_of(tls::offered_suites(hello), suite_name))});
  all.push_back({"groups", joined(names_of(tls::offered_groups(hello), group_name))});
  all.push_back({"key shares", joined(names_of(tls::key_share_groups(hello), group_name))});
  all.push_back(
      {"signatures", joined(names_of(tls::offered_schemes(hello), tls::signature_scheme_name))});
  all.push_back({"server name", name.empty() ? "none" : safe(name)});
  all.push_back({"ALPN", joined(protocols(hello))});
  all.push_back({"size", std::to_string(tls::wire_size(hello)) + " bytes"});
  const std::string ja3 = tls::ja3(hello);
  all.push_back({"JA3", ja3.empty() ? "not made: MD5 is forbidden here" : ja3});
  all.push_back({"JA4", tls::ja4(hello)});
  return all;
}

std::string saved_hello(const tls::ClientFacts& facts) {
  const std::string message = tls::encode(*facts.hello);
  const Json json = {
      {"schema", "checkoutdiag.hello/1"},           {"name", safe(facts.name)},
      {"recorded", text::rfc3339(*facts.recorded)}, {"asked", safe(facts.asked_name)},
      {"record_version", facts.record_version},     {"hello", text::hex(text::bytes_of(message))}};
  return json.dump(2) + "\n";
}

tls::ClientFacts read_saved_hello(const std::string& text, const std::string& file) {
  const text::JsonSource source{text::printable(file, 400), text};
  const nlohmann::json document = text::parse_json(source, kMostSaved, kLimits, "hello");
  const text::JsonObject object(document, source);
  constexpr std::string_view kKeys[] = {"schema", "name",           "recorded",
                                        "asked",  "record_version", "hello"};
  object.only(kKeys);
  if (object.text("schema") != "checkoutdiag.hello/1")
    object.miss("schema", "must be checkoutdiag.hello/1");
  tls::ClientFacts facts;
  facts.source = tls::HelloSource::file;
  facts.name = object.text("name");
  facts.recorded = object.moment("recorded");
  facts.asked_name = object.text("asked");
  facts.record_version = static_cast<std::uint16_t>(object.whole("record_version", 0, 0xffff));
  std::string message, problem;
  if (!text::decode_hex(object.string("hello"), message))
    object.miss("hello", "must be hexadecimal digits");
  facts.hello = tls::parse_client_hello(message, problem);
  if (!facts.hello) object.miss("hello", "is no ClientHello: " + text::printable(problem));
  return facts;
}

}  // namespace checkoutdiag
