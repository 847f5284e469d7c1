#include "lib/charge/body.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "lib/failure.hpp"

namespace checkoutdiag::charge {
namespace {

const std::string kJson = "application/json", kForm = "application/x-www-form-urlencoded";

Profile square() {
  Profile profile;
  profile.place = KeyPlace::body;
  profile.key_name = "/idempotency_key";
  return profile;
}

std::string json_print(const Profile& profile, std::string_view body) {
  return fingerprint(profile, "POST", "/v1/charges", body, kJson);
}
std::string json_print(std::string_view body) {
  return json_print(Profile(), body);
}
std::string form_print(const Profile& profile, std::string_view body) {
  return fingerprint(profile, "POST", "/v1/charges", body, kForm);
}

/// A tree that keeps the order of its members, and can be written with them in another.
struct Node {
  std::string leaf;  // raw JSON; empty: an object or a list
  bool list = false;
  std::string name;  // within an object
  std::vector<Node> members;
};

Node grow(std::mt19937& random, int depth) {
  static const std::vector<std::string> kLeaves{"0",    "1",    "10.50", "10.5", "1e2",    "100",
                                                "true", "null", "\"0\"", "\"\"", "\"ab\"", "-7"};
  Node node;
  if (depth == 0 || random() % 4 == 0) {
    node.leaf = kLeaves[random() % kLeaves.size()];
    return node;
  }
  node.list = random() % 3 == 0;
  for (std::size_t i = random() % 5; i > 0; --i) {
    node.members.push_back(grow(random, depth - 1));
    node.members.back().name = "m" + std::to_string(i * 7 % 5);
  }
  return node;
}

/// A name as one of the ways to write it: m becomes m or \u006d.
std::string write(const Node& node, std::mt19937* random) {
  if (!node.leaf.empty()) return node.leaf;
  const auto chance = [&] { return random && (*random)() % 2 == 0; };
  auto members = node.members;
  if (random && !node.list) std::shuffle(members.begin(), members.end(), *random);
  std::string out(1, node.list ? '[' : '{');
  for (const Node& value : members) {
    if (out.size() > 1) out += chance() ? ", " : ",";
    if (!node.list) out += (chance() ? "\"\\u006d" : "\"m") + value.name.substr(1) + "\":";
    out += (chance() ? "\n" : "") + write(value, random);
  }
  return out + (node.list ? ']' : '}');
}

std::vector<Node*> leaves(Node& node) {
  if (!node.leaf.empty()) return {&node};
  std::vector<Node*> out;
  for (Node& value : node.members)
    for (Node* leaf : leaves(value))
      out.push_back(leaf);
  return out;
}

TEST_CASE("A fingerprint outlives members in another order, and no change of a value") {
  std::mt19937 random(7);
  int changed = 0;
  for (int round = 0; round < 2000; ++round) {
    Node tree = grow(random, 4);
    const std::string plain = write(tree, nullptr), print = json_print(plain);
    CAPTURE(plain);
    REQUIRE(json_print(write(tree, &random)) == print);
    for (Node* leaf : leaves(tree)) {
      const std::string before = leaf->leaf;
      leaf->leaf = before == "1" ? "\"1\"" : "1";
      CHECK(json_print(write(tree, &random)) != print);
      leaf->leaf = before;
      ++changed;
    }
  }
  CHECK(changed > 2000);
}

TEST_CASE("What a fingerprint keeps apart") {
  CHECK(json_print(R"({"a":1.0})") != json_print(R"({"a":1})"));
  CHECK(json_print(R"({"a":12345678901234567890})") != json_print(R"({"a":12345678901234567891})"));
  CHECK(json_print(R"({"a":1,"a":2})") != json_print(R"({"a":2,"a":1})"));
  CHECK(json_print(R"([1,2])") != json_print(R"([2,1])"));
  CHECK(json_print(R"({"a":"3:x"})") != json_print(R"({"a":"x"})"));
  CHECK(json_print(R"({"a":{"b":1},"c":2})") != json_print(R"({"a":{"b":1,"c":2}})"));
  CHECK(json_print(R"({"a":"\ud800"})") != json_print(R"({"a":"\ud801"})"));
  CHECK(json_print(R"({"a":1)") != json_print(R"({"a": 1)"));  // no JSON: its bytes
  CHECK(fingerprint({}, "PUT", "/v1/charges", "{}", kJson) != json_print("{}"));
  CHECK(fingerprint({}, "POST", "/v1/charges", "a=1", kForm) !=
        fingerprint({}, "POST", "/v1/charges", "a=1", "text/xml"));
  CHECK(fingerprint({}, "POST", "/v1/charges?x=1", "{}", kJson) == json_print("{}"));
  CHECK(json_print(R"({"\u0061":"\u00e9"})") == json_print("{\"a\":\"é\"}"));
}

TEST_CASE("Forms: pairs sorted, lists in order, escapes undone") {
  const auto print = [](std::string_view body) { return form_print({}, body); };
  CHECK(print("a=1&b[c]=x+y") == print("b%5Bc%5D=x%20y&a=1"));
  CHECK(print("a[]=1&a[]=2") != print("a[]=2&a[]=1"));
  CHECK(print("a=1&b=2") != print("a=2&b=1"));
  CHECK(print("a=1%26b%3D2") != print("a=1&b=2"));
}

TEST_CASE("The key and volatile members are not part of a fingerprint") {
  Profile profile = square();
  profile.volatile_members = {"/metadata/sent_at", "/items/1/seen"};
  const std::string print = json_print(profile, R"({"amount":1,"metadata":{"order":"7"}})");
  CHECK(print == json_print(profile, R"({"idempotency_key":"k","metadata":{"sent_at":5,
                                         "order":"7"},"amount":1})"));
  CHECK(json_print(profile, R"({"items":[{"seen":1},{"seen":2}]})") ==
        json_print(profile, R"({"items":[{"seen":1},{"seen":3}]})"));
  CHECK(json_print(profile, R"({"items":[{"seen":1},{"seen":2}]})") !=
        json_print(profile, R"({"items":[{"seen":2},{"seen":2}]})"));
  CHECK(form_print(profile, "amount=1&metadata[sent_at]=3") ==
        form_print(profile, "idempotency_key=k&amount=1"));
}

TEST_CASE("Body types") {
  CHECK(body_type("application/json; charset=utf-8", "x") == BodyType::json);
  CHECK(body_type("application/vnd.api+json", "x") == BodyType::json);
  CHECK(body_type("Application/X-WWW-Form-Urlencoded", "{}") == BodyType::form);
  CHECK(body_type("", " {\"a\":1}") == BodyType::json);
  CHECK(body_type("text/plain", "a[b]=1&c=2") == BodyType::form);
  CHECK(body_type("", "hello") == BodyType::other);
  CHECK(body_type("application/xml", "{}") == BodyType::other);
  CHECK(body_type("application/json", "") == BodyType::none);
}

TEST_CASE("Forms are read as nested objects") {
  const auto body =
      read_body("amount=100&metadata[order]=7&items[0][id]=a&items[1][id]=b&tags[]=x&tags[]=y",
                BodyType::form);
  REQUIRE(body);
  CHECK(*body == nlohmann::json::parse(R"({"amount":"100","metadata":{"order":"7"},
      "items":[{"id":"a"},{"id":"b"}],"tags":["x","y"]})"));
  CHECK(value_at(*body, "/items/1/id") == "b");
  CHECK_FALSE(read_body("a=1&a[b]=2", BodyType::form));
  CHECK_FALSE(read_body("a=%FF", BodyType::form));
  CHECK(read_body("a=1&a=2", BodyType::form)->at("a") == "2");
}

TEST_CASE("Bounds") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(read_body(nested(64), BodyType::json));
  CHECK_FALSE(read_body(nested(65), BodyType::json));
  const std::string large = '"' + std::string(1024 * 1024 - 2, 'x') + '"';
  CHECK(read_body(large, BodyType::json));
  CHECK_FALSE(read_body(large + ' ', BodyType::json));
  CHECK(json_print(nested(300)) != json_print(nested(301)));
}

