#include "checks/tls/policy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/text/time.hpp"
#include "lib/tls/registry.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::tls;

namespace {

TlsPolicy built_in(const std::string& name) {
  auto text = data::find("policy/" + name);
  REQUIRE(text);
  return parse_policy(*text, name);
}

// What a bad policy is answered with: "message" or "message | hint".
std::string refusal(std::string_view json) {
  try {
    parse_policy(json, "mine.json");
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.hint.empty() ? failure.what() : failure.what() + (" | " + failure.hint);
  }
  return "accepted";
}

std::string with(std::string_view members) {
  return R"({"name": "mine", "versions": ["tls1.2", "tls1.3"], )" + std::string(members) + "}";
}

// The built-in levels of a suite: the highest of its properties.
std::optional<Level> judged(const TlsPolicy& policy, std::uint32_t id) {
  const Suite& one = suite(id);
  std::optional<Level> worst;
  auto take = [&](bool holds, std::optional<Level> level) {
    if (holds && level && (!worst || *level > *worst)) worst = level;
  };
  take(one.null_encryption, policy.null_cipher);
  take(one.exportable, policy.export_cipher);
  take(one.anonymous, policy.anonymous_cipher);
  take(one.rc4, policy.rc4);
  take(one.short_block, policy.short_block);
  take(one.md5, policy.md5);
  take(one.static_rsa, policy.static_rsa);
  take(one.cbc, policy.cbc);
  take(!one.forward_secret, policy.not_forward_secret);
  return worst;
}

// Mozilla's own words for "intermediate" of guidelines 6.0.
constexpr std::string_view kGuideline = R"({
  "version": 6.0,
  "href": "https://ssl-config.mozilla.org/guidelines/6.0.json",
  "configurations": {
    "intermediate": {
      "certificate_types": ["ecdsa", "rsa"],
      "ciphers": {
        "iana": [
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"],
        "openssl": []
      },
      "ciphersuites": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                       "TLS_CHACHA20_POLY1305_SHA256"],
      "dh_param_size": 2048,
      "ecdh_param_size": 256,
      "maximum_certificate_lifespan": 366,
      "rsa_key_size": 2048,
      "server_preferred_order": false,
      "tls_curves": ["X25519MLKEM768", "X25519", "prime256v1", "secp384r1"],
      "tls_versions": ["TLSv1.2", "TLSv1.3"]
    }
  }
})";

}  // namespace

TEST_CASE("every built-in policy is whole") {
  int seen = 0;
  for (const data::File& file : data::all_files()) {
    if (!file.name.starts_with("policy/")) continue;
    ++seen;
    CAPTURE(file.name);
    TlsPolicy policy = parse_policy(file.text, file.name);
    CHECK("policy/" + policy.name == file.name);
    CHECK_FALSE(policy.title.empty());
    CHECK_FALSE(policy.source.empty());
    CHECK(text::parse_time(policy.as_of));
    CHECK(policy.versions.back() == Version::tls13);
    CHECK(policy.required.contains(Version::tls13));
    CHECK(policy.versions.front() >= Version::tls12);
  }
  CHECK(seen == 5);
}

TEST_CASE("payment: what is broken is an error, CBC and a missing TLS 1.3 are warnings") {
  TlsPolicy policy = built_in("payment");
  CHECK(policy.versions == std::vector{Version::tls12, Version::tls13});
  CHECK(policy.required == std::map<Version, Level>{{Version::tls13, Level::warning}});
  for (int id : {0x0005, 0x000A, 0x0001, 0x0003, 0x0018, 0x002F, 0x009C, 0xC010})
    CHECK(judged(policy, static_cast<std::uint32_t>(id)) == Level::error);
  CHECK(judged(policy, 0xC013) == Level::warning);
  CHECK(judged(policy, 0xC00E) == Level::warning);  // static ECDH
  for (int id : {0x1301, 0x1303, 0xC02F, 0xCCA9, 0x009E})
    CHECK_FALSE(judged(policy, static_cast<std::uint32_t>(id)));
  CHECK(policy.sha1_signature == Level::warning);
  CHECK_FALSE(policy.server_preference);
  CHECK_FALSE(policy.max_certificate_days);
  CHECK(policy.suites.empty());
}

