#include "lib/charge/profile.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::charge {
namespace {

// What a bad file is answered with: "message" or "message | hint".
std::string refusal(std::string_view text) {
  try {
    parse_profile(text, "mine.json");
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.hint.empty() ? failure.what() : failure.what() + (" | " + failure.hint);
  }
  return "accepted";
}

// A file whose further members begin on line 4.
std::string file(const std::string& members) {
  return "{\"schema\": \"checkoutdiag.gateway/1\",\n\"name\": \"mine\",\n\"title\": \"Mine\",\n" +
         members + "\n}";
}

const std::string kKey = R"("key": {"in": "header", "header": "Idempotency-Key"})";

std::string with(const std::string& members) {
  return file(members + ",\n" + kKey);
}

}  // namespace

TEST_CASE("every built-in profile loads under its file's name and says where it was read") {
  const std::vector<std::string> names = profile_names();
  CHECK(names.size() >= 20);
  CHECK(std::is_sorted(names.begin(), names.end()));
  REQUIRE(profiles().size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Profile& profile = profiles()[i];
    CAPTURE(names[i]);
    CHECK(profile.name == names[i]);
    CHECK(load_profile(names[i]).title == profile.title);
    CHECK(profile.source.starts_with("https://"));
    REQUIRE(text::parse_time(profile.as_of));
    CHECK((profile.policy == Policy::no_key) == (profile.place == KeyPlace::none));
    CHECK((profile.place == KeyPlace::none) == profile.key_name.empty());
    CHECK((profile.place == KeyPlace::none || profile.methods.front() == "POST"));
    CHECK_FALSE(profile.paths.empty());
    CHECK_FALSE(name(profile.policy).empty());
  }
}

TEST_CASE("the profiles of the command line are there") {
  for (const char* each : {"stripe", "adyen", "checkoutcom", "square", "paypal", "gocardless",
                           "worldline", "generic", "ietf"})
    CHECK_NOTHROW(load_profile(each));
}

TEST_CASE("a host belongs to one gateway; its further APIs are told apart by their paths") {
  std::map<std::string, std::string> owner;  // of each host: the main profile
  std::set<std::string> paths;               // host and path
  for (const Profile& profile : profiles()) {
    std::vector<std::string> hosts = profile.hosts;
    hosts.insert(hosts.end(), profile.test_hosts.begin(), profile.test_hosts.end());
    CHECK(std::set<std::string>(hosts.begin(), hosts.end()).size() == hosts.size());
    for (const std::string& host : hosts) {
      CAPTURE(host);
      const std::string& main = owner.emplace(host, profile.name).first->second;
      CHECK((profile.name == main || profile.name.starts_with(main + "-")));
      for (const std::string& path : profile.paths)
        CHECK(paths.insert(host + path).second);
      if (!host.starts_with("*.")) CHECK(profile_of_host(host)->name == main);
    }
  }
}

TEST_CASE("a request finds its profile") {
  CHECK(profile_of_host("api.stripe.com")->name == "stripe");
  CHECK(profile_of_host("abc123-checkout-live.adyenpayments.com")->name == "adyen");
  CHECK(profile_of_host("checkout-test.adyen.com")->name == "adyen");
  CHECK(profile_of_host("abc.api.sandbox.checkout.com")->name == "checkoutcom");
  CHECK(profile_of_host("api.stripe.com.example.com") == nullptr);
  CHECK(profile_of_host("") == nullptr);
  CHECK(profile_of_request("api-m.paypal.com", "/v2/checkout/orders")->name == "paypal");
  CHECK(profile_of_request("api-m.paypal.com", "/v3/vault/setup-tokens")->name == "paypal-vault");
  CHECK(profile_of_request("api-m.sandbox.paypal.com",
                           "/v2/payments/captures/3C679366HH908993F/refund?x=1")
            ->name == "paypal-payments");
  CHECK(profile_of_request("api.razorpay.com", "/v1/payouts")->name == "razorpay-payouts");
  CHECK(profile_of_request("api.razorpay.com", "/v1/nothing")->name == "razorpay");
  CHECK(profile_of_request("shop.example.com", "/v1/charges") == nullptr);
}

