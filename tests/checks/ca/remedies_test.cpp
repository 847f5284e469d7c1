#include "checks/ca/remedies.hpp"

#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::ca {

namespace {

Store at_path(const std::string& path, Format format = Format::pem) {
  return Host().store(path, {root("A")}).format(format).last();
}

std::string add(const Store& store, const char* file = "/tmp/Gateway Root.pem") {
  const std::string how = how_to_add(store, file);
  CHECK(fault_of_fix(how) == "");
  return how;
}

std::string update(const Store& store) {
  const std::string how = how_to_update(store);
  CHECK(fault_of_fix(how) == "");
  return how;
}

}  // namespace

TEST_CASE("ca remedies: adding a root, by the way of each store") {
  CHECK(has(add(at_path(kBundle)),
            "\n  sudo cp '/tmp/Gateway Root.pem' "
            "/usr/local/share/ca-certificates/gateway_root.crt\n  sudo "
            "update-ca-certificates"));
  CHECK(has(add(at_path("/etc/ssl/certs", Format::hashed_directory)),
            "/usr/local/share/ca-certificates/"));
  CHECK(has(add(at_path("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem")),
            "/etc/pki/ca-trust/source/anchors/\n  sudo update-ca-trust"));
  CHECK(has(add(at_path("/etc/ssl/ca-bundle.pem")), " /etc/pki/trust/anchors/\n"));
  CHECK(has(add(at_path("/etc/ssl/certs/java/cacerts", Format::jks)),
            "/usr/local/share/ca-certificates/"));
  CHECK(has(add(at_path("/opt/my jdk/cacerts", Format::pkcs12)),
            "\n  sudo keytool -importcert -trustcacerts -alias gateway_root -file '/tmp/Gateway "
            "Root.pem' -keystore '/opt/my jdk/cacerts'"));
  CHECK(has(add(at_path("/usr/bin/node", Format::compiled_in)),
            "\n  export NODE_EXTRA_CA_CERTS='/tmp/Gateway Root.pem'"));
  CHECK(has(add(at_path("/home/a/.pki/nssdb/cert9.db", Format::nss_database)),
            "\n  sudo certutil -d sql:/home/a/.pki/nssdb -A -t C,, -n gateway_root -i "));
  CHECK(has(add(at_path(kModule, Format::nss_module)), "\n  sudo trust anchor '/tmp/"));
  CHECK(has(add(at_path("/srv/certs", Format::hashed_directory)),
            "/srv/certs/gateway_root.pem\n  sudo openssl rehash /srv/certs"));
}

TEST_CASE(
    "ca remedies: a bundle that is a file gets a line's end first, and its package an upgrade") {
  CHECK(has(add(at_path("/srv/a'b.pem"), "root.pem"),
            "\n  sudo sh -c 'echo >> \"$1\"; cat \"$0\" >> \"$1\"' root.pem '/srv/a'\\''b.pem'"));
  Store sdk = Host()
                  .store("/srv/venv/lib/python3.11/site-packages/certifi/cacert.pem", {root("A")},
                         Role::sdk)
                  .package("pip", "certifi", "2022.12.7")
                  .last();
  CHECK(has(add(sdk), " -m pip install --upgrade certifi\nuntil then, append it"));
  CHECK(
      has(add(at_path("/srv/one.der", Format::der)), "openssl x509 -inform DER -in /srv/one.der"));
  CHECK(has(add(at_path("/srv/some.p7b", Format::pkcs7)), "openssl pkcs7 -inform DER -in /srv/"));
}

