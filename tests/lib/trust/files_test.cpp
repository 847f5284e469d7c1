#include "lib/trust/files.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "tests/lib/trust/tree.hpp"

namespace checkoutdiag::trust {
namespace {

using test::Scratch;
using test::Tree;

TEST_CASE("files: links are followed within the root, and never out of it") {
  Tree tree;
  std::ofstream(tree.beside() + "/secret") << "outside";
  tree.put("/etc/ssl/real.pem", "inside");
  tree.put("/secret", "the root's own");
  tree.link("/etc/ssl/absolute", "/etc/ssl/real.pem");
  tree.link("/etc/ssl/relative", "../ssl/./real.pem");
  tree.link("/etc/ssl/up", "../../../../../../secret");
  tree.link("/etc/ssl/host", tree.beside() + "/secret");
  tree.link("/certs", "etc/ssl");
  tree.link("/etc/dot", ".");
  tree.link("/etc/all", "/");
  Files files(tree.root() + "//");
  CHECK(files.root() == tree.root());
  CHECK(files.foreign());
  CHECK(files.resolve("/etc/ssl/absolute") == "/etc/ssl/real.pem");
  CHECK(files.resolve("/certs/relative") == "/etc/ssl/real.pem");
  CHECK(files.read("/certs/absolute").bytes == "inside");
  CHECK(files.read("/etc/ssl/up").bytes == "the root's own");
  CHECK(files.resolve("/../..//etc/./ssl/real.pem") == "/etc/ssl/real.pem");
  CHECK(files.resolve("/") == "/");
  CHECK(files.resolve("/..") == "/");
  CHECK(files.resolve("/etc/dot/ssl/../dot") == "/etc");
  CHECK(files.is_directory("/etc/dot"));
  CHECK(files.is_directory("/etc/all"));
  CHECK(files.resolve("/etc/all/etc/all/certs") == "/etc/ssl");
  std::string why;
  CHECK(files.resolve("/etc/ssl/host", &why) == "");
  CHECK(why.find("behind a link") != std::string::npos);
  CHECK(files.look("/etc/ssl/host").missing);
  CHECK_FALSE(files.is_file("/etc/ssl/host"));
  CHECK_FALSE(files.open("/etc/ssl/host").has_value());
  CHECK(files.outside("/certs") == tree.root() + "/certs");
}

TEST_CASE("files: circles, chains of links and paths through files end in an error") {
  Tree tree;
  tree.link("/a", "b");
  tree.link("/b", "/a");
  tree.link("/self", "self/x");
  tree.put("/file");
  tree.put("/end", "at last");
  std::string before = "/end";
  for (int i = 0; i < 45; ++i) {
    std::string name = "/link" + std::to_string(i);
    tree.link(name, before);
    before = name;
  }
  Files files(tree.root());
  for (const char* path : {"/a", "/self", "/link44"}) {
    std::string why;
    CAPTURE(path);
    CHECK(files.resolve(path, &why) == "");
    CHECK(why.find("links in a circle") != std::string::npos);
    CHECK_FALSE(files.look(path).missing);
  }
  CHECK(files.read("/link39").bytes == "at last");
  CHECK(files.look("/file/below").missing);
  CHECK(files.resolve("/file/..") == "");
  CHECK(files.resolve("") == "/");
  CHECK(files.resolve(std::string("/a\0b", 4)) == "");
  CHECK(files.resolve(std::string(5000, 'a')) == "");
}

TEST_CASE("files: what is no regular file is an error in words, never a wait") {
  Tree tree;
  REQUIRE(mkfifo((tree.root() + "/pipe").c_str(), 0600) == 0);
  tree.link("/to-pipe", "pipe");
  tree.directory("/directory");
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::string path = tree.root() + "/socket";
  REQUIRE(path.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  REQUIRE(bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  close(server);
  Files files(tree.root());
  CHECK(files.read("/pipe").facts.error == "it is a pipe (FIFO)");
  CHECK(files.read("/to-pipe").facts.error == "it is a pipe (FIFO)");
  CHECK(files.look("/to-pipe").error == "it is a pipe (FIFO)");
  CHECK(files.read("/directory").facts.error == "it is a directory");
  CHECK(files.look("/directory").error == "");
  CHECK(files.read("/socket").facts.error == "it is a socket");
  std::string why;
  CHECK_FALSE(files.open("/pipe", &why).has_value());
  CHECK(why == "it is a pipe (FIFO)");
  std::filesystem::create_symlink("/dev/zero", tree.beside() + "/zero");
  Files own;
  CHECK(own.read(tree.beside() + "/zero").facts.error == "it is a device");
  CHECK_FALSE(own.is_file(tree.beside() + "/zero"));
}

TEST_CASE("files: sizes are bounded, and the size that is claimed is not believed") {
  Tree tree;
  tree.put("/big");
  REQUIRE(truncate((tree.root() + "/big").c_str(), 1L << 30) == 0);
  tree.put("/small", std::string(1000, 's'));
  tree.put("/empty", "");
  Files files(tree.root());
  Files::Content big = files.read("/big");
  CHECK(big.bytes.empty());
  CHECK(big.facts.error == "larger than 67108864 bytes (1073741824)");
  CHECK(big.facts.size == 1u << 30);
  CHECK(files.read("/small", 1000).bytes.size() == 1000);
  CHECK(files.read("/small", 999).facts.error.starts_with("larger than 999"));
  CHECK(files.read("/empty").facts.error == "");
  // The kernel says 0 of files in /proc, whatever they hold.
  Files::Content status = Files().read("/proc/self/status");
  CHECK(status.facts.size == 0);
  CHECK(status.bytes.find("Name:") != std::string::npos);
  CHECK(Files().read("/proc/self/status", 10).facts.error == "larger than 10 bytes");
  auto reader = files.open("/big");
  REQUIRE(reader.has_value());
  char bytes[8];
  CHECK(reader->size() == 1u << 30);
  CHECK(reader->read_at((1u << 30) - 3, bytes, sizeof bytes) == 3);
  CHECK(reader->read_at(1ull << 40, bytes, sizeof bytes) == 0);
}

TEST_CASE("files: who may change a file, or a directory that decides about it") {
  Tree tree;
  tree.put("/a/b/file");
  tree.put("/open/file");
  tree.put("/sticky/file");
  tree.put("/elsewhere/file");
  tree.link("/open/link", "../elsewhere/file");
  auto mode = [&](const char* path, mode_t bits) {
    REQUIRE(chmod((tree.root() + path).c_str(), bits) == 0);
  };
  mode("/open", 0777);
  mode("/sticky", 01777);
  mode("/a/b/file", 0646);
  Files files(tree.root());
  CHECK(files.look("/a/b/file").world_writable_path == "/a/b/file");
  CHECK(files.look("/a/b/file").mode == 0646);
  CHECK(files.look("/a/b/file").owner == getuid());
  CHECK(files.look("/open/file").world_writable_path == "/open");
  CHECK(files.look("/open/link").world_writable_path == "/open");  // it can be led elsewhere
  CHECK(files.look("/elsewhere/file").world_writable == false);
  CHECK(files.look("/sticky/file").world_writable == false);
  CHECK(files.look("/sticky").world_writable_path == "/sticky");  // anybody may add a certificate
}

TEST_CASE("files: names and globs are bounded and sorted") {
  Tree tree;
  for (int i = 0; i <= 20'000; ++i)
    std::ofstream(tree.root() + "/n" + std::to_string(i));
  Files files(tree.root());
  std::string error;
  CHECK(files.names("/", &error).size() == Files::kMostNames);
  CHECK(error.find("more than 20000 names") != std::string::npos);
  CHECK(files.names("/none", &error).empty());
  CHECK(error != "");
  CHECK(files.glob("/n*").size() <= Files::kMostNames);
}

TEST_CASE("files: wildcards stay in one component") {
  Tree tree;
  for (const char* path : {"/lib/python3.11/site-packages/x", "/lib/python3.9/site-packages/x",
                           "/lib/python2/other/x", "/lib/.hidden/x", "/lib/a[b]/x"})
    tree.put(path);
  tree.link("/out", tree.beside());
  Files files(tree.root());
  using Paths = std::vector<std::string>;
  CHECK(files.glob("/lib/python3*/site-packages") ==
        Paths{"/lib/python3.11/site-packages", "/lib/python3.9/site-packages"});
  CHECK(files.glob("/lib/python?/*/x") == Paths{"/lib/python2/other/x"});
  CHECK(files.glob("/lib/*/x").size() == 1);  // not the hidden one, not two levels down
  CHECK(files.glob("/lib/.h*/x") == Paths{"/lib/.hidden/x"});
  CHECK(files.glob("/lib/a[b]/x") == Paths{"/lib/a[b]/x"});
  CHECK(files.glob("/lib/*11/*/x*") == Paths{"/lib/python3.11/site-packages/x"});
  CHECK(files.glob("/out/*").empty());
  CHECK(files.glob("").empty());
}

TEST_CASE("files: what may not be read says so" * doctest::skip(geteuid() == 0)) {
  Tree tree;
  tree.put("/closed/file");
  tree.put("/mine");
  REQUIRE(chmod((tree.root() + "/mine").c_str(), 0) == 0);
  REQUIRE(chmod((tree.root() + "/closed").c_str(), 0) == 0);
  Files files(tree.root());
  CHECK(files.look("/mine").error == "Permission denied");
  CHECK(files.read("/mine").facts.error == "Permission denied");
  std::string error;
  CHECK(files.names("/closed", &error).empty());
  CHECK(error == "Permission denied");
  CHECK_FALSE(files.look("/closed/file").missing);
  chmod((tree.root() + "/closed").c_str(), 0700);
}

}  // namespace
}  // namespace checkoutdiag::trust
