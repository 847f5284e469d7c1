#include <fmt/core.h>
#include <openssl/x509.h>

#include <algorithm>

#include "lib/trust/base64.hpp"
#include "lib/trust/pem_parts.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::trust::pem {
namespace {

constexpr std::string_view kDashes = "-----", kBegin = "-----BEGIN ", kEnd = "-----END ";
constexpr std::string_view kMark = "\xEF\xBB\xBF";

/// One block as far as it goes: up to its END, the next BEGIN, or the end of the file.
struct Block {
  std::size_t at = 0;  // of the first dash
  std::string_view label, content;
  bool has_end = false;
  std::string end_problem;  // what is wrong with the END line
  std::size_t next = 0;     // where to look on
};

/// What may be repeated of a label: a hostile one could be anything.
std::string told(std::string_view label) {
  constexpr std::size_t kMostTold = 40;
  bool plain = label.size() <= kMostTold && std::all_of(label.begin(), label.end(), [](char c) {
                 return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '#';
               });
  return plain && !label.empty() ? std::string(label) : "oddly labelled";
}

bool is_key(std::string_view label) {
  return label.find("PRIVATE KEY") != kNowhere;
}

bool should_hold_certificates(std::string_view label) {
  return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE" ||
         label == "PKCS7";
}

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// A label and the offset behind the dashes that close it, on its line.
std::optional<std::pair<std::string_view, std::size_t>> label_at(std::string_view text,
                                                                 std::size_t from) {
  constexpr std::size_t kLongest = 128;
  std::string_view line = text.substr(from, kLongest);
  line = line.substr(0, line.find_first_of("\r\n"));
  std::size_t close = line.find(kDashes);
  if (close == kNowhere) return std::nullopt;
  return std::pair(line.substr(0, close), from + close + kDashes.size());
}

/// OpenSSL's own judgement of what a TRUSTED block says about TLS servers.
std::optional<bool> trusted_for_servers(std::string_view bytes) {
  x509::QuietErrors quiet;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  x509::Cert parsed(d2i_X509_AUX(nullptr, &at, static_cast<long>(bytes.size())));
  if (!parsed) return std::nullopt;
  return X509_check_trust(parsed.get(), X509_TRUST_SSL_SERVER, 0) != X509_TRUST_REJECTED;
}

/// Encapsulated headers (RFC 1421) before the base64: lines with a colon, up to an empty line.
std::string_view without_headers(std::string_view content) {
  std::size_t colon = content.find(':');
  if (colon == kNowhere) return content;
  for (std::string_view empty : {"\n\n", "\r\n\r\n", "\r\r"})
    if (std::size_t at = content.find(empty, colon); at != kNowhere)
      return content.substr(at + empty.size());
  return content;
}

bool has_empty_line(std::string_view content) {
  std::size_t breaks = 0;
  for (char c : content) {
    if (c == '\n') {
      if (++breaks > 1) return true;
    } else if (c != '\r' && !is_blank(c)) {
      breaks = 0;
    }
  }
  return content.find("\r\r") != kNowhere;
}

/// Bytes that a DER element claims to have and that are not there.
std::size_t bytes_lacking(std::string_view der) {
  if (der.size() < 4 || der[0] != '\x30' || der[1] != '\x82') return 0;
  std::size_t wanted = 4 + (static_cast<std::size_t>(static_cast<unsigned char>(der[2])) << 8 |
                            static_cast<unsigned char>(der[3]));
  return wanted > der.size() ? wanted - der.size() : 0;
}

class Scanner {
 public:
  Scanner(std::string_view text, std::size_t width, std::size_t skipped, Scan& to)
      : text_(text), width_(width), skipped_(skipped), to_(to) {}

  void run() {
    std::size_t from = 0;
    while ((from = text_.find(kBegin, from)) != kNowhere) {
      auto label = label_at(text_, from + kBegin.size());
      if (!label) {
        flaw(FlawKind::label_mismatch, from, "the BEGIN line lacks the dashes at its end");
        from += kBegin.size();
        continue;
      }
      Block block{from, label->first};
      find_end(block, label->second);
      read(block);
      ++to_.blocks;
      from = block.next;
      previous_end_ = block.has_end ? block.next : kNowhere;
    }
  }

