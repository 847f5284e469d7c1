#include <doctest/doctest.h>

#include <fstream>
#include <random>

#include "lib/trust/packages/databases.hpp"
#include "lib/trust/packages/dpkg_lists.hpp"
#include "lib/trust/packages/resemblance.hpp"
#include "lib/trust/packages/stanzas.hpp"
#include "lib/trust/search.hpp"
#include "tests/lib/trust/tree.hpp"

namespace checkoutdiag::trust {
namespace {

using test::Tree;
using Paths = std::set<std::string>;

struct Dpkg : Tree {
  std::string status;

  void package(const std::string& name, const std::string& list, const std::string& ending = "") {
    status += "Package: " + name + "\nStatus: install ok installed\nVersion: 1-" + name + "\n\n";
    put("/var/lib/dpkg/status", status);
    put("/var/lib/dpkg/info/" + name + ending + ".list", "/.\n/usr\n/usr/lib\n" + list);
  }

  void check_both_ways(const Paths& wanted) const {
    Files files(root());
    Owned quick = read_dpkg(files, wanted);
    Owned whole = read_dpkg(files, wanted, Lists::all);
    CHECK(quick.owners == whole.owners);
    CHECK(quick.versions == whole.versions);
    CHECK(quick.problem == whole.problem);
    for (const std::string& path : wanted)
      CHECK(read_dpkg(files, {path}).owners == read_dpkg(files, {path}, Lists::all).owners);
  }
};

TEST_CASE("packages: reading the likely lists first gives the owners that all lists give") {
  Dpkg tree;
  tree.package("ca-certificates", "/etc/ssl/certs\n/usr/share/ca-certificates/mozilla\n");
  tree.package("openssl", "/etc/ssl/certs\n/etc/ssl/openssl.cnf\n");
  tree.package("nodejs", "/usr/bin/node\n");
  tree.package("libnss3", "/lib/x86_64-linux-gnu/libnssckbi.so\n", ":amd64");
  tree.package("p11-kit-modules", "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so\n");
  tree.package("python3-stripe",
               "/usr/lib/python3/dist-packages/stripe\n"
               "/usr/lib/python3/dist-packages/stripe/data/ca-certificates.crt\n");
  tree.package("zzz", "/opt/vendor/roots.pem\n/opt/vendor");  // shares nothing, and has no end
  tree.package("aaa",
               "/opt/vendor\n/usr/lib/python3/dist-packages/stripe\n/opt/longer/than/that\n");
  tree.package("empty", "");
  for (const char* file :
       {"/etc/ssl/openssl.cnf", "/home/a/roots.pem", "/opt/vendor/roots.pem", "/usr/bin/node",
        "/usr/lib/python3/dist-packages/stripe/data/ca-certificates.crt", "/x",
        "/usr/lib/x86_64-linux-gnu/libnssckbi.so",
        "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so"})
    tree.put(file);
  for (const char* folder : {"/etc/ssl/certs", "/usr/share/ca-certificates/mozilla", "/opt/vendor",
                             "/usr/lib/python3/dist-packages/stripe"})
    tree.directory(folder);
  const Paths all = {"/etc/ssl/certs",
                     "/etc/ssl/certs/ca-certificates.crt",
                     "/etc/ssl/openssl.cnf",
                     "/home/a/roots.pem",
                     "/none",
                     "/opt/vendor",
                     "/opt/vendor/roots.pem",
                     "/usr/bin/node",
                     "/usr/lib/python3/dist-packages/stripe",
                     "/usr/lib/python3/dist-packages/stripe/data/ca-certificates.crt",
                     "/usr/lib/x86_64-linux-gnu/libnssckbi.so",
                     "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so",
                     "/usr/local/share/ca-certificates",
                     "/usr/share/ca-certificates/mozilla",
                     "/x"};
  tree.check_both_ways(all);
  const Owned owned = read_dpkg(Files(tree.root()), all);
  CHECK(owned.owners.at("/opt/vendor/roots.pem") == "zzz");
  CHECK(owned.owners.at("/opt/vendor") == "");  // several
  CHECK(owned.owners.at("/usr/lib/python3/dist-packages/stripe") == "");
  CHECK(owned.owners.at("/usr/lib/x86_64-linux-gnu/libnssckbi.so") == "libnss3");
  CHECK(owned.owners.at("/etc/ssl/certs") == "ca-certificates");  // by the table
  CHECK(owned.owners.size() == 11);
}

TEST_CASE("packages: both ways agree on roots made by chance") {
  std::mt19937 chance(20261125);
  const char* words[] = {"nss", "libssl3", "node", "kit", "python3", "roots", "ca", "x", "grpc29"};
  auto word = [&] { return std::string(words[chance() % std::size(words)]); };
  for (int round = 0; round < 12; ++round) {
    Dpkg tree;
    Paths paths;
    for (int i = 0; i < 12; ++i) {
      std::string list, name = word() + "-" + word() + std::to_string(i);
      for (auto count = chance() % 6; count > 0; --count) {
        // Each file has one owner, but directories have many.
        std::string folder = "/usr/lib/" + word(), file = folder + "/" + word() + std::to_string(i);
        tree.put(file);
        list += folder + "\n" + file + "\n";
        paths.insert(chance() % 3 == 0 ? folder : file);
      }
      tree.package(name, list, chance() % 2 == 0 ? ":amd64" : "");
    }
    paths.insert("/usr/lib/nobody");
    tree.check_both_ways(paths);
  }
}

TEST_CASE("packages: when every file has an owner, the other lists are not read") {
  Dpkg tree;
  tree.package("nodejs", "/usr/bin/node\n");
  tree.package("aaa", "/usr/bin/node\n/opt/x.pem\n");  // two claim a file: a broken database
  tree.put("/usr/bin/node");
  Files files(tree.root());
  CHECK(read_dpkg(files, {"/usr/bin/node"}).owners.at("/usr/bin/node") == "nodejs");
  CHECK(read_dpkg(files, {"/usr/bin/node"}, Lists::all).owners.at("/usr/bin/node") == "");
  // What nobody packages keeps no list open: aaa would own it.
  tree.package("bbb", "/usr/local/x.pem\n/var/www/x.pem\n");
  CHECK(read_dpkg(files, {"/usr/local/x.pem", "/var/www/x.pem"}).owners.empty());
  CHECK(is_never_packaged("/home/a/x"));
  for (const char* path : {"/home", "/homes/x", "/opt/x", "/usr/localx", "/usr/lib/tmp/x", ""})
    CHECK_FALSE(is_never_packaged(path));
}

TEST_CASE("packages: names that resemble a path come first") {
  auto likely = [](const char* package, const char* path) {
    return Resemblance({path}).of(package);
  };
  CHECK(likely("python3-stripe", "/usr/lib/python3/dist-packages/stripe/data/x.crt") == 100);
  CHECK(likely("nodejs", "/usr/bin/node") > 60);
  CHECK(likely("libnss3", "/usr/lib/x86_64-linux-gnu/libnssckbi.so") == 100);
  CHECK(likely("p11-kit-modules", "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so") > 0);
  CHECK(likely("google-cloud-cli", "/usr/lib/google-cloud-sdk/lib/x.pem") > 50);
  CHECK(likely("libgrpc29", "/usr/share/GRPC/roots.pem") == 100);
  CHECK(likely("python3-dev", "/usr/lib/python3/dist-packages/stripe/data/x.crt") == 0);
  CHECK(likely("nodejs", "/usr/bin/nginx") == 0);
  CHECK(likely("", "") == 0);
}

TEST_CASE("packages: a path that lies across two pieces of a list is found, wherever it is cut") {
  constexpr std::size_t kPiece = 64 * 1024;
  const std::string path = "/opt/a/roots.pem";
  Dpkg tree;
  Paths wanted;
  for (std::size_t shift = 0; shift < path.size() + 4; ++shift) {
    std::string mine = path + (shift < 10 ? "0" : "") + std::to_string(shift);
    std::string start = "/.\n/usr\n/usr/lib\n";  // of every list
    std::string list(kPiece - start.size() - shift - 1, 'y');
    for (std::size_t line = 90; line < list.size(); line += 91)
      list[line] = '\n';
    tree.package("p" + std::to_string(shift), list + "\n" + mine + "\n/opt/z\n");
    tree.put(mine);
    wanted.insert(mine);
  }
  tree.check_both_ways(wanted);
  CHECK(read_dpkg(Files(tree.root()), wanted).owners.size() == wanted.size());
}

TEST_CASE("packages: hostile lists: lines without end, zeros, pipes, directories, too many bytes") {
  Dpkg tree;
  tree.package("endless", std::string(300'000, '/') + "\n/opt/a.pem");
  tree.package("zeros", std::string("/opt/\0b.pem\n\0\n\n\n/opt/b.pem\n", 27));
  tree.package("returns", "/opt/c.pem\r\n /opt/d.pem\n/opt/e.pem/\n");
  tree.directory("/var/lib/dpkg/info/folder.list");
  tree.link("/var/lib/dpkg/info/link.list", "zeros.list");
  tree.put("/var/lib/dpkg/info/.list", "/opt/f.pem\n");
  std::ofstream(tree.root() + "/var/lib/dpkg/info/huge.list") << "/opt/g.pem\n";
  std::filesystem::resize_file(tree.root() + "/var/lib/dpkg/info/huge.list", 33u << 20);
  const Paths wanted = {"/opt/a.pem", "/opt/b.pem", "/opt/c.pem", "/opt/d.pem",
                        "/opt/e.pem", "/opt/f.pem", "/opt/g.pem"};
  tree.check_both_ways(wanted);
  const Owned owned = read_dpkg(Files(tree.root()), wanted);
  CHECK(owned.owners.at("/opt/a.pem") == "endless");
  CHECK(owned.owners.at("/opt/b.pem") == "zeros");
  CHECK(owned.owners.size() == 3);  // and the one without a name, which owns nothing
}

// What one reader of lines would say.
std::map<std::string, std::string> newest_in(const std::string& text, std::size_t piece,
                                             std::size_t first) {
  const StanzaReader::Names wanted = {"b", "libnss3"};
  std::map<std::string, std::string> newest;
  StanzaReader reader(wanted, newest);
  reader.take(std::string_view(text).substr(0, first));
  for (std::size_t at = first; at < text.size(); at += piece)
    reader.take(std::string_view(text).substr(at, piece));
  reader.finish();
  return newest;
}

TEST_CASE("packages: stanzas are read the same wherever their text is cut") {
  const std::map<std::string, std::string> expected = {{"b", "3"}, {"libnss3", "2:1"}};
  const std::string filler =
      "Package: a\nPackages: b\nVersion: 9\nDescription: Package: b\n Package: b\n" +
      std::string(90, 'P') + "\nPa\nPac\n\n";
  const std::string text =
      "Package: libnss3\nPa: 1\nVersion: 2:1\n\n" + filler + filler +
      "Package: b\nVersion: 2\nVersion: 3\n\nVersion: 99\n" + filler +
      "Package:  b \nArchitecture: all\nVersion: 1\nPackage: a\nVersion: 7\n\n" +
      "Package: libnss3\nVersion: 1:9";
  for (std::size_t first = 0; first <= text.size(); ++first)
    CHECK(newest_in(text, text.size(), first) == expected);
  for (std::size_t piece = 1; piece <= text.size(); ++piece)
    CHECK(newest_in(text, piece, 0) == expected);
  // Every place in a block that is looked at as a whole, and the end of the last one.
  for (std::size_t shift = 0; shift < 300; ++shift) {
    const std::string shifted = std::string(shift, 'x') + "\nPackage: b\nVersion: 4";
    CHECK(newest_in(shifted, 4096, 0).at("b") == "4");
    CHECK(newest_in(shifted + "\n" + filler + filler, 4096, 0).at("b") == "4");
  }
}

TEST_CASE("packages: each owner that was met has its own candidate") {
  Dpkg tree;
  tree.package("nodejs", "/usr/bin/node\n");
  tree.package("libnss3", "/usr/lib/libnssckbi.so\n");
  tree.put(
      "/var/lib/apt/lists/a_Packages",
      "Package: nodejs\nVersion: 2\n\nPackage: libnss3\nVersion: 3\n\nPackage: x\nVersion: 4\n");
  Files files(tree.root());
  Packages packages(files);
  packages.prepare({"/usr/bin/node", "/usr/lib/libnssckbi.so"});
  // As an inventory does: one store after another, each with its candidate.
  for (auto [path, candidate] :
       {std::pair("/usr/bin/node", "2"), {"/usr/lib/libnssckbi.so", "3"}}) {
    PackageFacts facts = packages.owner_of(path);
    packages.look_up_candidate(facts);
    CHECK(facts.candidate == candidate);
    CHECK(facts.outdated);
  }
  PackageFacts other{"dpkg", "x", "4"};
  packages.look_up_candidate(other);
  CHECK(other.candidate == "4");
}

}  // namespace
}  // namespace checkoutdiag::trust
