#include "lib/webhook/form.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::webhook {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs plain(const std::optional<std::vector<Header>>& form) {
  Pairs out;
  for (const Header& pair : form.value())
    out.push_back({pair.name, pair.value});
  return out;
}

TEST_CASE("forms are taken apart as browsers do, in order") {
  CHECK(plain(decode_form("")) == Pairs{});
  CHECK(plain(decode_form("a=1&b=2=3&&a=&c&=d&")) ==
        Pairs{{"a", "1"}, {"b", "2=3"}, {"a", ""}, {"c", ""}, {"", "d"}});
  CHECK(plain(decode_form("a%3D%26=%2b+%2B")) == Pairs{{"a=&", "+ +"}});
}

TEST_CASE("what is no escape stays, and bytes that are no text too") {
  CHECK(decode_form_text("%") == "%");
  CHECK(decode_form_text("%4") == "%4");
  CHECK(decode_form_text("%4g%%41%zz%") == "%4g%A%zz%");
  CHECK(decode_form_text("%00%fF") == std::string("\0\xFF", 2));
}

TEST_CASE("the query ends where the fragment begins") {
  CHECK(plain(decode_query("https://h/p?a=1&b=?#c?d=2")) == Pairs{{"a", "1"}, {"b", "?"}});
  CHECK(plain(decode_query("https://h/p#?a=1")) == Pairs{});
  CHECK(plain(decode_query("https://h/p")) == Pairs{});
}

TEST_CASE("whatever is encoded is decoded to itself") {
  std::string every;
  for (int byte = 0; byte < 256; ++byte)
    every += static_cast<char>(byte);
  CHECK(decode_form_text(encode_form_text(every)) == every);
  CHECK(decode_form_text(encode_component(every)) == every);
  CHECK(plain(decode_form(encode_form({{every, "1"}, {"", every}}))) ==
        Pairs{{every, "1"}, {"", every}});
  // Node 20: new URLSearchParams, encodeURIComponent.
  CHECK(encode_form_text("aZ0 *-._~!'()+&=%\xC3\xA9") ==
        "aZ0+*-._%7E%21%27%28%29%2B%26%3D%25%C3%A9");
  CHECK(encode_component("aZ0 *-._~!'()+&=%\xC3\xA9") == "aZ0%20*-._~!'()%2B%26%3D%25%C3%A9");
}

TEST_CASE("more pairs than are read are refused") {
  std::string most;
  for (std::size_t i = 0; i < kMostPairs; ++i)
    most += "&a";
  CHECK(decode_form(most).value().size() == kMostPairs);
  CHECK_FALSE(decode_form(most + "&a"));
  CHECK_FALSE(decode_query("https://h/?" + most + "&a"));
  CHECK(decode_form(most + std::string(1'000'000, '&')));
}

}  // namespace
}  // namespace checkoutdiag::webhook