TEST_CASE("tls13 differs from payment in one thing") {
  TlsPolicy policy = built_in("tls13"), payment = built_in("payment");
  CHECK(policy.required == std::map<Version, Level>{{Version::tls13, Level::error}});
  for (std::uint16_t id : legacy_suites())
    CHECK(judged(policy, id) == judged(payment, id));
  CHECK(policy.versions == payment.versions);
}

TEST_CASE("pci: strong cryptography is an error to miss, taste is a note") {
  TlsPolicy policy = built_in("pci");
  CHECK(policy.required == std::map<Version, Level>{{Version::tls13, Level::note}});
  CHECK(judged(policy, 0x000A) == Level::error);
  CHECK(judged(policy, 0x009C) == Level::warning);
  CHECK(judged(policy, 0xC013) == Level::note);
}

TEST_CASE("the Mozilla policies are exact lists, and name their version") {
  TlsPolicy modern = built_in("mozilla-modern"), intermediate = built_in("mozilla-intermediate");
  CHECK(modern.title == "Mozilla Server Side TLS 6.0 (as in 5.8), modern");
  CHECK(modern.versions == std::vector{Version::tls13});
  CHECK(modern.suites == std::vector<std::uint16_t>{0x1301, 0x1302, 0x1303});
  CHECK(modern.groups == std::vector<std::uint16_t>{0x11EC, 0x001D, 0x0017, 0x0018});
  CHECK(modern.max_certificate_days == 90);
  CHECK(modern.min_ec_bits == 256);
  CHECK(modern.outside_list == Level::warning);
  CHECK(intermediate.versions == std::vector{Version::tls12, Version::tls13});
  CHECK(intermediate.suites == std::vector<std::uint16_t>{0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9,
                                                          0xCCA8, 0x1301, 0x1302, 0x1303});
  CHECK(intermediate.groups == modern.groups);
  CHECK(intermediate.max_certificate_days == 366);
  for (std::uint16_t id : intermediate.suites)
    CHECK_FALSE(judged(intermediate, id));
  CHECK(judged(intermediate, 0x0005) == Level::error);
}

TEST_CASE("a guideline of Mozilla's says the same as the built-in policy") {
  TlsPolicy theirs = parse_policy(kGuideline, "6.0.json"), ours = built_in("mozilla-intermediate");
  CHECK(theirs.name == ours.name);
  CHECK(theirs.title == "Mozilla Server Side TLS 6.0, intermediate");
  CHECK(theirs.source == ours.source);
  CHECK(theirs.versions == ours.versions);
  CHECK(theirs.required == ours.required);
  CHECK(theirs.suites == ours.suites);
  CHECK(theirs.groups == ours.groups);
  CHECK(theirs.outside_list == ours.outside_list);
  CHECK(theirs.max_certificate_days == ours.max_certificate_days);
  CHECK(theirs.min_rsa_bits == ours.min_rsa_bits);
  CHECK(theirs.min_ec_bits == ours.min_ec_bits);
  CHECK(theirs.min_dh_bits == ours.min_dh_bits);
  CHECK(theirs.sha1_signature == ours.sha1_signature);
  CHECK(theirs.server_preference == ours.server_preference);
  for (std::uint16_t id : legacy_suites())
    CHECK(judged(theirs, id) == judged(ours, id));
}

TEST_CASE("what a guideline lists is no error in it") {
  std::string text(kGuideline);
  text.replace(text.find("\"TLS_ECDHE_ECDSA_WITH_AES_128_GCM"), 0,
               "\"TLS_RSA_WITH_3DES_EDE_CBC_SHA\", ");
  text.replace(text.find("\"server_preferred_order\": false"), 31,
               "\"server_preferred_order\": true ");
  TlsPolicy policy = parse_policy(text, "old.json");
  CHECK_FALSE(policy.short_block);
  CHECK_FALSE(policy.static_rsa);
  CHECK(policy.rc4 == Level::error);
  CHECK(policy.server_preference == Level::warning);
}