 private:
  std::size_t place(std::size_t at) const { return at * width_ + skipped_; }

  void flaw(FlawKind kind, std::size_t at, std::string text) {
    to_.flaws.add(kind, place(at), std::move(text));
    if (!first_) first_ = kind;
  }

  void find_end(Block& block, std::size_t from) {
    std::size_t dashes = text_.find(kDashes, from);
    block.content = text_.substr(from, dashes == kNowhere ? kNowhere : dashes - from);
    block.next = std::min(dashes, text_.size());
    if (dashes == kNowhere) return;
    while (dashes + kDashes.size() < text_.size() && text_[dashes + kDashes.size()] == '-')
      ++dashes;  // more than five
    block.next = dashes;
    if (text_.substr(dashes, kEnd.size()) != kEnd) {
      if (text_.substr(dashes, kBegin.size()) != kBegin) block.next = dashes + kDashes.size();
      return;
    }
    block.has_end = true;
    auto label = label_at(text_, dashes + kEnd.size());
    block.next = label ? label->second : dashes + kEnd.size();
    if (!label) {
      block.end_problem = "its END line lacks the dashes at its end";
    } else if (label->first != block.label) {
      block.end_problem = fmt::format("it ends as {}", told(label->first));
    } else {
      std::size_t other = text_.find_first_not_of(std::string_view(" \t\0", 3), block.next);
      bool ends = other == kNowhere || is_line_end(text_[other]) ||
                  text_.substr(other, kBegin.size()) == kBegin;
      if (!ends) block.end_problem = "more stands behind its END line's dashes";
    }
  }

  void read(const Block& block) {
    first_.reset();
    judge_place(block);
    std::string named = fmt::format("the {} block", told(block.label));
    if (!block.has_end)
      flaw(FlawKind::truncated_block, block.at, named + " that begins here has no END line");
    else if (!block.end_problem.empty())
      flaw(FlawKind::label_mismatch, block.at,
           fmt::format("{} that begins here: {}", named, block.end_problem));
    judge_lines(block);
    judge_label(block);
    if (is_key(block.label)) return;  // never decoded
    if (block.content.find_first_not_of(" \t\r\n") == kNowhere) {
      if (block.has_end) flaw(FlawKind::empty_block, block.at, "nothing between BEGIN and END");
      return;
    }
    decode(block);
  }

  void judge_place(const Block& block) {
    if (block.at == 0 || is_line_end(text_[block.at - 1])) return;
    std::string_view before = text_.substr(0, block.at);
    std::size_t text_before = before.find_last_not_of(" \t");
    if (before.ends_with(kMark))
      flaw(FlawKind::byte_order_mark, block.at, "a byte-order mark stands before BEGIN");
    else if (before.back() == '\0')
      flaw(FlawKind::nul_bytes, block.at, "NUL bytes stand before BEGIN");
    else if (previous_end_ != kNowhere && text_before != kNowhere &&
             text_before + 1 == previous_end_)
      flaw(FlawKind::joined_lines, block.at, "END and BEGIN stand on one line");
    else
      flaw(FlawKind::indented, block.at, "BEGIN is not at the beginning of its line");
  }

  void judge_lines(const Block& block) {
    std::string_view content = block.content;
    std::size_t first_end = content.find_first_of("\r\n");
    if (first_end != kNowhere && content[first_end] == '\r' &&
        content.substr(first_end + 1, 1) != "\n") {
      if (!cr_told_) flaw(FlawKind::cr_only, block.at, "lines end in CR alone, from here on");
      cr_told_ = true;  // a file of such lines says it once
      if (!first_) first_ = FlawKind::cr_only;
    }
    if (without_headers(content).size() < content.size() && !is_key(block.label))
      flaw(FlawKind::bad_base64, block.at, "lines with a colon (headers) before the base64");
    if (content.find('\0') != kNowhere)
      flaw(FlawKind::nul_bytes, block.at, "NUL bytes within the block");
    bool blank = content.find_first_not_of(" \t\r\n") != kNowhere &&
                 has_empty_line(without_headers(content));
    if (blank) flaw(FlawKind::blank_in_block, block.at, "empty lines within the block");
  }