TEST_CASE("Values at JSON Pointers") {
  const std::string body = R"({"a/b":{"~":"x"},"n":1.50,"big":12345678901234567890123,
      "list":[{"id":"é\u00e9"}],"null":null,"yes":true,"twice":1,"twice":2,"":"empty"})";
  const auto at = [&](const std::string& pointer) { return value_at(body, kJson, pointer); };
  CHECK(at("/a~1b/~0") == "x");
  CHECK(at("/n") == "1.50");
  CHECK(at("/big") == "12345678901234567890123");
  CHECK(at("/list/0/id") == "éé");
  CHECK(at("/yes") == "true");
  CHECK(at("/twice") == "2");
  CHECK(at("/") == "empty");
  for (const char* none :
       {"/null", "/list", "/list/1", "/list/00", "/list/-", "/none", "n", "/n~2", "/a~1b", ""})
    CHECK_FALSE(at(none));
  CHECK(value_at(*read_body(body, BodyType::json), "/list/0/id") == "éé");
  CHECK(value_at("a[b]=%C3%A9", kForm, "/a/b") == "é");
}

TEST_CASE("The key is put into the bytes as they are") {
  const auto json = [](std::string_view body, const std::string& pointer) {
    return with_key(body, BodyType::json, pointer, "k\"1");
  };
  CHECK(json(R"({ "amount" : 1.0 })", "/key") == R"({"key":"k\"1", "amount" : 1.0 })");
  CHECK(json("{ }", "/key") == R"({"key":"k\"1" })");
  CHECK(json(R"({"a":1, "key" : null , "b":2})", "/key") == R"({"a":1, "key" : "k\"1" , "b":2})");
  CHECK(json(R"({"m":{"x":1}})", "/m/k") == R"({"m":{"k":"k\"1","x":1}})");
  CHECK(json(R"({"x":1})", "/m/n/k") == R"({"m":{"n":{"k":"k\"1"}},"x":1})");
  CHECK(json(R"({"k":1,"k":2})", "/k") == R"({"k":"k\"1","k":"k\"1"})");
  CHECK(json(R"({"l":[{}]})", "/l/0/k") == R"({"l":[{"k":"k\"1"}]})");
  const auto form = [](std::string_view body, const std::string& pointer) {
    return with_key(body, BodyType::form, pointer, "k 1&");
  };
  CHECK(form("a=%31", "/key") == "a=%31&key=k+1%26");
  CHECK(form("m%5Bk%5D=old&a=1", "/m/k") == "m%5Bk%5D=k+1%26&a=1");
  CHECK(form("", "/m/k") == "m[k]=k+1%26");
  CHECK(form("key&a", "/key") == "key=k+1%26&a");
}