TEST_CASE("paths match by their last segments, hosts as a whole") {
  const std::vector<std::string> paths = {"/payments", "/v2/*/orders"};
  CHECK(matches_path(paths, "/payments"));
  CHECK(matches_path(paths, "/v71/payments/"));
  CHECK(matches_path(paths, "/payments?limit=/x"));
  CHECK(matches_path(paths, "/proxy/v2/1234/orders"));
  CHECK_FALSE(matches_path(paths, "/v2//orders"));
  CHECK_FALSE(matches_path(paths, "/v2/orders"));
  CHECK_FALSE(matches_path(paths, "/payments/pay_1"));
  CHECK_FALSE(matches_path(paths, "/repayments"));
  CHECK_FALSE(matches_path(paths, "/"));
  CHECK_FALSE(matches_path(paths, ""));
  CHECK_FALSE(matches_path({}, "/payments"));
  CHECK(matches_host({"*.adyen.com"}, "checkout.adyen.com"));
  CHECK_FALSE(matches_host({"*.adyen.com"}, "adyen.com"));
  CHECK_FALSE(matches_host({"*.adyen.com"}, ".adyen.com"));
}

TEST_CASE("what gateways document that turns advice over") {
  const Profile stripe = load_profile("stripe");
  CHECK(stripe.policy == Policy::everything);
  CHECK(stripe.marker.header == "Idempotent-Replayed");
  CHECK(stripe.in_flight.statuses == std::vector<int>{409});
  CHECK(stripe.mismatch.statuses == std::vector<int>{400});
  CHECK(stripe.most == 255);
  CHECK(stripe.retention == std::chrono::hours(24));
  const Profile paypal = load_profile("paypal");
  CHECK(paypal.marker.status == 200);
  CHECK(paypal.marker.first_status == 201);
  CHECK(paypal.retention == std::chrono::hours(6));
  CHECK_FALSE(load_profile("paypal-payments").marker.exists());
  const Profile gocardless = load_profile("gocardless");
  CHECK(gocardless.policy == Policy::conflict);
  CHECK(gocardless.duplicate_id == "/error/errors/0/links/conflicting_resource_id");
  CHECK(load_profile("square").key_name == "/idempotency_key");
  CHECK_FALSE(load_profile("square").retention);
  CHECK(load_profile("worldline").signed_key);
  CHECK(load_profile("worldline").policy == Policy::payload_blind);
  CHECK(load_profile("checkoutcom").policy == Policy::successes);
  CHECK(load_profile("adyen").regional);
  const Profile ietf = load_profile("ietf");
  CHECK(ietf.syntax == KeySyntax::sf_string);
  CHECK(ietf.methods == std::vector<std::string>{"POST", "PATCH"});
  const Profile generic = load_profile("generic");
  CHECK(generic.policy == Policy::unknown);
  CHECK_FALSE(generic.marker.exists());
  CHECK(generic.mismatch.statuses.empty());
  CHECK(generic.object_id == "/id");
}

