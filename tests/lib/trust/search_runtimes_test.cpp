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

}  // namespace checkoutdiag::trust
