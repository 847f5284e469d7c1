#include <doctest/doctest.h>

#include <map>
#include <set>

#include "lib/text/hex.hpp"
#include "lib/webhook/repair/variant.hpp"
#include "tests/lib/webhook/advice.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

namespace {

Scheme scheme_with(KeyForm form, std::vector<std::string> prefixes = {}, bool strips = false) {
  Scheme scheme;
  scheme.secret.form = form;
  scheme.secret.prefixes = std::move(prefixes);
  scheme.secret.strips_prefix = strips;
  return scheme;
}

std::vector<Variant> variants(const Scheme& scheme, std::string_view secret) {
  std::vector<Variant> all;
  secret_repairs(scheme, secret, [&](Variant&& variant) {
    all.push_back(std::move(variant));
    return true;
  });
  return all;
}

// The cause that leads from the damaged secret to the right one; empty when none does.
std::string cause_of(const Scheme& scheme, std::string_view damaged, std::string_view right) {
  for (const Variant& each : variants(scheme, damaged))
    if (each.value == right) return std::string(each.id);
  return {};
}

const std::string kPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
    "-----END PUBLIC KEY-----\n";

}  // namespace

TEST_CASE("What is wrapped around a secret comes off, however often it was wrapped") {
  const Scheme text = scheme_with(KeyForm::text);
  const std::string right = "s3cr3t-of-the-hook";
  const std::map<std::string, std::string> damaged = {
      {right + "\n", "secret.trailing-newline"},
      {right + "\r\n", "secret.trailing-newline"},
      {right + " ", "secret.surrounding-whitespace"},
      {"\xC2\xA0" + right, "secret.surrounding-whitespace"},
      {"\"" + right + "\"", "secret.quoted"},
      {"\xE2\x80\x9C" + right + "\xE2\x80\x9D", "secret.quoted"},
      {"\xEF\xBB\xBF" + right, "secret.bom"},
      {"bearer " + right, "secret.bearer-prefix"},
      {"\"" + right, "secret.quoted"},
      {right + "'", "secret.quoted"},
      {right + "\xEF\xBB\xBF", "secret.surrounding-whitespace"},
      {right + "\xE2\x80\xA9", "secret.surrounding-whitespace"},
      {right + ";", "secret.trailing-punctuation"},
      {right + ".", "secret.trailing-punctuation"},
      {"\"hook_secret\": \"" + right + "\"", "secret.variable-name-included"},
      {"\"hook_secret\": \"" + right + "\",\n", "secret.variable-name-included"},
      {right.substr(0, 6) + "\n" + right.substr(6), "secret.whitespace-inside"},
      {"HOOK_SECRET=" + right, "secret.variable-name-included"},
      {"export HOOK_SECRET='" + right + "'\r\n", "secret.variable-name-included"},
      {"\"HOOK_SECRET\"", ""},
  };
  for (const auto& each : damaged) {
    CAPTURE(each.first);
    CHECK(cause_of(text, each.first, right) == each.second);
  }
}

TEST_CASE("A secret in UTF-16 is read as that, with or without its mark and its last half") {
  const Scheme text = scheme_with(KeyForm::text, {"whsec_"});
  const std::string right = "whsec_s3cr3t";
  std::string little, big;
  for (char c : right + "\r\n") {
    little += {c, '\0'};
    big += {'\0', c};
  }
  for (const std::string& damaged :
       {little, "\xFF\xFE" + little, big, "\xFE\xFF" + big, big.substr(0, big.size() - 1)}) {
    CAPTURE(damaged);
    CHECK(cause_of(text, damaged, right) == "secret.utf16");
  }
  CHECK(cause_of(text, std::string("ab\0\0", 4), "ab") == "");
}

