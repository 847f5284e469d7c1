#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "cli/output/output.hpp"
#include "tests/cli/sample_report.hpp"
#include "tests/source_dir.hpp"

// One golden file for each format. UPDATE_GOLDEN=1 writes them anew: read the difference before
// committing it.
namespace checkoutdiag {
namespace {

std::string golden_path(const std::string& name) {
  return test::source_dir() + "/tests/golden/" + name;
}

void check_golden(const std::string& name, const std::string& text) {
  const char* update = std::getenv("UPDATE_GOLDEN");
  if (update && *update == '1') std::ofstream(golden_path(name), std::ios::binary) << text;
  std::ifstream file(golden_path(name), std::ios::binary);
  std::stringstream golden;
  golden << file.rdbuf();
  INFO("golden file: " << name);
  CHECK(golden.str() == text);
}

output::Context context() {
  output::Context result;
  result.status = Status::findings;
  result.exit_code = 1;
  result.version = "1.2.3";
  return result;
}

output::HumanOptions human_options() {
  output::HumanOptions options;
  options.width = 80;
  return options;
}

TEST_CASE("every format writes what its golden file says") {
  const Report report = sample::report();
  check_golden("report.txt", output::human(report, human_options()));
  check_golden("report.json", output::json(report, context()));
  check_golden("report.junit.xml", output::junit(report, context()));
  check_golden("report.sarif", output::sarif(report, context()));
  check_golden("report.github.txt", output::github(report, context()));
  check_golden("report.gitlab.json", output::gitlab(report, context()));
  check_golden("report.prom", output::prometheus(report, context()));
  check_golden("report.nagios.txt", output::nagios(report, context()));
  check_golden("report.md", output::markdown(report, context()));
  check_golden("error.json", output::error_json("there is no command 'tsl'", "did you mean tls?"));
}

TEST_CASE("the human text in its other shapes") {
  const Report report = sample::report();
  output::HumanOptions options = human_options();
  options.verbose = true;
  check_golden("report.verbose.txt", output::human(report, options));
  options = human_options();
  options.quiet = true;
  check_golden("report.quiet.txt", output::human(report, options));
  options = human_options();
  options.width = 120;
  options.styles = output::kColored;
  check_golden("report.color.txt", output::human(report, options));
}

}  // namespace
}  // namespace checkoutdiag
