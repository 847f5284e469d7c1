#include <doctest/doctest.h>

#include <random>

#include "lib/text/hex.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace std::string_literals;

std::string fault_of(std::string_view text, BatchLine& line) {
  std::string fault = "of the line before";
  const bool good = read_batch_line(text, line, fault);
  CHECK(good == fault.empty());
  return fault;
}

std::string fault_of(std::string_view text) {
  BatchLine line;
  return fault_of(text, line);
}

/// Everything that was read, in one text.
std::string all_of(const BatchLine& line) {
  const Delivery& d = line.delivery;
  std::string all =
      line.name + "/" + line.scheme + "/" + (line.has_secret ? "+" : "-") + line.secret + "/";
  for (const std::string& secret : line.secrets)
    all += secret + ",";
  all += "/" + d.method + "/" + d.url + "/" + d.body + "/";
  for (const Header& header : d.headers)
    all += header.name + "=" + header.value + ",";
  all += "/";
  for (const Header& param : d.params)
    all += param.name + "=" + param.value + ",";
  all += "/" + (line.now ? std::to_string(*line.now) : "none") + "/" +
         (line.tolerance ? std::to_string(*line.tolerance) : "none") + "/";
  for (const auto& [name, value] : line.settings)
    all += name + "=" + value + ",";
  return all;
}

constexpr std::string_view kFull = R"({"name": "case \u0031", "scheme": "stripe",
  "secret": "s1", "secrets": ["s2", "s\n3"], "headers": {"A": "1", "B": ["2", " 3 "]},
  "body_b64": "AP8=", "now": 1700000000, "url": "https:\/\/a/", "method": "PUT",
  "params": {"p": "x ", "q": ["1", 2.50, true]},
  "opts": {"publicKey": "k", "key_id": 7, "HTTPSUrl2Go": false, "tolerance": "0"},
  "expect": {"valid": [true]}, "source": null, "note": 1e999})";

TEST_CASE("a line of a batch is read with all its keys") {
  BatchLine line;
  REQUIRE(fault_of(kFull, line).empty());
  CHECK(all_of(line) ==
        "case 1/stripe/+s1/s2,s\n3,/PUT/https://a//\0\xff/A=1,B=2,B=3,/p=x ,q=1,q=2.50,q=true,/"
        "1700000000/0/public-key=k,key-id=7,httpsurl2-go=false,"s);
}

TEST_CASE("a line leaves nothing to the next one") {
  const std::vector<std::string> lines = {
      std::string(kFull),
      "{}",
      R"({"body": "\u00e4\ud83d\ude00 a"})",
      R"({"secrets": ["only"], "headers": [["A", "1"], {"name": "B", "value": "2"}]})",
      R"({"secret": "", "opts": {}, "params": [], "headers": {}})",
      R"({"opts": {"a": "1", "tolerance": 5, "b": "2"}, "now": 0})",
      R"({"name": "bad", "secrets": ["x", "y"], "headers": {"Z": "1"}, "oops": 1})"};
  std::mt19937 random(1);
  BatchLine reused;
  for (int i = 0; i < 500; ++i) {
    const std::string& text = lines[random() % lines.size()];
    BatchLine fresh;
    const std::string fault = fault_of(text, fresh);
    REQUIRE(fault_of(text, reused) == fault);
    if (fault.empty()) REQUIRE(all_of(reused) == all_of(fresh));
    REQUIRE(reused.name == fresh.name);
  }
}

TEST_CASE("a secret that is blank is not one that is absent") {
  BatchLine line;
  CHECK(fault_of("{}", line).empty());
  CHECK_FALSE(line.has_secret);
  CHECK(fault_of(R"({"secret": ""})", line).empty());
  CHECK(line.has_secret);
  CHECK(fault_of(R"({"secrets": ["a", "b"]})", line).empty());
  CHECK(line.has_secret);
  CHECK(line.secret == "a");
  CHECK(line.secrets == std::vector<std::string>{"b"});
}

TEST_CASE("bodies of any bytes come through") {
  std::mt19937 random(2);
  BatchLine line;
  for (std::size_t size = 0; size < 300; ++size) {
    std::string body;
    while (body.size() < size)
      body += static_cast<char>(random() & 0xFF);
    std::string digits = text::base64(text::bytes_of(body));
    std::string php;
    for (char c : digits)
      php += c == '/' ? "\\/"s : std::string(1, c);
    REQUIRE(fault_of("{\"body_b64\":\"" + digits + "\"}", line).empty());
    REQUIRE(line.delivery.body == body);
    REQUIRE(fault_of("{\"body_b64\":\"" + php + "\"}", line).empty());
    REQUIRE(line.delivery.body == body);
  }
}