TEST_CASE("a guideline with several configurations is not guessed at") {
  CHECK(
      refusal(R"({"version": 6.0, "configurations": {"modern": {}, "intermediate": {}}})") ==
      "mine.json: \"configurations\" has more than one: intermediate, modern | keep one of them in "
      "the file; mozilla-modern and mozilla-intermediate are built in");
  CHECK(refusal(R"({"version": 6.0, "configurations": {}})") ==
        "mine.json: \"configurations\" must be an object with one configuration");
  CHECK(refusal(R"({"version": 6.0, "configurations": {"x": []}})") ==
        "mine.json: \"tls_versions\" is missing");
}

TEST_CASE("a user's policy: only name and versions are needed") {
  TlsPolicy policy = parse_policy(R"({"versions": ["tls1.3", "tls1.0"], "name": "mine"})", "x");
  CHECK(policy.title == "mine");
  CHECK(policy.versions == std::vector{Version::tls10, Version::tls13});
  CHECK(policy.required.empty());
  CHECK_FALSE(policy.rc4);
  CHECK(policy.min_rsa_bits == 2048);

  policy = parse_policy(with(R"("suites": ["0xC0FF", "TLS_AES_128_GCM_SHA256"], "rc4": null,
      "groups": ["X25519", "0x0017"], "outside_list": "error", "max_certificate_days": null,
      "required": {"tls1.2": "error", "tls1.3": null}, "server_preference": "note")"),
                        "x");
  CHECK(policy.suites == std::vector<std::uint16_t>{0xC0FF, 0x1301});
  CHECK(policy.groups == std::vector<std::uint16_t>{0x001D, 0x0017});
  CHECK(policy.outside_list == Level::error);
  CHECK(policy.required == std::map<Version, Level>{{Version::tls12, Level::error}});
  CHECK(policy.server_preference == Level::note);
}

TEST_CASE("a wrong policy is answered with the key and what is wrong with it") {
  CHECK(refusal(with(R"("min_rsa_bit": 4096)")) ==
        "mine.json: \"min_rsa_bit\" is not a key of a policy | \"min_rsa_bits\" may be meant");
  CHECK(refusal(with(R"("zzzzzzzz": 1)"))
            .starts_with("mine.json: \"zzzzzzzz\" is not a key of a policy | keys are name, title, "
                         "source, as_of, "));
  CHECK(refusal(R"({"name": "mine"})") == "mine.json: \"versions\" is missing");
  CHECK(refusal(R"({"versions": ["tls1.3"]})") == "mine.json: \"name\" is missing");
  CHECK(refusal(R"({"name": 7, "versions": ["tls1.3"]})") ==
        "mine.json: \"name\" must be a text, not 7");
  CHECK(refusal(R"({"name": "", "versions": ["tls1.3"]})") ==
        "mine.json: \"name\" must be a text of 1 to 300 bytes");
  CHECK(refusal(R"({"name": "x", "versions": "tls1.3"})") ==
        "mine.json: \"versions\" must be a list of texts, not \"tls1.3\"");
  CHECK(refusal(R"({"name": "x", "versions": []})") ==
        "mine.json: \"versions\" must name at least one version");
  CHECK(refusal(R"({"name": "x", "versions": ["tls1.3", "tls1.3"]})") ==
        "mine.json: \"versions\" names \"tls1.3\" twice");
  CHECK(refusal(R"({"name": "x", "versions": ["TLSv1.3"]})") ==
        "mine.json: \"versions\" names \"TLSv1.3\", which is no protocol version | versions are "
        "ssl2, ssl3, tls1.0, tls1.1, tls1.2 and tls1.3");
  CHECK(refusal(with(R"("rc4": "fatal")")) ==
        "mine.json: \"rc4\" must be \"note\", \"warning\" or \"error\", not \"fatal\"");
  CHECK(refusal(with(R"("outside_list": null)")) ==
        "mine.json: \"outside_list\" must be \"note\", \"warning\" or \"error\", not null");
  CHECK(refusal(with(R"("required": ["tls1.3"])"))
            .starts_with("mine.json: \"required\" must be an object of versions and levels"));
  CHECK(refusal(with(R"("required": {"tls1.1": "error"})")) ==
        "mine.json: \"required\" names \"tls1.1\", which \"versions\" does not allow");
  CHECK(
      refusal(with(R"("suites": ["TLS_AES_128_GCM"])")) ==
      "mine.json: \"suites\" names \"TLS_AES_128_GCM\", which is no cipher suite that IANA knows");
  CHECK(refusal(with(R"("suites": ["0x1301", "TLS_AES_128_GCM_SHA256"])")) ==
        "mine.json: \"suites\" names \"TLS_AES_128_GCM_SHA256\" twice");
  CHECK(refusal(with(R"("groups": ["prime256v1"])")) ==
        "mine.json: \"groups\" names \"prime256v1\", which is no group that IANA knows");
  CHECK(refusal(with(R"("groups": ["0x17"])")).starts_with("mine.json: \"groups\" names \"0x17\""));
  CHECK(refusal(with(R"("min_rsa_bits": "2048")")) ==
        "mine.json: \"min_rsa_bits\" must be a whole number from 0 to 65536, not \"2048\"");
  for (const char* number : {"-1", "1.5", "65537", "18446744073709551615", "-9223372036854775808"})
    CHECK(refusal(with("\"min_rsa_bits\": " + std::string(number)))
              .starts_with("mine.json: \"min_rsa_bits\" must be a whole number"));
  CHECK(refusal(with(R"("max_certificate_days": 0)")) ==
        "mine.json: \"max_certificate_days\" must be a whole number from 1 to 36500, not 0");
}

