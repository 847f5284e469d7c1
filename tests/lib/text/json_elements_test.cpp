#include "lib/text/json_elements.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace checkoutdiag::text {
namespace {

struct Found {
  std::vector<std::pair<std::size_t, std::string>> values;
  bool is_whole = false, is_broken = false;
  std::size_t too_large = 0;
};

// What is found when the text comes in pieces of that size.
Found found_in(const std::string& text, std::vector<std::string> places, std::size_t piece,
               std::size_t most = 1000) {
  Found found;
  JsonElements elements(std::move(places), most, [&](std::size_t place, std::string_view value) {
    found.values.emplace_back(place, value);
  });
  for (std::size_t at = 0; at < text.size(); at += piece)
    elements.feed(std::string_view(text).substr(at, piece));
  found.is_whole = elements.is_whole();
  found.is_broken = elements.is_broken();
  found.too_large = elements.too_large();
  return found;
}

std::string random_text(std::mt19937& random) {
  constexpr const char* kParts[] = {"a", "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "é"};
  std::string text;
  for (std::size_t left = random() % 12; left > 0; --left)
    text += kParts[random() % std::size(kParts)];
  return text;
}

nlohmann::json random_value(std::mt19937& random, int depth) {
  switch (random() % (depth > 0 ? 6 : 4)) {
    case 0:
      return random_text(random);
    case 1:
      return static_cast<int>(random() % 2000) - 1000;
    case 2:
      return random() % 2 == 0;
    case 3:
      return nullptr;
    case 4: {
      nlohmann::json list = nlohmann::json::array();
      for (std::size_t left = random() % 4; left > 0; --left)
        list.push_back(random_value(random, depth - 1));
      return list;
    }
    default: {
      nlohmann::json object = nlohmann::json::object();
      for (std::size_t left = random() % 4; left > 0; --left)
        object[random_text(random)] = random_value(random, depth - 1);
      return object;
    }
  }
}

}  // namespace

TEST_CASE("values at their places, whatever the pieces are") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    nlohmann::json document;
    document["other"] = random_value(random, 3);
    document["log"]["creator"] = random_value(random, 2);
    document["log"]["entries"] = nlohmann::json::array();
    for (std::size_t left = random() % 6; left > 0; --left)
      document["log"]["entries"].push_back(random_value(random, 3));
    const std::string text = document.dump(static_cast<int>(random() % 3) - 1);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
      const Found found = found_in(text, {"/log/entries/*", "/log/creator"}, piece);
      CHECK(found.is_whole);
      CHECK_FALSE(found.is_broken);
      std::size_t entry = 0;
      for (const auto& [place, value] : found.values) {
        const auto& wanted =
            place == 0 ? document["log"]["entries"].at(entry++) : document["log"]["creator"];
        CHECK(nlohmann::json::parse(value) == wanted);
      }
      CHECK(entry == document["log"]["entries"].size());
      CHECK(found.values.size() == entry + 1);
    }
  }
}

TEST_CASE("a document that is a list, and a key with escapes") {
  CHECK(found_in("[1, {\"a\": 2}]", {"/*"}, 3).values ==
        std::vector<std::pair<std::size_t, std::string>>{{0, "1"}, {0, "{\"a\": 2}"}});
  CHECK(found_in(R"({"\u006cog": {"creator": "x"}})", {"/log/creator"}, 2).values.size() == 1);
  // Deeper lists of the same name are others.
  CHECK(found_in(R"({"a": {"traceEvents": [1]}})", {"/traceEvents/*"}, 4).values.empty());
}

TEST_CASE("what is cut off, broken, too deep or too large") {
  const Found cut = found_in(R"({"log": {"entries": [{"a": 1}, {"b)", {"/log/entries/*"}, 5);
  CHECK(cut.values.size() == 1);
  CHECK_FALSE(cut.is_whole);
  CHECK_FALSE(cut.is_broken);
  CHECK(found_in(R"({"log": [})", {"/log/*"}, 5).is_broken);
  CHECK(found_in("}", {"/log/*"}, 5).is_broken);
  CHECK(found_in(std::string(300, '['), {"/log/*"}, 50).is_broken);
  CHECK_FALSE(found_in("", {"/log/*"}, 5).is_whole);
  const Found large = found_in("{\"a\": [\"" + std::string(2000, 'x') + "\", 2]}", {"/a/*"}, 100);
  CHECK(large.too_large == 1);
  CHECK(large.values == std::vector<std::pair<std::size_t, std::string>>{{0, "2"}});
  CHECK(large.is_whole);
}

}  // namespace checkoutdiag::text
