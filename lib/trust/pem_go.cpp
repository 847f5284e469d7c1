#include "lib/trust/base64.hpp"
#include "lib/trust/pem_parts.hpp"

// Go: encoding/pem finds the blocks, CertPool.AppendCertsFromPEM passes over what it does not like.
namespace checkoutdiag::trust::pem {
namespace {

constexpr std::string_view kBegin = "\n-----BEGIN ", kEnd = "\n-----END ", kDashes = "-----";

/// A line without its end and without blanks before that, and where the next one begins.
struct Line {
  std::string_view text;
  std::size_t next = 0;
};

class Decoder {
 public:
  Decoder(std::string_view bytes, Catalogue& all, Reading& to)
      : bytes_(bytes), all_(all), to_(to) {}

  void run() {
    std::size_t rest = 0;
    while (rest < bytes_.size() && !all_.full) {
      // At the beginning of what is left the line end before BEGIN is not asked for.
      if (!starts(rest, kBegin.substr(1))) {
        std::size_t found = bytes_.find(kBegin, rest);
        if (found == kNowhere) return;
        rest = found + 1;
      }
      begin_ = rest;
      Line type = line_at(rest + kBegin.size() - 1);
      rest = type.next;
      if (!type.text.ends_with(kDashes)) continue;
      type.text.remove_suffix(kDashes.size());
      bool headers = skip_headers(rest);
      if (rest >= bytes_.size()) return;  // ends there, even where a block could still be
      rest = read(type.text, headers, rest);
    }
  }

 private:
  bool starts(std::size_t at, std::string_view with) const {
    return bytes_.substr(at, with.size()) == with;
  }

  Line line_at(std::size_t from) const {
    std::size_t end = bytes_.find('\n', from);
    std::size_t next = end == kNowhere ? bytes_.size() : end + 1;
    std::string_view text = bytes_.substr(from, std::min(end, bytes_.size()) - from);
    if (end != kNowhere && text.ends_with('\r')) text.remove_suffix(1);
    std::size_t last = text.find_last_not_of(" \t");
    return {text.substr(0, last == kNowhere ? 0 : last + 1), next};
  }

  /// Every line with a colon is one.
  bool skip_headers(std::size_t& rest) const {
    bool any = false;
    while (rest < bytes_.size()) {
      Line line = line_at(rest);
      if (line.text.find(':') == kNowhere) break;
      any = true;
      rest = line.next;
    }
    return any;
  }

  /// The next END at or behind a place, found once however many BEGINs stand before it.
  std::size_t next_end(std::size_t from) {
    if (from > end_ || !end_known_) {
      end_ = bytes_.find(kEnd, from);
      end_known_ = true;
    }
    return end_;
  }

  /// Only blanks up to the line's end.
  bool line_is_over(std::size_t at) {
    if (at != over_at_) {
      over_at_ = at;
      std::size_t other = bytes_.find_first_not_of(" \t", at);
      over_ = other == kNowhere || bytes_[other] == '\n' || starts(other, "\r\n");
    }
    return over_;
  }

  /// Reads the block whose content begins at `from`; returns where to look on.
  std::size_t read(std::string_view type, bool headers, std::size_t from) {
    bool at_once = !headers && starts(from, kEnd.substr(1));
    std::size_t end = at_once ? from : next_end(from);
    if (end == kNowhere) return from;
    std::size_t trailer = end + kEnd.size() - (at_once ? 1 : 0);
    std::size_t after = trailer + type.size() + kDashes.size();
    if (after > bytes_.size() || !starts(trailer, type) ||
        !starts(after - kDashes.size(), kDashes) || !line_is_over(after))
      return from;
    std::string_view content = bytes_.substr(from, end - from);
    if (!decode_base64(content, {"\r\n \t", true, false}, buffer_.bytes)) return from;
    if (type == "CERTIFICATE" && !headers && is_whole_certificate(buffer_.bytes))
      to_.take(all_.put(begin_, 0, buffer_.bytes, type));
    return line_at(end + kEnd.size() - 1).next;
  }

  std::string_view bytes_;
  Catalogue& all_;
  Reading& to_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool end_known_ = false;
  std::size_t over_at_ = kNowhere;
  bool over_ = false;
  Wiped buffer_;
};

}  // namespace

Reading go_reading(std::string_view bytes, Catalogue& all) {
  Reading reading;
  reading.counts_repeats = false;
  Decoder(bytes, all, reading).run();
  reading.fails = reading.loaded.empty() && !all.full;
  return reading;
}

}  // namespace checkoutdiag::trust::pem
