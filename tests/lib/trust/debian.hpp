#pragma once
#include <map>
#include <string>

#include "tests/lib/trust/tree.hpp"

// A Debian image, and the surroundings of somebody who works on it.
namespace checkoutdiag::test {

inline constexpr const char* kBundle = "/etc/ssl/certs/ca-certificates.crt";
inline const std::string kPem = "-----BEGIN CERTIFICATE-----\n";

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

inline trust::Surroundings with(std::map<std::string, std::string> environment) {
  trust::Surroundings around;
  around.environment = std::move(environment);
  around.home = "/home/me";
  around.working_directory = "/srv/shop";
  return around;
}

}  // namespace checkoutdiag::test
