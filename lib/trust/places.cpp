#include "lib/trust/places.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::trust {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const json& entry, std::string_view what) {
  throw Failure(Failure::Kind::internal,
                fmt::format("places: {} in {}", what, entry.dump(-1, ' ', true)));
}

std::string text(const json& entry, const char* key, bool required = true) {
  auto found = entry.find(key);
  if (found == entry.end() && !required) return {};
  if (found == entry.end() || !found->is_string() || found->get_ref<const std::string&>().empty())
    fail(entry, fmt::format("no text \"{}\"", key));
  return found->get<std::string>();
}

void only(const json& entry, std::initializer_list<std::string_view> keys) {
  if (!entry.is_object()) fail(entry, "an entry that is no object");
  for (const auto& [key, value] : entry.items())
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      fail(entry, fmt::format("unknown key \"{}\"", key));
}

void has_origin(const json& entry) {
  if (!text(entry, "source").starts_with("https://")) fail(entry, "a source that is no URL");
  if (!text::parse_time(text(entry, "as_of"))) fail(entry, "an as_of that is no date");
}

template <class Value>
Value one_of(const json& entry, std::string_view word,
             std::initializer_list<std::pair<std::string_view, Value>> words) {
  for (const auto& [known, value] : words)
    if (known == word) return value;
  fail(entry, fmt::format("unknown word \"{}\"", word));
}

KnownVariable read_variable(const json& entry) {
  only(entry, {"name", "names", "readers", "source", "as_of"});
  std::string names = text(entry, "names");
  one_of<bool>(entry, names,
               {{"file", true}, {"directory", true}, {"directories", true}, {"either", true}});
  return {text(entry, "name"), text(entry, "readers"), names == "directories",
          names.starts_with("director")};
}

KnownFolder read_folder(const json& entry) {
  only(entry, {"kind", "path", "source", "as_of"});
  return {text(entry, "kind"), text(entry, "path")};
}

KnownClient read_client(const json& entry) {
  only(entry, {"name", "runtime", "variables", "needs", "unless", "library"});
  KnownClient client;
  client.name = text(entry, "name");
  client.needs = text(entry, "needs", false);
  client.unless = text(entry, "unless", false);
  client.runtime = one_of<Runtime>(entry, text(entry, "runtime"),
                                   {{"openssl", Runtime::openssl},
                                    {"node", Runtime::node},
                                    {"go", Runtime::go},
                                    {"java", Runtime::java},
                                    {"gnutls", Runtime::gnutls},
                                    {"other", Runtime::other}});
  if (entry.contains("library"))
    client.libcurl = one_of<bool>(entry, text(entry, "library"), {{"libcurl", true}});
  for (const json& name : entry.value("variables", json::array()))
    client.variables.push_back(name.get<std::string>());
  return client;
}

KnownBundle read_bundle(const json& entry) {
  only(entry, {"in", "path", "title", "package", "version_file", "role", "how", "clients", "source",
               "as_of"});
  KnownBundle bundle;
  bundle.in = text(entry, "in");
  bundle.path = text(entry, "path");
  bundle.title = text(entry, "title");
  bundle.package = text(entry, "package", false);
  bundle.version_file = text(entry, "version_file", false);
  if (entry.contains("role"))
    bundle.role = one_of<Role>(entry, text(entry, "role"),
                               {{"bundle", Role::bundle},
                                {"source", Role::source},
                                {"local_addition", Role::local_addition},
                                {"sdk", Role::sdk},
                                {"extra", Role::extra}});
  if (entry.contains("how"))
    bundle.how = one_of<HowToRead>(entry, text(entry, "how"),
                                   {{"hashed_directory", HowToRead::hashed_directory},
                                    {"pem_directory", HowToRead::pem_directory},
                                    {"nss_module", HowToRead::nss_module},
                                    {"nss_database", HowToRead::nss_database}});
  for (const json& client : entry.value("clients", json::array()))
    bundle.clients.push_back(read_client(client));
  return bundle;
}

GeneratedFile read_generated(const json& entry) {
  only(entry, {"path", "package", "source", "as_of"});
  return {text(entry, "path"), text(entry, "package")};
}

template <class Value>
std::vector<Value> read_list(const json& table, const char* key, Value (*read)(const json&)) {
  auto list = table.find(key);
  if (list == table.end() || !list->is_array()) fail(table, fmt::format("no list \"{}\"", key));
  std::vector<Value> values;
  values.reserve(list->size());
  for (const json& entry : *list) {
    values.push_back(read(entry));
    has_origin(entry);
  }
  return values;
}

}  // namespace

KnownPlaces read_places(std::string_view text) {
  try {
    json table = json::parse(text);
    only(table, {"variables", "folders", "bundles", "generated"});
    return {read_list(table, "variables", read_variable), read_list(table, "folders", read_folder),
            read_list(table, "bundles", read_bundle),
            read_list(table, "generated", read_generated)};
  } catch (const json::exception& error) {
    throw Failure(Failure::Kind::internal, fmt::format("places: {}", error.what()));
  }
}

const KnownPlaces& known_places() {
  static const KnownPlaces known = [] {
    auto text = data::find("trust/places");
    if (!text) throw Failure(Failure::Kind::internal, "places: not built in");
    return read_places(*text);
  }();
  return known;
}

}  // namespace checkoutdiag::trust
