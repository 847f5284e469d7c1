#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_choice.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/json_pointer.hpp"
#include "lib/webhook/scheme.hpp"
#include "lib/webhook/scheme_words.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::choice;
using text::JsonObject;

constexpr std::string_view kSchema = "checkoutdiag.webhook-scheme/1";
constexpr std::size_t kMostBytes = 64 * 1024;
constexpr text::JsonLimits kLimits{6, 2000};
constexpr std::int64_t kLongestTolerance = 366LL * 24 * 3600;

constexpr std::string_view kKeys[] = {
    "schema",      "name",       "title",    "special",     "algorithm", "signed",
    "signature",   "timestamp",  "id",       "secret",      "expected",  "marks",
    "never_right", "companions", "settings", "covers_body", "rotation",  "deduplicate",
    "event_id",    "retry_days", "notes",    "grade",       "source",    "as_of"};
constexpr std::string_view kSignatureKeys[] = {
    "headers", "grammar", "prefix",    "prefix_required", "separator",          "trims",
    "take",    "ignored", "encodings", "repeats",         "key_id_before_colon"};
constexpr std::string_view kTimestampKeys[] = {"headers",  "key",  "rfc3339", "milliseconds",
                                               "required", "past", "future"};
constexpr std::string_view kSecretKeys[] = {"form",  "prefixes", "strips_prefix", "wrong_kinds",
                                            "where", "known",    "domain"};
constexpr std::string_view kKnownKeys[] = {"secret", "setting", "value"};
constexpr std::string_view kSpecials[] = {"adyen-items", "braintree", "twilio",
                                          "message-signatures"};

bool flag(const JsonObject& object, const char* key, bool otherwise) {
  return object.has(key) ? object.flag(key) : otherwise;
}

std::string string(const JsonObject& object, const char* key) {
  return object.has(key) ? object.string(key) : std::string();
}

// Header names and what else is compared with what a peer sends.
std::vector<std::string> names(const JsonObject& object, const char* key) {
  std::vector<std::string> read = object.strings(key);
  for (const std::string& each : read)
    if (each.empty() || each.size() > 200 ||
        std::any_of(each.begin(), each.end(), [](char c) { return c <= ' ' || c >= '\x7f'; }))
      object.miss(key, "must hold names without spaces");
  return read;
}

SignatureRule signature_rule(const JsonObject& object) {
  object.only(kSignatureKeys);
  SignatureRule rule;
  rule.headers = names(object, "headers");
  rule.grammar = choice(object, "grammar", kGrammars, Grammar::plain);
  rule.prefix = string(object, "prefix");
  rule.prefix_required = flag(object, "prefix_required", true);
  const std::string separator = string(object, "separator");
  if (separator.size() > 1) object.miss("separator", "must be one character");
  if (!separator.empty()) rule.separator = separator[0];
  rule.trims = flag(object, "trims", false);
  rule.take = names(object, "take");
  rule.ignored = names(object, "ignored");
  for (const std::string& each : object.strings("encodings")) {
    const auto encoding = meaning(kEncodings, each);
    if (!encoding) object.miss("encodings", "must hold hex or base64");
    rule.encodings.push_back(*encoding);
  }
  if (rule.encodings.empty()) rule.encodings.push_back(Encoding::hex);
  rule.repeats = flag(object, "repeats", false);
  rule.key_id_before_colon = flag(object, "key_id_before_colon", false);
  if (rule.grammar != Grammar::special && rule.headers.empty())
    object.fail("needs \"headers\", where the signature stands");
  if (rule.grammar == Grammar::pairs && (!rule.separator || rule.take.empty()))
    object.fail("needs \"separator\" and \"take\" for pairs");
  if (!rule.take.empty() && rule.grammar != Grammar::pairs && rule.grammar != Grammar::versions)
    object.fail("has \"take\", which is for the grammars pairs and versions");
  if (rule.grammar == Grammar::versions && rule.take.empty())
    object.fail("needs \"take\" for versions");
  return rule;
}

std::optional<std::int64_t> seconds(const JsonObject& object, const char* key) {
  if (!object.has(key) || object.null(key)) return std::nullopt;
  const std::int64_t value = object.whole(key);
  if (value < 1 || value > kLongestTolerance)
    object.miss(key, "must be seconds, from 1 to a year, or null for no limit");
  return value;
}