TEST_CASE("A secret as Python shows bytes is the bytes") {
  const Scheme text = scheme_with(KeyForm::text);
  CHECK(cause_of(text, "b'whsec_s3cr3t'", "whsec_s3cr3t") == "secret.python-bytes");
  CHECK(cause_of(text, "b\"whsec_s3cr3t\"\n", "whsec_s3cr3t") == "secret.python-bytes");
  CHECK(cause_of(text, "b'whsec_s3cr3t", "whsec_s3cr3t") == "");
}

TEST_CASE("Characters that look the same are tried for each other") {
  const std::string look_alike = "secret.look-alike-characters";
  CHECK(cause_of(scheme_with(KeyForm::hex), "OA1lfI3o", "0A11f130") == look_alike);
  const Scheme text = scheme_with(KeyForm::text, {"lO_"});
  CHECK(cause_of(text, "lO_ab00c0", "lO_abOOcO") == look_alike);
  CHECK(cause_of(text, "lO_ab00c0", "lO_ab0Oc0") == look_alike);
  CHECK(cause_of(text, "lO_xlyI", "lO_xIyI") == look_alike);
  CHECK(cause_of(text, "lO_xly1", "lO_x1y1") == look_alike);
  CHECK(cause_of(text, "lO_xly1", "IO_xly1") == "");
  CHECK(cause_of(text, std::string(200, '0'), std::string(200, 'O')) == "");
  CHECK(variants(text, std::string(100, 'l')).size() < 60);
}

TEST_CASE("What base64 of a secret comes from is told both ways") {
  for (const Variant& each : variants(scheme_with(KeyForm::text), "czNjcjN0LW9mLXRoZS1ob29r"))
    if (each.id == "secret.base64-encoded") {
      CHECK(each.fix.find("kubectl get secret") != std::string::npos);
      CHECK(each.fix.find("encoded once more when it was stored") != std::string::npos);
    }
}

TEST_CASE("What a shell, a page or a form changed inside a secret is changed back") {
  const Scheme text = scheme_with(KeyForm::text);
  const std::string right = "p+a/s&w=or$d_7";
  CHECK(cause_of(text, "p%2Ba%2Fs%26w%3Dor%24d_7", right) == "secret.percent-encoded");
  CHECK(cause_of(text, "p+a/s\\&w=or\\$d_7", right) == "secret.backslashes");
  CHECK(cause_of(text, "p+a/s&amp;w=or$d_7", right) == "secret.html-escaped");
  CHECK(cause_of(text, "p+a/s&w=or$$d_7", right) == "secret.doubled-dollar");
  CHECK(cause_of(scheme_with(KeyForm::hex), "AB:CD:EF", "ABCDEF") == "secret.separators");
}

TEST_CASE("Base64 with a comma behind it has no variable's name") {
  CHECK(cause_of(scheme_with(KeyForm::any), "YWJjZGVmZ2hpag==,", "YWJjZGVmZ2hpag==") ==
        "secret.trailing-punctuation");
}

TEST_CASE("The line's end behind a secret is called by its name") {
  const auto told = [](const std::string& secret) {
    return variants(scheme_with(KeyForm::text), secret).front().happened;
  };
  CHECK(told("abc\n") == "the secret ends with a newline");
  CHECK(told("abc\r\n") == "the secret ends with CR LF");
  CHECK(told("abc\r") == "the secret ends with a carriage return");
  CHECK(told("abc\n\n") == "the secret ends with several line ends");
}

TEST_CASE("A PEM key gets the ends of its lines back") {
  const Scheme any = scheme_with(KeyForm::any);
  std::string escaped = kPem, spaced = kPem;
  for (std::size_t at = 0; (at = escaped.find('\n', at)) != std::string::npos;)
    escaped.replace(at, 1, "\\n");
  for (char& c : spaced)
    if (c == '\n') c = ' ';
  CHECK(cause_of(any, escaped, kPem) == "secret.escaped-newlines");
  CHECK(cause_of(any, spaced, kPem) == "secret.line-ends-lost");
}

