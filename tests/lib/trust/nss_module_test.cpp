#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "lib/trust/contents.hpp"
#include "tests/lib/x509/scratch.hpp"

// Modules are code: they are taken from the machine that the tests run on, where it has them.
namespace checkoutdiag::trust {
namespace {

std::string module_named(const std::string& name) {
  for (const char* directory :
       {"/usr/lib/x86_64-linux-gnu/", "/usr/lib/aarch64-linux-gnu/", "/usr/lib64/", "/usr/lib/"})
    if (std::filesystem::exists(directory + name)) return directory + name;
  return {};
}

std::set<std::string> ders(const Contents& contents) {
  std::set<std::string> out;
  for (const Found& found : contents.certificates)
    out.insert(found.der);
  return out;
}

TEST_CASE("what cannot be loaded, or is no module, is a problem and no more") {
  test::Scratch scratch;
  for (const std::string& path :
       {scratch.path() + "/absent.so", scratch.write("text.so", "not a library"),
        module_named("libz.so.1")}) {
    if (path.empty()) continue;
    const Contents found = read_nss_module(path.c_str());
    CHECK(found.format == Format::nss_module);
    CHECK(found.problem != "");
    CHECK(found.certificates.empty());
  }
}

TEST_CASE("NSS's own roots, with what they are trusted for") {
  const std::string path = module_named("libnssckbi.so");
  if (path.empty()) {
    MESSAGE("skipped: this machine has no libnssckbi.so");
    return;
  }
  const Contents found = read_nss_module(path.c_str());
  CHECK(found.problem == "");
  CHECK(found.loads.empty());
  const auto trusted = std::count_if(found.certificates.begin(), found.certificates.end(),
                                     [](const Found& one) { return one.server_trusted == true; });
  CHECK(trusted > 50);
  CHECK(static_cast<std::size_t>(trusted) < found.certificates.size());
  // Where the module is NSS's and not p11-kit's in its place, its bytes hold the same ones.
  if (found.format_note.find("NSS Builtin") == 0) {
    const auto dated =
        std::count_if(found.certificates.begin(), found.certificates.end(),
                      [](const Found& one) { return one.server_distrust_after.has_value(); });
    CHECK(dated > 0);
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    CHECK(ders(read_contents(bytes)) == ders(found));
  }
  // Once more: it was ended as it was begun.
  CHECK(ders(read_nss_module(path.c_str())) == ders(found));
}

TEST_CASE("p11-kit's module gives the system's anchors") {
  const std::string path = module_named("pkcs11/p11-kit-trust.so");
  if (path.empty()) {
    MESSAGE("skipped: this machine has no p11-kit-trust.so");
    return;
  }
  const Contents found = read_nss_module(path.c_str());
  CHECK(found.problem == "");
  for (const Found& one : found.certificates)
    CHECK(one.server_trusted.has_value());
}

}  // namespace
}  // namespace checkoutdiag::trust
