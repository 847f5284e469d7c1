#include <doctest/doctest.h>
#include <fmt/core.h>

#include <random>

#include "lib/failure.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

Delivery read(std::string_view bytes) {
  return read_raw_request(bytes, "request.http");
}

std::string headers_of(const Delivery& delivery) {
  std::string all;
  for (const Header& header : delivery.headers)
    all += header.name + "=" + header.value + "|";
  return all;
}

// A request of random shape, written by rules that know nothing of the reader's.
struct Written {
  Delivery delivery;
  std::string wire;
};

class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  Written request() {
    Written out;
    out.delivery.method = pick({"POST", "GET", "M-SEARCH"});
    out.wire = out.delivery.method + " /" + text(below(9), "ab/%?=&+.~") + " HTTP/1.1" + end();
    out.delivery.body = bytes(below(2) ? below(40) : below(5000));
    const unsigned framing = below(3);
    for (unsigned i = below(12); i > 0; --i)
      header(out, "X-" + text(1 + below(6), "aZ-_1!"), text(below(20), "a ,:=\t\"\xC3\xBC\xFF"));
    if (framing == 1)
      header(out, pick({"Content-Length", "content-length"}),
             std::to_string(out.delivery.body.size()));
    if (framing == 2) header(out, "Transfer-Encoding", pick({"chunked", "CHUNKED", ", chunked"}));
    out.wire += end();
    out.wire += framing == 2 ? chunks(out.delivery.body) : out.delivery.body;
    if (framing != 0) out.wire += bytes(below(9));  // of whatever comes next
    return out;
  }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  std::string pick(std::vector<std::string> of) {
    return of[below(static_cast<unsigned>(of.size()))];
  }

  std::string end() { return pick({"\n", "\r\n"}); }

  std::string bytes(unsigned count) {
    std::string all;
    while (all.size() < count)
      all += below(4) ? static_cast<char>(below(256)) : "\r\n\0:"[below(4)];
    return all;
  }

  std::string text(unsigned count, std::string_view of) {
    std::string all;
    while (all.size() < count)
      all += of[below(static_cast<unsigned>(of.size()))];
    return all;
  }

  static std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
      text.pop_back();
    while (!text.empty() && (text[0] == ' ' || text[0] == '\t'))
      text.erase(0, 1);
    return text;
  }

  void header(Written& out, const std::string& name, const std::string& value) {
    std::string joined = trimmed(value);
    out.wire += name + ":" + text(below(3), " \t") + value + text(below(3), " \t") + end();
    if (name[0] == 'X' && below(5) == 0) {
      const std::string more = trimmed(text(1 + below(5), "a "));
      out.wire += text(1 + below(2), " \t") + more + end();
      joined += (joined.empty() || more.empty() ? "" : " ") + more;
    }
    out.delivery.headers.push_back({name, joined});
  }

  std::string chunks(std::string_view body) {
    std::string all;
    while (!body.empty()) {
      const std::size_t size = std::min<std::size_t>(1 + below(700), body.size());
      all += fmt::format("{}{}{}{}",
                         below(2) ? fmt::format("{:x}", size) : fmt::format("{:04X}", size),
                         pick({"", " ", ";a", " ;a=\"b\""}), end(), body.substr(0, size)) +
             end();
      body.remove_prefix(size);
    }
    return all + pick({"0", "000"}) + end() + pick({"", "A: 1\r\n", "A: 1\n b\nC:\n"}) + end();
  }

  std::mt19937 random_;
};

TEST_CASE("whatever is sent, in whatever chunks, is what is read") {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    const Written sent = Writer(seed).request();
    CAPTURE(seed);
    const Delivery got = read(sent.wire);
    REQUIRE(got.method == sent.delivery.method);
    REQUIRE(headers_of(got) == headers_of(sent.delivery));
    REQUIRE(got.body == sent.delivery.body);
  }
}

TEST_CASE("a request that is cut anywhere is read or refused, and never more than was there") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Written sent = Writer(seed).request();
    for (std::size_t size = 0; size < sent.wire.size(); size += 1 + size / 200) {
      try {
        const Delivery got = read(sent.wire.substr(0, size));
        CHECK(sent.delivery.body.starts_with(got.body));
      } catch (const Failure& failure) {
        CHECK(failure.kind == Failure::Kind::input);
      }
    }
  }
}

}  // namespace
}  // namespace checkoutdiag::webhook
