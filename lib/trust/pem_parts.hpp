#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lib/trust/contents.hpp"

// What the tolerant scanner of PEM text and the models of the five runtimes share.
namespace checkoutdiag::trust::pem {

constexpr auto kNowhere = std::string_view::npos;

/// What the beginning of some bytes looks like.
struct Shape {
  std::size_t length = 0;  // of the certificate; 0: it is none
  // False: only OpenSSL takes it: BER, two signature algorithms that differ, or dates that are
  // none.
  bool strict = true;
};

/// Recognises a certificate by its outer elements (RFC 5280 4.1), without parsing it; what only
/// looks odd is shown to OpenSSL.
Shape certificate_shape(std::string_view bytes);

/// As certificate_shape, of nothing but the certificate: what Go, Java and GnuTLS ask for.
bool is_whole_certificate(std::string_view bytes);

/// The certificates of a PKCS#7 SignedData; nothing: it is no PKCS#7.
std::optional<std::vector<std::string>> certificates_of_pkcs7(std::string_view bytes);

/// Bytes that may have been a key: gone when this is.
struct Wiped {
  std::string bytes;
  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped();
};

/// Numbers of lines by offset, without an entry for each line of a hostile file.
class Lines {
 public:
  explicit Lines(std::string_view bytes);
  std::size_t at(std::size_t offset) const;

 private:
  static constexpr std::size_t kStep = 4096;
  std::string_view bytes_;
  char end_;
  std::vector<std::size_t> before_;  // line ends before each step
};

/// One certificate that the scanner or a runtime found.
struct Item {
  std::size_t at = 0;    // offset of its BEGIN
  std::size_t part = 0;  // within a PKCS#7 block
  Found found;
  std::optional<FlawKind> flaw;  // of its block, as the scanner saw it: the first one
};

/// All that anybody found, once each.
class Catalogue {
 public:
  /// The number of this certificate at this place, new or known; nothing: there are too many.
  std::optional<std::size_t> put(std::size_t at, std::size_t part, std::string_view der,
                                 std::string_view label);

  /// Puts them in the file's order; numbers that were given out change: returns new by old.
  std::vector<std::size_t> sort();

  std::vector<Item> items;
  bool full = false;  // more than kMost, or one larger than kLargestCertificate

 private:
  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> known_;
};

/// What one runtime does with a file.
struct Reading {
  std::vector<std::size_t> loaded;  // numbers of the catalogue, in its order, repeats as they are
  bool fails = false;
  bool counts_repeats = true;   // false: equal certificates are one
  std::size_t stop = kNowhere;  // offset of the block where it stops
  bool stop_is_block = true;    // false: it is just a line
  std::string why;              // it stops there, in a few words

  int keys = 0;       // private keys that it parses
  bool known = true;  // false: there are too many of them to tell

  void take(std::optional<std::size_t> number) {
    if (number) loaded.push_back(*number);
  }
};

Reading openssl_reading(std::string_view bytes, Catalogue& all);
Reading node_reading(std::string_view bytes, Catalogue& all);
Reading go_reading(std::string_view bytes, Catalogue& all);
Reading java_reading(std::string_view bytes, Catalogue& all);
Reading gnutls_reading(std::string_view bytes, Catalogue& all);

/// Flaws, at most a hundred of a kind; the rest is counted in the last one's text.
class Flaws {
 public:
  void add(FlawKind kind, std::size_t at, std::string text);
  /// In the order of the file.
  std::vector<Flaw> finish(const Lines& lines) const;

 private:
  struct Kind {
    std::vector<std::pair<std::size_t, std::string>> kept;
    std::size_t more = 0;
  };
  std::map<FlawKind, Kind> kinds_;
};

struct Scan {
  Catalogue all;
  Flaws flaws;
  bool utf16 = false;
  int private_keys = 0;
  std::size_t blocks = 0;
  std::vector<std::size_t> spoilt;  // offsets of blocks that should be certificates and are none
};

/// Finds whatever can be found. Offsets are made `width` times as large plus `skipped`, so that
/// those of UTF-16 that was made ASCII are the file's.
void scan(std::string_view text, std::size_t width, std::size_t skipped, Scan& to);

/// Contents of a file whose every block is written as by the book: all runtimes load all of it.
/// False: it is not so.
bool read_plain(std::string_view bytes, Contents& to);

/// The loads of `readings` (in the order of kRuntimes), over certificates that are sorted already.
std::vector<Load> loads_of(const std::vector<Reading>& readings, const Scan& scan,
                           const Lines& lines);

/// Of a file where every runtime loads everything.
std::vector<Load> loads_of_all(const std::vector<Found>& certificates);

/// How many different certificates there are among those that are not `missing` (sorted).
int distinct(const std::vector<Found>& certificates, const std::vector<std::size_t>& missing);

}  // namespace checkoutdiag::trust::pem
