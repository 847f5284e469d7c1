#include <algorithm>

#include "lib/trust/base64.hpp"
#include "lib/trust/pem_parts.hpp"

// GnuTLS: gnutls_x509_trust_list_add_trust_mem. It looks for marks wherever they are, asks nothing
// of END but that it is there, and gives all up for one certificate that it cannot read.
namespace checkoutdiag::trust::pem {
namespace {

constexpr std::string_view kDashes = "-----", kEnd = "-----END ";
constexpr std::string_view kPlain = "-----BEGIN CERTIFICATE", kOld = "-----BEGIN X509 CERTIFICATE";

/// Finds a text at or behind places that only go forward, each stretch once.
class Finder {
 public:
  Finder(std::string_view bytes, std::string_view text) : bytes_(bytes), text_(text) {}
  std::size_t from(std::size_t at) {
    if (!known_ || (found_ != kNowhere && found_ < at)) found_ = bytes_.find(text_, at);
    known_ = true;
    return found_;
  }

 private:
  std::string_view bytes_, text_;
  std::size_t found_ = 0;
  bool known_ = false;
};

class Importer {
 public:
  Importer(std::string_view bytes, Catalogue& all, Reading& to)
      : bytes_(bytes),
        plain_(bytes, kPlain),
        old_(bytes, kOld),
        end_(bytes, kEnd),
        later_end_(bytes, kEnd),
        all_(all),
        to_(to) {}

  void run() {
    std::size_t at = next(0);
    if (at == kNowhere) return fail(kNowhere, "no certificate in it");
    for (; at != kNowhere && !all_.full; at = next(at + 1)) {
      if (!decode(at, end_)) {
        if (take_later(at)) continue;
        return fail(at, why_);
      }
      if (!is_whole_certificate(block_.bytes)) return fail(at, "what is in it is no certificate");
      to_.take(all_.put(at, 0, block_.bytes, label(at)));
    }
  }

 private:
  void fail(std::size_t at, std::string why) {
    to_.loaded.clear();
    to_.fails = true;
    to_.stop = at;
    to_.why = std::move(why);
  }

  std::size_t next(std::size_t from) {
    std::size_t plain = plain_.from(from);
    return plain != kNowhere ? plain : old_.from(from);
  }

  /// A block that is not base64: it looks for the old label in all that follows, and takes that
  /// block in its place.
  bool take_later(std::size_t at) {
    const char* why = why_;
    std::size_t old = old_.from(at);
    if (old == kNowhere) return false;
    if (old != later_) {
      later_ = old;
      bool right = decode(old, later_end_) && is_whole_certificate(block_.bytes);
      later_number_ = right ? all_.put(old, 0, block_.bytes, label(old)) : std::nullopt;
    }
    why_ = why;
    to_.take(later_number_);
    return later_number_.has_value();
  }

  /// The base64 of the block that begins there.
  bool decode(std::size_t begin, Finder& ends) {
    std::size_t header_end = bytes_.find(kDashes, begin + 1);
    std::size_t from = header_end == kNowhere ? kNowhere : header_end + kDashes.size();
    std::size_t end = from == kNowhere ? kNowhere : ends.from(from);
    why_ = "it has no END line";
    if (end == kNowhere) return false;
    why_ = "what is in it is not base64";
    constexpr std::size_t kLeast = 4;
    std::string_view content = bytes_.substr(from, end - from);
    if (content.size() < kLeast) return false;
    content = content.substr(0, content.find('-'));  // a dash ends the data
    if (!decode_base64(content, {" \t\r\n\v\f", true, true}, block_.bytes)) return false;
    return !block_.bytes.empty();
  }

  std::string_view label(std::size_t begin) const {
    constexpr std::size_t kBegin = 11;
    return bytes_.substr(begin, kOld.size()) == kOld ? kOld.substr(kBegin) : kPlain.substr(kBegin);
  }

  std::string_view bytes_;
  Finder plain_, old_, end_, later_end_;
  Catalogue& all_;
  Reading& to_;
  std::size_t later_ = kNowhere;
  std::optional<std::size_t> later_number_;
  const char* why_ = "";
  Wiped block_;
};

}  // namespace

Reading gnutls_reading(std::string_view bytes, Catalogue& all) {
  Reading reading;
  Importer(bytes, all, reading).run();
  return reading;
}

}  // namespace checkoutdiag::trust::pem
