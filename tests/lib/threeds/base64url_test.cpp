#include "lib/threeds/base64url.hpp"

#include <doctest/doctest.h>

#include <random>

namespace checkoutdiag::threeds {
namespace {

std::string told(const Decoded& decoded) {
  std::string text = decoded.fault.empty() ? decoded.json : "fault: " + decoded.fault;
  for (const std::string& each : decoded.oddities)
    text += " | " + each;
  return text;
}

}  // namespace

TEST_CASE("what is encoded is decoded, and nothing is odd about it") {
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    std::string json = "{\"a\":\"";
    for (std::size_t k = random() % 50; k > 0; --k)
      json += static_cast<char>('a' + random() % 26);
    json += "\"}";
    CHECK(told(decode_message(encode_message(json))) == json);
  }
}

TEST_CASE("each thing that is not as it must be is named") {
  const std::string json = R"({"a":"??>>~~"})";
  const std::string good = encode_message(json);
  CHECK(told(decode_message(good + "=")) ==
        json + " | it is padded with =, which receivers need not take");
  CHECK(told(decode_message(good + "%3D")) ==
        json + " | it is percent-encoded | it is padded with =, which receivers need not take");
  CHECK(told(decode_message("creq=" + good + "&threeDSSessionData=x")) ==
        json + " | it is a form's field creq, whose value was taken");
  CHECK(told(decode_message(json)) == json + " | it is JSON itself, and was not encoded");
  CHECK(told(decode_message(encode_message(good))) == json + " | it is encoded 2 times");
  CHECK(told(decode_message(good.substr(0, 4) + "\n" + good.substr(4))) ==
        json + " | it has white space in it");
  CHECK(told(decode_message(encode_message("\xEF\xBB\xBF{}"))) ==
        "{} | its JSON begins with a byte order mark");
  CHECK(told(decode_message(encode_message("{\n}"))) == "{\n} | its JSON is on several lines");
  std::string standard = encode_message(R"({"a":"~~~???>>>"})");
  for (char& each : standard)
    each = each == '-' ? '+' : each == '_' ? '/' : each;
  CHECK(told(decode_message(standard)).find("the standard alphabet") != std::string::npos);
}

TEST_CASE("what is none is told why") {
  CHECK(told(decode_message("")) == "fault: what it encodes is no JSON");
  CHECK(told(decode_message("ab*c")) == "fault: character 3 is none of base64url's");
  CHECK(told(decode_message("abcde")) == "fault: its last character is missing: the text was cut");
  CHECK(told(decode_message(encode_message("\x01\x02"))) == "fault: what it encodes is no JSON");
}

}  // namespace checkoutdiag::threeds
