#include <doctest/doctest.h>

#include "cli/arguments.hpp"
#include "cli/output/layout.hpp"
#include "cli/usage/tree.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

std::string completed(const std::vector<std::string>& words) {
  Options options;
  return usage::complete(usage::command_tree(options), words);
}

TEST_CASE("completion answers from the same tree as parsing") {
  CHECK(completed({"completion", ""}) == "bash\nzsh\nfish\n");
  CHECK(completed({"tls", "probe", "--fail-on", ""}) == "error\nwarning\nnote\nnever\n");
  CHECK(completed({"tls", "probe", "--fail-on=n"}) == "--fail-on=note\n--fail-on=never\n");
  CHECK(completed({"tls", "probe", "--report", "s"}) == "sarif=\n");
  CHECK(completed({"tls", "probe", "--report", "sarif=x"}) == ":files\n");
  CHECK(completed({"tls", "probe", "--report", "sarif="}) == ":files\n");
  CHECK(completed({"tls", "probe", "--waivers", ""}) == ":files\n");
  CHECK(completed({"tls", "probe", "--connect", ""}).empty());
  CHECK(completed({"tls", "probe", "--", "--f"}).empty());
  CHECK(completed({"tls", ""}).rfind("probe\t", 0) == 0);
  CHECK(completed({"tls", "probe", "--dead"}).rfind("--deadline\t", 0) == 0);
  CHECK(completed({"explain", "waivers/ex"}).rfind("waivers/expired\t", 0) == 0);
  CHECK(completed({"tls", "probe", "-"}).find("--policy\t") != std::string::npos);
  CHECK(completed({}).find("explain\t") != std::string::npos);
}

void check_tree(const usage::Command& command, const std::string& path) {
  INFO(path);
  CHECK_FALSE(command.summary.empty());
  CHECK((command.run || !command.commands.empty()));
  for (const std::string& line : output::lines(usage::help(command, path)))
    CHECK(text::columns(line) < 80);
  for (const usage::Option& option : command.options) {
    INFO(option.names);
    CHECK_FALSE(option.help.empty());
    CHECK(usage::names_of(option).back().rfind("--", 0) == 0);
    CHECK(option.set != nullptr);
  }
  for (const usage::Command& below : command.commands)
    check_tree(below, path + " " + below.name);
}

TEST_CASE("every command has help under 80 columns") {
  Options options;
  check_tree(usage::command_tree(options), "checkoutdiag");
}

}  // namespace
}  // namespace checkoutdiag
