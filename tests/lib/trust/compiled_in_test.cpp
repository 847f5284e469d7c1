#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "lib/trust/contents.hpp"
#include "lib/trust/program_file.hpp"
#include "tests/lib/trust/elf_maker.hpp"
#include "tests/lib/trust/loads.hpp"
#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::trust {
namespace {

using test::ElfMaker;
using test::ElfPart;

/// A file in memory that counts what is read of it.
struct Memory {
  std::string bytes;
  std::uint64_t largest = 0, total = 0;

  ReadAt reader() {
    return [this](std::uint64_t offset, char* to, std::size_t length) -> std::size_t {
      if (offset >= bytes.size()) return 0;
      const std::size_t size = std::min(length, bytes.size() - static_cast<std::size_t>(offset));
      std::memcpy(to, bytes.data() + offset, size);
      largest = std::max<std::uint64_t>(largest, size);
      total += size;
      return size;
    };
  }
};

Contents compiled_in(const std::string& bytes) {
  Memory file{bytes};
  return read_compiled_in(file.reader(), bytes.size());
}

Contents module_bytes(const std::string& bytes) {
  Memory file{bytes};
  return read_module_bytes(file.reader(), bytes.size());
}

struct Programs {
  test::Identity a = test::mint({.common_name = "a", .ca = true});
  test::Identity b = test::mint({.common_name = "b", .ca = true});
};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

TEST_CASE_FIXTURE(Programs, "blocks are found wherever a window ends") {
  for (std::size_t shift = 0; shift < a.pem.size() + 40; shift += 19) {
    // The first block ends `shift` bytes into the second window.
    std::string file(kWindow - a.pem.size() + shift, 'x');
    const std::size_t place = file.size();
    file += a.pem + std::string(1, '\0') + b.pem + std::string(kWindow, '-') + a.pem;
    Memory memory{file};
    const Contents found = read_compiled_in(memory.reader(), file.size());
    CAPTURE(shift);
    REQUIRE(found.certificates.size() == 3);
    CHECK(found.certificates[0].der == a.der);
    CHECK(found.certificates[0].origin == "byte " + std::to_string(place));
    CHECK(found.certificates[1].der == b.der);
    CHECK(found.certificates[2].der == a.der);
    CHECK(memory.largest <= kWindow);
  }
}

TEST_CASE_FIXTURE(Programs, "DER is found wherever a window ends, and its trust is not claimed") {
  for (std::size_t shift = 0; shift < a.der.size() + 8; shift += 11) {
    const std::string file = std::string(kWindow - a.der.size() + shift, '0') + a.der + b.der +
                             "\x30" + std::string(kWindow, '\x82') + a.der;
    const Contents found = module_bytes(file);
    CAPTURE(shift);
    REQUIRE(found.certificates.size() == 3);
    CHECK(found.certificates[0].der == a.der);
    CHECK(found.certificates[1].der == b.der);
    CHECK(found.problem.find("without running it") != std::string::npos);
    CHECK_FALSE(found.certificates[0].server_trusted);
    CHECK(found.loads.empty());
  }
}

TEST_CASE_FIXTURE(Programs, "line ends can be of any kind, or escapes of a script") {
  for (std::string_view end : {"\n", "\r\n", "\\n", "\\r\\n", ""})
    CHECK(compiled_in("x" + replaced(a.pem, "\n", end) + "y").certificates.at(0).der == a.der);
}

TEST_CASE_FIXTURE(Programs, "words of code are neither certificates nor flaws") {
  const std::string begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
  std::string cut = a.pem;
  cut.erase(200, 1);
  for (const std::string& text :
       {begin, end, begin + end, begin + "\n" + end, begin + "\0" + end, begin + "%s" + end,
        begin + "\nQUJD\n" + end, begin + "\nMIIB\n" + end, begin + "\n=====\n" + end, cut,
        a.pem.substr(0, 300), begin + "\\", begin + "\n-----END CERT",
        replaced(a.pem, "CERTIFICATE", "CERTIFICATE REQUEST")}) {
    // Alone, and with a good one after it.
    CHECK(compiled_in(text).certificates.empty());
    const Contents found = compiled_in(text + std::string(1, '\0') + a.pem);
    CHECK(found.certificates.size() == 1);
    CHECK(found.flaws.empty());
    CHECK(found.problem == "");
    CHECK(test::load_of(found, Runtime::node).count == 1);
  }
}

TEST_CASE_FIXTURE(Programs, "only the data of an ELF file is searched, of every kind of ELF") {
  for (bool wide : {true, false}) {
    for (bool little : {true, false}) {
      const std::string data = "text " + a.pem, code = "code " + b.pem;
      const std::string rest = "a debugger's " + b.pem;
      const Contents found = compiled_in(
          ElfMaker({wide,
                    little,
                    {ElfPart{code, true}, ElfPart{data}, ElfPart{rest, false, false, true, false}}})
              .make());
      REQUIRE(found.certificates.size() == 1);
      CHECK(found.certificates[0].der == a.der);
      // Old linkers: constants in the segment of code, and a section of their own.
      const Contents old = compiled_in(
          ElfMaker({wide, little, {ElfPart{code, true}, ElfPart{data, false, false}}}).make());
      CHECK(old.certificates.size() == 1);
      // Without sections there is no telling them apart.
      const Contents stripped = compiled_in(
          ElfMaker(
              {wide, little, {ElfPart{code, true, true, false}, ElfPart{data, false, true, false}}})
              .make());
      CHECK(stripped.certificates.size() == 2);
    }
  }
}

TEST_CASE_FIXTURE(Programs, "headers that lie cost neither time nor certificates") {
  const std::string good =
      ElfMaker({true, true, {ElfPart{"x" + a.pem}, ElfPart{std::string(3 * kWindow, 'x')}}}).make();
  // Every byte of the headers wrong in turn: nothing is read beyond the file, or again and again.
  for (std::size_t at = 0; at < 64; ++at) {
    for (char wrong : {'\x00', '\x01', '\x7f', '\xff'}) {
      Memory memory{good};
      memory.bytes[at] = wrong;
      const Contents found = read_compiled_in(memory.reader(), memory.bytes.size());
      CHECK(found.certificates.size() <= 1);
      CHECK(memory.total <= 2 * memory.bytes.size());
    }
  }
  // The same bytes in a thousand segments are read once.
  ElfPart whole{std::string(kWindow, 'x') + a.pem};
  std::string many = ElfMaker({true, true, std::vector<ElfPart>(1'000, ElfPart{"x"})}).make();
  many += a.pem;
  for (std::size_t i = 0; i < 1'000; ++i) {
    const std::size_t table = 64 + 1'000 + i * 56;
    for (std::size_t field : {std::size_t{8}, std::size_t{32}})
      for (std::size_t byte = 0; byte < 8; ++byte)
        many[table + field + byte] = field == 32 && byte == 3 ? '\x7f' : '\0';
  }
  Memory memory{many};
  CHECK(read_compiled_in(memory.reader(), many.size()).certificates.size() == 1);
  CHECK(memory.total <= 3 * many.size());
  CHECK(data_ranges(memory.reader(), many.size()).size() == 1);
}

TEST_CASE_FIXTURE(Programs, "hostile repetition stays linear") {
  const auto start = std::chrono::steady_clock::now();
  std::string begins, outlines;
  while (begins.size() < 8 * kWindow)
    begins += "-----BEGIN CERTIFICATE-----\n";
  CHECK(compiled_in(begins + a.pem).certificates.size() == 1);
  // Something that has a certificate's outline from the outside only.
  std::string wrong = a.der;
  std::fill(wrong.end() - 40, wrong.end(), '\0');
  wrong[40] = static_cast<char>(wrong[40] ^ 0x55);
  while (outlines.size() < 4 * kWindow)
    outlines += wrong;
  module_bytes(outlines);
  module_bytes(
      replaced(std::string(kWindow, '.'), "......", std::string("\x30\x82\x10\x00\x30\x82", 6)));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
}

TEST_CASE_FIXTURE(Programs, "a file that cannot be read to its end says so") {
  Memory memory{std::string(100, 'x') + a.pem + std::string(2 * kWindow, 'x')};
  const Contents found = read_compiled_in(memory.reader(), memory.bytes.size() + 1000);
  CHECK(found.problem == "a part of the file could not be read");
  CHECK(compiled_in("").certificates.empty());
}

TEST_CASE_FIXTURE(Programs, "a program given as a file is searched for both forms") {
  const std::string blocks = ElfMaker({true, true, {ElfPart{"x" + a.pem}}}).make();
  CHECK(read_contents(blocks).format == Format::compiled_in);
  CHECK(read_contents(blocks).certificates.size() == 1);
  const std::string module = ElfMaker({true, true, {ElfPart{"x" + a.der}}}).make();
  CHECK(read_contents(module).format == Format::nss_module);
  CHECK(read_contents(module).certificates.size() == 1);
  const std::string neither = ElfMaker({true, true, {ElfPart{"x"}}}).make();
  CHECK(read_contents(neither).problem.find("no certificates were found") != std::string::npos);
}

}  // namespace
}  // namespace checkoutdiag::trust
