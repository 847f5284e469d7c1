#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/source_dir.hpp"

// scripts/new-check on a copy of the TLS family.
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Copy {
  fs::path root;

  Copy() {
    std::string name = (fs::temp_directory_path() / "new-check-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    root = name;
    const fs::path source = checkoutdiag::test::source_dir();
    fs::create_directories(root / "scripts");
    fs::create_directories(root / "checks/tls");
    fs::copy(source / "scripts/new-check", root / "scripts/new-check");
    for (const char* file : {"tls.hpp", "all.cpp", "leaf_expired.cpp", "words.hpp"})
      fs::copy(source / "checks/tls" / file, root / "checks/tls" / file);
  }
  ~Copy() { fs::remove_all(root); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  int run(const std::string& arguments) const {
    std::string command = "'" + (root / "scripts/new-check").string() + "' " + arguments + " >'" +
                          (root / "out").string() + "' 2>&1";
    return WEXITSTATUS(std::system(command.c_str()));
  }
};

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

}  // namespace

TEST_CASE("new-check: two files and two lines") {
  Copy copy;
  REQUIRE(copy.run("tls brand_new") == 0);
  CHECK(count(read(copy.root / "checks/tls/tls.hpp"), "extern const Check<TlsCase> brand_new;\n") ==
        1);
  std::string list = read(copy.root / "checks/tls/all.cpp");
  CHECK(count(list, "    &rules::brand_new,\n") == 1);
  CHECK(list.find("&rules::brand_new,") < list.find("kAcross[]"));
  CHECK(list.find("&rules::brand_new,") > list.find("&rules::fallback_scsv,"));
  std::string rule = read(copy.root / "checks/tls/brand_new.cpp");
  CHECK(count(rule, ".id = \"tls/brand-new\"") == 1);
  CHECK(count(rule, "constinit const Check<TlsCase> brand_new{") == 1);
  CHECK(count(read(copy.root / "tests/checks/tls/brand_new_test.cpp"),
              "TEST_CASE(\"tls/brand-new: ") == 2);
}

TEST_CASE("new-check: what exists is not touched") {
  Copy copy;
  std::string header = read(copy.root / "checks/tls/tls.hpp");
  std::string rule = read(copy.root / "checks/tls/leaf_expired.cpp");
  CHECK(copy.run("tls leaf_expired") == 2);   // a rule
  CHECK(copy.run("tls words") == 2);          // a file that is no rule
  CHECK(copy.run("tls host_mismatch") == 2);  // declared, though its file is not here
  CHECK(read(copy.root / "checks/tls/tls.hpp") == header);
  CHECK(read(copy.root / "checks/tls/leaf_expired.cpp") == rule);
  CHECK_FALSE(fs::exists(copy.root / "tests"));
}

TEST_CASE("new-check: wrong calls are refused with words") {
  Copy copy;
  for (const char* call : {"", "tls", "tls a b", "tls Upper", "tls kebab-name", "tls ../x",
                           "tls _x", "tls x_", "tls 1x", "../tls x", "nofamily x"}) {
    CAPTURE(call);
    CHECK(copy.run(call) == 2);
    CHECK_FALSE(read(copy.root / "out").empty());
  }
}
