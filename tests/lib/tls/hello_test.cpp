#include "lib/tls/hello.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

#include "lib/tls/cursor.hpp"
#include "lib/tls/registry.hpp"
#include "lib/x509/handle.hpp"

using namespace checkoutdiag::tls;
using checkoutdiag::x509::Handle;

namespace {

std::array<std::uint8_t, 96> entropy() {
  std::array<std::uint8_t, 96> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(i + 1);
  return bytes;
}

/// OpenSSL as the independent reader: what its server makes of our hello.
struct Seen {
  bool parsed = false;
  unsigned legacy_version = 0;
  std::vector<std::uint32_t> suites;
  std::vector<int> extensions;
  std::string groups, name;
};

int client_hello(SSL* ssl, int*, void* out) {
  Seen& seen = *static_cast<Seen*>(out);
  seen.parsed = true;
  seen.legacy_version = SSL_client_hello_get0_legacy_version(ssl);
  const unsigned char* data = nullptr;
  std::size_t size = SSL_client_hello_get0_ciphers(ssl, &data);
  for (std::size_t i = 0; i + 1 < size; i += 2)
    seen.suites.push_back(static_cast<std::uint32_t>(data[i] << 8 | data[i + 1]));
  int* types = nullptr;
  if (SSL_client_hello_get1_extensions_present(ssl, &types, &size) == 1) {
    seen.extensions.assign(types, types + size);
    OPENSSL_free(types);
  }
  if (SSL_client_hello_get0_ext(ssl, 10, &data, &size) == 1)
    seen.groups.assign(reinterpret_cast<const char*>(data), size);
  if (SSL_client_hello_get0_ext(ssl, 0, &data, &size) == 1)
    seen.name.assign(reinterpret_cast<const char*>(data), size);
  return SSL_CLIENT_HELLO_ERROR;
}

Seen read_with_openssl(const Hello& hello) {
  Seen seen;
  Handle<SSL_CTX, SSL_CTX_free> context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_client_hello_cb(context.get(), client_hello, &seen);
  Handle<SSL, SSL_free> ssl(SSL_new(context.get()));
  BIO* in = BIO_new(BIO_s_mem());
  const std::string wire = encode(hello, entropy());
  BIO_write(in, wire.data(), static_cast<int>(wire.size()));
  SSL_set_bio(ssl.get(), in, BIO_new(BIO_s_mem()));
  SSL_accept(ssl.get());
  return seen;
}

Hello full(Version version) {
  Hello hello;
  hello.version = version;
  const auto ids = version == Version::tls13 ? tls13_suites() : legacy_suites();
  hello.suites.assign(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(
                                                     std::min<std::size_t>(100, ids.size())));
  const auto groups = groups_to_probe(version);
  hello.groups.assign(groups.begin(), groups.end());
  hello.schemes.assign(signature_schemes().begin(), signature_schemes().end());
  hello.server_name = "gateway.test";
  hello.alpn = {"h2", "http/1.1"};
  hello.status_request = true;
  if (version == Version::tls13) hello.key_share = KeyShare::empty;
  return hello;
}

}  // namespace

TEST_CASE("OpenSSL reads our hellos as we meant them") {
  for (const Version version : {Version::tls10, Version::tls11, Version::tls12, Version::tls13}) {
    const Hello hello = full(version);
    const Seen seen = read_with_openssl(hello);
    CAPTURE(name(version));
    REQUIRE(seen.parsed);
    CHECK(seen.legacy_version == std::min(0x0303u, static_cast<unsigned>(version)));
    std::vector<std::uint32_t> expected = hello.suites;
    if (version != Version::tls13) expected.push_back(0x00ff);
    CHECK(seen.suites == expected);
    CHECK(seen.groups.size() == 2 + 2 * hello.groups.size());
    CHECK(seen.name.find("gateway.test") == 5);
    const auto has = [&](int type) {
      return std::find(seen.extensions.begin(), seen.extensions.end(), type) !=
             seen.extensions.end();
    };
    CHECK(has(13) == (version >= Version::tls12));
    CHECK(has(43) == (version == Version::tls13));
    CHECK(has(51) == (version == Version::tls13));
    CHECK(has(23) == (version != Version::tls13));
  }
}

TEST_CASE("no name, no server_name extension; the fallback signal is the last suite") {
  Hello hello = full(Version::tls12);
  hello.server_name.clear();
  hello.fallback_scsv = true;
  const Seen seen = read_with_openssl(hello);
  REQUIRE(seen.parsed);
  CHECK(seen.name.empty());
  CHECK(seen.suites.back() == 0x5600);
}

TEST_CASE("a hello is never 256 to 511 bytes long (RFC 7685)") {
  for (std::size_t suites = 1; suites <= 160; ++suites) {
    Hello hello = full(Version::tls12);
    hello.groups.resize(2);
    hello.schemes.resize(4);
    hello.alpn.clear();
    hello.suites.assign(suites, 0xc02f);
    const std::size_t handshake = encode(hello, entropy()).size() - 5;
    CAPTURE(suites);
    CHECK((handshake < 256 || handshake > 511));
  }
}

TEST_CASE("SSLv3 has no extensions, and SSLv2 has a record of its own") {
  Hello hello = full(Version::ssl3);
  const std::string wire = encode(hello, entropy());
  Cursor in(wire);
  CHECK(in.number(1) == 22);
  CHECK(in.number16() == 0x0300);
  const std::size_t length = in.number(2);
  CHECK(length == in.left());
  CHECK(wire.size() == 5 + 4 + 2 + 32 + 1 + 2 + 2 * (hello.suites.size() + 1) + 2);

  Hello old;
  old.version = Version::ssl2;
  old.suites.assign(ssl2_kinds().begin(), ssl2_kinds().end());
  const std::string ssl2 = encode(old, entropy());
  Cursor record(ssl2);
  const std::size_t size = record.number(2) & 0x7fff;
  CHECK(size == record.left());
  CHECK(record.number(1) == 1);
  CHECK(record.number16() == 2);
  CHECK(record.number(2) == 21);
}

TEST_CASE("fresh entropy gives another hello") {
  std::array<std::uint8_t, 96> other = entropy();
  other[0] ^= 1;
  CHECK(encode(full(Version::tls13), entropy()) != encode(full(Version::tls13), other));
}
