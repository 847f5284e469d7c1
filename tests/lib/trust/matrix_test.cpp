#include "lib/trust/matrix.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "lib/x509/certificate.hpp"
#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::trust {
namespace {

using test::Identity;
using test::kNow;

// A root, an issuing authority below it, a leaf, and another root.
struct Pki {
  Identity root = test::mint({.common_name = "Root", .ca = true});
  Identity issuer = test::mint({.common_name = "Issuer", .ca = true}, &root);
  Identity leaf = test::mint({.common_name = "gw", .dns = {"gw"}}, &issuer);
  Identity other = test::mint({.common_name = "Other", .ca = true});
};

// An inventory of stores (PEM, until a test says otherwise) that every runtime loads whole.
class Machine {
 public:
  std::size_t store(const std::string& path, const std::vector<const Identity*>& held) {
    Store store;
    store.path = path;
    store.format = Format::pem;
    for (const Identity* each : held)
      store.entries.push_back({add(*each), "", "", std::nullopt, std::nullopt});
    for (const Runtime runtime : kRuntimes)
      store.loads.push_back({runtime, static_cast<int>(held.size()), false, "", {}});
    seen.stores.push_back(std::move(store));
    return seen.stores.size() - 1;
  }
  void client(const std::string& name, Runtime runtime, std::vector<std::size_t> stores) {
    Client client;
    client.name = name;
    client.runtime = runtime;
    client.security_level = 2;
    for (const std::size_t each : stores)
      client.uses.push_back({each, "", true});
    seen.clients.push_back(std::move(client));
  }

  Inventory seen;

 private:
  std::size_t add(const Identity& identity) {
    seen.certificates.push_back(x509::read_certificate(identity.der));
    return seen.certificates.size() - 1;
  }
};

std::vector<Row> judge(const Machine& machine, const std::vector<const Identity*>& sent,
                       MatrixOptions options = {}) {
  std::vector<std::string> ders;
  for (const Identity* each : sent)
    ders.push_back(each->der);
  options.now = kNow;
  return judge_chain(machine.seen, ders, options);
}

}  // namespace

TEST_CASE(
    "matrix: each client by the union of its stores, and what it does not load does not count") {
  const Pki pki;
  Machine machine;
  const std::size_t bare = machine.store("/bare.pem", {&pki.other});
  const std::size_t full = machine.store("/full.pem", {&pki.other, &pki.root});
  machine.client("bare", Runtime::openssl, {bare});
  machine.client("both", Runtime::go, {bare, full});
  machine.client("strange", Runtime::other, {full});
  machine.client("nothing", Runtime::java, {});
  // Java loads the first certificate of the full store alone.
  machine.client("java", Runtime::java, {full});
  machine.seen.stores[full].format = Format::pkcs12;
  for (Load& load : machine.seen.stores[full].loads)
    if (load.runtime == Runtime::java) {
      load.count = 1;
      load.missing = {1};
    }
  const std::vector<Row> rows = judge(machine, {&pki.leaf, &pki.issuer});
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].verdict.answer == Answer::refused);
  CHECK(rows[1].verdict.answer == Answer::accepted);
  REQUIRE(rows[1].path.size() == 3);
  CHECK(rows[1].path.back().subject == "CN=Root");
  CHECK(rows[2].verdict.answer == Answer::unknown);
  CHECK(!rows[2].verdict.unknown_because.empty());
  CHECK(rows[3].name == "java");
  CHECK(rows[3].verdict.answer == Answer::refused);
}

TEST_CASE("matrix: a root that another store has is proposed, once it is proven") {
  const Pki pki;
  Machine machine;
  const std::size_t bare = machine.store("/bare.pem", {&pki.other});
  machine.store("/full.pem", {&pki.root});
  machine.client("bare", Runtime::openssl, {bare});
  const std::vector<Row> rows = judge(machine, {&pki.leaf, &pki.issuer});
  REQUIRE(rows.size() == 1);
  REQUIRE(rows[0].remedies.size() == 1);
  CHECK(rows[0].remedies[0].kind == Remedy::Kind::add_root);
  CHECK(rows[0].remedies[0].certificates[0].subject == "CN=Root");
  CHECK(rows[0].remedies[0].found_in == "/full.pem");

  SUBCASE("unless it may not be proposed") {
    MatrixOptions options;
    options.usable = [](const x509::Certificate&) { return false; };
    CHECK(judge(machine, {&pki.leaf, &pki.issuer}, options)[0].remedies.empty());
  }
}

