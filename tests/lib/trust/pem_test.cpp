#include "lib/trust/pem.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

#include "tests/lib/trust/pem_checks.hpp"
#include "tests/lib/trust/pem_files.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::trust {
namespace {

using test::pem_block;
using test::pem_parts;

std::string shown(const Contents& contents) {
  std::string text;
  for (const Load& load : contents.loads)
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", load.count.value_or(-1),
                        load.fails ? "!" : "");
  return text;
}

}  // namespace

TEST_CASE("pem: what five runtimes load, as they were seen to do it") {
  test::Scratch scratch;
  for (const test::PemCase& each : test::pem_cases()) {
    CAPTURE(each.name);
    Contents contents = read_pem(each.text);
    CHECK(contents.format == Format::pem);
    CHECK(looks_like_pem(each.text));
    CHECK(contents.certificates.size() == each.found);
    CHECK(shown(contents) == each.loads);
    check_consistent(contents);
    auto [count, fails] = real_openssl(scratch.write("case", each.text));
    const Load& ours = load_for(contents, Runtime::openssl);
    CHECK(std::pair(*ours.count, ours.fails) == std::pair(count, fails));
    std::string before = shown(contents);
    refine_loads(contents, readable(contents));
    CHECK(shown(contents) == before);
  }
}

TEST_CASE("pem: the sentences name the line, and the person reads what it costs") {
  const test::PemParts& p = pem_parts();
  std::size_t lines = static_cast<std::size_t>(std::ranges::count(p.a, '\n'));
  std::string joined = p.a + p.b.substr(0, p.b.find("-----END"));
  Contents cut = read_pem(joined);
  std::string line = fmt::format("line {} ", lines + 1);
  CHECK(load_for(cut, Runtime::openssl).how.find(line) != std::string::npos);
  CHECK(load_for(cut, Runtime::openssl).how.ends_with("and loads nothing of the file"));
  CHECK(load_for(cut, Runtime::node).how.ends_with("yet uses the 1 certificate before it"));
  CHECK(load_for(cut, Runtime::go).missing == std::vector<std::size_t>{1});
  REQUIRE(cut.flaws.size() == 1);
  CHECK(cut.flaws[0].kind == FlawKind::truncated_block);
  CHECK(cut.flaws[0].line == lines + 1);
  CHECK(cut.certificates[1].origin == fmt::format("line {}", lines + 1));
  Contents marked = read_pem("\xEF\xBB\xBF" + p.a + p.b);
  CHECK(load_for(marked, Runtime::go).how ==
        "passes over 1 certificate without a word, the first in line 1: a byte-order mark stands "
        "before its BEGIN line");
  Contents clean = read_pem(p.a + p.b);
  for (const Load& load : clean.loads)
    CHECK(load.how == "");
}

TEST_CASE("pem: every kind of flaw is found, once, where it is") {
  const test::PemParts& p = pem_parts();
  std::size_t second = static_cast<std::size_t>(std::ranges::count(p.a, '\n')) + 1;
  struct {
    FlawKind kind;
    std::string text;
    std::size_t line;
  } const kCases[] = {
      {FlawKind::bad_base64, p.a + test::with_line(p.b, 2, "***\n"), second},
      {FlawKind::label_mismatch, p.a + test::labelled(p.b, "CERTIFICATE", "X"), second},
      {FlawKind::joined_lines, p.a.substr(0, p.a.size() - 1) + p.b, second - 1},
      {FlawKind::byte_order_mark, p.a + "\xEF\xBB\xBF" + p.b, second},
      {FlawKind::cr_only, test::replaced(p.a + p.b, "\n", "\r"), 1},
      {FlawKind::blank_in_block, p.a + test::with_line(p.b, 2, test::line_of(p.b, 2) + "\n"),
       second},
      {FlawKind::indented, p.a + " " + p.b, second},
      {FlawKind::nul_bytes, p.a + std::string(1, '\0') + p.b, second},
      {FlawKind::empty_block, p.a + pem_block(""), second},
      {FlawKind::bad_certificate, p.a + pem_block("no certificate"), second},
      {FlawKind::trailing_bytes, p.b + pem_block(p.a_der + "x"), second},
      {FlawKind::x509_label, p.a + test::labelled(p.b, "X509 CERTIFICATE", "X509 CERTIFICATE"),
       second},
      {FlawKind::pkcs7_block, p.a + pem_block(test::pkcs7_of({p.a_der}), "PKCS7"), second},
      {FlawKind::private_key, p.a + p.key, second},
      {FlawKind::other_block, p.a + pem_block("x", "EC PARAMETERS"), second},
  };
  for (const auto& each : kCases) {
    CAPTURE(each.text);
    Contents contents = read_pem(each.text);
    REQUIRE(contents.flaws.size() == 1);
    CHECK(contents.flaws[0].kind == each.kind);
    CHECK(contents.flaws[0].line == each.line);
    CHECK_FALSE(contents.flaws[0].text.empty());
  }
}

