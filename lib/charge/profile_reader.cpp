#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/charge/profile.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_choice.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/json_pointer.hpp"
#include "lib/text/words.hpp"

namespace checkoutdiag::charge {
namespace {

using text::JsonObject;
using text::Words;

constexpr std::string_view kSchema = "checkoutdiag.gateway/1";
constexpr std::size_t kMostBytes = 64 * 1024;
constexpr text::JsonLimits kLimits{6, 2000};
constexpr std::size_t kMostItems = 50;    // of a list
constexpr std::size_t kLongestName = 64;  // of a header, of a credential's prefix
constexpr std::size_t kLongestPath = 200;
constexpr std::int64_t kLongestKey = 4096;
constexpr std::int64_t kLongestRetention = 10LL * 366 * 24 * 3600;

constexpr std::string_view kKeys[] = {"schema",        "name",   "title", "hosts",  "test_hosts",
                                      "live_prefixes", "tls",    "key",   "repeat", "charge",
                                      "notes",         "source", "as_of"};
constexpr std::string_view kTlsKeys[] = {"least", "source"};
constexpr std::string_view kTlsVersions[] = {"1.0", "1.1", "1.2", "1.3"};
constexpr std::string_view kKeyKeys[] = {
    "in",          "header", "pointer",  "syntax",     "least",         "most",        "methods",
    "retention_s", "signed", "regional", "characters", "keyless_paths", "cancel_paths"};
constexpr std::string_view kRepeatKeys[] = {"policy", "marker", "in_flight", "mismatch",
                                            "duplicate"};
constexpr std::string_view kMarkerKeys[] = {"header", "value", "status", "first_status"};
constexpr std::string_view kAnswerKeys[] = {"statuses", "code"};
constexpr std::string_view kDuplicateKeys[] = {"statuses", "code", "id"};
constexpr std::string_view kChargeKeys[] = {"paths",  "id",       "created",   "success",
                                            "amount", "currency", "reference", "volatile"};

constexpr Words<KeyPlace> kPlaces[] = {
    {"header", KeyPlace::header}, {"body", KeyPlace::body}, {"none", KeyPlace::none}};
constexpr Words<KeySyntax> kSyntaxes[] = {{"raw", KeySyntax::raw},
                                          {"sf-string", KeySyntax::sf_string}};
constexpr Words<KeyCharacters> kCharacters[] = {{"visible", KeyCharacters::visible},
                                                {"razorpay", KeyCharacters::razorpay}};
constexpr std::string_view kMethods[] = {"POST", "PUT", "PATCH", "DELETE"};
constexpr Words<Policy> kPolicies[] = {
    {"unknown", Policy::unknown},       {"everything", Policy::everything},
    {"successes", Policy::successes},   {"no-refusals", Policy::no_refusals},
    {"completion", Policy::completion}, {"latest-state", Policy::latest_state},
    {"conflict", Policy::conflict},     {"payload-blind", Policy::payload_blind},
    {"no-key", Policy::no_key},
};

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// RFC 9110 section 5.6.2.
bool is_token(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return text::is_letter(c) || text::is_digit(c) ||
                  std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
         });
}

// Of a member, not of the whole document.
bool is_pointer(std::string_view pointer) {
  return pointer.starts_with('/') && pointer.size() <= kLongestPath &&
         std::none_of(pointer.begin(), pointer.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' '; }) &&
         text::parse_pointer(pointer);
}

constexpr const char* kPointer = "must be a JSON Pointer such as /payment/id, not \"{}\"";

std::string pointer(const JsonObject& object, const char* key, const char* otherwise) {
  if (!object.has(key)) return otherwise;
  const std::string& read = object.string(key);
  if (!is_pointer(read))
    object.miss(key, fmt::format(fmt::runtime(kPointer), text::printable(read, 80)));
  return read;
}

// A list of strings, each of which has to fit; `what` has a place for the one that does not.
template <class Fits>
std::vector<std::string> list(const JsonObject& object, const char* key, const char* what,
                              Fits fits) {
  std::vector<std::string> read = object.strings(key);
  if (read.size() > kMostItems)
    object.miss(key, fmt::format("must have at most {} entries", kMostItems));
  for (std::size_t i = 0; i < read.size(); ++i)
    if (!fits(read[i]))
      object.miss(key, i, fmt::format(fmt::runtime(what), text::printable(read[i], 80)));
  return read;
}

