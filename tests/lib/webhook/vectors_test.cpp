#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "lib/text/hex.hpp"
#include "lib/webhook/verify.hpp"
#include "tests/source_dir.hpp"

// The published vectors: what the vendors' own SDKs accept and refuse, so do we.
namespace checkoutdiag::webhook {
namespace {

using nlohmann::json;

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Delivery delivery_of(const json& vector) {
  Delivery delivery;
  for (const auto& [name, value] : vector.at("headers").items())
    delivery.headers.push_back({name, value.get<std::string>()});
  REQUIRE(text::decode_base64(vector.at("body_b64").get<std::string>(), delivery.body));
  delivery.url = vector.value("url", "");
  return delivery;
}

}  // namespace

TEST_CASE("every published vector is decided as its vendor decides it") {
  const json vectors = json::parse(
      read(std::filesystem::path(test::source_dir()) / "tests/program/webhook_vectors.json"));
  REQUIRE(vectors.size() >= 43);
  for (const json& vector : vectors) {
    const std::string name = vector.at("name").get<std::string>();
    CAPTURE(name);
    const Scheme* scheme = find_scheme(vector.at("scheme").get<std::string>());
    REQUIRE(scheme);
    Settings settings;
    // Two vectors of RFC 9421 cover no body: they are about the signature alone.
    settings.body_may_be_uncovered = scheme->name == "rfc9421";
    Verifier verifier(*scheme, {Secret(vector.at("secret").get<std::string>())}, settings);
    const Verification seen =
        verifier.verify(delivery_of(vector), vector.at("now").get<std::int64_t>());
    CAPTURE(std::string(webhook::name(seen.trouble)));
    CAPTURE(seen.about);
    CHECK(seen.valid() == (vector.at("expect") == "valid"));
  }
}

TEST_CASE("a signature that leaves the body out is right, and the delivery is not") {
  const json vectors = json::parse(
      read(std::filesystem::path(test::source_dir()) / "tests/program/webhook_vectors.json"));
  int seen_any = 0;
  for (const json& vector : vectors) {
    if (vector.at("scheme") != "rfc9421") continue;
    Verifier verifier(*find_scheme("rfc9421"), {Secret(vector.at("secret").get<std::string>())},
                      {});
    const Verification seen =
        verifier.verify(delivery_of(vector), vector.at("now").get<std::int64_t>());
    CHECK(seen.signature);
    CHECK(seen.trouble == Trouble::body_uncovered);
    CHECK_FALSE(seen.valid());
    ++seen_any;
  }
  CHECK(seen_any == 2);
}

}  // namespace checkoutdiag::webhook