TEST_CASE("a hostile policy is refused within bounds") {
  CHECK(refusal("") == "mine.json: not JSON: line 1, column 1");
  CHECK(refusal("{\n  \"name\": \"x\",\n  oops}") == "mine.json: not JSON: line 3, column 3");
  CHECK(refusal("[1]") == "mine.json: a policy is a JSON object, not [1]");
  CHECK(refusal("[1e999]") == "mine.json: not JSON");
  CHECK(refusal(R"({"configurations": {"x": -1e999}})") == "mine.json: not JSON");
  CHECK(refusal(with("\"min_rsa_bits\": " + std::string(5000, '9'))) == "mine.json: not JSON");
  CHECK(refusal(R"({"configurations": {"x": 1}})") == "mine.json: \"version\" is missing");
  CHECK(refusal(R"({"version": 6, "configurations": {"x": 1}})") ==
        "mine.json: \"tls_versions\" is missing");
  CHECK(refusal(with(R"("rc4": "note", "rc4": "error")")) == "mine.json: \"rc4\" is given twice");
  CHECK(refusal(std::string(100000, '[')) == "mine.json: nested too deeply");
  CHECK(refusal(std::string(300000, ' ')) == "mine.json: larger than 256 KiB");
  CHECK(refusal(with(R"("suites": [)" + std::string(2000, '1'))).starts_with("mine.json: "));
  CHECK(refusal("{\"name\": \"\xff\", \"versions\": []}").starts_with("mine.json: not JSON"));
  auto objects = [](std::size_t bytes) {
    std::string list = "{}";
    while (list.size() < bytes)
      list += ",{}";
    return "{\"x\": [" + list + "]}";
  };
  const auto start = std::chrono::steady_clock::now();
  CHECK(refusal(objects(180'000)).starts_with("mine.json: \"x\" is not a key of a policy"));
  CHECK(refusal(objects(250'000)) == "mine.json: more values than a policy has");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));  // 20 if not linear
  std::string many = "\"0x1301\"";
  for (int i = 0; i < 1024; ++i)
    many += ",\"0x1301\"";
  CHECK(refusal(with("\"suites\": [" + many + "]")) ==
        "mine.json: \"suites\" must have at most 1024 items");
  // Nothing of it reaches a terminal as it is.
  std::string message = refusal(with("\"\\u001b[31m\": 1"));
  CHECK(message.find('\x1b') == std::string::npos);
  message = refusal(with("\"rc4\": \"\\u001b[31m\\u202e\""));
  CHECK(message.find('\x1b') == std::string::npos);
  CHECK(message.find("\u202e") == std::string::npos);
  TlsPolicy policy = parse_policy(R"({"name": "a\u001b[31m", "versions": ["tls1.3"]})", "x");
  CHECK(policy.name.find('\x1b') == std::string::npos);
}