std::vector<std::string> pointers(const JsonObject& object, const char* key) {
  return list(object, key, "must hold JSON Pointers such as /amount/value, not \"{}\"", is_pointer);
}

std::string short_text(const JsonObject& object, const char* key) {
  if (!object.has(key)) return {};
  const std::string& read = object.string(key);
  if (read.empty() || read.size() > kLongestPath || !is_visible(read))
    object.miss(key, fmt::format("must be a text without spaces of 1 to {} bytes", kLongestPath));
  return read;
}

std::vector<int> statuses(const JsonObject& object, const char* key) {
  std::vector<int> read;
  for (std::int64_t each : object.wholes(key, 100, 599, kMostItems))
    read.push_back(static_cast<int>(each));
  if (object.has(key) && read.empty()) object.miss(key, "must hold at least one status");
  return read;
}

std::vector<std::string> paths(const JsonObject& object, const char* key) {
  return list(
      object, key, "must hold paths such as /v1/charges, not \"{}\"", [](std::string_view path) {
        return path.size() > 1 && path.size() <= kLongestPath && path[0] == '/' &&
               !path.ends_with('/') && is_visible(path) && path.find_first_of("?#") == path.npos;
      });
}

void read_key(const JsonObject& key, Profile& profile) {
  key.only(kKeyKeys);
  profile.place = text::choice(key, "in", kPlaces, KeyPlace::header);
  if (key.has("header") != (profile.place == KeyPlace::header))
    key.miss("header", profile.place == KeyPlace::header ? "is missing: the header's name"
                                                         : "is for a key \"in\" a header");
  if (key.has("pointer") != (profile.place == KeyPlace::body))
    key.miss("pointer", profile.place == KeyPlace::body
                            ? "is missing: where in the body the key is, such as /idempotency_key"
                            : "is for a key \"in\" a body");
  if (profile.place == KeyPlace::body) profile.key_name = pointer(key, "pointer", "");
  if (profile.place == KeyPlace::header) {
    profile.key_name = key.string("header");
    if (!is_token(profile.key_name)) key.miss("header", "must be a header's name");
  }
  profile.syntax = text::choice(key, "syntax", kSyntaxes, KeySyntax::raw);
  if (profile.syntax != KeySyntax::raw && profile.place != KeyPlace::header)
    key.miss("syntax", "must be raw, unless the key is \"in\" a header");
  profile.characters = text::choice(key, "characters", kCharacters, KeyCharacters::visible);
  if (key.has("most")) profile.most = static_cast<std::size_t>(key.whole("most", 1, kLongestKey));
  if (key.has("least")) {
    const std::int64_t most = profile.most ? static_cast<std::int64_t>(profile.most) : kLongestKey;
    profile.least = static_cast<std::size_t>(key.whole("least", 1, most));
  }
  profile.methods =
      list(key, "methods", "must hold POST, PUT, PATCH or DELETE, not \"{}\"",
           [](std::string_view each) {
             return std::find(std::begin(kMethods), std::end(kMethods), each) != std::end(kMethods);
           });
  if (profile.methods.empty() && profile.place != KeyPlace::none) profile.methods = {"POST"};
  if (key.has("retention_s"))
    profile.retention = std::chrono::seconds(key.whole("retention_s", 1, kLongestRetention));
  profile.signed_key = key.has("signed") && key.flag("signed");
  profile.regional = key.has("regional") && key.flag("regional");
  profile.keyless_paths = paths(key, "keyless_paths");
  profile.cancel_paths = paths(key, "cancel_paths");
}

Marker marker(const JsonObject& object) {
  object.only(kMarkerKeys);
  Marker read;
  if (object.has("header") == object.has("status"))
    object.fail("needs \"header\", or \"status\" with \"first_status\", and not both");
  if (object.has("header")) {
    read.header = object.string("header");
    if (!is_token(read.header)) object.miss("header", "must be a header's name");
    read.value = short_text(object, "value");
    if (object.has("first_status")) object.miss("first_status", "goes with \"status\"");
    return read;
  }
  if (object.has("value")) object.miss("value", "goes with \"header\"");
  read.status = static_cast<int>(object.whole("status", 200, 299));
  read.first_status = static_cast<int>(object.whole("first_status", 200, 299));
  if (read.status == read.first_status)
    object.miss("status", "must be another one than \"first_status\", or it tells nothing");
  return read;
}

