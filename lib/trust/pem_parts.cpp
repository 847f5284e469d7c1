#include "lib/trust/pem_parts.hpp"

#include <fmt/core.h>
#include <openssl/crypto.h>
#include <openssl/pkcs7.h>

#include <algorithm>
#include <numeric>

#include "lib/x509/decode.hpp"

namespace checkoutdiag::trust::pem {
namespace {

using Pkcs7 = x509::Handle<PKCS7, PKCS7_free>;

constexpr unsigned char kSequence = 0x30, kInteger = 0x02, kBitString = 0x03, kVersion = 0xA0,
                        kObject = 0x06;

/// Elements of DER one after another; lengths as DER writes them, up to four bytes.
struct Elements {
  std::string_view rest;
  unsigned char tag = 0;
  std::string_view content;

  bool next() {
    if (rest.size() < 2) return false;
    auto byte = [this](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    tag = byte(0);
    std::size_t length = byte(1), header = 2;
    if (length >= 0x80) {
      std::size_t bytes = length & 0x7F;
      if (bytes == 0 || bytes > 4 || rest.size() < 2 + bytes) return false;
      length = 0;
      for (std::size_t i = 0; i < bytes; ++i)
        length = length << 8 | byte(2 + i);
      header += bytes;
    }
    if (length > rest.size() - header) return false;
    content = rest.substr(header, length);
    rest.remove_prefix(header + length);
    return true;
  }

  bool next(unsigned char wanted) { return next() && tag == wanted; }
};

/// "261127000000Z" or "20261127000000Z", as RFC 5280 wants them.
bool is_time(unsigned char tag, std::string_view text) {
  constexpr unsigned char kUtcTime = 0x17, kGeneralizedTime = 0x18;
  constexpr std::size_t kShort = 13, kLong = 15;
  if (tag != kUtcTime && tag != kGeneralizedTime) return false;
  if (text.size() != (tag == kUtcTime ? kShort : kLong) || text.back() != 'Z') return false;
  text.remove_suffix(1);
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool are_times(std::string_view validity) {
  Elements in{validity};
  for (int i = 0; i < 2; ++i)
    if (!in.next() || !is_time(in.tag, in.content)) return false;
  return in.rest.empty();
}

/// What is to be known of a TBSCertificate; nothing: it is none.
struct Tbs {
  std::string_view algorithm;
  bool times_right = false;
};

std::optional<Tbs> tbs_certificate(std::string_view content) {
  Elements in{content};
  if (!in.next()) return std::nullopt;
  if (in.tag == kVersion && !in.next()) return std::nullopt;
  if (in.tag != kInteger || !in.next(kSequence)) return std::nullopt;
  Tbs tbs{in.content};
  if (!in.next(kSequence) || !in.next(kSequence)) return std::nullopt;  // issuer, validity
  tbs.times_right = are_times(in.content);
  bool whole = in.next(kSequence) && in.next(kSequence);  // subject, subjectPublicKeyInfo
  return whole ? std::optional(tbs) : std::nullopt;
}

/// A SEQUENCE whose first element has this tag, whatever its lengths say.
bool may_begin_with(unsigned char tag, std::string_view bytes) {
  if (bytes.size() < 2 || static_cast<unsigned char>(bytes[0]) != kSequence) return false;
  auto length = static_cast<unsigned char>(bytes[1]);
  std::size_t header = 2 + (length > 0x80 ? length & 0x7F : 0);
  return header < bytes.size() && static_cast<unsigned char>(bytes[header]) == tag;
}

/// PKCS#7 SignedData in DER (RFC 2315 9.1), element by element: OpenSSL parses every certificate.
/// Nothing: it is not written so.
std::optional<std::vector<std::string>> signed_data(std::string_view bytes) {
  constexpr std::string_view kSignedData = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
  constexpr unsigned char kExplicit = 0xA0, kSet = 0x31;
  Elements outer{bytes};
  if (!outer.next(kSequence) || !outer.rest.empty()) return std::nullopt;
  Elements info{outer.content};
  if (!info.next(kObject) || info.content != kSignedData) return std::nullopt;
  if (!info.next(kExplicit) || !info.rest.empty()) return std::nullopt;
  Elements wrapped{info.content};
  if (!wrapped.next(kSequence)) return std::nullopt;
  Elements data{wrapped.content};
  if (!data.next(kInteger) || !data.next(kSet) || !data.next(kSequence) || !data.next())
    return std::nullopt;
  std::vector<std::string> found;
  if (data.tag != kExplicit) return data.tag == kSet ? std::optional(found) : std::nullopt;
  Elements certificates{data.content};
  while (!certificates.rest.empty()) {
    std::string_view before = certificates.rest;
    if (!certificates.next()) return std::nullopt;
    std::string_view one = before.substr(0, before.size() - certificates.rest.size());
    if (!is_whole_certificate(one)) return std::nullopt;
    found.emplace_back(one);
  }
  return found;
}

}  // namespace

Shape certificate_shape(std::string_view bytes) {
  Elements outer{bytes};
  if (bytes.empty() || static_cast<unsigned char>(bytes[0]) != kSequence) return {};
  if (outer.next()) {
    std::size_t length = bytes.size() - outer.rest.size();
    Elements in{outer.content};
    auto tbs = in.next(kSequence) ? tbs_certificate(in.content) : std::nullopt;
    bool agrees = tbs && in.next(kSequence) && in.content == tbs->algorithm;
    if (tbs && in.tag == kSequence && in.next(kBitString) && in.rest.empty())
      return {length, agrees && tbs->times_right};
  }
  if (!may_begin_with(kSequence, bytes)) return {};  // spares OpenSSL a million small blocks
  x509::QuietErrors quiet;
  const auto* start = reinterpret_cast<const unsigned char*>(bytes.data());
  const unsigned char* at = start;
  x509::Cert parsed(d2i_X509(nullptr, &at, static_cast<long>(bytes.size())));
  return parsed ? Shape{static_cast<std::size_t>(at - start), false} : Shape{};
}

bool is_whole_certificate(std::string_view bytes) {
  Shape shape = certificate_shape(bytes);
  return shape.length == bytes.size() && shape.length > 0 && shape.strict;
}

std::optional<std::vector<std::string>> certificates_of_pkcs7(std::string_view bytes) {
  if (!may_begin_with(kObject, bytes)) return std::nullopt;
  if (auto found = signed_data(bytes)) return found;
  x509::QuietErrors quiet;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  Pkcs7 bag(d2i_PKCS7(nullptr, &at, static_cast<long>(bytes.size())));
  if (!bag || !PKCS7_type_is_signed(bag.get()) || !bag->d.sign) return std::nullopt;
  std::vector<std::string> found;
  const STACK_OF(X509)* certificates = bag->d.sign->cert;
  for (int i = 0; i < sk_X509_num(certificates); ++i)
    found.push_back(x509::der_of(sk_X509_value(certificates, i)));
  return found;
}

Wiped::~Wiped() {
  bytes.resize(bytes.capacity());  // what an earlier, longer use left behind the present end
  OPENSSL_cleanse(bytes.data(), bytes.size());
}

// CR ends lines where there is no LF at all (the old Macintosh). Bytes of UTF-16 count as well: its
// line ends hold one LF byte each.
Lines::Lines(std::string_view bytes)
    : bytes_(bytes), end_(bytes.find('\n') == kNowhere ? '\r' : '\n') {
  std::size_t lines = 0;
  for (std::size_t at = 0; at < bytes.size(); at += kStep) {
    before_.push_back(lines);
    std::string_view step = bytes.substr(at, kStep);
    lines += static_cast<std::size_t>(std::count(step.begin(), step.end(), end_));
  }
}

std::size_t Lines::at(std::size_t offset) const {
  offset = std::min(offset, bytes_.size());
  if (before_.empty()) return 1;
  std::size_t step = std::min(offset / kStep, before_.size() - 1);
  std::string_view part = bytes_.substr(step * kStep, offset - step * kStep);
  return 1 + before_[step] + static_cast<std::size_t>(std::count(part.begin(), part.end(), end_));
}

std::optional<std::size_t> Catalogue::put(std::size_t at, std::size_t part, std::string_view der,
                                          std::string_view label) {
  std::vector<std::size_t>& here = known_[{at, part}];
  for (std::size_t number : here)
    if (items[number].found.der == der) return number;
  if (items.size() >= kMost || der.size() > kLargestCertificate) {
    full = true;
    return std::nullopt;
  }
  here.push_back(items.size());
  Item item{at, part, {}, std::nullopt};
  item.found.der = der;
  item.found.label = label;
  items.push_back(std::move(item));
  return items.size() - 1;
}

std::vector<std::size_t> Catalogue::sort() {
  std::vector<std::size_t> by_place(items.size()), renumbered(items.size());
  std::iota(by_place.begin(), by_place.end(), 0);
  std::stable_sort(by_place.begin(), by_place.end(), [this](std::size_t a, std::size_t b) {
    return std::pair(items[a].at, items[a].part) < std::pair(items[b].at, items[b].part);
  });
  std::vector<Item> sorted;
  sorted.reserve(items.size());
  for (std::size_t old : by_place) {
    renumbered[old] = sorted.size();
    sorted.push_back(std::move(items[old]));
  }
  items = std::move(sorted);
  known_.clear();
  return renumbered;
}

void Flaws::add(FlawKind kind, std::size_t at, std::string text) {
  constexpr std::size_t kKept = 100;
  Kind& of = kinds_[kind];
  if (of.kept.size() < kKept)
    of.kept.emplace_back(at, std::move(text));
  else
    ++of.more;
}

std::vector<Flaw> Flaws::finish(const Lines& lines) const {
  std::vector<Flaw> all;
  for (const auto& [kind, of] : kinds_) {
    for (const auto& [at, text] : of.kept)
      all.push_back({kind, at == kNowhere ? 0 : lines.at(at), text});
    if (of.more > 0) all.back().text += fmt::format("; and {} more of this kind after it", of.more);
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Flaw& a, const Flaw& b) { return a.line < b.line; });
  return all;
}

}  // namespace checkoutdiag::trust::pem
