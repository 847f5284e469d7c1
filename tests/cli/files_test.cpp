#include "cli/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "cli/session.hpp"
#include "cli/targets.hpp"
#include "lib/failure.hpp"
#include "tests/cli/sample_report.hpp"

namespace checkoutdiag {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path;
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "checkoutdiag-test-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {}));
  }
};

std::string read(const std::string& path) {
  return read_file(path, "the file", 1 << 20);
}

TEST_CASE("a report is written whole, keeps mode and link, and leaves nothing beside it") {
  Folder folder;
  write_file(folder.file("a"), "one", "the report");
  CHECK(read(folder.file("a")) == "one");
  ::chmod(folder.file("a").c_str(), 0640);
  fs::create_symlink("a", folder.file("link"));
  write_file(folder.file("link"), "two", "the report");
  CHECK(read(folder.file("a")) == "two");
  CHECK(fs::is_symlink(folder.file("link")));
  struct stat about {};
  ::stat(folder.file("a").c_str(), &about);
  CHECK((about.st_mode & 0777) == 0640);
  CHECK(folder.entries() == 2);
  write_file("/dev/null", "gone", "the report");
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("what cannot be written or read is told before the work") {
  Folder folder;
  CHECK_NOTHROW(check_writable(folder.file("new"), "the report"));
  CHECK_NOTHROW(check_writable("/dev/null", "the report"));
  CHECK_THROWS_WITH_AS(
      check_writable(folder.path.string(), "the report"),
      ("cannot write the report " + folder.path.string() + ": Is a directory").c_str(), Failure);
  CHECK_THROWS_AS(check_writable(folder.file("no/such"), "the report"), Failure);
  CHECK_THROWS_AS(read(folder.file("absent")), Failure);
  write_file(folder.file("big"), std::string(100, 'x'), "the file");
  CHECK_THROWS_AS(read_file(folder.file("big"), "the file", 99), Failure);
}

TEST_CASE("targets remember where they were written") {
  Folder folder;
  write_file(folder.file("list"), "# gateways\n\n a.example:443 # old\r\nhttps://b.example/#x\n",
             "the list");
  auto targets = read_targets({"c.example"}, {folder.file("list")});
  REQUIRE(targets.size() == 3);
  CHECK(targets[0].text == "c.example");
  CHECK_FALSE(targets[0].place.has_value());
  CHECK(targets[1].text == "a.example:443");
  CHECK(targets[1].place->line == 3);
  CHECK(targets[1].place->file == folder.file("list"));
  CHECK(targets[2].text == "https://b.example/#x");
  write_file(folder.file("empty"), "# nothing\n", "the list");
  CHECK_THROWS_AS(read_targets({}, {folder.file("empty")}), Failure);
}

TEST_CASE("a session writes several reports at once and its code is the report's") {
  Folder folder;
  CommonOptions options;
  options.quiet = true;
  options.now = sample::at("2026-11-23T01:31:00Z");
  options.waivers = folder.file("waivers.json");
  options.threshold.fail_on = std::nullopt;
  options.threshold.inconclusive = Status::pass;
  options.reports = {{"json", folder.file("r.json")}, {"sarif", folder.file("r.sarif")}};
  write_file(
      options.waivers,
      R"([{"rule":"waivers/unused","subject":"nobody","reason":"r","expires":"2026-01-01"}])",
      "the waivers");
  Session session(options);
  session.prepare();
  CHECK(session.finish(sample::report()) == 0);
  CHECK(read(folder.file("r.json")).find("\"exit_code\": 0,") != std::string::npos);
  CHECK(read(folder.file("r.json")).find("waivers/expired") != std::string::npos);
  CHECK(read(folder.file("r.sarif")).find("\"exitCode\": 0") != std::string::npos);
}

TEST_CASE("a session refuses an unwritable report before the work") {
  CommonOptions options;
  options.reports = {{"json", "/nonexistent/folder/r.json"}};
  CHECK_THROWS_AS(Session(options).prepare(), Failure);
}

}  // namespace
}  // namespace checkoutdiag
