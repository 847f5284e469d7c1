#include "lib/trust/search.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/failure.hpp"
#include "lib/trust/places.hpp"
#include "tests/lib/trust/tree.hpp"

namespace checkoutdiag::trust {
namespace {

using test::notes;
using test::place;
using test::setting;
using test::Tree;
using test::uses;

constexpr const char* kBundle = "/etc/ssl/certs/ca-certificates.crt";
const std::string kPem = "-----BEGIN CERTIFICATE-----\n";

struct Debian : Tree {
  Debian() {
    put("/etc/os-release", "ID=debian\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n");
    put(kBundle, kPem);
    put("/etc/ssl/certs/5ad8a5d6.0", kPem);
    link("/usr/lib/ssl/cert.pem", kBundle);
    link("/usr/lib/ssl/certs", "/etc/ssl/certs");
    put("/usr/lib/x86_64-linux-gnu/libssl.so.3");
    put("/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
        std::string("\x7f"
                    "ELF") +
            std::string(1'048'570, '\0') + "OpenSSL 3.0.15 3 Sep 2024" + std::string(1, '\0') +
            "OPENSSLDIR: \"/usr/lib/ssl\"");
    link("/lib", "usr/lib");
  }
};

Surroundings with(std::map<std::string, std::string> environment) {
  Surroundings around;
  around.environment = std::move(environment);
  around.home = "/home/me";
  around.working_directory = "/srv/shop";
  return around;
}

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

TEST_CASE("search: Java's homes share a file, jssecacerts replaces cacerts, flags replace both") {
  Debian tree;
  tree.put("/etc/ssl/certs/java/cacerts");
  for (const char* home : {"/usr/lib/jvm/java-17-openjdk", "/opt/jdk-25"}) {
    std::string base = home;
    tree.put(base + "/bin/java");
    tree.link(base + "/lib/security/cacerts", "/etc/ssl/certs/java/cacerts");
  }
  tree.put("/usr/lib/jvm/java-17-openjdk/release", "X=1\nJAVA_VERSION=\"17.0.15\"\n");
  tree.put("/opt/jdk-25/release", "JAVA_VERSION=\"25.0.3\"\n");
  tree.link("/usr/lib/jvm/default-java", "java-17-openjdk");
  tree.link("/usr/bin/java", "/usr/lib/jvm/default-java/bin/java");
  tree.put("/usr/lib/jvm/java-17-openjdk/conf/security/java.security",
           "#jdk.security.caDistrustPolicies=NO\njdk.security.caDistrustPolicies=SYMANTEC_TLS,\\\n"
           "    ENTRUST_TLS\n");
  tree.put("/opt/jdk8/jre/lib/security/cacerts");
  tree.put("/opt/jdk8/jre/lib/security/jssecacerts");
  tree.put("/opt/jdk8/release", "JAVA_VERSION=\"1.8.0_402\"\n");
  Plan plan = tree.search(with({}));
  CHECK(uses(plan, "Java 17.0.15") == "/etc/ssl/certs/java/cacerts");
  CHECK(uses(plan, "Java 25.0.3") == "/etc/ssl/certs/java/cacerts");
  CHECK(notes(plan, "Java 17.0.15", "SYMANTEC_TLS,ENTRUST_TLS"));
  CHECK(uses(plan, "Java 1.8.0_402") == "/opt/jdk8/jre/lib/security/jssecacerts");
  CHECK(notes(plan, "Java 1.8.0_402", "is not read, because jssecacerts"));
  CHECK(std::count_if(plan.clients.begin(), plan.clients.end(),
                      [](const Client& c) { return c.runtime == Runtime::java; }) == 3);

  Surroundings flags = with({{"JAVA_TOOL_OPTIONS", "-Xmx1g -Djavax.net.ssl.trustStore=/tool.jks"},
                             {"JDK_JAVA_OPTIONS",
                              "'-Djavax.net.ssl.trustStore=/my store.jks' "
                              "-Djavax.net.ssl.trustStorePassword=hunter2"}});
  Plan named = tree.search(flags);
  CHECK(uses(named, "Java 25.0.3") == "/my store.jks");
  CHECK(setting(named, "javax.net.ssl.trustStore")->where == "JDK_JAVA_OPTIONS");
  CHECK(setting(named, "javax.net.ssl.trustStore")->note.starts_with("JAVA_TOOL_OPTIONS"));
  for (const Client& client : named.clients)
    for (const std::string& note : client.notes)
      CHECK(note.find("hunter2") == std::string::npos);
  flags.arguments = {"-Djavax.net.ssl.trustStore=/line.jks"};
  CHECK(uses(tree.search(flags), "Java 25.0.3") == "/line.jks");
  flags.environment["_JAVA_OPTIONS"] =
      "-Djavax.net.ssl.trustStore=NONE -Djavax.net.ssl.trustStoreType=PKCS11";
  Plan none = tree.search(flags);
  CHECK(uses(none, "Java 25.0.3") == "");
  CHECK(notes(none, "Java 25.0.3", "its type is PKCS11"));
}

TEST_CASE("search: Node's compiled-in roots, and the flags that choose others") {
  Debian tree;
  tree.put("/home/me/.nvm/versions/node/v22.14.0/bin/node", std::string(5 << 20, 'n'));
  const std::string node = "/home/me/.nvm/versions/node/v22.14.0/bin/node";
  tree.put("/extra.pem", kPem);
  tree.put("/mine.pem", kPem);
  Plan plan = tree.search(with({{"NODE_EXTRA_CA_CERTS", "/extra.pem"}}));
  CHECK(uses(plan, "Node.js") == node + ", /extra.pem");
  CHECK(test::client(plan, "Node.js")->version == "22.14.0");
  CHECK(place(plan, node)->how == HowToRead::compiled_in);
  CHECK(place(plan, "/extra.pem")->role == Role::extra);

  // Node's own OpenSSL looks into /etc/ssl, not where the distribution's does.
  Plan openssl = tree.search(with({{"NODE_OPTIONS", "--max-old-space-size=1 --use-openssl-ca"},
                                   {"NODE_EXTRA_CA_CERTS", "/extra.pem"}}));
  CHECK(uses(openssl, "Node.js") == "/etc/ssl/certs (fallback), /extra.pem");
  CHECK(uses(tree.search(
                 with({{"NODE_OPTIONS", "--use-openssl-ca"}, {"SSL_CERT_FILE", "/mine.pem"}})),
             "Node.js") == "/mine.pem, /etc/ssl/certs (fallback)");
  CHECK(uses(tree.search(with({{"SSL_CERT_FILE", "/mine.pem"}})), "Node.js") == node);

  Plan old = tree.search(with({{"NODE_OPTIONS", "--use-system-ca"}}));
  CHECK(uses(old, "Node.js") == node);
  CHECK(notes(old, "Node.js", "Node.js 22.14.0 does not know"));
  auto system = [](const char* version, bool variable) {
    Debian other;
    other.put("/opt/x/bin/node", std::string(5 << 20, 'n'));
    std::string header;
    std::string_view left = version;
    for (const char* part : {"MAJOR", "MINOR", "PATCH"}) {
      header += std::string("#define NODE_") + part + "_VERSION " +
                std::string(left.substr(0, left.find('.'))) + "\n";
      left.remove_prefix(std::min(left.find('.'), left.size() - 1) + 1);
    }
    other.put("/opt/x/include/node/node_version.h", header);
    Plan found = other.search(variable ? with({{"NODE_USE_SYSTEM_CA", "1"}})
                                       : with({{"NODE_OPTIONS", "--use-system-ca"}}));
    REQUIRE(test::client(found, "Node.js")->version == version);
    return uses(found, "Node.js").find("/etc/ssl/certs") != std::string::npos;
  };
  CHECK(system("22.15.0", false));
  CHECK_FALSE(system("23.8.0", false));  // it had the flag on Windows and macOS only
  CHECK(system("23.9.1", false));
  CHECK_FALSE(system("22.18.0", true));
  CHECK(system("22.19.0", true));
  CHECK_FALSE(system("24.5.0", true));
  CHECK(system("24.6.0", true));
}

TEST_CASE("search: a distribution's node has its roots in libnode.so, or none") {
  Debian tree;
  tree.put("/usr/bin/node", "small");
  tree.put("/usr/lib/x86_64-linux-gnu/libnode.so.108");
  Plan plan = tree.search(with({{"NODE_USE_SYSTEM_CA", "1"}}));
  CHECK(uses(plan, "Node.js") == "/usr/bin/node, /usr/lib/x86_64-linux-gnu/libnode.so.108, " +
                                     std::string(kBundle) +
                                     " (fallback), /etc/ssl/certs (fallback)");
  CHECK(notes(plan, "Node.js", "version is not known"));
}

TEST_CASE("search: Python's folders, who asks certifi, and what replaces it") {
  Debian tree;
  const std::string venv = "/srv/shop/.venv/lib/python3.11/site-packages";
  tree.put(venv + "/certifi/cacert.pem", kPem);
  tree.put(venv + "/certifi/core.py", "return os.path.join(f, 'cacert.pem')");
  tree.put(venv + "/Certifi-2022.12.7.dist-info/METADATA",
           "Metadata-Version: 2.1\nName: certifi\nVersion: 2022.12.07\n\nVersion: 1\n");
  tree.put(venv + "/requests/__init__.py");
  tree.put(venv + "/stripe/data/ca-certificates.crt", kPem);
  tree.put(venv + "/stripe-5.0.0-py3.11.egg-info", "");
  tree.put(venv + "/botocore/cacert.pem", kPem);
  Plan plan = tree.search(with({}));
  CHECK(uses(plan, "Python requests") == venv + "/certifi/cacert.pem");
  CHECK(test::client(plan, "Python httpx") == nullptr);
  CHECK(place(plan, venv + "/certifi/cacert.pem")->title == "certifi 2022.12.07");
  CHECK(place(plan, venv + "/certifi/cacert.pem")->package.manager == "pip");
  CHECK(place(plan, venv + "/stripe/data/ca-certificates.crt")->package.version == "5.0.0");
  CHECK(place(plan, venv + "/botocore/cacert.pem")->package.unknown_because != "");
  Plan both = tree.search(with({{"REQUESTS_CA_BUNDLE", "/r.pem"}, {"CURL_CA_BUNDLE", "/c.pem"}}));
  CHECK(uses(both, "Python requests") == "/r.pem");
  CHECK(uses(both, "botocore") == "/r.pem");
  // botocore brings a bundle, and asks certifi where that is installed.
  CHECK(uses(plan, "botocore") == venv + "/certifi/cacert.pem");
  CHECK(uses(both, "Stripe's Python SDK") == venv + "/stripe/data/ca-certificates.crt");
  Plan curl = tree.search(with(
      {{"CURL_CA_BUNDLE", "/c.pem"}, {"AWS_CA_BUNDLE", "/a.pem"}, {"REQUESTS_CA_BUNDLE", ""}}));
  CHECK(uses(curl, "Python requests") == "/c.pem");
  CHECK(uses(curl, "botocore") == "/a.pem");
  tree.put("/usr/lib/python3/dist-packages/botocore/cacert.pem", kPem);
  Surroundings elsewhere = with({});
  elsewhere.working_directory = "/";
  CHECK(uses(tree.search(elsewhere), "botocore") ==
        "/usr/lib/python3/dist-packages/botocore/cacert.pem");
  CHECK(uses(curl, "Python programs that ask certifi") == venv + "/certifi/cacert.pem");
}

TEST_CASE(
    "search: a distribution's certifi answers with the system's bundle, and so does its pip") {
  Debian tree;
  const std::string folder = "/usr/lib/python3/dist-packages";
  tree.put(folder + "/certifi/cacert.pem", kPem);
  tree.put(folder + "/certifi/core.py",
           "\"\"\"location of /etc/ssl/certs/ca-certificates.crt\"\"\"\n"
           "DEBIAN_CA_CERTS_PATH = '/etc/ssl/certs/ca-certificates.crt'\n");
  tree.put(folder + "/requests/x.py");
  Plan plan = tree.search();
  CHECK(uses(plan, "Python requests") == kBundle);
  CHECK(notes(plan, "Python requests", "is there, and is not read"));
}

TEST_CASE("search: pip's own certifi, and the system's store beside it since 24.2") {
  Debian tree;
  for (const char* version : {"3.9", "3.13"}) {
    std::string folder = std::string("/home/me/.pyenv/versions/") + version + ".1/lib/python" +
                         version + "/site-packages";
    tree.put(folder + "/pip/_vendor/certifi/cacert.pem", kPem);
    tree.put(folder + "/pip/_vendor/certifi/__init__.py", "__version__ = \"2024.07.04\"\n");
    tree.put(folder + "/pip-24.2.dist-info/METADATA", "Name: pip\nVersion: 24.2\n");
  }
  Plan plan = tree.search(with({}));
  const std::string base = "/home/me/.pyenv/versions/";
  const std::string old = base + "3.9.1/lib/python3.9/site-packages";
  const std::string fresh = base + "3.13.1/lib/python3.13/site-packages";
  CHECK(uses(plan, "pip (" + old) == old + "/pip/_vendor/certifi/cacert.pem");
  CHECK(uses(plan, "pip (" + fresh) ==
        fresh + "/pip/_vendor/certifi/cacert.pem, " + kBundle + ", /etc/ssl/certs (fallback)");
  CHECK(place(plan, old + "/pip/_vendor/certifi/cacert.pem")->title ==
        "certifi 2024.07.04 within pip 24.2");
  CHECK(uses(tree.search(with({{"PIP_CERT", "/p.pem"}})), "pip (" + fresh) == "/p.pem");
}

TEST_CASE("search: PHP's settings, per way of running") {
  Debian tree;
  tree.put("/etc/php/8.2/cli/php.ini", ";curl.cainfo = /no\n[curl]\ncurl.cainfo = \"/cli.pem\"\n");
  tree.put("/etc/php/8.2/fpm/php.ini", "openssl.cafile=/first.pem\nopenssl.capath=/hashes\n");
  tree.put("/etc/php/8.2/fpm/conf.d/99-own.ini", "openssl.cafile=/later.pem\n");
  Plan plan = tree.search();
  CHECK(uses(plan, "PHP 8.2 cli, curl") == "/cli.pem, /etc/ssl/certs (fallback)");
  CHECK(uses(plan, "PHP 8.2 cli, streams") == std::string(kBundle) + ", /etc/ssl/certs (fallback)");
  CHECK(uses(plan, "PHP 8.2 fpm, streams") == "/later.pem, /hashes (fallback)");
  CHECK(uses(plan, "PHP 8.2 fpm, curl") == std::string(kBundle) + ", /etc/ssl/certs (fallback)");
  REQUIRE(setting(plan, "openssl.cafile", 1) != nullptr);
  CHECK(setting(plan, "openssl.cafile")->ignored);
  CHECK(setting(plan, "openssl.cafile", 1)->where == "/etc/php/8.2/fpm/conf.d/99-own.ini");
  CHECK(test::client(plan, "PHP 8.2 cli, curl")->partial_chain);
  Tree image;
  image.put("/usr/local/bin/php");
  image.put("/usr/local/etc/php/conf.d/ca.ini", "openssl.cafile=/x.pem\n");
  CHECK(uses(image.search(), "PHP (/usr/local/etc/php), streams") == "/x.pem");
}

TEST_CASE("search: gems, vendor folders, WordPress and node_modules") {
  Debian tree;
  for (const char* version : {"5.0.0", "13.1.0"})
    tree.put(
        std::string("/var/lib/gems/3.1.0/gems/stripe-") + version + "/lib/data/ca-certificates.crt",
        kPem);
  tree.put("/srv/shop/vendor/stripe/stripe-php/data/ca-certificates.crt", kPem);
  tree.put("/srv/shop/vendor/composer/installed.json",
           R"({"packages": [{"name": "a/b", "version": "v1"},
              {"name": "stripe/stripe-php", "version": "v10.0.0"}]})");
  tree.put("/var/www/blog/wp-includes/certificates/ca-bundle.crt", kPem);
  tree.put("/srv/shop/node_modules/grpc/etc/roots.pem", kPem);
  tree.put("/srv/shop/node_modules/grpc/package.json", R"({"name":"grpc","version":"1.24.11"})");
  Plan plan = tree.search(with({}));
  const std::string gems = "/var/lib/gems/3.1.0/gems/stripe-";
  // Two versions of a gem are two programs' stores, not one that is loaded together.
  CHECK(uses(plan, "Stripe's Ruby SDK (" + gems + "5.0.0") ==
        gems + "5.0.0/lib/data/ca-certificates.crt");
  CHECK(place(plan, gems + "13.1.0/lib/data/ca-certificates.crt")->package.version == "13.1.0");
  const std::string vendor = "/srv/shop/vendor/stripe/stripe-php/data/ca-certificates.crt";
  CHECK(place(plan, vendor)->package.version == "v10.0.0");
  CHECK(uses(plan, "Stripe's PHP SDK") == vendor + ", /etc/ssl/certs (fallback)");
  CHECK(uses(plan, "WordPress").starts_with("/var/www/blog/wp-includes"));
  CHECK(place(plan, "/srv/shop/node_modules/grpc/etc/roots.pem")->package.version == "1.24.11");
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

}  // namespace
}  // namespace checkoutdiag::trust
