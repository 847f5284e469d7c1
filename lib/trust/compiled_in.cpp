#include <fmt/core.h>

#include "lib/trust/base64_block.hpp"
#include "lib/trust/contents.hpp"
#include "lib/trust/der.hpp"
#include "lib/trust/program_file.hpp"
#include "lib/trust/reading.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::trust {
namespace {

/// Text of the largest block that is read.
constexpr std::size_t kLargestBlock = kLargestCertificate / 3 * 4 + 16 * 1024;
static_assert(2 * kLargestBlock < kWindow, "a block fits into a window wherever it begins");

std::size_t find_blocks(std::string_view window, std::uint64_t at, bool last, Contents& to) {
  std::size_t from = 0;
  while (true) {
    const std::size_t begin = window.find(kBegin, from);
    if (begin == std::string_view::npos) break;
    const Block block = read_block(window.substr(begin, kLargestBlock));
    // Cut off by the window: come back with more. A block that is too long is passed over.
    if (block.open && !last && window.size() - begin < kLargestBlock) return begin;
    // In code the words stand alone too, and a text may show half a block: neither is a flaw.
    if (outlines_certificate(block.der))
      add_certificate(to, block.der, fmt::format("byte {}", at + begin));
    from = begin + std::max(block.length, kBegin.size());
  }
  // The words themselves may be cut off.
  const std::size_t tail = window.size() - std::min(window.size(), kBegin.size() - 1);
  return std::max(from, tail);
}

/// Bytes that look like the beginning of a DER certificate of 256 bytes to 64 KiB.
std::size_t find_start(std::string_view window, std::size_t from) {
  constexpr char kLongForm = static_cast<char>(0x82), kByteForm = static_cast<char>(0x81);
  constexpr std::string_view kStart("\x30\x82", 2);
  for (;; ++from) {
    from = window.find(kStart, from);
    if (from == std::string_view::npos || window.size() - from < 6) return from;
    const char second = window[from + 5];
    if (window[from + 4] == '\x30' && (second == kLongForm || second == kByteForm)) return from;
  }
}

class ModuleScan {
 public:
  explicit ModuleScan(Contents& to) : to_(to) {}

  std::size_t look(std::string_view window, std::uint64_t at, bool last) {
    constexpr std::size_t kLargest = 4 + 0xffff;
    std::size_t from = 0;
    while (!exhausted_) {
      from = find_start(window, from);
      if (from == std::string_view::npos) break;
      if (window.size() - from < kLargest && !last) return from;
      from += take(window.substr(from), at + from);
    }
    return window.size() - (last || exhausted_ ? 0 : std::min<std::size_t>(window.size(), 1));
  }

  bool exhausted() const { return exhausted_; }

 private:
  /// How far to go on.
  std::size_t take(std::string_view bytes, std::uint64_t at) {
    std::optional<Element> element = first_element(bytes);
    if (!element || !outlines_certificate(element->whole)) return 1;
    if (!x509::decode(element->whole).certificate) {
      // A crafted file could have OpenSSL decode the same bytes from each of a million places.
      constexpr int kMostFailures = 5'000;
      exhausted_ = ++failures_ >= kMostFailures;
      return 1;
    }
    if (!add_certificate(to_, element->whole, fmt::format("byte {}", at))) exhausted_ = true;
    return element->whole.size();
  }

  Contents& to_;
  int failures_ = 0;
  bool exhausted_ = false;
};

}  // namespace

Contents read_compiled_in(const ReadAt& read, std::uint64_t size) {
  Contents found;
  found.format = Format::compiled_in;
  const bool whole = scan(read, data_ranges(read, size),
                          [&](std::string_view window, std::uint64_t at, bool last) {
                            return find_blocks(window, at, last, found);
                          });
  if (!whole) add_problem(found, "a part of the file could not be read");
  found.format_note = fmt::format("{} PEM blocks in its data", found.certificates.size());
  if (!found.certificates.empty()) found.loads.push_back(loads_all(Runtime::node, found));
  return found;
}

Contents read_module_bytes(const ReadAt& read, std::uint64_t size) {
  x509::QuietErrors quiet;
  Contents found;
  found.format = Format::nss_module;
  ModuleScan module(found);
  const bool whole = scan(read, data_ranges(read, size),
                          [&](std::string_view window, std::uint64_t at, bool last) {
                            return module.look(window, at, last);
                          });
  if (!whole) add_problem(found, "a part of the file could not be read");
  if (module.exhausted()) add_problem(found, "it is not searched to its end: too much to look at");
  found.format_note = fmt::format("{} DER certificates in its data", found.certificates.size());
  add_problem(found,
              "only its certificates were read, without running it: what it says about their trust "
              "(for servers, until when, or not at all) was not");
  return found;
}

}  // namespace checkoutdiag::trust
