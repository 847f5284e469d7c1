#include "lib/fields/records.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <random>

#include "lib/failure.hpp"
#include "lib/fields/text_normaliser.hpp"
#include "lib/regex/matcher.hpp"
#include "tests/lib/x509/scratch.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::fields;

namespace {

struct File {
  explicit File(const std::string& text) : path(scratch.path() + "/records") {
    std::ofstream(path, std::ios::binary) << text;
  }
  const test::Scratch scratch;
  const std::string path;
};

template <class Reader>
std::string told(const std::string& text) {
  const File file(text);
  Reader reader(file.path);
  Record record;
  std::string all;
  while (reader.next(record)) {
    all += std::to_string(record.line) + ":";
    for (std::string_view each : record.values)
      all += "[" + std::string(each) + "]";
    all += record.fault + "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("CSV: quotes, line ends, another comma, a mark at the beginning") {
  CHECK(told<CsvReader>("a,b\n1,2\n") == "2:[1][2]\n");
  CHECK(told<CsvReader>("a,b\r\n1,2\r\n3,4") == "2:[1][2]\n3:[3][4]\n");
  CHECK(told<CsvReader>("\xEF\xBB\xBF"
                        "a;b\n1;\"2;3\"\n") == "2:[1][2;3]\n");
  CHECK(told<CsvReader>("a\tb\n1\t2\n") == "2:[1][2]\n");
  CHECK(told<CsvReader>("a,b\n\"1\"\"x\n2\",\"\"\n\n3,4\n") == "2:[1\"x\n2][]\n5:[3][4]\n");
  CHECK(told<CsvReader>("a,b\n1\n1,2,3\n4,5\n") ==
        "2:it has 1 values, and the header 2\n3:it has 3 values, and the header 2\n4:[4][5]\n");
  CHECK(told<CsvReader>("a,b\n1,\"2\n") == "2:a quote that is not closed\n");
  CHECK(told<CsvReader>("a,b\n") == "");
  CHECK_THROWS_AS(told<CsvReader>(""), Failure);
  CHECK_THROWS_AS(CsvReader("/no/such/file"), Failure);
}

TEST_CASE("CSV: a quote within a value is a character") {
  CHECK(told<CsvReader>("a,b\n5\" screen,2\n3,4\n") == "2:[5\" screen][2]\n3:[3][4]\n");
  CHECK(told<CsvReader>("a,b\nO\"Brien \"Bob\",\"x,y\"\n") == "2:[O\"Brien \"Bob\"][x,y]\n");
}

TEST_CASE("a file in UTF-16 is told from one that cannot be read") {
  CHECK_THROWS_AS(told<CsvReader>(std::string("\xFF\xFE\x61\x00", 4)), Failure);
  CHECK_THROWS_AS(told<NdjsonReader>(std::string("\xFE\xFF\x00\x7B", 4)), Failure);
}

TEST_CASE("CSV: a quote that nobody closes takes a row, and not the file") {
  const std::string far(3 << 20, 'x');
  const std::string text = "a,b\n1,\"2\n" + far + "\n3,4\n";
  const std::string all = told<CsvReader>(text);
  CHECK(all.find("2:a row of more than 1 MiB, or a quote that is not closed\n") == 0);
  CHECK(all.ends_with("[3][4]\n"));
  // At the end of the file, and where the next quote shows that it was not closed.
  CHECK(told<CsvReader>("a,b\n1,\"2\n3,4\n") == "2:a quote that is not closed\n3:[3][4]\n");
  CHECK(told<CsvReader>("a,b\n1,\"2\n3,\"x,y\"\n5,6\n") ==
        "2:a quote that is not closed\n3:[3][x,y]\n4:[5][6]\n");
  CHECK(told<CsvReader>("a,b\n\"1\"2,3\n4,5\n") == "2:a quote that is not closed\n3:[4][5]\n");
}

TEST_CASE("CSV: what is written is what is read, whatever the parts of the file are") {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::string text = "a,b,c\n";
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::string> row;
    for (int column = 0; column < 3; ++column) {
      std::string value, quoted = "\"";
      for (int left = below(20); left > 0; --left)
        value += "ab,\"\n\r;1"[below(8)];
      for (char each : value)
        quoted += each == '"' ? std::string("\"\"") : std::string(1, each);
      text += (column ? "," : "") + quoted + "\"";
      row.push_back(value);
    }
    text += "\n";
    rows.push_back(row);
  }
  const File file(text);
  CsvReader reader(file.path);
  Record record;
  for (const auto& row : rows) {
    REQUIRE(reader.next(record));
    REQUIRE(std::vector<std::string>(record.values.begin(), record.values.end()) == row);
  }
  CHECK_FALSE(reader.next(record));
}

TEST_CASE("NDJSON: columns as they come, inner members, what is none") {
  CHECK(told<NdjsonReader>(
            "{\"a\":1,\"b\":{\"c\":\"x\"}}\n\n{\"b\":{\"c\":null},\"d\":true}\n[1]\n{\n") ==
        "1:[1][x]\n3:[][][true]\n4:no JSON object\n5:not JSON, or a member is given twice\n");
  const File file("{\"a\":1}\n{\"b\":2}");
  NdjsonReader reader(file.path);
  Record record;
  REQUIRE(reader.next(record));
  CHECK(reader.columns() == std::vector<std::string>{"a"});
  REQUIRE(reader.next(record));
  CHECK(reader.columns() == std::vector<std::string>{"a", "b"});
}

TEST_CASE("many texts are normalised as one is") {
  for (const char* list : {"", "spaces", "separators,upper", "trim", "digits-only", "trim,lower"}) {
    const regex::Normaliser steps = regex::normaliser_of(list).value();
    const TextNormaliser many(steps);
    std::string buffer;
    for (const char* text : {"", " aB-1 2 ", "\xC2\xA0x\xC2\xA0", "J\xC3\xBC-1"}) {
      CAPTURE(list);
      CAPTURE(text);
      CHECK(many.apply(text, buffer) ==
            regex::utf8_of(regex::normalised(steps, regex::units_of(text))));
    }
  }
}
