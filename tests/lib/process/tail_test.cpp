#include "lib/process/tail.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::process {

TEST_CASE("drill tail: what is short is whole, in lines") {
  Tail tail;
  CHECK(tail.told() == "");
  tail.add("one\r\ntw");
  tail.add("o\n");
  CHECK(tail.told() == "one\ntwo");
  tail.add("\nfour");
  CHECK(tail.told() == "one\ntwo\n\nfour");
}

TEST_CASE("drill tail: a secret that is cut in half is not shown as what it is not") {
  const std::string secret = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
  // Every place at which the beginning can be lost.
  for (std::size_t filling = 16'300; filling < 16'400; ++filling) {
    Tail tail;
    tail.add(secret + " " + std::string(filling, 'x') + "\nend");
    CHECK(tail.told().find("zdp7dc") == std::string::npos);
    CHECK(tail.told().ends_with("end"));
  }
}

TEST_CASE("drill tail: in pieces or at once, the same end") {
  std::string text;
  for (int line = 0; line < 5000; ++line)
    text += "line " + std::to_string(line) + "\n";
  Tail whole;
  whole.add(text);
  for (const std::size_t piece : {1UL, 7UL, 1000UL, 30'000UL}) {
    Tail tail;
    for (std::size_t at = 0; at < text.size(); at += piece)
      tail.add(std::string_view(text).substr(at, piece));
    CHECK(tail.told() == whole.told());
  }
  CHECK(whole.told().size() <= 2000);
  CHECK(whole.told().size() > 1950);
  CHECK(whole.told().starts_with("line 4"));
  CHECK(whole.told().ends_with("line 4999"));
}

TEST_CASE("drill tail: one endless line, without a place to begin") {
  Tail tail;
  for (int piece = 0; piece < 100; ++piece)
    tail.add(std::string(1000, 'x'));
  CHECK(tail.told() == "");
}

}  // namespace checkoutdiag::process
