#include "checks/nearest.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag {

TEST_CASE("edit distance: insertion, deletion, replacement, swap") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "abc") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "ab") == 1);
  CHECK(edit_distance("abc", "axc") == 1);
  CHECK(edit_distance("abcd", "abdc") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("sitting", "kitten") == 3);
}

TEST_CASE("edit distance: a hostile length costs no more than the bound") {
  CHECK(edit_distance(std::string(1'000'000, 'a'), std::string(1'000'000, 'b')) == 256);
}

TEST_CASE("nearest: a slip is found, another word is not") {
  const std::string_view words[] = {"tls/leaf-expired", "tls/leaf-expires-soon", "tls/key-weak"};
  CHECK(nearest("tls/leaf-expird", words) == "tls/leaf-expired");
  CHECK(nearest("tls/weak-key", words) == "");
  CHECK(nearest("banana", words) == "");
  CHECK(nearest("x", {}) == "");
}

}  // namespace checkoutdiag
