#include "cli/doctor_bundle.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag {
namespace {

Scrubber scrubber() {
  Scrubber made;
  made.replace_directory("/home/eve", "~");
  made.replace_directory("/root", "~");
  made.replace_word("eve", "USER");
  made.replace("proxy.corp", "PROXY");
  return made;
}

const archive::File& file(const std::vector<archive::File>& all, const std::string& name) {
  for (const archive::File& each : all)
    if (each.name.ends_with("/" + name)) return each;
  FAIL("there is no " << name);
  return all.front();
}

}  // namespace

TEST_CASE("bundle: names of the house go, words that contain them stay") {
  const Scrubber clean = scrubber();
  CHECK(clean.clean("/home/eve/ca.pem and /srv/root/ca.pem, /root/x, /rooted") ==
        "~/ca.pem and /srv/root/ca.pem, ~/x, /rooted");
  CHECK(clean.clean("eve never seven") == "USER never seven");
  CHECK(clean.clean("via http://proxy.corp:3128") == "via http://PROXY:3128");
  CHECK(clean.clean("card 4242 4242 4242 4242").find("4242 4242 4242 4242") == std::string::npos);
}

TEST_CASE("bundle: JSON stays JSON, numbers and fingerprints stay what they are") {
  const std::string text =
      R"({"a":["/home/eve/x",4242424242424242],"sha256":"4242424242424242","b":{"c":"sk_live_abcdefghijklmnop"}})";
  const auto clean = nlohmann::json::parse(scrubber().clean_json(text));
  CHECK(clean["a"][0] == "~/x");
  CHECK(clean["a"][1] == 4242424242424242);
  CHECK(clean["sha256"] == "4242424242424242");
  CHECK(clean["b"]["c"].get<std::string>().find("klmnop") == std::string::npos);
}

TEST_CASE("bundle: resolver and proxies are told without their names") {
  doctor::Examined seen = doctor::good_examination();
  seen.seen.around.resolver = {"nameserver 10.1.2.3", "nameserver 9.9.9.9", "search corp.internal",
                               "options timeout:2"};
  seen.seen.around.proxies = {{"https_proxy", "socks5h://u:hunter2@gate.corp:1080"},
                              {"no_proxy", "a.corp,b.corp"}};
  const auto files = bundle_files("{}", "all is well\n", seen.seen, scrubber());
  const std::string& network = file(files, "network.txt").content;
  CHECK(network ==
        "/etc/resolv.conf:\n"
        "  nameserver (a private address)\n"
        "  nameserver 9.9.9.9\n"
        "  search (not shown)\n"
        "  options timeout:2\n"
        "proxy variables:\n"
        "  https_proxy: socks5h proxy (name not shown)\n"
        "  no_proxy: 2 entries\n");
  CHECK(file(files, "report.txt").content == "all is well\n");
  CHECK(file(files, "versions.txt").content.find("OpenSSL") != std::string::npos);
}

}  // namespace checkoutdiag