Documented documented(const std::optional<JsonObject>& object,
                      std::span<const std::string_view> keys) {
  Documented read;
  if (!object) return read;
  object->only(keys);
  if (!object->has("statuses")) object->miss("statuses", "is missing");
  read.statuses = statuses(*object, "statuses");
  read.code = short_text(*object, "code");
  return read;
}

void read_repeat(const JsonObject& repeat, Profile& profile) {
  repeat.only(kRepeatKeys);
  profile.policy = text::choice(repeat, "policy", kPolicies, Policy::unknown);
  if ((profile.policy == Policy::no_key) != (profile.place == KeyPlace::none))
    repeat.miss("policy", "must be no-key where \"key\" is in none, and nowhere else");
  if (const auto object = repeat.object("marker")) profile.marker = marker(*object);
  profile.in_flight = documented(repeat.object("in_flight"), kAnswerKeys);
  profile.mismatch = documented(repeat.object("mismatch"), kAnswerKeys);
  const auto duplicate = repeat.object("duplicate");
  if (duplicate.has_value() != (profile.policy == Policy::conflict))
    repeat.miss("duplicate", duplicate ? "is for the policy conflict"
                                       : "is missing, which the policy conflict needs");
  profile.duplicate = documented(duplicate, kDuplicateKeys);
  if (duplicate) profile.duplicate_id = pointer(*duplicate, "id", "");
}

void read_charge(const JsonObject& charge, Profile& profile) {
  charge.only(kChargeKeys);
  profile.paths = paths(charge, "paths");
  profile.object_id = pointer(charge, "id", "/id");
  profile.object_created = pointer(charge, "created", "");
  if (charge.has("success")) profile.success = statuses(charge, "success");
  profile.amount = pointers(charge, "amount");
  profile.currency = pointers(charge, "currency");
  profile.reference = pointers(charge, "reference");
  profile.volatile_members = pointers(charge, "volatile");
}

Connections connections_of(const JsonObject& tls) {
  tls.only(kTlsKeys);
  Connections read{tls.string("least"), tls.url("source")};
  if (std::find(std::begin(kTlsVersions), std::end(kTlsVersions), read.least_tls) ==
      std::end(kTlsVersions))
    tls.miss("least", "must be \"1.0\", \"1.1\", \"1.2\" or \"1.3\"");
  return read;
}

std::string profile_name(const JsonObject& document) {
  const std::string& read = document.string("name");
  const bool plain = std::all_of(read.begin(), read.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || text::is_digit(c) || c == '-';
  });
  if (read.empty() || read.size() > 60 || !plain)
    document.miss("name", "must be lower-case letters, digits and dashes, at most 60");
  return read;
}

}  // namespace

Profile parse_profile(std::string_view text, const std::string& file) {
  const text::JsonSource source{text::printable(file, 400), text};
  const nlohmann::json parsed = text::parse_json(source, kMostBytes, kLimits, "profile");
  const JsonObject document(parsed, source);
  document.only(kKeys);
  if (document.string("schema") != kSchema)
    document.miss("schema", fmt::format("must be \"{}\"", kSchema));
  Profile profile;
  profile.name = profile_name(document);
  profile.title = document.text("title");
  profile.hosts = document.hosts("hosts");
  profile.test_hosts = document.hosts("test_hosts");
  profile.live_prefixes =
      list(document, "live_prefixes", "must hold how live credentials begin, not \"{}\"",
           [](std::string_view each) {
             return !each.empty() && each.size() <= kLongestName && is_visible(each);
           });
  if (const auto tls = document.object("tls")) profile.connections = connections_of(*tls);
  const auto key = document.object("key");
  if (!key) document.miss("key", "is missing: where the idempotency key is");
  read_key(*key, profile);
  if (profile.place == KeyPlace::none) profile.policy = Policy::no_key;
  if (const auto repeat = document.object("repeat")) read_repeat(*repeat, profile);
  if (const auto charge = document.object("charge")) read_charge(*charge, profile);
  for (const std::string& note : document.strings("notes"))
    profile.notes.push_back(text::printable(note, 2000));
  if (document.has("source")) profile.source = document.url("source");
  if (document.has("as_of")) {
    document.day("as_of");
    profile.as_of = document.string("as_of");
  }
  return profile;
}

std::string_view name(Policy policy) {
  return text::word(kPolicies, policy);
}

}  // namespace checkoutdiag::charge
