#include "lib/trust/search.hpp"

#include <doctest/doctest.h>

#include "tests/lib/trust/debian.hpp"

namespace checkoutdiag::trust {
namespace {

using test::Debian;
using test::kBundle;
using test::kPem;
using test::notes;
using test::place;
using test::setting;
using test::Tree;
using test::uses;
using test::with;

}  // namespace

TEST_CASE("search: one file is one place, by whatever link it is found") {
  Debian tree;
  tree.put("/usr/share/ca-certificates/mozilla/A.crt");
  tree.put("/usr/local/share/ca-certificates/corp/B.crt");
  Plan plan = tree.search();
  REQUIRE(place(plan, kBundle) != nullptr);
  CHECK(place(plan, kBundle)->title == "Debian's bundle");
  CHECK(place(plan, "/usr/lib/ssl/cert.pem") == nullptr);
  CHECK(place(plan, kBundle)->also == std::vector<std::string>{"/usr/lib/ssl/cert.pem"});
  CHECK(place(plan, "/usr/share/ca-certificates/mozilla")->role == Role::source);
  CHECK(place(plan, "/usr/share/ca-certificates") == nullptr);  // it holds no file itself
  CHECK(place(plan, "/usr/local/share/ca-certificates/corp")->role == Role::local_addition);
  CHECK(uses(plan, "OpenSSL programs") == std::string(kBundle) + ", /etc/ssl/certs (fallback)");
  CHECK(test::client(plan, "OpenSSL programs")->version == "3.0.15");
  CHECK(test::client(plan, "OpenSSL programs")->security_level == 2);
  CHECK_FALSE(test::client(plan, "OpenSSL programs")->partial_chain);
  CHECK_FALSE(plan.incomplete);
  CHECK(plan.unseen.size() == 1);
}

TEST_CASE("search: SSL_CERT_FILE and SSL_CERT_DIR, for OpenSSL and for Go") {
  Debian tree;
  tree.put("/etc/mine.pem", kPem);
  tree.put("/etc/one/x.pem", kPem);
  tree.put("/etc/two/x.pem", kPem);
  Plan file = tree.search(with({{"SSL_CERT_FILE", "/etc/mine.pem"}}));
  CHECK(uses(file, "OpenSSL programs") == "/etc/mine.pem, /etc/ssl/certs (fallback)");
  CHECK(uses(file, "Go programs") == "/etc/mine.pem, /etc/ssl/certs");
  CHECK(notes(file, "Go programs", "replaces Go's list of files only"));
  REQUIRE(setting(file, "SSL_CERT_FILE") != nullptr);
  CHECK(file.places.at(*setting(file, "SSL_CERT_FILE")->store).path == "/etc/mine.pem");
  CHECK(place(file, "/etc/mine.pem")->wanted);

  Plan directories = tree.search(with({{"SSL_CERT_DIR", "/etc/one::/etc/two"}}));
  CHECK(uses(directories, "OpenSSL programs") ==
        std::string(kBundle) + ", /etc/one (fallback), /etc/two (fallback)");
  // Go reads every file, whatever its name: it is another way of reading the same directory.
  CHECK(uses(directories, "Go programs") == std::string(kBundle) + ", /etc/one, /etc/two");
  CHECK(setting(directories, "SSL_CERT_DIR", 1)->value == "/etc/two");
  CHECK(setting(directories, "SSL_CERT_DIR")->is_directory);

  // Measured: an empty SSL_CERT_FILE leaves OpenSSL with no file, Go takes it for unset.
  Plan empty = tree.search(with({{"SSL_CERT_FILE", ""}}));
  CHECK(uses(empty, "OpenSSL programs") == "/etc/ssl/certs (fallback)");
  CHECK(notes(empty, "OpenSSL programs", "set and empty"));
  CHECK(uses(empty, "Go programs") == std::string(kBundle) + ", /etc/ssl/certs");
  CHECK_FALSE(setting(empty, "SSL_CERT_FILE")->store.has_value());

  // A directory where a file is wanted: the setting still says that it takes a file, and OpenSSL's
  // own use of the directory stays beside it.
  Plan mistaken = tree.search(with({{"SSL_CERT_FILE", "/etc/ssl/certs"}}));
  CHECK_FALSE(setting(mistaken, "SSL_CERT_FILE")->is_directory);
  CHECK(uses(mistaken, "OpenSSL programs") == "/etc/ssl/certs, /etc/ssl/certs (fallback)");

  Plan missing = tree.search(with({{"SSL_CERT_FILE", "gone.pem"}}));
  REQUIRE(place(missing, "/srv/shop/gone.pem") != nullptr);
  CHECK(place(missing, "/srv/shop/gone.pem")->wanted);
  CHECK(uses(missing, "OpenSSL programs").starts_with("/srv/shop/gone.pem"));
}

TEST_CASE("search: the curl tool's variables, its configuration, and libcurl, which reads none") {
  Debian tree;
  tree.put("/usr/bin/curl");
  tree.put("/usr/lib/x86_64-linux-gnu/libcurl.so.4");
  tree.put("/a.pem", kPem);
  tree.put("/b.pem", kPem);
  tree.put("/dir/x", kPem);
  const std::string fallback = ", /etc/ssl/certs (fallback)";
  CHECK(uses(tree.search(), "curl") == kBundle + fallback);
  Plan all = tree.search(
      with({{"CURL_CA_BUNDLE", "/a.pem"}, {"SSL_CERT_FILE", "/b.pem"}, {"SSL_CERT_DIR", "/dir"}}));
  CHECK(uses(all, "curl") == "/a.pem" + fallback);
  CHECK(uses(all, "libcurl programs") == kBundle + fallback);
  CHECK(test::client(all, "curl")->partial_chain);
  Plan both = tree.search(with({{"SSL_CERT_FILE", "/b.pem"}, {"SSL_CERT_DIR", "/dir"}}));
  CHECK(uses(both, "curl") == "/dir (fallback), " + std::string(kBundle));
  CHECK(notes(both, "curl", "not SSL_CERT_FILE when both"));
  CHECK(uses(tree.search(with({{"SSL_CERT_FILE", "/b.pem"}})), "curl") == "/b.pem" + fallback);
  CHECK(uses(tree.search(with({{"CURL_CA_BUNDLE", ""}})), "curl") == kBundle + fallback);
  tree.put("/home/me/.curlrc", "# cacert = /no\n--silent\ncacert = \"/b.pem\"\n");
  Plan configured = tree.search(with({{"CURL_CA_BUNDLE", "/a.pem"}}));
  CHECK(uses(configured, "curl") == "/b.pem" + fallback);
  CHECK(setting(configured, "cacert")->where == "/home/me/.curlrc");
}

TEST_CASE("search: GnuTLS, wget and git") {
  Debian tree;
  tree.put("/usr/bin/git");
  tree.put("/usr/bin/wget");
  tree.put("/usr/lib/x86_64-linux-gnu/libgnutls.so.30");
  tree.put("/usr/lib/x86_64-linux-gnu/libcurl-gnutls.so.4");
  tree.put("/etc/wgetrc", "# ca_certificate = /no.pem\nca_certificate = /wget.pem\n");
  tree.put("/etc/gitconfig", "[http]\n\tsslCAInfo = /system.pem\n");
  tree.put("/home/me/.gitconfig",
           "[http \"https://one\"]\nsslCAInfo = /one.pem\n[HTTP]\nsslcainfo = ~/own.pem\n");
  Plan plan = tree.search(with({}));
  CHECK(uses(plan, "GnuTLS programs") == kBundle);
  CHECK(uses(plan, "wget") == "/wget.pem, " + std::string(kBundle));
  CHECK(uses(plan, "git") == "/home/me/own.pem, /etc/ssl/certs");
  CHECK(test::client(plan, "git")->runtime == Runtime::gnutls);
  CHECK(setting(plan, "http.sslCAInfo")->ignored);
  CHECK_FALSE(setting(plan, "http.sslCAInfo", 1)->ignored);
  Plan variable = tree.search(with({{"GIT_SSL_CAINFO", "/env.pem"}}));
  CHECK(uses(variable, "git") == "/env.pem, /etc/ssl/certs");
  CHECK(setting(variable, "http.sslCAInfo", 1)->note == "GIT_SSL_CAINFO is set");
}

TEST_CASE("search: security levels by configuration, distribution and version") {
  auto level = [](const std::string& release, const std::string& version, const std::string& config,
                  const std::string& soname = "3") {
    Tree tree;
    tree.put("/etc/os-release", release);
    tree.put("/usr/lib64/libssl.so." + soname);
    tree.put("/usr/lib64/libcrypto.so." + soname, "OpenSSL " + version + " 1 Jan\"");
    if (!config.empty()) tree.put("/etc/ssl/openssl.cnf", config);
    return test::client(tree.search(), "OpenSSL programs")->security_level;
  };
  CHECK(level("ID=alpine", "3.1.4", "") == 1);
  CHECK(level("ID=alpine", "3.3.1", "") == 2);
  CHECK(level("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "3.0.2", "") == 2);
  CHECK(level("ID=debian", "3.0.2",
              "[x]\n#CipherString = a@SECLEVEL=0\n"
              "CipherString = DEFAULT@SECLEVEL=1\n") == 1);
  CHECK(level("ID=debian", "1.0.2u", "", "1.0.2") == 0);
  CHECK(level("ID=alpine", "", "", "53") == 1);
}

TEST_CASE("search: Fedora, Alpine, SUSE and an image with a single file") {
  Tree fedora;
  fedora.put("/etc/os-release", "ID=fedora\n");
  const char* extracted = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem";
  fedora.put(extracted, kPem);
  fedora.link("/etc/pki/tls/certs/ca-bundle.crt", extracted);
  fedora.link("/etc/pki/tls/cert.pem", extracted);
  fedora.put("/etc/pki/ca-trust/extracted/java/cacerts");
  fedora.put("/etc/pki/ca-trust/extracted/openssl/ca-bundle.trust.crt");
  fedora.put("/etc/pki/ca-trust/source/anchors/corp.pem");
  fedora.put("/usr/lib64/libssl.so.3");
  fedora.put("/usr/lib64/libgnutls.so.30");
  Plan plan = fedora.search();
  CHECK(place(plan, extracted)->title == "Fedora's bundle");
  CHECK(place(plan, "/etc/pki/ca-trust/source/anchors")->role == Role::local_addition);
  CHECK(uses(plan, "OpenSSL programs") ==
        std::string(extracted) + ", /etc/pki/tls/certs (fallback)");
  CHECK(uses(plan, "Go programs") == std::string(extracted) + ", /etc/pki/tls/certs");
  CHECK(uses(plan, "GnuTLS programs") == extracted);

  Tree alpine;
  alpine.put("/etc/os-release", "ID=alpine\n");
  alpine.put(kBundle, kPem);
  alpine.link("/etc/ssl/cert.pem", "certs/ca-certificates.crt");
  alpine.put("/usr/lib/libssl.so.3");
  CHECK(uses(alpine.search(), "OpenSSL programs") ==
        std::string(kBundle) + ", /etc/ssl/certs (fallback)");

  Tree suse;
  suse.put("/etc/os-release", "ID=opensuse-leap\nID_LIKE=\"suse opensuse\"\nNAME=Leap\n");
  suse.put("/var/lib/ca-certificates/ca-bundle.pem", kPem);
  suse.link("/etc/ssl/ca-bundle.pem", "/var/lib/ca-certificates/ca-bundle.pem");
  CHECK(uses(suse.search(), "Go programs") == "/etc/ssl/ca-bundle.pem");
  CHECK(place(suse.search(), "/etc/ssl/ca-bundle.pem")->title == "Leap's bundle");

  Tree distroless;
  distroless.put(kBundle, kPem);
  Plan bare = distroless.search();
  CHECK(uses(bare, "Go programs") == std::string(kBundle) + ", /etc/ssl/certs");
  CHECK(notes(bare, "OpenSSL programs", "no libssl was found"));
  CHECK(place(bare, kBundle)->title == "the system's bundle");
  Plan nothing = Tree().search();
  CHECK(nothing.places.empty());
  CHECK(uses(nothing, "Go programs") == "");
}

TEST_CASE("search: links in a circle and files that are no files stop nothing") {
  Debian tree;
  tree.link("/usr/lib/python3.11/site-packages", "site-packages");
  tree.link("/etc/ssl/cert.pem", "/etc/ssl/cert.pem");
  tree.directory("/usr/lib/python3/dist-packages/certifi/cacert.pem");
  tree.link("/home/me/.nvm", "/home/me/.nvm/versions");
  Plan plan = tree.search(with({{"SSL_CERT_FILE", "/etc/ssl/cert.pem"}}));
  CHECK(place(plan, "/etc/ssl/cert.pem")->wanted);
  CHECK(place(plan, "/usr/lib/python3/dist-packages/certifi/cacert.pem") == nullptr);
}

TEST_CASE("search: the walk finds what no table knows, and leaves links and impostors alone") {
  Debian tree;
  tree.put("/opt/shop/deep/cacert.pem", kPem);
  tree.put("/opt/shop/deep/page/cacert.pem", "<html>");
  tree.put("/opt/shop/keys/trust.jks", "\xfe\xed\xfe\xed\0\0");
  tree.link("/opt/shop/again", "deep");
  tree.put("/proc/1/root/cacert.pem", kPem);
  Plan plan = tree.search({}, true);
  REQUIRE(place(plan, "/opt/shop/deep/cacert.pem") != nullptr);
  CHECK(place(plan, "/opt/shop/deep/cacert.pem")->role == Role::sdk);
  CHECK(place(plan, "/opt/shop/keys/trust.jks") != nullptr);
  CHECK(place(plan, "/opt/shop/deep/page/cacert.pem") == nullptr);
  CHECK(place(plan, "/opt/shop/again/cacert.pem") == nullptr);
  CHECK(place(plan, "/proc/1/root/cacert.pem") == nullptr);
  CHECK(place(plan, kBundle)->title == "Debian's bundle");
  CHECK(place(tree.search(), "/opt/shop/deep/cacert.pem") == nullptr);

  for (int i = 0; i < 600; ++i)
    tree.directory("/many/" + std::to_string(i));
  SearchOptions options;
  options.deep = true;
  options.stop = [] { return true; };
  Plan stopped = search(Files(tree.root()), {}, options);
  CHECK(stopped.incomplete);
  CHECK(stopped.incomplete_because == "the time for the walk was over");
  options.stop = nullptr;
  options.deep_from = "/opt/shop/keys";
  Plan part = search(Files(tree.root()), {}, options);
  CHECK(place(part, "/opt/shop/keys/trust.jks") != nullptr);
  CHECK(place(part, "/opt/shop/deep/cacert.pem") == nullptr);
}

TEST_CASE("search: a process sees what its program can use") {
  Debian tree;
  tree.put("/usr/bin/node", std::string(5 << 20, 'n'));
  tree.put("/usr/bin/curl");
  tree.put("/usr/lib/jvm/a/bin/java");
  tree.put("/usr/lib/jvm/a/lib/security/cacerts");
  tree.put("/usr/lib/jvm/b/bin/java");
  tree.put("/usr/lib/jvm/b/lib/security/cacerts");
  auto names = [&](const std::string& executable) {
    Surroundings around = with({});
    around.executable = executable;
    std::string text;
    for (const Client& client : tree.search(around).clients)
      text += client.name + " " + client.program + ";";
    return text;
  };
  CHECK(names("/usr/bin/node") == "Node.js /usr/bin/node;");
  CHECK(names("/usr/lib/jvm/b/bin/java") == "Java /usr/lib/jvm/b/bin/java;");
  CHECK(names("/usr/bin/python3.11").starts_with("OpenSSL programs"));
  CHECK(names("/usr/bin/python3.11").find("Java") == std::string::npos);
  CHECK(names("/srv/shop/server").find("Go programs") != std::string::npos);
}

}  // namespace checkoutdiag::trust
