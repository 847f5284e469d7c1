#include "lib/webhook/rfc9421/signature_base.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::webhook::rfc9421 {
namespace {

/// The base's lines but for the last, or why there is none.
std::string base(const Delivery& delivery, const std::string& components) {
  const auto list = parse_list("(" + components + ")");
  REQUIRE(list);
  std::string out;
  Gap gap;
  if (!SignatureBase(delivery).build(list->front(), out, gap))
    return std::string(name(gap.trouble)) + ": " + gap.subject;
  const std::string last = "\"@signature-params\": (" + components + ")";
  REQUIRE(out.ends_with(last));
  return out.substr(0, out.size() - last.size());
}

Delivery to(const std::string& url) {
  Delivery delivery;
  delivery.url = url;
  return delivery;
}

TEST_CASE("fields are those of RFC 9421, section 2.1") {
  Delivery delivery;
  delivery.headers = {{"X-OWS-Header", "  Leading and trailing whitespace.   "},
                      {"X-Obs-Fold-Header", "Obsolete\r\n    line folding."},
                      {"Cache-Control", "max-age=60"},
                      {"cache-control", "   must-revalidate"},
                      {"Example-Dict", "a=1,    b=2;x=1;y=2,   c=(a   b    c), d"},
                      {"Example-Header", "value, with, lots"},
                      {"Example-Header", "of, commas"},
                      {"X-Empty", ""}};
  CHECK(base(delivery, R"("x-ows-header")") ==
        "\"x-ows-header\": Leading and trailing whitespace.\n");
  CHECK(base(delivery, R"("x-obs-fold-header")") ==
        "\"x-obs-fold-header\": Obsolete line folding.\n");
  CHECK(base(delivery, R"("cache-control")") == "\"cache-control\": max-age=60, must-revalidate\n");
  CHECK(base(delivery, R"("x-empty")") == "\"x-empty\": \n");
  CHECK(base(delivery, R"("example-dict")") ==
        "\"example-dict\": a=1,    b=2;x=1;y=2,   c=(a   b    c), d\n");
  CHECK(base(delivery, R"("example-dict";sf)") ==
        "\"example-dict\";sf: a=1, b=2;x=1;y=2, c=(a b c), d\n");
  CHECK(base(delivery, R"("example-dict";key="a")") == "\"example-dict\";key=\"a\": 1\n");
  CHECK(base(delivery, R"("example-dict";key="d")") == "\"example-dict\";key=\"d\": ?1\n");
  CHECK(base(delivery, R"("example-dict";key="b")") == "\"example-dict\";key=\"b\": 2;x=1;y=2\n");
  CHECK(base(delivery, R"("example-dict";key="c")") == "\"example-dict\";key=\"c\": (a b c)\n");
  CHECK(base(delivery, R"("example-header";bs)") ==
        "\"example-header\";bs: :dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:\n");
}

TEST_CASE("derived components are those of RFC 9421, section 2.2") {
  const Delivery delivery = to("https://www.Example.com:443/path?param=value#part");
  CHECK(base(delivery, R"("@method")") == "\"@method\": POST\n");
  CHECK(base(delivery, R"("@target-uri")") ==
        "\"@target-uri\": https://www.Example.com:443/path?param=value\n");
  CHECK(base(delivery, R"("@authority" "@scheme")") ==
        "\"@authority\": www.example.com\n\"@scheme\": https\n");
  CHECK(base(delivery, R"("@request-target")") == "\"@request-target\": /path?param=value\n");
  CHECK(base(delivery, R"("@path" "@query")") == "\"@path\": /path\n\"@query\": ?param=value\n");
  CHECK(base(to("http://u:p@EXAMPLE.com:8080"), R"("@authority" "@path" "@query")") ==
        "\"@authority\": example.com:8080\n\"@path\": /\n\"@query\": ?\n");
  CHECK(base(to("http://a:80?"), R"("@authority" "@request-target")") ==
        "\"@authority\": a\n\"@request-target\": /?\n");
  CHECK(base(to("http://[::1]:443/a%2Fb/../c"), R"("@authority" "@path")") ==
        "\"@authority\": [::1]:443\n\"@path\": /a%2Fb/../c\n");
  const Delivery query =
      to("https://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value"
         "&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&&none&odd=%zz%4");
  CHECK(base(query, R"("@query-param";name="var")") ==
        "\"@query-param\";name=\"var\": this%20is%20a%20big%0Amultiline%20value\n");
  CHECK(base(query, R"("@query-param";name="bar")") ==
        "\"@query-param\";name=\"bar\": with%20plus%20whitespace\n");
  CHECK(base(query, R"("@query-param";name="fa%C3%A7ade%22%3A%20")") ==
        "\"@query-param\";name=\"fa%C3%A7ade%22%3A%20\": something\n");
  CHECK(base(query, R"("@query-param";name="none")") == "\"@query-param\";name=\"none\": \n");
  CHECK(base(query, R"("@query-param";name="odd")") ==
        "\"@query-param\";name=\"odd\": %25zz%254\n");
}

TEST_CASE("without a URL, the authority is the one Host header's") {
  Delivery delivery;
  delivery.headers = {{"Host", "Example.com:443"}};
  CHECK(base(delivery, R"("@authority")") == "\"@authority\": example.com\n");
  delivery.headers.push_back({"Host", "elsewhere.example"});
  CHECK(base(delivery, R"("@authority")") ==
        std::string(name(Trouble::url_missing)) + ": \"@authority\"");
}

TEST_CASE("what has no single value makes no base, and says what it is") {
  Delivery delivery = to("https://example.com/?a=1&b=2&b=3");
  delivery.headers = {{"Date", "today"}, {"Two-Lines", "a\nb"}, {"Dict", "a=1"}};
  const std::string missing = std::string(name(Trouble::value_missing)) + ": ";
  const std::string malformed = std::string(name(Trouble::header_malformed)) + ": ";
  CHECK(base(delivery, R"("x-other")") == missing + "x-other");
  CHECK(base(delivery, R"("dict";key="b")") == missing + "\"dict\";key=\"b\"");
  CHECK(base(delivery, R"("@query-param";name="c")") == missing + "\"@query-param\";name=\"c\"");
  CHECK(base(delivery, R"("@query-param";name="b")") == missing + "\"@query-param\";name=\"b\"");
  CHECK(base(delivery, R"("@status")") == missing + "\"@status\", which is for responses");
  CHECK(base(delivery, R"("date";req)") == missing + "\"date\";req, which is for responses");
  CHECK(base(delivery, R"("date";tr)") == missing + "\"date\";tr, which is a trailer");
  CHECK(base(to("/foo"), R"("@path")") == std::string(name(Trouble::url_missing)) + ": \"@path\"");
  for (const char* component :
       {R"("@unknown")", R"("@signature-params")", R"("@method";sf)", R"("@query-param")",
        R"("@query-param";name=a)", R"("@query-param";name="a";sf)", R"("Date")", R"("")",
        R"("date";unknown)", R"("date";sf=?0)", R"("dict";bs;sf)", R"("dict";bs;key="a")", "date",
        "1"})
    CHECK(base(delivery, component) == malformed + "Signature-Input: " + component);
  CHECK(base(delivery, R"("date" "date")") == malformed + "Signature-Input: \"date\"");
  CHECK(base(delivery, R"("dict";sf;key="a" "dict";key="a";sf)") ==
        malformed + "Signature-Input: \"dict\";key=\"a\";sf");
  // Otherwise "b" would be a line of its own in what is signed.
  CHECK(base(delivery, R"("two-lines")") == malformed + "two-lines");
  CHECK(base(to("https://example.com/a\n\"date\": b"), R"("@path")") == malformed + "@path");
}

TEST_CASE("a header that is named again and again is not read for ever") {
  Delivery delivery;
  delivery.headers = {{"Long", std::string(64 * 1024 - 2, 'a')}};
  const auto list = parse_list("(\"long\")");
  SignatureBase bases(delivery);
  std::string out;
  Gap gap;
  std::size_t built = 0;
  while (built < 1000 && bases.build(list->front(), out, gap))
    ++built;
  CHECK(built == SignatureBase::kMostWork / (64 * 1024));
  CHECK(gap.trouble == Trouble::header_malformed);

  Member many{.inner_list = true};
  for (std::size_t i = 0; i <= SignatureBase::kMostComponents; ++i)
    many.items.push_back({{BareItem::Kind::string, "a" + std::to_string(i)}, {}});
  CHECK_FALSE(SignatureBase(delivery).build(many, out, gap));
  CHECK(gap.subject == "Signature-Input");
}

}  // namespace
}  // namespace checkoutdiag::webhook::rfc9421
