#include "lib/trust/pem.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/trust/pem_parts.hpp"

namespace checkoutdiag::trust {
namespace {

using pem::kNowhere;

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kMark = "\xEF\xBB\xBF";

/// How the text is written, when it is UTF-16.
struct Utf16 {
  bool is = false;
  std::size_t skipped = 0;  // the mark
  bool little = true;
};

/// By its mark, or by every other byte being NUL where it begins.
Utf16 utf16_of(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return {true, 2, true};
  if (bytes.starts_with("\xFE\xFF")) return {true, 2, false};
  constexpr std::size_t kLooked = 64;
  std::string_view start = bytes.substr(0, std::min(kLooked, bytes.size() & ~std::size_t{1}));
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < start.size(); ++i)
    if (start[i] == '\0') ++(i % 2 == 0 ? even : odd);
  std::size_t most = start.size() / 2;
  if (most < 4) return {};
  if (odd == most && even == 0) return {true, 0, true};
  if (even == most && odd == 0) return {true, 0, false};
  return {};
}

/// One character for each unit; what is not ASCII becomes '?'.
std::string ascii_of(std::string_view bytes, const Utf16& how) {
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t i = how.skipped; i + 1 < bytes.size(); i += 2) {
    char low = bytes[how.little ? i : i + 1], high = bytes[how.little ? i + 1 : i];
    text += high == '\0' && static_cast<unsigned char>(low) < 0x80 ? low : '?';
  }
  return text;
}

std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return made;
}

/// What a file without any block is.
std::string no_store(std::string_view text) {
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  std::size_t first = text.find_first_not_of(" \t\r\n");
  if (text.empty()) return "the file is empty";
  if (first == kNowhere) return "there is nothing but blanks in the file";
  constexpr std::size_t kLooked = 1024;
  std::string start = lower(text.substr(first, kLooked));
  if (start.starts_with("version https://git-lfs"))
    return "a git-lfs pointer: the file itself was never fetched (git lfs pull)";
  for (const char* tag : {"<!doctype html", "<html", "<head", "<body"})
    if (start.starts_with(tag)) return "a web page, not certificates: a download went wrong";
  if (start.starts_with("<?xml")) return "an XML document, not certificates: a download went wrong";
  if (start.starts_with('{') || start.starts_with('['))
    return "a JSON document, such as an error message: a download went wrong";
  if (start.starts_with("http/1") || start.starts_with("http/2"))
    return "an HTTP response with its headers, not certificates";
  return "no block of PEM is in the file";
}

/// Bytes of formats that may hold PEM somewhere and are none.
bool is_other_format(std::string_view bytes) {
  for (std::string_view magic :
       {std::string_view("\xFE\xED\xFE\xED"), std::string_view("\xCE\xCE\xCE\xCE"),
        std::string_view("\x7F"
                         "ELF"),
        std::string_view("SQLite format 3\0", 16), std::string_view("PK\x03\x04"),
        std::string_view("\x1F\x8B")})
    if (bytes.starts_with(magic)) return true;
  // DER: a SEQUENCE whose length takes more than one byte, or is not said.
  return bytes.size() > 1 && bytes[0] == '\x30' && static_cast<unsigned char>(bytes[1]) >= 0x80;
}

bool is_mostly_text(std::string_view start) {
  std::size_t odd = 0;
  for (char c : start) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\x1B') ++odd;
  }
  return odd * 20 <= start.size();
}

void finish(pem::Scan& scan, std::string_view bytes, std::string_view text, Contents& to) {
  std::vector<pem::Reading> readings = {
      pem::openssl_reading(bytes, scan.all), pem::node_reading(bytes, scan.all),
      pem::go_reading(bytes, scan.all), pem::java_reading(bytes, scan.all),
      pem::gnutls_reading(bytes, scan.all)};
  std::vector<std::size_t> renumbered = scan.all.sort();
  for (pem::Reading& reading : readings)
    for (std::size_t& number : reading.loaded)
      number = renumbered[number];
  const pem::Lines lines(bytes);
  if (scan.blocks == 0 && scan.all.items.empty())
    scan.flaws.add(FlawKind::not_a_store, kNowhere, no_store(text));
  if (scan.all.full) {
    to.problem = fmt::format("more than {} certificates, or one of more than {} bytes", kMost,
                             kLargestCertificate);
    scan.flaws.add(FlawKind::too_many, kNowhere, to.problem);
  }
  to.loads = pem::loads_of(readings, scan, lines);
  to.flaws = scan.flaws.finish(lines);
  to.private_keys = scan.private_keys;
  for (pem::Item& item : scan.all.items) {
    item.found.origin = fmt::format("line {}", lines.at(item.at));
    to.certificates.push_back(std::move(item.found));
  }
}

}  // namespace

bool looks_like_pem(std::string_view bytes) {
  if (is_other_format(bytes)) return false;
  if (utf16_of(bytes).is) return true;
  constexpr std::size_t kLooked = 4096;
  std::string_view start = bytes.substr(0, kLooked);
  return is_mostly_text(start) || start.find(kBegin) != kNowhere;
}

Contents read_pem(std::string_view bytes) {
  Contents contents;
  contents.format = Format::pem;
  if (pem::read_plain(bytes, contents)) return contents;
  pem::Scan scan;
  Utf16 wide = utf16_of(bytes);
  pem::Wiped converted;  // keys as well
  std::string_view text = bytes;
  if (wide.is) {
    converted.bytes = ascii_of(bytes, wide);
    text = converted.bytes;
    scan.utf16 = true;
    scan.flaws.add(FlawKind::utf16, kNowhere,
                   fmt::format("the text is UTF-16 ({})", wide.little ? "little" : "big"));
  }
  if (bytes.starts_with(kMark) && bytes.substr(kMark.size(), kBegin.size()) != kBegin)
    scan.flaws.add(FlawKind::byte_order_mark, 0, "the file begins with a byte-order mark");
  pem::scan(text, wide.is ? 2 : 1, wide.skipped, scan);
  finish(scan, bytes, text, contents);
  return contents;
}

}  // namespace checkoutdiag::trust