TEST_CASE("matrix: an intermediate that the gateway does not send") {
  const Pki pki;
  Machine machine;
  const std::size_t full = machine.store("/full.pem", {&pki.root});
  machine.seen.stores[full].format = Format::pkcs12;  // which Java takes
  for (const Runtime runtime : kRuntimes)
    machine.client(std::string(name(runtime)), runtime, {full});

  SUBCASE("nobody knows it: nothing is proposed") {
    for (const Row& row : judge(machine, {&pki.leaf})) {
      CHECK(row.verdict.answer == Answer::refused);
      CHECK(row.remedies.empty());
    }
  }
  SUBCASE("it is given") {
    MatrixOptions options;
    options.candidates = {{x509::read_certificate(pki.issuer.der), "given.pem"}};
    for (const Row& row : judge(machine, {&pki.leaf}, options)) {
      CAPTURE(row.name);
      REQUIRE(row.remedies.size() == 1);
      CHECK(row.remedies[0].kind == Remedy::Kind::send_intermediate);
      CHECK(row.remedies[0].found_in == "given.pem");
    }
  }
  SUBCASE("both it and the root are missing") {
    Machine poor;
    const std::size_t bare = poor.store("/bare.pem", {&pki.other});
    poor.store("/elsewhere.pem", {&pki.root});
    poor.client("bare", Runtime::gnutls, {bare});
    MatrixOptions options;
    options.candidates = {{x509::read_certificate(pki.issuer.der), "given.pem"}};
    const std::vector<Row> rows = judge(poor, {&pki.leaf}, options);
    REQUIRE(rows[0].remedies.size() == 2);
    CHECK(rows[0].remedies[0].kind == Remedy::Kind::send_intermediate);
    CHECK(rows[0].remedies[1].kind == Remedy::Kind::add_root);
  }
}

TEST_CASE("matrix: a store by itself is judged as everything that reads such a file") {
  const Pki pki;
  Machine machine;
  const std::size_t full = machine.store("/full.pem", {&pki.root});
  MatrixOptions options;
  options.stores = std::vector<std::size_t>{full};
  const std::vector<Row> rows = judge(machine, {&pki.leaf, &pki.issuer}, options);
  CHECK(rows.size() == 7);
  CHECK(std::all_of(rows.begin(), rows.end(),
                    [](const Row& row) { return row.verdict.answer == Answer::accepted; }));
  // None asked for is not all clients.
  machine.client("client", Runtime::openssl, {full});
  options.stores = std::vector<std::size_t>{};
  CHECK(judge(machine, {&pki.leaf, &pki.issuer}, options).empty());
  options.stores.reset();
  CHECK(judge(machine, {&pki.leaf, &pki.issuer}, options).size() == 1);
  options.stores = std::vector<std::size_t>{full};
  // A key store: Java alone reads it.
  machine.seen.stores[full].loads = {{Runtime::java, 1, false, "", {}}};
  CHECK(judge(machine, {&pki.leaf, &pki.issuer}, options).size() == 1);
}

TEST_CASE("matrix: certificates that are no key store end every connection of Java") {
  const Pki pki;
  Machine machine;
  const std::size_t full = machine.store("/full", {&pki.root});
  machine.client("Java", Runtime::java, {full});
  machine.client("Go programs", Runtime::go, {full});
  for (const Format format : {Format::pem, Format::pkcs7, Format::der}) {
    machine.seen.stores[full].format = format;
    const std::vector<Row> rows = judge(machine, {&pki.leaf, &pki.issuer});
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].verdict.answer == Answer::refused);
    CHECK(rows[0].verdict.cause == Cause::other);
    CHECK(rows[0].verdict.words == "java.io.IOException: Invalid keystore format");
    CHECK(rows[0].remedies.empty());
    CHECK(rows[1].verdict.answer == Answer::accepted);
  }
  for (const Format format : {Format::jks, Format::pkcs12}) {
    machine.seen.stores[full].format = format;
    CHECK(judge(machine, {&pki.leaf, &pki.issuer})[0].verdict.answer == Answer::accepted);
  }
  // By itself a PEM file is what keytool would import.
  machine.seen.stores[full].format = Format::pem;
  MatrixOptions options;
  options.stores = std::vector<std::size_t>{full};
  for (const Row& row : judge(machine, {&pki.leaf, &pki.issuer}, options))
    CHECK(row.verdict.answer == Answer::accepted);
}