TEST_CASE("pem: what is no store says which kind of thing it is") {
  auto says = [](const std::string& text) {
    Contents contents = read_pem(text);
    REQUIRE(contents.flaws.size() == 1);
    CHECK(contents.flaws[0].kind == FlawKind::not_a_store);
    return contents.flaws[0].text;
  };
  CHECK(says("").find("empty") != std::string::npos);
  CHECK(says(" \n").find("blanks") != std::string::npos);
  CHECK(says("\n<HTML><body>").find("web page") != std::string::npos);
  CHECK(says("version https://git-lfs.github.com/spec/v1\n").find("git-lfs") != std::string::npos);
  CHECK(says("{\"message\": \"Not Found\"}").find("JSON") != std::string::npos);
  CHECK(says("just text").find("no block") != std::string::npos);
}

TEST_CASE("pem: keys are counted and never kept") {
  const test::PemParts& p = pem_parts();
  std::string text = p.a;
  for (const char* label : {"RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY",
                            "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY"})
    text += test::replaced(p.key, "PRIVATE KEY", label);
  Contents contents = read_pem(text + p.key + p.b);
  CHECK(contents.private_keys == 6);
  CHECK(contents.certificates.size() == 2);
  CHECK(std::ranges::count(contents.flaws, FlawKind::private_key, &Flaw::kind) == 6);
  std::string secret = test::line_of(p.key, 1).substr(0, 16);
  for (const Flaw& flaw : contents.flaws)
    CHECK(flaw.text.find(secret) == std::string::npos);
  for (const Load& load : contents.loads)
    CHECK(load.how.find(secret) == std::string::npos);
}

TEST_CASE("pem: TRUSTED certificates say whether they are for servers") {
  for (const test::PemTrusted& each : test::pem_trusted()) {
    CAPTURE(each.name);
    Contents contents = read_pem(each.text);
    REQUIRE(contents.certificates.size() == 1);
    const Found& one = contents.certificates[0];
    CHECK(one.der == pem_parts().a_der);
    CHECK(one.label == "TRUSTED CERTIFICATE");
    CHECK(one.server_trusted == each.for_servers);
  }
  CHECK_FALSE(read_pem(pem_parts().a).certificates[0].server_trusted);
}

TEST_CASE("pem: a certificate that turns out to be unreadable costs what it costs") {
  const test::PemParts& p = pem_parts();
  Contents contents = read_pem(p.a + p.b + p.c + p.a);
  refine_loads(contents, {true, false, true, true});
  CHECK(shown(contents) == "0! 1! 2 0! 0!");
  check_consistent(contents);
  for (const Load& load : contents.loads)
    CHECK(load.how.find(contents.certificates[1].origin) != std::string::npos);
  Contents none = read_pem(p.a);
  refine_loads(none, {false});
  CHECK(shown(none) == "0! 0! 0! 0! 0!");
}

TEST_CASE("pem: bounded, whatever it is fed") {
  const test::PemParts& p = pem_parts();
  std::string begins;
  for (int i = 0; i < 20'000; ++i)
    begins += "-----BEGIN CERTIFICATE-----\n";
  Contents many = read_pem(begins);
  CHECK(many.flaws.size() == 100);
  CHECK(many.flaws.back().text.find("19900 more") != std::string::npos);
  std::string keys = p.a;
  for (int i = 0; i < 120; ++i)
    keys += p.key;
  Contents chain = read_pem(keys);
  CHECK_FALSE(load_for(chain, Runtime::openssl).count);
  CHECK(load_for(chain, Runtime::openssl).how.starts_with("not told"));
  std::string large = pem_block(p.a_der, "CERTIFICATE", 9999), all;
  for (std::size_t i = 0; i < kMost + 1; ++i)
    all += large;
  Contents full = read_pem(all);
  CHECK(full.certificates.size() == kMost);
  CHECK_FALSE(full.problem.empty());
  CHECK(full.flaws.back().kind == FlawKind::too_many);
  for (const Load& load : full.loads)
    CHECK_FALSE(load.count);
}

TEST_CASE("pem: other formats are told from text") {
  const test::PemParts& p = pem_parts();
  CHECK(looks_like_pem(p.a));
  CHECK(looks_like_pem("0 certificates\n"));
  CHECK(looks_like_pem(""));
  CHECK_FALSE(looks_like_pem(p.a_der));
  CHECK_FALSE(looks_like_pem(test::pkcs7_of({p.a_der})));
  CHECK_FALSE(looks_like_pem("\xFE\xED\xFE\xED" + p.a));
  CHECK_FALSE(
      looks_like_pem("\x7F"
                     "ELF" +
                     p.a));
  CHECK_FALSE(looks_like_pem(std::string("SQLite format 3\0", 16) + p.a));
  CHECK_FALSE(looks_like_pem(std::string(64, '\0')));
}

}  // namespace checkoutdiag::trust