TEST_CASE("ca remedies: Node.js with a bundle of its own is told by its variable") {
  trust::Client node;
  node.runtime = Runtime::node;
  const std::string how = how_to_add(at_path("/srv/extra.pem"), &node, "-root.pem");
  CHECK(has(how, "\n  export NODE_EXTRA_CA_CERTS=\"$PWD/-root.pem\""));
  CHECK(has(how_to_add(at_path("/srv/x.pem"), &node, "it's.pem"),
            "\n  export NODE_EXTRA_CA_CERTS=\"$PWD\"/'it'\\''s.pem'"));
  Store extra = at_path("/srv/extra.pem");
  extra.role = Role::extra;
  CHECK(has(how_to_add(extra, &node, "root.pem"), "root.pem /srv/extra.pem"));
  CHECK_FALSE(has(how_to_add(extra, &node, "root.pem"), "export"));
  CHECK(has(how_to_add(at_path(kBundle), &node, "root.pem"), "update-ca-certificates"));
}

TEST_CASE("ca remedies: names of files make harmless names of entries") {
  Store java = at_path("/opt/cacerts", Format::jks);
  CHECK(has(add(java, "/tmp/--x;id.pem"), " -alias x_id "));
  CHECK(has(add(java, "/tmp/$(id)"), " -alias id_ "));
  CHECK(has(add(java, ".."), " -alias root "));
}

TEST_CASE("ca remedies: bringing a store up to date") {
  CHECK(has(update(at_path(kBundle)),
            "sudo apt-get install --only-upgrade ca-certificates\nthen "
            "start the programs"));
  CHECK(has(update(at_path("/etc/pki/tls/cert.pem")), "\n  sudo dnf upgrade ca-certificates"));
  CHECK(has(update(at_path("/usr/bin/node", Format::compiled_in)), "--use-openssl-ca"));
  CHECK_FALSE(has(update(at_path("/usr/bin/other", Format::compiled_in)), "NODE_OPTIONS"));
  CHECK(has(update(at_path("/srv/roots.pem")),
            "\n  sudo cp --backup=numbered /etc/ssl/certs/ca-certificates.crt /srv/roots.pem\n"
            "what only this file held is then in the backup"));
  for (Format format : {Format::jks, Format::nss_module, Format::nss_database, Format::unsupported,
                        Format::hashed_directory})
    CHECK(update(at_path("/srv/x/store", format)).size() > 30);
}

TEST_CASE("ca remedies: a block is deleted by its signature, whatever line it begins at") {
  Certificate unwanted = root("Old");
  unwanted.der.clear();
  for (int i = 0; i < 100; ++i)
    unwanted.der += static_cast<char>(i);
  Host host = Host().store("/srv/app/my roots.pem", {unwanted});
  auto remove = [&] {
    const std::string how = how_to_remove(host.last(), host.last_entry(), unwanted);
    CHECK(fault_of_fix(how) == "");
    return how;
  };
  // 100 bytes: 34 groups of which the last is padded.
  CHECK(remove() ==
        "delete its block, which is found by the end of its base64:\n  sudo perl -0777 -pi -e "
        "'$t=join\"\\\\s*\",map quotemeta,split//,"
        "\"ZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiYw\"; s{-----BEGIN [A-Z0-9 "
        "]*CERTIFICATE-----[^-]*$t=*\\s*-----END [A-Z0-9 ]*CERTIFICATE-----\\r?\\n?}{}g' "
        "'/srv/app/my roots.pem'");
  const std::string before = remove();
  host.last_entry().origin = "line 4711";
  CHECK(remove() == before);
  host.last_entry().label = "TRUSTED CERTIFICATE";  // its uses follow in the same base64
  CHECK(has(remove(), "\"RUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFi\"; s{"));
  CHECK(has(remove(), "$t[^-]*-----END"));
  host.flaw(FlawKind::utf16, 0);
  CHECK(has(remove(), "such as this machine's own bundle:\n  sudo cp --backup=numbered "));
}

TEST_CASE("ca remedies: a link to the distribution's store is the distribution's") {
  Store linked = at_path("/srv/shop/wp-includes/certificates/ca-bundle.crt");
  linked.file.real = kBundle;
  CHECK(has(update(linked), "ca-certificates"));
  CHECK(has(add(linked), "/usr/local/share/ca-certificates/"));
}

}  // namespace checkoutdiag::ca