TEST_CASE("Keys that are written in another coding are written in the scheme's") {
  const std::string key = "\xFB\xEF\xBEkey of 24 raw bytes!!!\xFF";
  const std::string hex = text::hex(text::bytes_of(key));
  const std::string base64 = text::base64(text::bytes_of(key));
  std::string url = base64;
  for (char& c : url)
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  CHECK(cause_of(scheme_with(KeyForm::base64), hex, base64) == "secret.hex-decoded");
  CHECK(cause_of(scheme_with(KeyForm::base64), url, base64) == "secret.base64url");
  CHECK(cause_of(scheme_with(KeyForm::hex), base64, hex) == "secret.base64-decoded");
  CHECK(cause_of(scheme_with(KeyForm::hex), "0x" + hex, hex) == "secret.prefix-included");
  CHECK(cause_of(scheme_with(KeyForm::text), base64, key) == "secret.base64-decoded");
  CHECK(cause_of(scheme_with(KeyForm::text), hex, key) == "secret.hex-decoded");
  const std::string whole = "whsec_" + base64;
  CHECK(cause_of(scheme_with(KeyForm::base64, {"whsec_"}, true), whole,
                 text::base64(text::bytes_of(whole))) == "secret.used-as-text");
  CHECK(cause_of(scheme_with(KeyForm::text, {"whsec_"}), whole, key) == "secret.base64-decoded");
  const std::string public_key(32, '\x7F');
  const std::string bare = text::base64(text::bytes_of(public_key));
  CHECK(cause_of(scheme_with(KeyForm::ed25519, {"whpk_", "whsk_"}, true), bare, "whpk_" + bare) ==
        "secret.prefix-missing");
}

TEST_CASE("A scheme whose key is a certificate has no secret to repair") {
  CHECK(variants(scheme_with(KeyForm::certificate), "x\n").empty());
  CHECK(variants(scheme_with(KeyForm::text), "").empty());
  CHECK(variants(scheme_with(KeyForm::text), std::string(100'000, 'x') + "\n").empty());
}

TEST_CASE(
    "No secret is offered that was given or offered already, nor after the taker had enough") {
  const std::vector<std::string> secrets = {"abc",
                                            "a\n",
                                            "\"\"\n\n",
                                            "aaaa",
                                            "YWFhYQ==",
                                            "616161",
                                            "export A=\"Bearer x;\"\r\n",
                                            kPem,
                                            "a,b",
                                            "{\"a\":\"b\"}",
                                            "%41$$&amp;\\x",
                                            "  ",
                                            "=",
                                            "-----BEGIN",
                                            "-----BEGIN-----END",
                                            "whsec_",
                                            "whsec_YWFhYQ==",
                                            "0x",
                                            ":",
                                            "{\"",
                                            std::string("\0a\n", 3)};
  for (const KeyForm form : {KeyForm::text, KeyForm::hex, KeyForm::base64, KeyForm::sha1,
                             KeyForm::ed25519, KeyForm::any}) {
    for (const bool strips : {false, true}) {
      const Scheme scheme = scheme_with(form, {"whsec_"}, strips);
      for (const std::string& secret : secrets) {
        CAPTURE(secret);
        std::set<std::string> seen{secret};
        for (const Variant& each : variants(scheme, secret)) {
          CHECK(seen.insert(each.value).second);
          CHECK_FALSE(each.value.empty());
          CHECK(each.happened.starts_with("the secret "));
          CHECK_FALSE(each.repaired.empty());
          CHECK(test::fault_of_advice(each.fix) == "");
        }
        int taken = 0;
        secret_repairs(scheme, secret, [&](Variant&&) {
          ++taken;
          return false;
        });
        CHECK(taken <= 1);
      }
    }
  }
}

TEST_CASE("The words of a repair never hold the secret") {
  const std::string secret = "export KEY=\"Tr0ub4dor-and-3-horses\"\n";
  for (const Variant& each : variants(scheme_with(KeyForm::text, {"whsec_"}), secret))
    for (const std::string& words : {each.happened, each.repaired, each.fix})
      CHECK(words.find("Tr0ub4dor") == std::string::npos);
}
