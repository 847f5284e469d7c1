#include "checks/registry.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "checks/ca/ca.hpp"
#include "checks/charge/charge.hpp"
#include "checks/tls/tls.hpp"
#include "checks/waivers/waivers.hpp"
#include "checks/webhook/webhook.hpp"
#include "tests/checks/fix_lines.hpp"
#include "tests/source_dir.hpp"

// The tree against the registry: what the layout promises is a test, not a hope.
namespace checkoutdiag {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = test::source_dir();

std::string read(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> sources(const std::string& room) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / room)) {
    fs::path kind = entry.path().extension();
    if (kind == ".cpp" || kind == ".hpp") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What follows #include on each line that has it, with its quotes or brackets.
std::vector<std::string> includes(const fs::path& file) {
  std::vector<std::string> found;
  std::istringstream lines(read(file));
  for (std::string line; std::getline(lines, line);) {
    std::size_t start = line.find_first_not_of(" \t");
    if (start == std::string::npos || line.compare(start, 8, "#include") != 0) continue;
    std::size_t name = line.find_first_not_of(" \t", start + 8);
    if (name != std::string::npos) found.push_back(line.substr(name));
  }
  return found;
}

bool defines_rule(const std::string& text) {
  return text.find("constinit const Check<") != std::string::npos;
}

// checks/tls/leaf_expired.cpp -> tls/leaf-expired
std::string id_of(const fs::path& file) {
  std::string name = file.stem().string();
  std::replace(name.begin(), name.end(), '_', '-');
  return file.parent_path().filename().string() + "/" + name;
}

std::set<std::string> rules_of_the_tree() {
  std::set<std::string> ids;
  for (const fs::path& file : sources("checks"))
    if (file.extension() == ".cpp" && defines_rule(read(file))) ids.insert(id_of(file));
  return ids;
}

template <class Case>
void check_once(std::span<const Check<Case>* const> checks) {
  std::set<std::string_view> seen;
  for (const Check<Case>* check : checks) {
    CHECK_MESSAGE(seen.insert(check->rule.id).second, check->rule.id, " is registered twice");
    CHECK_MESSAGE((check->run != nullptr), check->rule.id, " has nothing to run");
  }
}

}  // namespace

TEST_CASE(
    "registry: every file with a rule is registered under its own name, and nothing else is") {
  std::set<std::string> tree = rules_of_the_tree();
  REQUIRE(tree.size() > 40);
  std::set<std::string> registered;
  for (const Rule* rule : all_rules())
    registered.insert(std::string(rule->id));
  for (const std::string& id : tree)
    CHECK_MESSAGE(registered.count(id) == 1, id, " is not registered");
  for (const std::string& id : registered)
    CHECK_MESSAGE(tree.count(id) == 1, id, " has no file");
}

TEST_CASE("registry: ids are unique") {
  check_once(tls::all());
  check_once(tls::across());
  check_once(ca::machine());
  check_once(ca::all());
  check_once(ca::chain());
  check_once(ca::diff());
  check_once(webhook::all());
  check_once(charge::replays());
  check_once(charge::drill());
  check_once(charge::drills());
  check_once(charge::audit());
  check_once(waivers::all());
  std::set<std::string_view> all;
  for (const Rule* rule : all_rules())
    CHECK(all.insert(rule->id).second);
}

TEST_CASE("registry: every rule explains itself") {
  for (const Rule* rule : all_rules()) {
    CAPTURE(rule->id);
    CHECK(rule->title.size() > 10);
    CHECK(rule->title.back() != '.');
    CHECK(rule->why.size() > 60);
    CHECK(rule->why.back() == '.');
    CHECK(rule->fix.size() > 30);
    CHECK(rule->why.find("  ") == std::string_view::npos);
    CHECK(fault_of_fix(rule->fix) == "");
    REQUIRE(!rule->references.empty());
    for (const Reference& reference : rule->references) {
      CHECK(!reference.title.empty());
      CHECK(reference.url.starts_with("https://"));
      CHECK(reference.url.find_first_of(" <>\"") == std::string_view::npos);
    }
  }
}

TEST_CASE("registry: every rule has a test beside it, with a case that trips it") {
  for (const fs::path& file : sources("checks")) {
    if (file.extension() != ".cpp" || !defines_rule(read(file))) continue;
    fs::path test = kRoot / "tests" / fs::relative(file, kRoot).parent_path() /
                    (file.stem().string() + "_test.cpp");
    CAPTURE(test.string());
    REQUIRE(fs::exists(test));
    std::string text = read(test);
    CHECK(text.find("TEST_CASE(\"" + id_of(file)) != std::string::npos);
    CHECK(text.find("rules::" + file.stem().string()) != std::string::npos);
  }
}

TEST_CASE("registry: a rule's file has its own id and its own symbol") {
  for (const fs::path& file : sources("checks")) {
    std::string text = read(file);
    if (file.extension() != ".cpp" || !defines_rule(text)) continue;
    CAPTURE(file.string());
    CHECK(text.find(".id = \"" + id_of(file) + "\"") != std::string::npos);
    CHECK(text.find("> " + file.stem().string() + "{") != std::string::npos);
  }
}

TEST_CASE("registry: includes never run backwards") {
  for (const std::string room : {"lib", "checks"}) {
    for (const fs::path& file : sources(room)) {
      for (const std::string& name : includes(file)) {
        CAPTURE(file.string());
        CAPTURE(name);
        CHECK_FALSE(name.starts_with("\"cli/"));
        CHECK_FALSE(name.starts_with("\"tests/"));
        if (room == "lib") CHECK_FALSE(name.starts_with("\"checks/"));
      }
    }
  }
}

TEST_CASE("registry: judgement sees no socket, file, clock or environment") {
  const std::string_view forbidden[] = {
      "<sys/",     "<netinet/", "<netdb.h>",  "<arpa/",   "<poll.h>",     "<unistd.h>",
      "<fcntl.h>", "<fstream>", "<iostream>", "<cstdio>", "<filesystem>", "<ctime>",
      "<time.h>",  "<cstdlib>", "<thread>",   "<curl/",   "<openssl/",    "<locale>",
      "<random>",  "<boost/",   "<CLI/",      "<regex>"};
  for (const fs::path& file : sources("checks")) {
    for (const std::string& name : includes(file)) {
      CAPTURE(file.string());
      CAPTURE(name);
      CHECK(std::none_of(std::begin(forbidden), std::end(forbidden),
                         [&](std::string_view header) { return name.starts_with(header); }));
    }
  }
}

TEST_CASE("registry: finding a rule, and the one that was meant") {
  REQUIRE(find_rule("tls/leaf-expired") != nullptr);
  CHECK(find_rule("tls/leaf-expired")->id == "tls/leaf-expired");
  CHECK(find_rule("tls/leaf") == nullptr);
  CHECK(find_rule("") == nullptr);
  CHECK(nearest_rule("tls/leaf-expird") == "tls/leaf-expired");
  CHECK(nearest_rule("leaf-expired") == "tls/leaf-expired");
  CHECK(nearest_rule("TLS/RC4") == "");
  CHECK(nearest_rule("") == "");
}

}  // namespace checkoutdiag
