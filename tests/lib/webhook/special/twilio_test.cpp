#include <doctest/doctest.h>

#include <set>

#include "lib/failure.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/sign.hpp"
#include "oracle.hpp"

namespace checkoutdiag::webhook {
namespace {

// Token, URL, form and signatures: twilio-node spec/validation.spec.js.
const std::string kUrl = "https://mycompany.com/myapp.php?foo=1&bar=2";
const std::string kForm =
    "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309"
    "&To=%2B18005551212";
const std::string kSigned = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
const std::string kJson = R"({"property": "value", "boolean": true})";
const std::string kDigest = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

Scheme scheme() {
  Scheme out;
  out.name = out.special = "twilio";
  out.algorithm = Algorithm::hmac_sha1;
  out.signature.headers = {"X-Twilio-Signature"};
  out.signature.encodings = {Encoding::base64};
  return out;
}

Delivery delivery(const std::string& url, const std::string& body, const std::string& signature) {
  Delivery out;
  out.url = url;
  out.body = body;
  out.headers = {{"x-twilio-signature", signature}};
  return out;
}

struct Read {
  Delivery delivery;
  Claims claims;
  explicit Read(Delivery what) : delivery(std::move(what)) {
    read_twilio(scheme(), delivery, {}, claims);
  }
};

std::string written(const std::string& text) {
  return test::in_base64(test::hmac(EVP_sha1(), "12345", text));
}

bool proven(const Claims& claims) {
  return claims.trouble == Trouble::none && !claims.items.empty() &&
         test::unproven(claims, written).empty();
}

bool proven(const std::string& url, const std::string& body, const std::string& signature) {
  return proven(Read(delivery(url, body, signature)).claims);
}

std::set<std::string> urls(const std::string& url) {
  std::set<std::string> all;
  Read read(delivery(url, "", "x"));
  for (const Statement& statement : read.claims.items.at(0).any)
    CHECK(all.insert(std::string(statement.pieces[0])).second);
  return all;
}

TEST_CASE("Twilio's own requests are proven") {
  CHECK(proven(kUrl, kForm, kSigned));
  CHECK(proven(kUrl, kForm, "kvajT1Ptam85bY51eRf/AJRuM3w="));  // signed with :443
  CHECK(proven("https://mycompany.com:443/myapp.php?foo=1&bar=2", kForm, kSigned));
  CHECK(proven("http://mycompany.com/myapp.php?foo=1&bar=2", kForm,
               "0ZXoZLH/DfblKGATFgpif+LLRf4="));  // signed with :80
  CHECK(proven(kUrl + "&bodySHA256=" + kDigest, kJson, "a9nBmqA0ju/hNViExpshrM61xv4="));
  CHECK_FALSE(proven(kUrl, kForm + "4", kSigned));
  CHECK_FALSE(proven("http://mycompany.com/myapp.php?foo=1&bar=2", kForm, kSigned));
  CHECK_FALSE(proven(kUrl + "&x", kForm, kSigned));
}

TEST_CASE("a URL is read in every way that Twilio's SDK tries, and in no other") {
  // As twilio 6.2.0 for Node tries them (crypto.createHmac watched, Node 20).
  CHECK(urls("https://h.example/a?b=1") ==
        std::set<std::string>{"https://h.example/a?b=1", "https://h.example:443/a?b=1"});
  CHECK(urls("HTTP://u:p@H.Example:8080/x/../a b?q='1'&r=%27&q=+2&s") ==
        std::set<std::string>{"HTTP://u:p@H.Example/x/../a b?q='1'&r=%27&q=+2&s",
                              "HTTP://u:p@H.Example:8080/x/../a b?q='1'&r=%27&q=+2&s",
                              "http://u:p@h.example/a%20b?q=%271%27&r=%27&q=+2&s",
                              "http://u:p@h.example:8080/a%20b?q=%271%27&r=%27&q=+2&s",
                              "http://u:p@h.example/a%20b?q='1'&q=%202&r='&s=",
                              "http://u:p@h.example:8080/a%20b?q='1'&q=%202&r='&s="});
  CHECK(urls("not a URL") == std::set<std::string>{"not a URL"});
  CHECK(urls("ftp://h/?'") == std::set<std::string>{"ftp://h/?'", "ftp://h:80/?'"});
}

TEST_CASE("parameters are signed in order, those given twice with each value once") {
  Read read(delivery(kUrl, "b=2&a=z&b=1&b=2&c&=e", "x"));
  CHECK(read.claims.items.at(0).any.at(0).pieces[1] == "eazb1b2c");
  Delivery given = delivery(kUrl, "ignored=1", "x");
  given.params = {{"To", "+1"}, {"From", "\xC3\xA9"}};
  CHECK(Read(given).claims.items.at(0).any.at(0).pieces[1] == "From\xC3\xA9To+1");
}

TEST_CASE("a JSON body has to be the one whose digest is in the query") {
  std::string url = kUrl + "&bodySHA256=" + kDigest;
  Read wrong(delivery(url, kJson + "\n", "a9nBmqA0ju/hNViExpshrM61xv4="));
  CHECK(wrong.claims.trouble == Trouble::digest_wrong);
  CHECK(wrong.claims.subject == "bodySHA256");
  CHECK(test::unproven(wrong.claims, written).empty());
  // A signature of the URL alone would let everybody change the body.
  std::string over_url = written(kUrl);
  CHECK(proven(kUrl, "", over_url));
  Read uncovered(delivery(kUrl, kJson, over_url));
  CHECK(uncovered.claims.trouble == Trouble::value_missing);
  CHECK(uncovered.claims.items.empty());
  Delivery form = delivery(kUrl, kForm, kSigned);
  for (const char* type : {"application/x-www-form-urlencoded; charset=utf-8",
                           "Application/X-WWW-Form-Urlencoded", ""}) {
    form.headers.resize(1);
    form.headers.push_back({"content-type", type});
    CHECK(proven(Read(form).claims));
  }
  form.headers[1].value = "application/json";
  CHECK(Read(form).claims.trouble == Trouble::value_missing);
}

TEST_CASE("a request that Twilio did not sign is told by what it lacks") {
  auto trouble = [](Delivery what) { return Read(std::move(what)).claims.trouble; };
  CHECK(trouble(delivery("", kForm, kSigned)) == Trouble::url_missing);
  CHECK(trouble(delivery(kUrl, kForm, "")) == Trouble::header_blank);
  Delivery none = delivery(kUrl, kForm, kSigned), twice = none;
  none.headers.clear();
  CHECK(trouble(none) == Trouble::header_missing);
  twice.headers.push_back(twice.headers[0]);
  CHECK(trouble(twice) == Trouble::header_repeated);
}

TEST_CASE("hostile forms and queries cost no more than reading them") {
  const std::string ands(4'000'000, '&'), percents(1'000'000, '%');
  std::string many;
  for (std::size_t i = 0; i <= kMostPairs; ++i)
    many += "a=1&";
  auto trouble = [](const std::string& url, const std::string& body) {
    return Read(delivery(url, body, "x")).claims.trouble;
  };
  CHECK(trouble(kUrl, "a=1" + ands) == Trouble::none);
  CHECK(trouble(kUrl, "a=" + percents) == Trouble::none);
  CHECK(trouble(kUrl, many) == Trouble::body_malformed);
  CHECK(trouble(kUrl + "&" + many, kForm) == Trouble::body_malformed);
  CHECK(trouble(kUrl + ands, kForm) == Trouble::none);
  CHECK(trouble("https://h/" + std::string(1'000'000, '/') + "..", kForm) == Trouble::none);
}

TEST_CASE("signing as Twilio is verified as Twilio") {
  auto signed_with = [](const Delivery& what) {
    Signed made = sign_twilio(scheme(), what, {Secret("12345")}, {}, {});
    Delivery out = what;
    out.url = made.url;
    out.headers.insert(out.headers.end(), made.headers.begin(), made.headers.end());
    CHECK(made.body == what.body);
    CHECK(made.url_changed == (made.url != what.url));
    return out;
  };
  Delivery form = delivery(kUrl, kForm, "");
  form.headers.clear();
  Delivery made = signed_with(form);
  CHECK(made.url == kUrl);
  CHECK(made.headers[0].value == kSigned);

  Delivery json = delivery(kUrl, kJson, "");
  json.headers.clear();
  CHECK(signed_with(json).url == kUrl + "&bodySHA256=" + kDigest);
  CHECK(signed_with(json).headers[0].value == "a9nBmqA0ju/hNViExpshrM61xv4=");
  for (const char* url :
       {"https://h/", "https://h/?", "https://h/?a=1#f", "https://h/?a&#f#g",
        "https://h/?xbodySHA256=1&bodySHA256=old&b=2", "https://h/#?bodySHA256="}) {
    CAPTURE(url);
    json.url = url;
    CHECK(proven(Read(signed_with(json)).claims));
    json.url = signed_with(json).url;
    CHECK(signed_with(json).url == json.url);
  }
  std::vector<Secret> two{Secret("a"), Secret("b")};
  CHECK_THROWS_AS(sign_twilio(scheme(), form, two, {}, {}), Failure);
  CHECK_THROWS_AS(sign_twilio(scheme(), Delivery(), {Secret("a")}, {}, {}), Failure);
  form.url += "&bodySHA256=" + kDigest;
  CHECK_THROWS_AS(sign_twilio(scheme(), form, {Secret("a")}, {}, {}), Failure);
}

}  // namespace
}  // namespace checkoutdiag::webhook
