#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "tests/lib/trust/pem_checks.hpp"
#include "tests/lib/trust/pem_files.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::trust {
namespace {

using test::pem_block;
using test::pem_parts;

/// Damage as editors, downloads and scripts do it; more often near BEGIN and END.
std::string damaged(std::string text, std::mt19937& random) {
  static const std::string kPieces[] = {"-----BEGIN CERTIFICATE-----",
                                        "-----END CERTIFICATE-----\n",
                                        "-----",
                                        "-",
                                        "\n",
                                        "\r\n",
                                        "\r",
                                        "\n\n",
                                        std::string(1, '\0'),
                                        std::string("\n\0", 2),
                                        "\xEF\xBB\xBF",
                                        "=",
                                        " ",
                                        "\t",
                                        ":",
                                        "X509 ",
                                        "TRUSTED ",
                                        "A",
                                        "AAAA",
                                        "0",
                                        "\n0",
                                        std::string(254, 'x'),
                                        "\x01"};
  auto below = [&random](std::size_t limit) { return random() % std::max<std::size_t>(limit, 1); };
  for (std::size_t times = 1 + below(4) / 3; times > 0 && !text.empty(); --times) {
    std::size_t at = below(text.size());
    if (below(2) == 0)
      if (std::size_t mark = text.find("-----", at); mark != std::string::npos)
        at = std::min(text.size() - 1, mark + below(20));
    std::size_t length = std::min<std::size_t>(1 + below(below(2) ? 3 : 140), text.size() - at);
    switch (below(6)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(at, length));
        break;
      case 2:
        text[at] = static_cast<char>(random());
        break;
      case 3:
        std::swap(text[at], text[below(text.size())]);
        break;
      default:
        text.insert(at, kPieces[below(std::size(kPieces))]);
    }
  }
  return text;
}

std::string base_for(std::mt19937& random) {
  const test::PemParts& p = pem_parts();
  std::string blocks[] = {p.a,
                          p.b,
                          p.c,
                          p.a + p.b + p.c,
                          p.key,
                          "# x\n",
                          "junk\n",
                          "\n",
                          pem_block(test::pkcs7_of({p.a_der}), "PKCS7"),
                          test::labelled(p.d, "X509 CERTIFICATE", "X509 CERTIFICATE"),
                          pem_block("")};
  std::string text;
  for (std::size_t i = 0; i < 1 + random() % 4; ++i)
    text += blocks[random() % std::size(blocks)];
  return random() % 6 == 0 ? test::replaced(text, "\n", "\r\n") : text;
}

}  // namespace

TEST_CASE("pem: whatever the damage, OpenSSL's answer is exactly its own") {
  test::Scratch scratch;
  std::mt19937 random(20'261'127);
  int loaded = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string text = damaged(base_for(random), random);
    auto [count, fails] = real_openssl(scratch.write("damaged", text));
    Contents contents = read_pem(text);
    refine_loads(contents, readable(contents));
    const Load& ours = load_for(contents, Runtime::openssl);
    CAPTURE(i);
    CAPTURE(text);
    REQUIRE(*ours.count == count);
    REQUIRE(ours.fails == fails);
    check_consistent(contents);
    loaded += count > 0 ? 1 : 0;
  }
  CHECK(loaded > 300);  // else the damage is so great that the test says nothing
}

}  // namespace checkoutdiag::trust
