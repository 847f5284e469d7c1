#include "lib/http/download.hpp"

#include <doctest/doctest.h>

#include "loopback_http.hpp"

namespace checkoutdiag::http {
namespace {

using test::http_ok;
using test::LoopbackHttp;

std::string redirect(const std::string& to) {
  return "HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: " + to +
         "\r\n\r\n";
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a body comes back whole, zero bytes included") {
  std::string body("a\0b\xff", 4);
  LoopbackHttp server([&](const std::string&) { return http_ok(body); });
  Download got = download(server.url("/x"), {});
  CHECK(got.status == 200);
  CHECK(got.body == body);
  CHECK(got.error.empty());
}

TEST_CASE("the limit is exact, announced or not") {
  std::string body(1000, 'x');
  LoopbackHttp server([&](const std::string& path) {
    if (path == "/counted") return http_ok(body);
    return "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body;
  });
  for (const char* path : {"/counted", "/endless"}) {
    CHECK(download(server.url(path), {5000, 1000}).body == body);
    Download cut = download(server.url(path), {5000, 999});
    CHECK(cut.body.empty());
    CHECK(contains(cut.error, "more than 999 bytes"));
  }
}

TEST_CASE("a status other than 200 is an error with its number") {
  LoopbackHttp server([](const std::string&) {
    return std::string(
        "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
  });
  Download got = download(server.url("/"), {});
  CHECK(got.status == 404);
  CHECK(got.body.empty());
  CHECK(contains(got.error, "404"));
}

TEST_CASE("three redirects are followed, a fourth is not") {
  LoopbackHttp server([](const std::string& path) {
    int left = path[1] - '0';
    return left == 0 ? http_ok("end") : redirect("/" + std::to_string(left - 1));
  });
  CHECK(download(server.url("/3"), {}).body == "end");
  Download got = download(server.url("/4"), {});
  CHECK(got.body.empty());
  CHECK_FALSE(got.error.empty());
}

TEST_CASE("nothing but http and https is opened, also by redirect") {
  LoopbackHttp server([](const std::string&) { return redirect("file:///etc/hostname"); });
  CHECK_FALSE(download("file:///etc/hostname", {}).error.empty());
  Download got = download(server.url("/"), {});
  CHECK(got.body.empty());
  CHECK_FALSE(got.error.empty());
}

TEST_CASE("a URL with credentials or odd characters is not sent") {
  LoopbackHttp server([](const std::string&) { return http_ok("x"); });
  std::string with_user = server.url("/");
  with_user.insert(with_user.find("127"), "user:secret@");
  CHECK_FALSE(download(with_user, {}).error.empty());
  CHECK_FALSE(download(server.url("/a b"), {}).error.empty());
  CHECK_FALSE(download(server.url(std::string("/a\0b", 4)), {}).error.empty());
  CHECK(server.requests() == 0);
}

TEST_CASE("silence ends at the deadline") {
  LoopbackHttp server([](const std::string&) { return std::string(); });
  Download got = download(server.url("/"), {100, 1000});
  CHECK(got.status == 0);
  CHECK(contains(got.error, "timed out"));
}

TEST_CASE("a closed port is an error") {
  std::string url;
  {
    LoopbackHttp server([](const std::string&) { return http_ok("x"); });
    url = server.url("/");
  }
  Download got = download(url, {});
  CHECK(got.status == 0);
  CHECK_FALSE(got.error.empty());
}

}  // namespace
}  // namespace checkoutdiag::http