  void judge_label(const Block& block) {
    std::string_view label = block.label;
    if (is_key(label)) {
      ++to_.private_keys;
      flaw(FlawKind::private_key, block.at, fmt::format("a private key ({})", told(label)));
    } else if (label == "TRUSTED CERTIFICATE") {
      flaw(FlawKind::trusted_label, block.at, "a TRUSTED CERTIFICATE, which only OpenSSL reads");
    } else if (label == "X509 CERTIFICATE") {
      flaw(FlawKind::x509_label, block.at, "an X509 CERTIFICATE, the old name");
    }
  }

  void decode(const Block& block) {
    constexpr Base64Rules kTolerant{std::string_view(" \t\r\n\v\f\0", 7), false, false};
    bool is_base64 = decode_base64(without_headers(block.content), kTolerant, buffer_.bytes);
    std::string_view bytes = buffer_.bytes;
    Shape shape = is_base64 ? certificate_shape(bytes) : Shape{};
    if (shape.length > 0) return keep(block, bytes, shape);
    auto bag = is_base64 ? certificates_of_pkcs7(bytes) : std::nullopt;
    if (bag) return keep(block, *bag);
    spoil(block);
    if (!should_hold_certificates(block.label))
      flaw(FlawKind::other_block, block.at, fmt::format("a {} block", told(block.label)));
    else if (!is_base64)
      flaw(FlawKind::bad_base64, block.at, "what is in the block is not base64");
    else if (std::size_t lacking = bytes_lacking(bytes); lacking > 0)
      flaw(FlawKind::bad_base64, block.at,
           fmt::format("{} bytes are missing in the block: a line of it is lost", lacking));
    else
      flaw(FlawKind::bad_certificate, block.at, "what is in the block is no certificate");
  }

  void spoil(const Block& block) {
    constexpr std::size_t kEnough = 100'000;  // only how many and the first are told
    if (should_hold_certificates(block.label) && to_.spoilt.size() < kEnough)
      to_.spoilt.push_back(place(block.at));
  }

  void keep(const Block& block, std::string_view bytes, const Shape& shape) {
    auto number = to_.all.put(place(block.at), 0, bytes.substr(0, shape.length), block.label);
    bool trusted = block.label == "TRUSTED CERTIFICATE";
    if (number && trusted) to_.all.items[*number].found.server_trusted = trusted_for_servers(bytes);
    if (!trusted && block.label != "CERTIFICATE" && block.label != "X509 CERTIFICATE")
      flaw(FlawKind::other_block, block.at,
           fmt::format("a certificate in a block labelled {}", told(block.label)));
    if (!trusted && shape.length < bytes.size())
      flaw(
          FlawKind::trailing_bytes, block.at,
          fmt::format("{} bytes follow the certificate in its block", bytes.size() - shape.length));
    if (!shape.strict)
      flaw(FlawKind::bad_certificate, block.at,
           "a certificate that OpenSSL alone takes: not DER, dates that are none, or two signature "
           "algorithms");
    if (number) to_.all.items[*number].flaw = first_;
  }

  void keep(const Block& block, const std::vector<std::string>& bag) {
    flaw(FlawKind::pkcs7_block, block.at, fmt::format("PKCS#7 with {} certificates", bag.size()));
    for (std::size_t i = 0; i < bag.size(); ++i)
      if (auto number = to_.all.put(place(block.at), i, bag[i], block.label))
        to_.all.items[*number].flaw = first_;
  }

  std::string_view text_;
  std::size_t width_, skipped_;
  Scan& to_;
  std::size_t previous_end_ = kNowhere;
  bool cr_told_ = false;
  std::optional<FlawKind> first_;  // of the block at hand
  Wiped buffer_;
};

}  // namespace

void scan(std::string_view text, std::size_t width, std::size_t skipped, Scan& to) {
  Scanner(text, width, skipped, to).run();
}

}  // namespace checkoutdiag::trust::pem
