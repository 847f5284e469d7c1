#include "lib/token/gateway.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/json_pointer.hpp"

namespace checkoutdiag::token {
namespace {

constexpr std::string_view kFolder = "token/";

// Whether a pattern, in which * is anything but a slash, is the whole of a path.
bool path_matches(std::string_view pattern, std::string_view path) {
  std::size_t at = 0, star = std::string_view::npos, tried = 0, i = 0;
  while (i < path.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      tried = i;
    } else if (at < pattern.size() && pattern[at] == path[i]) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos && path[tried] != '/') {
      at = star + 1;
      i = ++tried;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*')
    ++at;
  return at == pattern.size();
}

Endpoint read_endpoint(const text::JsonObject& object) {
  constexpr std::array<std::string_view, 2> kKeys = {"host", "path"};
  object.only(kKeys);
  Endpoint endpoint{object.host("host"), object.string("path"), "https"};
  if (!endpoint.path.starts_with('/')) object.miss("path", "must begin with /");
  return endpoint;
}

Lifetime read_lifetime(const text::JsonObject& object) {
  constexpr std::array<std::string_view, 3> kKeys = {"seconds", "grade", "source"};
  constexpr std::int64_t kLongest = 366LL * 86400;
  object.only(kKeys);
  const std::string grade = object.text("grade");
  if (grade != "A" && grade != "B" && grade != "C") object.miss("grade", "must be A, B or C");
  return {object.whole("seconds", 1, kLongest), grade[0], object.url("source")};
}

}  // namespace

Gateway parse_gateway(std::string_view text, const std::string& file) {
  constexpr std::array<std::string_view, 13> kKeys = {
      "schema",     "title",    "endpoints", "token",  "hosts", "scripts", "lifetime",
      "single_use", "reusable", "errors",    "source", "as_of", "notes"};
  constexpr std::size_t kMostBytes = 256 * 1024, kMostEndpoints = 64;
  const text::JsonSource source{file, text};
  const nlohmann::json document = text::parse_json(source, kMostBytes, {6, 5000}, "profile");
  const text::JsonObject object(document, source);
  object.only(kKeys);
  Gateway one;
  one.name = file;
  one.title = object.text("title");
  for (const text::JsonObject& each : object.list("endpoints", kMostEndpoints))
    one.endpoints.push_back(read_endpoint(each));
  if (one.endpoints.empty()) object.miss("endpoints", "must have one");
  one.token = object.strings("token");
  for (std::size_t i = 0; i < one.token.size(); ++i)
    if (!one.token[i].starts_with('/') || !text::parse_pointer(one.token[i]))
      object.miss("token", i, "must be a JSON Pointer");
  one.hosts = object.hosts("hosts");
  one.scripts = object.hosts("scripts");
  if (const auto lifetime = object.object("lifetime")) one.lifetime = read_lifetime(*lifetime);
  if (object.has("single_use")) one.is_single_use = object.flag("single_use");
  one.reusable = object.strings("reusable");
  one.errors = object.members("errors");
  if (object.has("source")) one.source = object.url("source");
  return one;
}

const std::vector<Gateway>& gateways() {
  static const std::vector<Gateway> known = [] {
    std::vector<Gateway> all;
    for (const data::File& file : data::all_files())
      if (file.name.starts_with(kFolder))
        all.push_back(parse_gateway(file.text, std::string(file.name.substr(kFolder.size()))));
    return all;
  }();
  return known;
}

const Gateway* gateway_of(std::string_view name) {
  for (const Gateway& each : gateways())
    if (each.name == name) return &each;
  return nullptr;
}

Endpoint parse_endpoint(std::string_view text) {
  std::string_view rest = text;
  for (const std::string_view scheme : {"https://", "http://"})
    if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  Endpoint endpoint{text::lower(rest.substr(0, slash)), std::string(rest.substr(slash)),
                    text.starts_with("http://") ? "http" : "https"};
  const std::string_view usual = endpoint.scheme == "https" ? ":443" : ":80";
  if (endpoint.host.ends_with(usual)) endpoint.host.resize(endpoint.host.size() - usual.size());
  endpoint.path.resize(std::min(endpoint.path.find_first_of("?#"), endpoint.path.size()));
  const bool is_host =
      !endpoint.host.empty() && endpoint.host.find_first_of(" @\\\"'<>") == std::string::npos;
  if (!is_host)
    throw Failure(Failure::Kind::usage,
                  "--endpoint does not take '" + text::printable(text, 80) + "'",
                  "the URL that gives the token, without query: https://pay.example/v1/tokens; * "
                  "is anything in a path");
  return endpoint;
}

bool host_matches(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with("*.")) return pattern == host;
  pattern.remove_prefix(1);
  return host.size() > pattern.size() && host.ends_with(pattern);
}

bool matches(const Endpoint& endpoint, std::string_view host, std::string_view path) {
  return host_matches(endpoint.host, host) &&
         (endpoint.path.empty() || path_matches(endpoint.path, path));
}

bool is_own_host(const Gateway& gateway, std::string_view host) {
  const auto is = [&](const std::string& pattern) { return host_matches(pattern, host); };
  return std::any_of(gateway.hosts.begin(), gateway.hosts.end(), is) ||
         std::any_of(gateway.endpoints.begin(), gateway.endpoints.end(),
                     [&](const Endpoint& each) { return host_matches(each.host, host); });
}

std::string_view meaning_of(const Gateway& gateway, std::string_view code) {
  for (const auto& [known, meaning] : gateway.errors)
    if (known == code) return meaning;
  return {};
}

}  // namespace checkoutdiag::token