TEST_CASE("a fault of a line is named, and tells no secret") {
  const std::pair<const char*, const char*> faults[] = {
      {"", "not JSON at byte 1"},
      {"[]", "the line is no JSON object"},
      {"{\"name\": \"a\"", "not JSON at byte 13"},
      {"{\"name\": \"a\"} {}", "not JSON at byte 15"},
      {R"({"secrt": "x"})", "unknown key \"secrt\""},
      {R"({"a\u001b": "x"})", "unknown key \"a\\x1b\""},
      {R"({"secret": "a", "s\u0065cret": "b"})", "\"secret\" is given twice"},
      {R"({"note": 1, "note": 2})", "\"note\" is given twice"},
      {R"({"name": 1})", "\"name\" is no string"},
      {R"({"secret": null})", "\"secret\" is no string"},
      {R"({"secret": "\ud800"})", "\"secret\" has half a surrogate pair"},
      {R"({"secrets": "a"})", "\"secrets\" is no list"},
      {R"({"secrets": []})", "\"secrets\" is empty"},
      {R"({"secrets": [1]})", "\"secrets\" is no string"},
      {R"({"headers": "a"})", "the headers are neither an object nor a list"},
      {R"({"headers": {"A": 1}})", "the value of header \"A\" is no string"},
      {R"({"headers": {"A": "1", "A": "2"}})", "header \"A\" is given twice"},
      {R"({"params": {"A": null}})",
       "the value of parameter \"A\" is no string, number, true or false"},
      {R"({"body": "", "body_b64": ""})", "\"body\" and \"body_b64\" are both given"},
      {R"({"body_b64": "AA"})", "\"body_b64\" is not base64 (RFC 4648, section 4, padded)"},
      {R"({"body_b64": "AA==\n"})", "\"body_b64\" is not base64 (RFC 4648, section 4, padded)"},
      {R"({"now": "1"})", "\"now\" is no whole number of seconds since 1970"},
      {R"({"now": 1.0})", "\"now\" is no whole number of seconds since 1970"},
      {R"({"now": -1})", "\"now\" is no whole number of seconds since 1970"},
      {R"({"now": 1234567890123456789})", "\"now\" is no whole number of seconds since 1970"},
      {R"({"opts": []})", "\"opts\" is no object"},
      {R"({"opts": {"a": {}}})", "\"opts\": \"a\" is no string, number, true or false"},
      {R"({"opts": {"a": null}})", "\"opts\": \"a\" is no string, number, true or false"},
      {R"({"opts": {"aB": "1", "a_b": "2"}})", "\"opts\": \"a-b\" is given twice"},
      {R"({"opts": {"": "1"}})", "\"opts\" has a member whose name is none, or too long"},
      {R"({"opts": {"tolerance": true}})", "\"opts\": \"tolerance\" is no whole number of seconds"},
      {R"({"opts": {"tolerance": 1, "Tolerance": 2}})", "\"opts\": \"tolerance\" is given twice"},
  };
  for (const auto& [given, fault] : faults) {
    const std::string text = given;
    CAPTURE(text);
    CHECK(fault_of(text) == fault);
  }
}

TEST_CASE("a line that has a fault is named as far as it can be read") {
  BatchLine line;
  CHECK(fault_of(R"({"oops": [1, {}], "name": "later"})", line) == "unknown key \"oops\"");
  CHECK(line.name == "later");
  CHECK(fault_of(R"({"name": "before", "now": x})", line) == "not JSON at byte 27");
  CHECK(line.name == "before");
  CHECK(fault_of(R"({"headers": {"A": 1}, "x": [}, "name": "unseen"})", line) != "");
  CHECK(line.name.empty());
}

TEST_CASE("a hostile line costs no more than its length") {
  std::string names = "{\"params\": {";
  for (int i = 0; i < 2000; ++i)
    names += "\"" + std::string(900, 'a') + std::to_string(i) + "\": 1,";
  CHECK(fault_of(names) == "there are more than 1000 parameters");
  std::string empty = "{\"params\": {";
  for (int i = 0; i < 2000; ++i)
    empty += "\"" + std::to_string(i) + "\": [],";
  CHECK(fault_of(empty) == "there are more than 1000 parameters");
  CHECK(fault_of("{\"opts\": {\"" + std::string(100'000, 'a') + "\": 1}}").find("too long") !=
        std::string::npos);
  CHECK(fault_of("{\"note\": " + std::string(100'000, '[')) == "not JSON at byte 265");
}

}  // namespace
}  // namespace checkoutdiag::webhook
