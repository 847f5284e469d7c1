#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/failure.hpp"
#include "lib/trust/places.hpp"
#include "lib/trust/search.hpp"
#include "tests/lib/trust/tree.hpp"

namespace checkoutdiag::trust {
namespace {}  // namespace

TEST_CASE("surroundings: our own, and those of a process") {
  test::Environment variable("CHECKOUTDIAG_TEST", "a=b");
  Surroundings own = own_surroundings();
  CHECK(own.environment.at("CHECKOUTDIAG_TEST") == "a=b");
  CHECK(own.working_directory == std::filesystem::current_path().string());
  int input[2];  // the shell waits for a line of it
  REQUIRE(pipe(input) == 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(input[0], 0);
    close(input[1]);
    const char* arguments[] = {"sh",
                               "-c",
                               "read line",
                               "-Djavax.net.ssl.trustStore=/t",
                               "-Djavax.net.ssl.trustStorePassword=hunter2",
                               "--use-openssl-ca",
                               nullptr};
    const char* environment[] = {"HOME=/h", "SSL_CERT_FILE=/s.pem", nullptr};
    execve("/bin/sh", const_cast<char**>(arguments), const_cast<char**>(environment));
    _exit(127);
  }
  ProcessView view;
  for (int tries = 0; tries < 100'000 && view.surroundings.home != "/h"; ++tries)
    view = look_at_process(child);
  view = look_at_process(child);  // the name may have been read before the shell was there
  close(input[0]);
  close(input[1]);
  siginfo_t ended{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);
  CHECK_THROWS_WITH_AS(look_at_process(child), doctest::Contains("has ended and is a zombie"),
                       Failure);
  waitpid(child, nullptr, 0);
  CHECK(view.root == "/");
  CHECK(view.surroundings.home == "/h");
  CHECK(view.surroundings.environment.at("SSL_CERT_FILE") == "/s.pem");
  CHECK(view.surroundings.executable.starts_with("/"));
  CHECK(view.surroundings.working_directory == own.working_directory);
  // That a password is given is known, which one is not.
  CHECK(view.surroundings.arguments ==
        std::vector<std::string>{"-Djavax.net.ssl.trustStore=/t",
                                 "-Djavax.net.ssl.trustStorePassword=", "--use-openssl-ca"});
  CHECK(view.name == std::to_string(child) + " (sh)");
  CHECK_THROWS_WITH_AS(look_at_process(0), "there is no process 0", Failure);
  CHECK_THROWS_AS(look_at_process(0x7fffffff), Failure);
}

TEST_CASE("places: every entry has an origin, and what is unknown is an error") {
  const KnownPlaces& known = known_places();
  CHECK(known.variables.size() > 15);
  CHECK(known.bundles.size() > 100);
  for (const KnownBundle& bundle : known.bundles)
    for (const KnownClient& client : bundle.clients)
      for (const std::string& name : client.variables) {
        CAPTURE(name);
        CHECK(std::any_of(known.variables.begin(), known.variables.end(),
                          [&](const KnownVariable& variable) { return variable.name == name; }));
      }
  auto fault = [](const std::string& entry) -> std::string {
    try {
      read_places(R"({"variables": [], "folders": [], "generated": [], "bundles": [)" + entry +
                  "]}");
      return "none";
    } catch (const Failure& failure) {
      return failure.what();
    }
  };
  const std::string good = R"("in": "gems", "path": "x", "title": "X")";
  const std::string origin = R"(, "source": "https://x", "as_of": "2026-11-22")";
  CHECK(fault("{" + good + origin + "}") == "none");
  CHECK(fault("{" + good + "}").find("no text \"source\"") != std::string::npos);
  CHECK(fault("{" + good + R"(, "source": "https://x", "as_of": "soon"})").find("no date") !=
        std::string::npos);
  CHECK(fault("{" + good + origin + R"(, "titlex": "x"})").find("unknown key \"titlex\"") !=
        std::string::npos);
  CHECK(fault("{" + good + origin + R"(, "role": "shop"})").find("unknown word \"shop\"") !=
        std::string::npos);
  CHECK(fault("{" + good + origin + R"(, "clients": [{"name": 1}]})").find("no text \"name\"") !=
        std::string::npos);
  CHECK(fault("7").find("no object") != std::string::npos);
  CHECK_THROWS_AS(read_places("{"), Failure);
}

}  // namespace checkoutdiag::trust