TEST_CASE("matrix: a directory that a variable for a file names loads nothing") {
  const Pki pki;
  Machine machine;
  const std::size_t directory = machine.store("/certs", {&pki.root});
  machine.seen.stores[directory].format = Format::hashed_directory;
  const auto answer = [&](const std::string& name, Runtime runtime, const std::string& because) {
    machine.seen.clients.clear();
    machine.client(name, runtime, {directory});
    machine.seen.clients[0].uses[0].because = because;
    return judge(machine, {&pki.leaf, &pki.issuer}).at(0).verdict;
  };
  CHECK(answer("OpenSSL programs", Runtime::openssl, "SSL_CERT_FILE").answer == Answer::refused);
  CHECK(answer("Go programs", Runtime::go, "SSL_CERT_FILE").answer == Answer::refused);
  CHECK(answer("Node.js", Runtime::node, "NODE_EXTRA_CA_CERTS, added to the others").answer ==
        Answer::refused);
  CHECK(answer("Go programs", Runtime::go, "SSL_CERT_DIR").answer == Answer::accepted);
  // Python's requests reads this variable, too, and takes a directory.
  CHECK(answer("Python requests", Runtime::openssl, "CURL_CA_BUNDLE").answer == Answer::accepted);
  CHECK(answer("Python requests", Runtime::openssl, "REQUESTS_CA_BUNDLE").answer ==
        Answer::accepted);

  // OpenSSL still asks its own directory, which may be the same one; curl ends at once.
  const auto with_default = [&](const std::string& name, const std::string& because) {
    machine.seen.clients.clear();
    machine.client(name, Runtime::openssl, {directory, directory});
    machine.seen.clients[0].uses[0].because = because;
    machine.seen.clients[0].uses[1] = {directory, "OpenSSL's default directory", false};
    return judge(machine, {&pki.leaf, &pki.issuer}).at(0);
  };
  CHECK(with_default("OpenSSL programs", "SSL_CERT_FILE").verdict.answer == Answer::accepted);
  CHECK(with_default("OpenSSL programs", "SSL_CERT_FILE").stores.size() == 1);
  CHECK(with_default("curl", "CURL_CA_BUNDLE").verdict.words ==
        "curl: (77) error setting certificate file: /certs");
}

TEST_CASE("matrix: OpenSSL does not ask a directory for a name that it has loaded") {
  const Pki pki;
  // The same name, another key: issued again.
  const Identity old_root = test::mint({.common_name = "Root", .ca = true});
  Machine machine;
  const std::size_t file = machine.store("/old.pem", {&old_root});
  const std::size_t other = machine.store("/other.pem", {&pki.other});
  const std::size_t directory = machine.store("/certs", {&pki.root});
  machine.seen.stores[directory].format = Format::hashed_directory;
  machine.client("hidden", Runtime::openssl, {directory, file});
  machine.client("asked", Runtime::openssl, {directory, other});
  machine.client("all at once", Runtime::openssl, {directory, file});
  for (Client& client : machine.seen.clients)
    client.uses[0].always = client.name == "all at once";
  const std::vector<Row> rows = judge(machine, {&pki.leaf, &pki.issuer});
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].verdict.answer == Answer::refused);
  CHECK(rows[1].verdict.answer == Answer::accepted);
  CHECK(rows[2].verdict.answer == Answer::accepted);
}

TEST_CASE("matrix: a root that any store bars from servers is never proposed") {
  const Pki pki;
  Machine machine;
  const std::size_t bare = machine.store("/bare.pem", {&pki.other});
  machine.store("/full.pem", {&pki.root});
  const std::size_t nss = machine.store("/cert9.db", {});
  // The same certificate, as another store knows it.
  machine.seen.stores[nss].entries.push_back({1, "", "", true, std::nullopt});
  machine.client("bare", Runtime::openssl, {bare});
  MatrixOptions options;
  options.candidates = {{x509::read_certificate(pki.root.der), "given.pem"}};
  CHECK(judge(machine, {&pki.leaf, &pki.issuer}, options)[0].remedies.size() == 1);
  machine.seen.stores[nss].entries[0].server_trusted = false;
  CHECK(judge(machine, {&pki.leaf, &pki.issuer}, options)[0].remedies.empty());
}

TEST_CASE("matrix: an encrypted store without a password is an empty one for Java") {
  const Pki pki;
  Machine machine;
  const std::size_t full = machine.store("/trust.p12", {&pki.root});
  machine.seen.stores[full].format = Format::pkcs12;
  for (Load& load : machine.seen.stores[full].loads)
    if (load.runtime == Runtime::java)
      load.how = "without javax.net.ssl.trustStorePassword it loads none, silently";
  machine.client("Java", Runtime::java, {full});
  std::string& because = machine.seen.clients[0].uses[0].because;
  because = "javax.net.ssl.trustStore of JAVA_TOOL_OPTIONS";
  CHECK(judge(machine, {&pki.leaf, &pki.issuer})[0].verdict.answer == Answer::refused);
  because += ", with a password";
  const PathVerdict verdict = judge(machine, {&pki.leaf, &pki.issuer})[0].verdict;
  CHECK(verdict.answer == Answer::accepted);
  CHECK(verdict.words.find("not looked at") != std::string::npos);
}

}  // namespace checkoutdiag::trust
