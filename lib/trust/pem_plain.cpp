#include <fmt/core.h>

#include <algorithm>

#include "lib/trust/base64.hpp"
#include "lib/trust/pem_parts.hpp"

// The way of nearly every bundle, in one pass: 144 certificates in a fraction of a millisecond.
namespace checkoutdiag::trust::pem {
namespace {

constexpr std::string_view kDashes = "-----";
constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

/// Behind `mark` and its line end at an offset; kNowhere: something else is there.
std::size_t behind_line(std::string_view bytes, std::size_t at, std::string_view mark,
                        bool may_end) {
  if (bytes.substr(at, mark.size()) != mark) return kNowhere;
  at += mark.size();
  if (at == bytes.size()) return may_end ? at : kNowhere;
  if (bytes[at] == '\r') ++at;
  return at < bytes.size() && bytes[at] == '\n' ? at + 1 : kNowhere;
}

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

bool read_plain(std::string_view bytes, Contents& to) {
  if (bytes.find('\0') != kNowhere) return false;
  std::vector<Found> found;
  std::size_t line = 1, at = 0;
  while (at < bytes.size()) {
    // Java takes a 0 at the beginning of what is left for the tag of a binary certificate.
    if (bytes[at] == '0') return false;
    std::size_t begin = bytes.find(kDashes, at);
    if (begin == kNowhere) break;
    if (begin != 0 && bytes[begin - 1] != '\n') return false;
    line += lines_in(bytes.substr(at, begin - at));
    std::size_t first = behind_line(bytes, begin, kBegin, false);
    if (first == kNowhere || found.size() >= kMost) return false;
    Found one;
    std::size_t lines = 1;
    std::size_t end = decode_plain_lines(bytes, first, one.der, lines);
    if (end == kNowhere || (at = behind_line(bytes, end, kEnd, true)) == kNowhere) return false;
    if (one.der.size() > kLargestCertificate || !is_whole_certificate(one.der)) return false;
    one.origin = fmt::format("line {}", line);
    one.label = "CERTIFICATE";
    found.push_back(std::move(one));
    line += lines + 1;
  }
  if (found.empty()) return false;
  to.format = Format::pem;
  to.certificates = std::move(found);
  to.loads = loads_of_all(to.certificates);
  return true;
}

}  // namespace checkoutdiag::trust::pem
