#include <algorithm>

#include "lib/trust/base64.hpp"
#include "lib/trust/pem_parts.hpp"

// Java: CertificateFactory.generateCertificates. Whatever is wrong anywhere costs everything.
namespace checkoutdiag::trust::pem {
namespace {

constexpr std::string_view kDashes = "-----", kBegin = "-----BEGIN ", kEnd = "-----END ";
constexpr std::string_view kWhite = " \t\r\n";

enum class Step { block, end, failed };

class Reader {
 public:
  Reader(std::string_view bytes, Catalogue& all, Reading& to) : bytes_(bytes), all_(all), to_(to) {}

  void run() {
    if (bytes_.empty()) return;  // no certificates, and no complaint
    Step step = next_block();
    if (step == Step::end) return fail(kNowhere, "no block begins at the beginning of a line");
    if (step == Step::block)
      if (auto bag = certificates_of_pkcs7(block_.bytes)) return take_bag(*bag);
    for (; step == Step::block && !all_.full; step = next_block()) {
      if (!is_whole_certificate(block_.bytes))
        return fail(begin_, "what is in it is no certificate");
      to_.take(all_.put(begin_, 0, block_.bytes, label_));
    }
  }

 private:
  void fail(std::size_t at, std::string why) {
    to_.loaded.clear();
    to_.fails = true;
    to_.stop = at;
    to_.why = std::move(why);
  }

  Step refuse(std::string why) {
    fail(begin_, std::move(why));
    return Step::failed;
  }

  /// PKCS#7 as the first block: its certificates, and what follows is not looked at.
  void take_bag(const std::vector<std::string>& bag) {
    for (std::size_t i = 0; i < bag.size(); ++i)
      to_.take(all_.put(begin_, i, bag[i], label_));
  }

  Step next_block() {
    if (at_ >= bytes_.size()) return Step::end;
    if (bytes_[at_] == '0') return binary();  // the tag of a SEQUENCE: DER, it thinks
    if (!find_dashes()) return Step::end;
    bool carriage_return = false;
    std::string carried;
    if (!read_header(carriage_return, carried)) return refuse("the file ends in its BEGIN line");
    std::size_t dash = bytes_.find('-', at_);
    if (dash == kNowhere) return refuse("it has no END line");
    std::string_view content = bytes_.substr(at_, dash - at_);
    read_footer(dash, carriage_return);
    if (!is_mark(header_, kBegin)) return refuse_header();
    if (!labels_agree()) return refuse("its BEGIN and END lines do not agree");
    label_ = std::string_view(header_).substr(kBegin.size(),
                                              header_.size() - kBegin.size() - kDashes.size());
    constexpr Base64Rules kRules{kWhite, false, false};
    return decode_base64(content, kRules, block_.bytes) && carried.empty()
               ? Step::block
               : refuse("what is in it is not base64");
  }

  Step binary() {
    begin_ = at_;
    Shape shape = certificate_shape(bytes_.substr(at_, kLargestCertificate));
    if (shape.length == 0 || !shape.strict)
      return refuse("a line begins with 0, which it takes for a binary certificate");
    block_.bytes = bytes_.substr(at_, shape.length);
    label_.clear();
    at_ += shape.length;
    return Step::block;
  }

  /// Behind the first five dashes that begin a line, or begin what is left.
  bool find_dashes() {
    std::size_t start = at_;
    for (std::size_t from = at_; (from = bytes_.find(kDashes, from)) != kNowhere;) {
      if (from == start || bytes_[from - 1] == '\n' || bytes_[from - 1] == '\r') {
        begin_ = from;
        at_ = from + kDashes.size();
        return true;
      }
      from = bytes_.find_first_not_of('-', from);
    }
    return false;
  }

  /// The BEGIN line, and whether lines end in CR alone; false: the file ends within it.
  bool read_header(bool& carriage_return, std::string& carried) {
    std::size_t end = bytes_.find_first_of("\r\n", at_);
    if (end == kNowhere) return false;
    header_ = without_white_end(bytes_.substr(begin_, end - begin_));
    at_ = end + 1;
    if (bytes_[end] == '\n') return true;
    if (at_ >= bytes_.size()) return false;
    carriage_return = bytes_[at_] != '\n';
    // It has read one character more by now, which it keeps unless it is white, a dash too.
    if (carriage_return && bytes_[at_] == '-') carried = "-";
    if (!carriage_return || bytes_[at_] == '-') ++at_;
    return true;
  }

  void read_footer(std::size_t dash, bool carriage_return) {
    std::size_t end = bytes_.find_first_of(carriage_return ? "\r\n" : "\n", dash + 1);
    std::string text;
    constexpr std::size_t kMuch = 4096;  // longer: no label that BEGIN could have
    for (char c : bytes_.substr(dash, std::min(end, bytes_.size()) - dash)) {
      if (c != '\r') text += c;
      if (text.size() > kMuch + header_.size() && !is_white(c)) break;
    }
    footer_ = without_white_end(text);
    at_ = end == kNowhere ? bytes_.size() : end + 1;
  }

  static bool is_white(char c) {  // Character.isWhitespace, of Latin-1
    auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x20);
  }

  static std::string without_white_end(std::string_view text) {
    while (!text.empty() && is_white(text.back()))
      text.remove_suffix(1);
    return std::string(text);
  }

  static bool is_mark(std::string_view line, std::string_view begin) {
    return line.size() >= begin.size() + kDashes.size() && line.starts_with(begin) &&
           line.ends_with(kDashes);
  }

  Step refuse_header() {
    to_.stop_is_block = false;
    return refuse(header_.starts_with(kEnd)
                      ? "an END line whose BEGIN is not at the beginning of its line"
                      : "a line that begins with five dashes and is no BEGIN line");
  }

  bool labels_agree() const {
    std::string_view header = header_, footer = footer_;
    if (!is_mark(footer, kEnd)) return false;
    header.remove_prefix(kBegin.size());
    footer.remove_prefix(kEnd.size());
    return header == footer;
  }

  std::string_view bytes_;
  Catalogue& all_;
  Reading& to_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::string header_, footer_, label_;
  Wiped block_;
};

}  // namespace

Reading java_reading(std::string_view bytes, Catalogue& all) {
  Reading reading;
  Reader(bytes, all, reading).run();
  return reading;
}

}  // namespace checkoutdiag::trust::pem