TEST_CASE("A body that has no place for the key is refused") {
  const auto refused = [](std::string_view body, BodyType type, const std::string& pointer) {
    try {
      with_key(body, type, pointer, "k");
      return false;
    } catch (const Failure& failure) {
      return failure.kind == Failure::Kind::input;
    }
  };
  CHECK(refused("[1]", BodyType::json, "/0"));
  CHECK(refused("{\"a\":1", BodyType::json, "/k"));
  CHECK(refused("", BodyType::json, "/k"));
  CHECK(refused("{\"a\":1}", BodyType::json, "/a/k"));
  CHECK(refused("{\"a\":[]}", BodyType::json, "/a/0/k"));
  CHECK(refused("{}", BodyType::json, "k"));
  CHECK(refused("a=1", BodyType::form, "/a/b"));
  CHECK(refused("<a/>", BodyType::other, "/k"));
  CHECK(refused("", BodyType::none, "/k"));
}

TEST_CASE("Setting the key changes no fingerprint") {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    Node tree = grow(random, 3);
    const std::string body = write(tree, &random);
    if (!body.starts_with('{')) continue;
    for (const std::string pointer : {"/m1", "/m1/m2", "/new/one"}) {
      Profile profile = square();
      profile.key_name = pointer;
      CAPTURE(body);
      CAPTURE(pointer);
      try {
        const std::string keyed = with_key(body, BodyType::json, pointer, "a-key");
        CHECK(value_at(keyed, kJson, pointer) == "a-key");
        CHECK(json_print(profile, keyed) == json_print(profile, body));
      } catch (const Failure&) {
        CHECK(pointer == "/m1/m2");
      }
    }
  }
}

TEST_CASE("Another amount is one more, digit by digit") {
  Profile profile;
  profile.amount = {"/amount/value", "/amount", "/purchase_units/0/amount/value"};
  const auto json = [&](std::string_view body) {
    return with_other_amount(profile, body, BodyType::json).value_or("none");
  };
  CHECK(json(R"({"amount": 1000 })") == R"({"amount": 1001 })");
  CHECK(json(R"({"amount":9})") == R"({"amount":10})");
  CHECK(json(R"({"amount":"12.50"})") == R"({"amount":"12.51"})");
  CHECK(json(R"({"amount":"99.99"})") == R"({"amount":"100.00"})");
  CHECK(json(R"({"amount":0.9})") == R"({"amount":1.0})");
  CHECK(json(R"({"amount":1e3})") == R"({"amount":2e3})");
  CHECK(json(R"({"amount":"-9"})") == R"({"amount":"-10"})");
  CHECK(json(R"({"amount":99999999999999999999999})") == R"({"amount":100000000000000000000000})");
  CHECK(json(R"({"amount":{"currency":"EUR","value":19}})") ==
        R"({"amount":{"currency":"EUR","value":20}})");
  CHECK(json(R"({"purchase_units":[{"amount":{"value":"1.09"}}]})") ==
        R"({"purchase_units":[{"amount":{"value":"1.10"}}]})");
  for (const char* none : {R"({"amount":"twelve"})", R"({"amount":"1."})", R"({"amount":null})",
                           R"({"other":1})", R"({"amount":1)", R"({"amount":"1e"})"})
    CHECK(json(none) == "none");
  const auto form = [&](std::string_view body) {
    return with_other_amount(profile, body, BodyType::form).value_or("none");
  };
  CHECK(form("amount=%31999&currency=eur") == "amount=2000&currency=eur");
  CHECK(form("amount[value]=5") == "amount[value]=6");
  CHECK(form("currency=eur") == "none");
}

}  // namespace
}  // namespace checkoutdiag::charge
