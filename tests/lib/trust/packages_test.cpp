#include <doctest/doctest.h>
#include <fcntl.h>
#include <lz4frame.h>
#include <sys/stat.h>
#include <zlib.h>

#include "lib/trust/packages/deb_version.hpp"
#include "lib/trust/search.hpp"
#include "tests/lib/trust/tree.hpp"

namespace checkoutdiag::trust {
namespace {

using test::Tree;

std::string lz4(const std::string& text) {
  std::string packed(LZ4F_compressFrameBound(text.size(), nullptr), '\0');
  packed.resize(
      LZ4F_compressFrame(packed.data(), packed.size(), text.data(), text.size(), nullptr));
  return packed;
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

const std::string kSecurity =
    "Package: ca-certificates\nArchitecture: all\nVersion: 20250419~deb12u2\nDepends: openssl\n\n";
const std::string kMain =
    "Package: ca-certificates-java\nVersion: 1\n\nPackage: ca-certificates\n"
    "Version: 20230311+deb12u1\nDescription: Version: 99\n\nPackage: other\nVersion: 99999999\n";

struct Debian : Tree {
  Debian() {
    put("/var/lib/dpkg/status",
        "Package: ca-certificates\nStatus: install ok installed\nArchitecture: all\n"
        "Version: 20230311+deb12u1\nDescription: x\n Version: 1\n\n"
        "Package: gone\nStatus: deinstall ok config-files\nVersion: 5\n\n"
        "Package: libnss3\nStatus: install ok installed\nVersion: 2:3.87.1-1+deb12u4\n");
    put("/var/lib/dpkg/info/ca-certificates.list",
        "/.\n/etc\n/etc/ssl\n/etc/ssl/certs\n/usr/share/ca-certificates/mozilla/A.crt\n");
    put("/var/lib/dpkg/info/openssl.list", "/.\n/etc\n/etc/ssl\n/etc/ssl/certs\n");
    put("/var/lib/dpkg/info/libnss3:amd64.list", "/.\n/lib/x86_64-linux-gnu/libnssckbi.so\n");
    put("/var/lib/dpkg/info/ca-certificates.md5sums", "irrelevant");
  }
};

TEST_CASE("packages: versions compare as deb-version(7) says") {
  // Its own examples and rules: '~' before the end, letters before other characters, numbers by
  // value, no epoch is 0, no revision is "0".
  const char* order[] = {"~~",
                         "~~a",
                         "~",
                         "",
                         "1.0~beta1~svn1245",
                         "1.0~beta1",
                         "1.0",
                         "1.0-0ubuntu1",
                         "1.0-1",
                         "1.0-1+deb12u1",
                         "1.0a",
                         "1.0+b",
                         "1.0.1",
                         "1.2",
                         "1.10",
                         "1.10.0.0.1",
                         "0010.1",
                         "20230311+deb12u1",
                         "20250419~deb12u2",
                         "20250419",
                         "a",
                         "a+",
                         "1:0.1",
                         "2:0"};
  for (std::size_t i = 0; i < std::size(order); ++i)
    for (std::size_t j = 0; j < std::size(order); ++j) {
      CAPTURE(std::string(order[i]));
      CAPTURE(std::string(order[j]));
      int seen = compare_deb_versions(order[i], order[j]);
      CHECK((seen > 0) - (seen < 0) == (i > j) - (i < j));
    }
  CHECK(compare_deb_versions("1.0", "0:1.0") == 0);
  CHECK(compare_deb_versions("1.0-0", "1.0") == 0);
  CHECK(compare_deb_versions("1.00", "1.0") == 0);
  CHECK(compare_deb_versions("1-2-3", "1-2-4") < 0);
  CHECK(compare_deb_versions("99999999999999999999999", "100000000000000000000000") < 0);
  CHECK(compare_deb_versions("\xff", "z") > 0);
  CHECK(compare_deb_versions("a:", ":") > 0);
}

TEST_CASE("packages: dpkg's lists tell the owner, rules tell that of generated files") {
  Debian tree;
  Files files(tree.root());
  Packages packages(files);
  packages.prepare({"/usr/share/ca-certificates/mozilla/A.crt", "", "/none"});
  PackageFacts listed = packages.owner_of("/usr/share/ca-certificates/mozilla/A.crt");
  CHECK(listed.manager == "dpkg");
  CHECK(listed.name == "ca-certificates");
  CHECK(listed.version == "20230311+deb12u1");
  CHECK(listed.unknown_because == "");
  CHECK(packages.owner_of("/etc/ssl/certs/ca-certificates.crt").name == "ca-certificates");
  CHECK(packages.owner_of("/etc/ssl/certs").name == "ca-certificates");
  CHECK(packages.owner_of("/etc/ssl").unknown_because == "several packages share it");
  // libnss3 is multi-arch, and its list was written before /lib became a link.
  PackageFacts nss = packages.owner_of("/usr/lib/x86_64-linux-gnu/libnssckbi.so");
  CHECK(nss.name == "libnss3");
  CHECK(nss.version == "2:3.87.1-1+deb12u4");
  CHECK(packages.owner_of("/none").unknown_because == "no package owns it");
  CHECK(packages.owner_of("/none").manager == "");
  // ca-certificates-java is not installed here: whoever made that file, it was not the package.
  CHECK(packages.owner_of("/etc/ssl/certs/java/cacerts").name == "");
}

TEST_CASE("packages: the newest version of all lists is the candidate") {
  for (const char* packing : {"", ".lz4", ".gz"}) {
    CAPTURE(packing);
    auto pack = std::string_view(packing) == ".lz4"  ? lz4
                : std::string_view(packing) == ".gz" ? gzip
                                                     : [](const std::string& s) { return s; };
    Debian tree;
    std::string lists = "/var/lib/apt/lists/";
    tree.put(lists + "deb_main_Packages" + packing, pack(kMain));
    tree.put(lists + "deb_security_Packages" + packing, pack(kSecurity));
    tree.put(lists + "deb_InRelease", "Package: ca-certificates\nVersion: 9999999999\n");
    timespec times[] = {{1'700'000'000, 0}, {1'700'000'000, 0}};
    utimensat(AT_FDCWD, (tree.root() + lists + "deb_security_Packages" + packing).c_str(), times,
              0);
    times[0].tv_sec = times[1].tv_sec = 1'600'000'000;
    utimensat(AT_FDCWD, (tree.root() + lists + "deb_main_Packages" + packing).c_str(), times, 0);
    Files files(tree.root());
    Packages packages(files);
    PackageFacts facts = packages.owner_of("/etc/ssl/certs/ca-certificates.crt");
    packages.look_up_candidate(facts);
    CHECK(facts.candidate == "20250419~deb12u2");
    CHECK(facts.outdated);
    CHECK(facts.lists_from == Time(std::chrono::seconds(1'700'000'000)));
    PackageFacts other{"dpkg", "other", "99999999"};
    packages.look_up_candidate(other);
    CHECK(other.candidate == "99999999");
    CHECK_FALSE(other.outdated);
    PackageFacts unknown{"dpkg", "libnss3", "2:1"};
    packages.look_up_candidate(unknown);
    CHECK(unknown.unknown_because == "apt's lists do not know libnss3");
  }
}

TEST_CASE("packages: a stanza that lies across two pieces is read whole") {
  Debian tree;
  std::string text;
  while (text.size() < 256 * 1024 - 20)
    text += "Package: filler\nVersion: 1\nDescription: " + std::string(500, 'x') + "\n\n";
  for (int shift = 0; shift < 60; ++shift)
    text += "Package: p" + std::to_string(shift) + "\nVersion: 7\n\n";
  tree.put("/var/lib/apt/lists/a_Packages", text);
  tree.put("/var/lib/apt/lists/b_Packages.lz4", lz4(text + "Package: last\nVersion: 8"));
  Files files(tree.root());
  Packages packages(files);
  for (int shift = 0; shift < 60; ++shift) {
    PackageFacts facts{"dpkg", "p" + std::to_string(shift), "6"};
    packages.look_up_candidate(facts);
    CHECK(facts.candidate == "7");
  }
  PackageFacts last{"dpkg", "last", "9"};
  packages.look_up_candidate(last);
  CHECK(last.candidate == "8");
  CHECK_FALSE(last.outdated);
}

TEST_CASE("packages: lists that cannot be read say why") {
  auto reason = [](const std::string& name, const std::string& bytes) {
    Debian tree;
    if (!name.empty()) tree.put("/var/lib/apt/lists/" + name, bytes);
    Files files(tree.root());
    Packages packages(files);
    PackageFacts facts{"dpkg", "ca-certificates", "1"};
    packages.look_up_candidate(facts);
    CHECK(facts.candidate == "");
    return facts.unknown_because;
  };
  CHECK(reason("", "").find("apt-get update") != std::string::npos);
  CHECK(reason("a_Packages.xz", "x") == "a_Packages.xz is packed in a way that is not read here");
  CHECK(reason("a_Packages.lz4", "no frame at all") == "a_Packages.lz4: damaged LZ4 data");
  CHECK(reason("a_Packages.gz", "no member at all") == "a_Packages.gz: damaged gzip data");
  std::string whole(300'000, 'y');
  std::string frame = lz4(whole), member = gzip(whole);
  CHECK(reason("a_Packages.lz4", frame.substr(0, frame.size() - 8)) ==
        "a_Packages.lz4: the LZ4 data ends early");
  CHECK(reason("a_Packages.gz", member.substr(0, member.size() - 8)) ==
        "a_Packages.gz: the gzip data ends early");
  CHECK(reason("a_Packages.gz", member) == "apt's lists do not know ca-certificates");
}

TEST_CASE("packages: a bomb ends at the limit, quickly and without memory") {
  Debian tree;
  std::string bomb;  // frames after each other: 640 MiB of text in a few MiB
  for (std::string frame = lz4(std::string(16u << 20, 'z')); bomb.size() < 40 * frame.size();)
    bomb += frame;
  tree.put("/var/lib/apt/lists/a_Packages.lz4", bomb);
  Files files(tree.root());
  Packages packages(files);
  PackageFacts facts{"dpkg", "ca-certificates", "1"};
  packages.look_up_candidate(facts);
  CHECK(facts.unknown_because == "a_Packages.lz4: more text than is looked through");
}

TEST_CASE("packages: Alpine's database, distroless images, and those that are not read") {
  Tree alpine;
  alpine.put("/lib/apk/db/installed",
             "C:Q1\nP:ca-certificates-bundle\nV:20240705-r0\nF:etc\nF:etc/ssl\nR:cert.pem\n"
             "F:etc/ssl/certs\nR:ca-certificates.crt\n\nP:musl\nV:1.2.5-r0\nF:lib\nR:libc.so\n");
  Files alpine_files(alpine.root());
  Packages packages(alpine_files);
  PackageFacts facts = packages.owner_of("/etc/ssl/certs/ca-certificates.crt");
  CHECK(facts.manager == "apk");
  CHECK(facts.name == "ca-certificates-bundle");
  CHECK(facts.version == "20240705-r0");
  packages.look_up_candidate(facts);
  CHECK(facts.unknown_because.find("not read here") != std::string::npos);
  CHECK(packages.owner_of("/lib/libc.so").name == "musl");

  Tree distroless;
  distroless.put("/var/lib/dpkg/status.d/ca-certificates",
                 "Package: ca-certificates\nVersion: 20230311\nArchitecture: all\n");
  distroless.put("/var/lib/dpkg/status.d/base.md5sums",
                 "0123456789abcdef0123456789abcdef  usr/share/base\n");
  distroless.put("/var/lib/dpkg/status.d/base", "Package: base\nVersion: 12\n");
  Files distroless_files(distroless.root());
  Packages bare(distroless_files);
  CHECK(bare.owner_of("/etc/ssl/certs/ca-certificates.crt").version == "20230311");
  CHECK(bare.owner_of("/usr/share/base").version == "12");

  Tree fedora;
  fedora.put("/var/lib/rpm/rpmdb.sqlite");
  Files fedora_files(fedora.root());
  CHECK(Packages(fedora_files).owner_of("/etc/pki/x").unknown_because.find("rpm") == 0);
  Tree none;
  Files no_files(none.root());
  CHECK(Packages(no_files).owner_of("/etc/pki/x").unknown_because.find("no database") !=
        std::string::npos);
}

}  // namespace
}  // namespace checkoutdiag::trust