TimestampRule timestamp_rule(const JsonObject& object) {
  object.only(kTimestampKeys);
  TimestampRule rule;
  rule.headers = names(object, "headers");
  rule.key = string(object, "key");
  rule.rfc3339 = flag(object, "rfc3339", false);
  rule.milliseconds = flag(object, "milliseconds", false);
  rule.required = flag(object, "required", true);
  rule.past = seconds(object, "past");
  rule.future = seconds(object, "future");
  if (!rule.headers.empty() && !rule.key.empty())
    object.fail("has \"headers\" and \"key\": the timestamp stands in one place");
  return rule;
}

SecretRule secret_rule(const JsonObject& object) {
  object.only(kSecretKeys);
  SecretRule rule;
  rule.form = choice(object, "form", kKeyForms, KeyForm::text);
  rule.prefixes = names(object, "prefixes");
  rule.strips_prefix = flag(object, "strips_prefix", false);
  for (auto& [prefix, what] : object.members("wrong_kinds"))
    rule.wrong_kinds.push_back({prefix, what});
  rule.where = string(object, "where");
  rule.domain = string(object, "domain");
  if (!rule.domain.empty() && (rule.domain[0] != '.' || rule.domain.size() < 4))
    object.miss("domain", "must be a domain with a dot before it, such as .paypal.com");
  for (const JsonObject& each : object.list("known", 20)) {
    each.only(kKnownKeys);
    rule.known.push_back({each.string("secret"), each.string("setting"), each.string("value")});
  }
  return rule;
}

std::vector<Expected> headers_with_values(const JsonObject& document, const char* key) {
  std::vector<Expected> found;
  const auto object = document.object(key);
  if (!object) return found;
  for (const std::string& header : object->keys()) {
    found.push_back({header, object->strings(header.c_str())});
    if (found.back().values.empty()) object->miss(header, "must hold at least one value");
  }
  return found;
}

Layout layout_of(const JsonObject& document, const std::string& written) {
  try {
    return parse_layout(written);
  } catch (const Failure& failure) {
    document.fail(fmt::format("\"signed\": {}", failure.what()), failure.hint);
  }
}

std::string scheme_name(const JsonObject& document) {
  const std::string& read = document.string("name");
  const bool plain = std::all_of(read.begin(), read.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || text::is_digit(c) || c == '-';
  });
  if (read.empty() || read.size() > 60 || !plain || read == "auto")
    document.miss("name", "must be lower-case letters, digits and dashes, and not auto");
  return read;
}

bool signs(const Scheme& scheme, std::initializer_list<Part::Source> sources) {
  return std::any_of(scheme.layout.begin(), scheme.layout.end(), [&](const Group& group) {
    return std::any_of(group.parts.begin(), group.parts.end(), [&](const Part& part) {
      return std::find(sources.begin(), sources.end(), part.source) != sources.end();
    });
  });
}

// A timestamp that is not signed could be replaced by whoever plays the delivery again.
void check_timestamp(const JsonObject& document, const Scheme& scheme) {
  if (!scheme.timestamp.exists() && signs(scheme, {Part::Source::timestamp}))
    document.fail("signs a {timestamp}, and says not where it stands",
                  "give \"timestamp\": {\"headers\": […]} or {\"key\": \"t\"}");
  if (scheme.id_headers.empty() && signs(scheme, {Part::Source::id}))
    document.fail("signs an {id}, and says not where it stands", "give \"id\": [header names]");
  if (!scheme.timestamp.exists() || !scheme.special.empty()) return;
  const bool signed_too =
      std::any_of(scheme.layout.begin(), scheme.layout.end(), [](const Group& group) {
        return !group.optional &&
               std::any_of(group.parts.begin(), group.parts.end(),
                           [](const Part& part) { return part.source == Part::Source::timestamp; });
      });
  if (!signed_too)
    document.fail("has a timestamp that \"signed\" leaves out: it would protect nothing",
                  "put {timestamp} into \"signed\", or leave \"timestamp\" out");
}

// What is signed says whether the body is; a file that says otherwise would hide a hole.
void check_body(const JsonObject& document, Scheme& scheme) {
  if (!scheme.special.empty()) return;
  const bool covered = signs(scheme, {Part::Source::body, Part::Source::body_crc32});
  if (document.has("covers_body") && scheme.covers_body && !covered)
    document.fail("says that it covers the body, and \"signed\" leaves it out");
  scheme.covers_body = covered;
}