TEST_CASE("errors of a profile name file, line, key and what was expected") {
  struct Bad {
    std::string text, message;
  };
  const std::string k = ",\n" + kKey;
  const Bad all[] = {
      {"", "mine.json:1: not JSON at column 1"},
      {"{\n\"schema\": x", "mine.json:2: not JSON at column 11"},
      {"[]", "mine.json:1: must be an object, not a list"},
      {file("\"name\": \"two\"" + k), "mine.json:4: \"name\" is given twice in one object"},
      {file("\"notes\": [[[[[[[1]]]]]]]"), "mine.json:4: nested too deeply"},
      {R"({"name": "x"})", "mine.json:1: \"schema\" is missing"},
      {"{\n\n\"schema\": \"checkoutdiag.gateway/2\"}",
       "mine.json:3: \"schema\" must be \"checkoutdiag.gateway/1\""},
      {file("\"as-of\": 1"),
       "mine.json:4: \"as-of\" is not a key of it | keys are schema, name, title, hosts, "
       "test_hosts, live_prefixes, tls, key, repeat, charge, notes, source, as_of"},
      {file("\"hosts\": []"), "mine.json:1: \"key\" is missing: where the idempotency key is"},
      {with("\"hosts\": [\"a.example.com\",\n\"https://b\"]"),
       "mine.json:5: \"hosts\" must hold hosts such as api.example.com or *.example.com, not "
       "\"https://b\""},
      {with("\"live_prefixes\": [\"sk live\"]"),
       "mine.json:4: \"live_prefixes\" must hold how live credentials begin, not \"sk live\""},
      {with("\"source\": \"http://example.com/\""),
       "mine.json:4: \"source\" must be an https URL, not \"http://example.com/\""},
      {with(R"("tls": {"least": "1.4", "source": "https://a.example/tls"})"),
       "mine.json:4: tls: \"least\" must be \"1.0\", \"1.1\", \"1.2\" or \"1.3\""},
      {with("\"as_of\": \"today\""),
       "mine.json:4: \"as_of\" must be a date such as 2026-11-27, not \"today\""},
      {file("\"key\": {\n\"in\": \"trailer\"}"),
       "mine.json:5: key: \"in\" must be one of header, body, none, not \"trailer\""},
      {file("\"key\": {\n\"in\": \"header\"}"),
       "mine.json:4: key: \"header\" is missing: the header's name"},
      {file("\"key\": {\"in\": \"header\",\n\"header\": \"a b\"}"),
       "mine.json:5: key: \"header\" must be a header's name"},
      {file("\"key\": {\"in\": \"body\",\n\"header\": \"a\"}"),
       "mine.json:5: key: \"header\" is for a key \"in\" a header"},
      {file("\"key\": {\"in\": \"body\",\n\"pointer\": \"key\"}"),
       "mine.json:5: key: \"pointer\" must be a JSON Pointer such as /payment/id, not \"key\""},
      {file("\"key\": {\"in\": \"none\"},\n\"repeat\": {\n\"policy\": \"everything\"}"),
       "mine.json:6: repeat: \"policy\" must be no-key where \"key\" is in none, and nowhere else"},
      {file("\"key\": {\"header\": \"K\", \"most\": 20,\n\"least\": 21}"),
       "mine.json:5: key: \"least\" must be a whole number from 1 to 20, not 21"},
      {file("\"key\": {\"header\": \"K\", \"most\": 18446744073709551615}"),
       "mine.json:4: key: \"most\" must be a whole number from 1 to 4096, not "
       "18446744073709551615"},
      {file("\"key\": {\"header\": \"K\", \"methods\": [\"POST\",\n \"GET\"]}"),
       "mine.json:5: key: \"methods\" must hold POST, PUT, PATCH or DELETE, not \"GET\""},
      {with("\"repeat\": {\"policy\":\n\"all\"}"),
       "mine.json:4: repeat: \"policy\" must be one of unknown, everything, successes, "
       "no-refusals, completion, latest-state, conflict, payload-blind, no-key, not \"all\""},
      {with("\"repeat\": {\n\"policy\": \"conflict\"}"),
       "mine.json:4: repeat: \"duplicate\" is missing, which the policy conflict needs"},
      {with("\"repeat\": {\n\"duplicate\": {\"statuses\": [409]}}"),
       "mine.json:5: repeat: \"duplicate\" is for the policy conflict"},
      {with("\"repeat\": {\n\"marker\": {\n\"value\": \"x\"}}"),
       "mine.json:5: repeat.marker: needs \"header\", or \"status\" with \"first_status\", and not "
       "both"},
      {with("\"repeat\": {\"marker\": {\"status\": 201,\n\"first_status\": 201}}"),
       "mine.json:4: repeat.marker: \"status\" must be another one than \"first_status\", or it "
       "tells nothing"},
      {with("\"repeat\": {\"mismatch\": {\"statuses\": [400,\n\n42]}}"),
       "mine.json:6: repeat.mismatch: \"statuses\" must hold whole numbers from 100 to 599, not "
       "42"},
      {with("\"repeat\": {\"in_flight\": {\"code\": \"x\"}}"),
       "mine.json:4: repeat.in_flight: \"statuses\" is missing"},
      {with("\"charge\": {\"paths\": [\"/v1/charges/\"]}"),
       "mine.json:4: charge: \"paths\" must hold paths such as /v1/charges, not \"/v1/charges/\""},
      {with("\"charge\": {\"amount\": [\"/a\",\n\"/b~2\"]}"),
       "mine.json:5: charge: \"amount\" must hold JSON Pointers such as /amount/value, not "
       "\"/b~2\""},
      {std::string(64 * 1024, ' ') + "{}", "mine.json: larger than 64 KiB"},
  };
  for (const Bad& bad : all) {
    CAPTURE(bad.text);
    CHECK(refusal(bad.text) == bad.message);
  }
  CHECK(refusal(file(kKey)) == "accepted");
}

TEST_CASE("a name that is none gets the nearest; a file is named with its path") {
  try {
    load_profile("strpie");
    FAIL("accepted");
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::usage);
    CHECK(failure.what() == std::string("no gateway profile is called strpie"));
    CHECK(failure.hint == "did you mean stripe?");
  }
  try {
    load_profile("./not-there.json");
    FAIL("accepted");
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    CHECK(failure.what() ==
          std::string("cannot read the profile ./not-there.json: No such file or directory"));
  }
  const auto path = std::filesystem::temp_directory_path() /
                    ("checkoutdiag-profile-" + std::to_string(getpid()) + ".json");
  std::ofstream(path) << file(kKey);
  CHECK(load_profile(path.string()).title == "Mine");
  std::filesystem::remove(path);
}

}  // namespace checkoutdiag::charge
