#include <doctest/doctest.h>

#include "checks/registry.hpp"
#include "cli/output/human.hpp"

namespace checkoutdiag::output {
namespace {

Report diagnosed() {
  Report report;
  report.command = "doctor";
  report.subjects.push_back(
      {"a.test:443", "203.0.113.7", {{"addresses", "203.0.113.7"}}, "no charge", std::nullopt});
  Outcome outcome{find_rule("tls/leaf-expired"), "a.test:443", {}, {}, {}};
  outcome.fail_text("it expired").fixed_by("renew it:\n  certbot renew");
  report.outcomes.push_back(outcome);
  Cause first;
  first.key = "certificate-expired";
  first.title = "the gateway's certificate has expired";
  first.side = Side::gateway;
  first.level = Level::error;
  first.stops = true;
  first.seen = {{"tls/leaf-expired", "a.test:443", "it expired"}};
  first.explains = {{"ca/chain-refused", "a.test:443", "six runtimes refuse it"}};
  first.unexplained = {"hostile \x1b[2J title"};
  first.fix = "renew it:\n  certbot renew";
  Cause second;
  second.title = "hostile \x1b[2J title";
  second.fix = "ask again";
  second.seen = {{"tls/reachable", "a.test:443", "no answer"}};
  second.proven = false;
  report.diagnosis = Diagnosis{"the gateway is to be mended", {first, second}};
  return report;
}

}  // namespace

TEST_CASE("human diagnosis: the cause first, then the fix, then what was seen") {
  CHECK(human(diagnosed(), {}) ==
        "a.test:443  203.0.113.7                                                  1 error\n"
        "the gateway is to be mended\n"
        "\n"
        " 1  the gateway's certificate has expired\n"
        "    where     on the gateway's side\n"
        "    seen      it expired (tls/leaf-expired)\n"
        "    explains  six runtimes refuse it (ca/chain-refused)\n"
        "    not       explained by it: hostile \\x1b[2J title\n"
        "    fix       renew it:\n"
        "                certbot renew\n"
        "\n"
        " 2  hostile \\x1b[2J title\n"
        "    where     not known on which side; an open question\n"
        "    seen      no answer (tls/reachable)\n"
        "    fix       ask again\n"
        "\n"
        " addresses   203.0.113.7\n"
        "\n"
        "no charge. Explain a rule: checkoutdiag explain tls/leaf-expired\n");
}

TEST_CASE("human diagnosis: quiet has a line for each finding, verbose every finding besides") {
  HumanOptions options;
  options.quiet = true;
  CHECK(human(diagnosed(), options) == "a.test:443: error tls/leaf-expired: it expired\n");
  options.quiet = false;
  options.verbose = true;
  const std::string text = human(diagnosed(), options);
  CHECK(text.find(" 1  the gateway's certificate") < text.find(" ERROR    tls/leaf-expired"));
}

}  // namespace checkoutdiag::output