// A key of the wrong kind would be taken for a shared secret, or the other way round.
void check_key(const JsonObject& document, const Scheme& scheme) {
  const KeyForm form = scheme.secret.form;
  const bool pair = form == KeyForm::ed25519 || form == KeyForm::certificate;
  bool fits = !pair && form != KeyForm::any;
  if (scheme.algorithm == Algorithm::ed25519) fits = form == KeyForm::ed25519;
  if (scheme.algorithm == Algorithm::rsa_sha256) fits = form == KeyForm::certificate;
  if (scheme.algorithm == Algorithm::by_key) fits = form == KeyForm::any;
  if (!fits)
    document.fail(fmt::format("its algorithm {} has no keys of the form {}", name(scheme.algorithm),
                              name(form)),
                  "ed25519 goes with ed25519, rsa-sha256 with certificate, by-key with any, the "
                  "others with text, hex, base64 or sha1");
  if ((form == KeyForm::certificate) == scheme.secret.domain.empty())
    document.fail("its secret needs \"domain\" with the form certificate, and with no other",
                  "the sender's domain with a dot before it, such as .paypal.com");
}

std::vector<std::string> event_id_of(const JsonObject& document) {
  constexpr std::string_view kHeader = "header:";
  const std::vector<std::string> places = document.strings("event_id");
  for (std::size_t i = 0; i < places.size(); ++i) {
    const bool is_header = places[i].starts_with(kHeader) && places[i].size() > kHeader.size();
    if (!is_header && (!places[i].starts_with('/') || !text::parse_pointer(places[i])))
      document.miss("event_id", i, "must be header:NAME, or a JSON Pointer of the body");
  }
  return places;
}

}  // namespace

Scheme parse_scheme(std::string_view json, const std::string& origin) {
  const text::JsonSource source{text::printable(origin, 400), json};
  const nlohmann::json parsed = text::parse_json(source, kMostBytes, kLimits, "scheme");
  const JsonObject document(parsed, source);
  document.only(kKeys);
  if (document.string("schema") != kSchema)
    document.miss("schema", fmt::format("must be \"{}\"", kSchema));
  Scheme scheme;
  scheme.name = scheme_name(document);
  scheme.title = document.text("title");
  scheme.special = string(document, "special");
  if (!scheme.special.empty() &&
      std::find(std::begin(kSpecials), std::end(kSpecials), scheme.special) == std::end(kSpecials))
    document.miss("special", "is not one that this program has code for");
  scheme.algorithm = choice(document, "algorithm", kAlgorithms, Algorithm::hmac_sha256);
  scheme.written = string(document, "signed");
  scheme.layout = layout_of(document, scheme.written);
  if (const auto object = document.object("signature")) scheme.signature = signature_rule(*object);
  if (const auto object = document.object("timestamp")) scheme.timestamp = timestamp_rule(*object);
  scheme.id_headers = names(document, "id");
  if (const auto object = document.object("secret")) scheme.secret = secret_rule(*object);
  scheme.expected = headers_with_values(document, "expected");
  scheme.marks = headers_with_values(document, "marks");
  scheme.companions = names(document, "companions");
  scheme.settings = names(document, "settings");
  scheme.covers_body = flag(document, "covers_body", true);
  scheme.rotation = string(document, "rotation");
  scheme.deduplicate = string(document, "deduplicate");
  scheme.event_id = event_id_of(document);
  constexpr std::int64_t kMostDays = 365;
  if (document.has("retry_days"))
    scheme.retry_days = static_cast<int>(document.whole("retry_days", 1, kMostDays));
  scheme.never_right = document.strings("never_right");
  scheme.notes = document.strings("notes");
  scheme.grade = string(document, "grade");
  scheme.source = string(document, "source");
  scheme.as_of = string(document, "as_of");
  if (scheme.special.empty() && scheme.algorithm != Algorithm::token && scheme.layout.empty())
    document.fail("needs \"signed\", the bytes that are signed");
  if (scheme.signature.headers.empty() && scheme.special.empty())
    document.fail("needs \"signature\", where the signature stands");
  check_body(document, scheme);
  check_timestamp(document, scheme);
  check_key(document, scheme);
  return scheme;
}

std::string_view name(Algorithm algorithm) {
  return word(kAlgorithms, algorithm);
}
std::string_view name(Encoding encoding) {
  return word(kEncodings, encoding);
}
std::string_view name(Grammar grammar) {
  return word(kGrammars, grammar);
}
std::string_view name(KeyForm form) {
  return word(kKeyForms, form);
}

}  // namespace checkoutdiag::webhook
