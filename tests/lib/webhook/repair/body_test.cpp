#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "lib/text/hex.hpp"
#include "tests/lib/webhook/repair/offered.hpp"

namespace checkoutdiag::webhook {
namespace {

using nlohmann::json;

const std::string kJson =
    R"({"id":"evt_1","amount":1050,"name":"Zoë + Søn","url":"https:\/\/example.com\/?a=1&b=2"})";
const std::string kLines = "{\n  \"id\": \"evt_1\",\n  \"live\": true\n}\n";
const std::string kForm = "token=gIk&team=T01&text=94070+is%2Fwas&name=Zo%C3%AB&empty=&tilde=%7E*";

std::string id(std::string_view given, std::string_view original) {
  const std::vector<Variant> found = all_body_repairs(given);
  check_well_formed(found, given);
  return id_of(found, original);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string deflated(const std::string& text, int window_bits) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

TEST_CASE("Line ends at the body's end are taken off and put back") {
  CHECK(id(kJson + "\n", kJson) == "body.trailing-newline-added");
  CHECK(id(kJson + "\r\n", kJson) == "body.trailing-crlf-added");
  CHECK(id(kJson, kJson + "\n") == "body.trailing-newline-removed");
  CHECK(id(kJson, kJson + "\r\n") == "body.trailing-crlf-removed");
  CHECK(id(kLines.substr(0, kLines.size() - 1), kLines) == "body.trailing-newline-removed");
  for (const Variant& variant : all_body_repairs(kJson + "\n"))
    if (variant.value == kJson) CHECK(variant.common);
}

TEST_CASE("Line ends become each other again") {
  const std::string crlf = with(kLines, "\n", "\r\n");
  CHECK(id(kLines, crlf) == "body.crlf-became-lf");
  CHECK(id(crlf, kLines) == "body.lf-became-crlf");
  CHECK(id("a\r\nb\nc", "a\r\nb\r\nc") == "body.crlf-became-lf");
}

TEST_CASE("What a save on Windows does at once is undone as one damage") {
  constexpr const char* kMark = "\xEF\xBB\xBF";
  const std::string lines = kLines.substr(0, kLines.size() - 1), crlf = with(lines, "\n", "\r\n");
  for (const std::string& given :
       {crlf + "\r\n", crlf + "\n", kMark + crlf, kMark + crlf + "\r\n", kMark + crlf + "\n"}) {
    CAPTURE(given);
    CHECK(id(given, lines) == "body.lf-became-crlf");
  }
  CHECK(id(kMark + kJson + "\n", kJson) == "body.bom-added");
  CHECK(id(kMark + kJson + "\r\n", kJson) == "body.bom-added");
  CHECK(id(kMark + std::string("a\r\nb\r\n"), "a\nb\n") == "body.lf-became-crlf");
  const std::vector<Variant> found = all_body_repairs(kMark + crlf + "\r\n");
  const auto whole = std::find_if(found.begin(), found.end(),
                                  [&](const Variant& each) { return each.value == lines; });
  REQUIRE(whole != found.end());
  CHECK(whole->happened.find("line ends LF became CR LF") != std::string::npos);
  CHECK(whole->happened.find("added at its end") != std::string::npos);
  CHECK(whole->happened.find("byte order mark") != std::string::npos);
  CHECK(whole->common);
  // The mark and the line ends alone are smaller damages, and come first.
  CHECK(std::any_of(found.begin(), whole,
                    [&](const Variant& each) { return each.value == crlf + "\r\n"; }));
}

TEST_CASE("What stands around a body is taken off and put back") {
  CHECK(id("\xEF\xBB\xBF" + kJson, kJson) == "body.bom-added");
  CHECK(id(kJson, "\xEF\xBB\xBF" + kJson) == "body.bom-removed");
  CHECK(id(" \t" + kJson + "\n\n", kJson) == "body.whitespace-added");
  CHECK(id("\n" + kLines + "\n", "\n" + kLines.substr(0, kLines.size() - 1)) ==
        "body.whitespace-added");
  CHECK(id("\n" + kLines, kLines) == "body.whitespace-added");
  CHECK(id(" \n" + kLines + "\t ", kLines) == "body.whitespace-added");
  CHECK(id(kJson, kJson + " ") == "body.whitespace-removed");
  CHECK(id(kJson, "\n" + kJson) == "body.whitespace-removed");
  CHECK(id(kJson + std::string(3, '\0'), kJson) == "body.trailing-nul-added");
  CHECK(id(kJson, kJson + '\0') == "body.trailing-nul-removed");
}

TEST_CASE("Encodings of a whole body are undone") {
  const std::string base64 = text::base64(text::bytes_of(kJson));
  CHECK(id(base64, kJson) == "body.base64-encoded");
  CHECK(id(base64 + "\n", kJson) == "body.base64-encoded");
  CHECK(id(base64.substr(0, 76) + "\r\n" + base64.substr(76) + "\r\n", kJson) ==
        "body.base64-encoded");
  CHECK(id("Pz8_-_8", "???\xFB\xFF") == "body.base64-encoded");
  CHECK(id(kJson, base64) == "body.base64-decoded");
  CHECK(id(text::hex(text::bytes_of(kJson)), kJson) == "body.hex-encoded");
  CHECK(id("\\x" + text::hex(text::bytes_of(kJson)), kJson) == "body.hex-encoded");
}

TEST_CASE("Compression is undone") {
  CHECK(id(deflated(kJson, MAX_WBITS + 16), kJson) == "body.gzip-compressed");
  CHECK(id(deflated(kJson, MAX_WBITS), kJson) == "body.deflate-compressed");
  CHECK(id(deflated(kJson, -MAX_WBITS), kJson) == "body.deflate-compressed");
  // Two gzip members are one body (RFC 1952 section 2.2).
  CHECK(id(deflated(kJson, MAX_WBITS + 16) + deflated(kLines, MAX_WBITS + 16), kJson + kLines) ==
        "body.gzip-compressed");
  CHECK(id(text::base64(text::bytes_of(deflated(kJson, MAX_WBITS + 16))), kJson) ==
        "body.base64-encoded");
  const std::string gzip = deflated(kJson, MAX_WBITS + 16);
  CHECK(id(deflated(gzip, MAX_WBITS + 16), kJson) == "body.gzip-compressed");
  for (const std::string& behind : {std::string("\n"), std::string("\0\0", 2), std::string("xyz")})
    CHECK(id(gzip + behind, kJson) == "body.gzip-compressed");
  CHECK(id(gzip.substr(0, gzip.size() - 9), kJson) == "");
  const std::string events =
      R"([{"id":"evt_1","type":"charge.paid"},{"id":"evt_2","type":"charge.paid"},)"
      R"({"id":"evt_3","type":"charge.paid"}])";
  std::string brotli;  // by libbrotlienc 1.0.9, quality 11
  REQUIRE(text::decode_hex(
      "1b6c00f88dd462cd19ee04e2b6d497cf416d5144843fbc3d1c412c9d3ed880039062099026b86658"
      "e59d9f30e0b77643a8970e766a9e300adbc96801",
      brotli));
  CHECK(brotli.size() < events.size());
  CHECK(id(brotli, events) == "body.brotli-compressed");
  CHECK(id(brotli + "x", events) == "");
  CHECK(id(brotli.substr(0, brotli.size() - 1), events) == "");
}

TEST_CASE("Compression is told by its marks, and text is not taken for it") {
  CHECK(compression_of(deflated(kJson, MAX_WBITS + 16)) == "gzip");
  CHECK(compression_of(deflated(kJson, MAX_WBITS + 16).substr(0, 20)) == "gzip");
  CHECK(compression_of(deflated(kJson, MAX_WBITS)) == "zlib");
  CHECK(compression_of(deflated(kJson, MAX_WBITS).substr(0, 60)) == "zlib");
  CHECK(compression_of(deflated(std::string(1 << 20, 'a'), MAX_WBITS)) == "zlib");
  for (const std::string& plain :
       {std::string(), std::string("x"), std::string("x "), std::string("x^2 + y^2 = 1"),
        std::string("x } and more"), kJson, kForm, deflated(kJson, -MAX_WBITS)})
    CHECK(compression_of(plain) == "");
}

TEST_CASE("A body that decompresses to more than the limit is left alone") {
  const std::string bomb = deflated(std::string(50'000'000, 'a'), MAX_WBITS + 16);
  for (const Variant& variant : all_body_repairs(bomb, 200'000)) {
    CHECK(variant.value.size() <= 200'000);
    CHECK(variant.id != "body.gzip-compressed");
  }
  const std::string small = deflated(std::string(1000, 'a'), MAX_WBITS);
  CHECK(id_of(all_body_repairs(small, 1000), std::string(1000, 'a')) == "body.deflate-compressed");
  CHECK(id_of(all_body_repairs(small, 999), std::string(1000, 'a')) == "");
  CHECK(id_of(all_body_repairs(deflated(kJson, MAX_WBITS).substr(0, 40)), kJson) == "");
}

TEST_CASE("What a body was put into is taken away") {
  CHECK(id(json(kJson).dump(), kJson) == "body.json-string-wrapped");
  CHECK(id(json(kJson).dump(-1, ' ', true) + "\n", kJson) == "body.json-string-wrapped");
  CHECK(id(json(json(kJson).dump()).dump(), kJson) == "body.json-string-wrapped");
  CHECK(id(kJson,
           R"("{\"id\":\"evt_1\",\"amount\":1050,\"name\":\"Zoë + Søn\",)"
           R"(\"url\":\"https:\\/\\/example.com\\/?a=1&b=2\"}")") == "body.json-string-unwrapped");
  const json lambda = {{"version", "2.0"}, {"headers", {{"host", "x"}}}, {"body", kJson}};
  CHECK(id(lambda.dump(2), kJson) == "body.enveloped");
  const json pubsub = {{"message", {{"data", text::base64(text::bytes_of(kJson))}, {"id", 1}}}};
  CHECK(id(pubsub.dump(), kJson) == "body.enveloped");
  CHECK(id(R"({"n":1,"event": {"b":1.0, "a":[]} ,"z":2})", R"({"b":1.0, "a":[]})") ==
        "body.enveloped");
  const json sqs = {{"Records", {{{"messageId", "1"}, {"body", kJson}}, {{"body", kLines}}}}};
  CHECK(id(sqs.dump(), kJson) == "body.enveloped");
  CHECK(id(sqs.dump(2), kLines) == "body.enveloped");
  const json sns = {{"Records", {{{"EventSource", "aws:sns"}, {"Sns", {{"Message", kJson}}}}}}};
  CHECK(id(sns.dump(), kJson) == "body.enveloped");
  CHECK(id(R"({"data":[1,[2]],"body":"x y"})", "x y") == "body.enveloped");
  const json octets = std::vector<std::uint8_t>(kJson.begin(), kJson.end());
  CHECK(id(json({{"type", "Buffer"}, {"data", octets}}).dump(), "") == "");
  CHECK(id(R"({"type":"Buffer","data":)" + octets.dump() + "}", kJson) == "body.bytes-as-json");
  CHECK(id(octets.dump(), kJson) == "body.bytes-as-json");
  CHECK(id(R"({"0":123,"1":34,"2":255})", "{\"\xFF") == "body.bytes-as-json");
}

TEST_CASE("A form around a body is taken away, and put around it again") {
  const std::string encoded =
      "%7B%22id%22%3A%22evt_1%22%2C%22amount%22%3A1050%2C%22name%22%3A%22Zo%C3%AB+%2B+S%C3%B8n%22"
      "%2C%22url%22%3A%22https%3A%5C%2F%5C%2Fexample.com%5C%2F%3Fa%3D1%26b%3D2%22%7D";
  CHECK(id("payload=" + encoded, kJson) == "body.form-wrapped");
  CHECK(id("a=1&body=" + encoded + "&c=2", kJson) == "body.form-wrapped");
  CHECK(id("data=" + with(encoded, "+", "%20"), kJson) == "body.form-wrapped");
  CHECK(id("payload=" + kJson, kJson) == "body.form-wrapped");
  CHECK(id("payload=a%20b", "a b") == "body.form-wrapped");
  CHECK(id(json({{kJson, ""}}).dump(), kJson) == "body.form-wrapped");
  CHECK(id(kJson, "payload=" + encoded) == "body.form-unwrapped");
  CHECK(id(kJson, "payload=" + with(encoded, "+", "%20")) == "body.form-unwrapped");
  CHECK(id(encoded, kJson) == "body.percent-encoded");
  CHECK(id(encoded + "=", kJson) == "body.percent-encoded");
}

TEST_CASE("The line feeds of Braintree's payload are put back") {
  const std::string xml =
      "<notification><kind>check</kind><subject><check type=\"boolean\">true</check></subject>"
      "<note>\xC3\xBF\xC3\xBE?>?>~~~</note></notification>";
  const std::string base64 = text::base64(text::bytes_of(xml));
  REQUIRE(base64.size() > 120);
  REQUIRE(base64.find('+') != std::string::npos);
  const std::string head = "bt_signature=key%7Cabc&bt_payload=";
  const auto escaped = [](std::string text, const std::string& line_end) {
    text = with(with(with(text, "+", "%2B"), "/", "%2F"), "=", "%3D");
    return with(text, "\n", line_end);
  };
  std::string payload;
  for (std::size_t at = 0; at < base64.size(); at += 60)
    payload += base64.substr(at, 60) + "\n";
  const std::string right = head + escaped(payload, "%0A");
  const std::string lost = "body.payload-line-feeds-lost";
  for (const std::string line_end : {"", "%20", "+", "%0D%0A", "%5Cn", "\\n", "%5Cr%5Cn", " "}) {
    CAPTURE(line_end);
    CHECK(id(head + escaped(payload, line_end), right) == lost);
    CHECK(id(head + escaped(payload, line_end) + "&x=1", right + "&x=1") == lost);
  }
  // Written by hand: nothing is escaped.
  CHECK(id(head + base64, right) == lost);
  CHECK(id(head + with(base64, "+", " "), right) == lost);
  CHECK(id(head + with(right.substr(head.size()), "%2B", "+"), right) == "body.plus-became-space");
  CHECK(id("my_" + head + base64, "my_" + right) == lost);
  CHECK(id("xbt_payload=" + base64, "xbt_payload=" + escaped(payload, "%0A")) == "");
}

TEST_CASE("A form that was parsed and written again is written as the sender wrote it") {
  for (const char* given :
       {"token=gIk&team=T01&text=94070%20is%2Fwas&name=Zo%C3%AB&empty=&tilde=~%2A",   // qs
        "token=gIk&team=T01&text=94070+is%2fwas&name=Zo%c3%ab&empty=&tilde=%7e*"}) {  // .NET
    CHECK(id(given, kForm) == "body.form-reserialized");
    CHECK(id(kForm, given) == "body.form-reserialized");
  }
  CHECK(id(R"({"token":"gIk","text":"94070 is/was","name":"Zo\u00eb","empty":""})",
           "token=gIk&text=94070+is%2Fwas&name=Zo%C3%AB&empty=") == "body.form-became-json");
  CHECK(id(R"({"a":"1","b":2})", "a=1&b=2") == "");
  CHECK(id("text=a b c&n=1", "text=a+b+c&n=1") == "body.plus-became-space");
  CHECK(id(R"({"phone":" 4930123","name":"A B"})", R"({"phone":"+4930123","name":"A B"})") ==
        "body.plus-became-space");
  CHECK(id(R"({"key":"a b c"})", R"({"key":"a+b+c"})") == "body.plus-became-space");
  CHECK(id("<tel> 4930123 4</tel>", "<tel>+4930123 4</tel>") == "body.plus-became-space");
  CHECK(id("hello+world", "hello world") == "body.percent-encoded");
  CHECK(id("1+1 = 2", "1 1 = 2") == "");
}

TEST_CASE("Charsets that were mistaken for each other are undone") {
  const std::string utf8 = "{\"name\":\"Zoë €\"}";
  const std::string e_read = "Ã«", euro_windows = "â‚¬";
  CHECK(id("{\"name\":\"Zo" + e_read + "\"}", "{\"name\":\"Zoë\"}") == "body.utf8-read-as-latin1");
  CHECK(id("{\"name\":\"Zo" + e_read + " " + euro_windows + "\"}", utf8) ==
        "body.utf8-read-as-latin1");
  CHECK(id("{\"name\":\"ZoÃƒÂ«\"}", "{\"name\":\"Zoë\"}") == "body.utf8-read-as-latin1");
  CHECK(id("{\"name\":\"Zo\xEB\"}", "{\"name\":\"Zoë\"}") == "body.utf8-became-latin1");
  CHECK(id("{\"name\":\"Zo\xEB \x80\"}", utf8) == "body.utf8-became-latin1");
  CHECK(id("{\"name\":\"Zoë\"}", "{\"name\":\"Zo\xEB\"}") == "body.latin1-became-utf8");
  std::string little;
  for (char c : std::string("{\"a\":1}\r\n"))
    little += {c, '\0'};
  CHECK(id("\xFF\xFE" + little, "{\"a\":1}") == "body.utf8-became-utf16");
  CHECK(id(little, "{\"a\":1}\r\n") == "body.utf8-became-utf16");
  std::string windows = "\xFF\xFE";
  for (char c : std::string("a\r\nb\r\n"))
    windows += {c, '\0'};
  for (const char* right : {"a\r\nb", "a\nb", "a\nb\n"})
    CHECK(id(windows, right) == "body.utf8-became-utf16");
  CHECK(id(std::string("\xFE\xFF\0{\xD8\x3D\xDE\x00", 8), "{😀") == "body.utf8-became-utf16");
}

TEST_CASE("Escapes of a whole body are undone") {
  std::string html = with(kJson, "&", "&amp;");
  html = with(with(html, "\"", "&quot;"), "'", "&#39;");
  CHECK(id(html, kJson) == "body.html-escaped");
  CHECK(id("&#39;&#x27;&lt;&gt;&apos;&amp;quot;&bogus;&#xD800;&#;&",
           "''<>'&quot;&bogus;&#xD800;&#;&") == "body.html-escaped");
  const std::string slashed = with(with(kJson, "\\", "\\\\"), "\"", "\\\"");
  CHECK(id(slashed, kJson) == "body.backslashes-added");
  // What json_forms undoes is no sign of backslashes that something added.
  CHECK(id(R"({"u":"https:\/\/x"})", R"({"u":"https://x"})") == "");
  CHECK(id("b'" + with(with(kJson, "\\", "\\\\"), "ë", "\\xc3\\xab") + "'", kJson) ==
        "body.python-bytes");
  CHECK(id("b\"it's\\n\"", "it's\n") == "body.python-bytes");
  CHECK(id("'" + kJson + "'\n", kJson) == "body.quoted");
}

TEST_CASE("What a capture left around a body is taken away") {
  CHECK(id("POST /hook HTTP/1.1\r\nHost: x\r\n\r\n" + kJson, kJson) == "body.headers-left-in");
  CHECK(id("8\r\n{\"a\":[1,\r\n4;x=y\r\n2]} \r\n0\r\n\r\n", "{\"a\":[1,2]} ") ==
        "body.chunks-left-in");
  CHECK(id("HTTP/1.1 200 OK\nX: y\n\n3\r\n{ }\r\n0\r\n\r\n", "{ }") == "body.headers-left-in");
}

TEST_CASE("Likely damages come first, and a search that has enough ends the repairs") {
  const std::vector<Variant> found = all_body_repairs(kJson + "\n");
  REQUIRE(found.size() > 3);
  CHECK(found[0].id == "body.trailing-newline-added");
  for (std::size_t most = 1; most <= found.size(); ++most) {
    std::size_t taken = 0;
    body_repairs(kJson + "\n", kLimit, [&](Variant&&) { return ++taken < most; });
    CHECK(taken == most);
  }
}

TEST_CASE("An empty body and one above the limit are not repaired") {
  CHECK(all_body_repairs("").empty());
  CHECK(all_body_repairs(kJson, kJson.size() - 1).empty());
  for (const Variant& variant : all_body_repairs(kJson + "\n", kJson.size() + 1))
    CHECK(variant.value.size() <= kJson.size() + 1);
}

TEST_CASE("Random bodies are repaired within bounds") {
  constexpr std::string_view kBytes = "{}[]\"\\:,%+&=;#x0123456789abAB \r\n\t'\xC3\xAB\xFF\x1F\x8B";
  std::mt19937 random(9110);
  for (int i = 0; i < 3000; ++i) {
    std::string body;
    for (std::size_t length = random() % 60; length > 0; --length)
      body += i % 2 == 0 ? static_cast<char>(random() & 0xFF) : kBytes[random() % kBytes.size()];
    const std::vector<Variant> found = all_body_repairs(body, 200);
    check_well_formed(found, body);
    for (const Variant& variant : found)
      REQUIRE(variant.value.size() <= 200);
    check_well_formed(all_json_forms(body), body);
  }
}

}  // namespace
}  // namespace checkoutdiag::webhook
