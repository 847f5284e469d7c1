#include <fmt/core.h>
#include <openssl/bio.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstring>

#include "lib/trust/pem_parts.hpp"
#include "lib/x509/decode.hpp"

// OpenSSL and Node: OpenSSL's own reader of PEM decides what a block is; what is done with blocks
// is what X509_load_cert_crl_file (by_file.c, through PEM_X509_INFO_read_bio) and node's
// AddCertsFromFile (crypto_context.cc) do.
namespace checkoutdiag::trust::pem {
namespace {

using Bio = x509::Handle<BIO, BIO_free_all>;
using Method = x509::Handle<BIO_METHOD, BIO_meth_free>;

/// A file for OpenSSL as its own reader of files gives it, line by line in pieces: as fgets and
/// strlen do, so that what follows a NUL in a line is lost, and a line that begins with one is the
/// end.
struct Source {
  std::string_view bytes;
  std::size_t at = 0;
  std::size_t begin = kNowhere;  // of the block that is being read, or was read last
  bool inside = false;           // of it
  std::size_t ended = kNowhere;  // at a line that it takes for the end of the file

  int gets(char* to, int size) {
    if (size <= 0) return 0;
    std::string_view piece = bytes.substr(at, static_cast<std::size_t>(size) - 1);
    if (std::size_t end = piece.find('\n'); end != kNowhere) piece = piece.substr(0, end + 1);
    if (inside) {
      inside = !piece.starts_with("-----END ");
    } else if (is_begin(piece)) {
      begin = at + piece.find('-');
      inside = true;
    }
    if (piece.starts_with('\0')) ended = at;
    at += piece.size();
    piece = piece.substr(0, piece.find('\0'));
    std::memcpy(to, piece.data(), piece.size());
    to[piece.size()] = '\0';
    return static_cast<int>(piece.size());
  }

  static bool is_begin(std::string_view piece) {
    if (piece.starts_with("\xEF\xBB\xBF")) piece.remove_prefix(3);
    piece = piece.substr(0, piece.find('\0'));
    // A plain char, as OpenSSL compares it: what is not ASCII goes too where char has a sign.
    while (!piece.empty() && piece.back() <= ' ')
      piece.remove_suffix(1);
    return piece.starts_with("-----BEGIN ") && piece.size() >= 16 && piece.ends_with("-----");
  }
};

int source_gets(BIO* bio, char* to, int size) {
  return static_cast<Source*>(BIO_get_data(bio))->gets(to, size);
}

long source_control(BIO*, int, long, void*) {
  return 0;
}

Bio open(Source& source) {
  static const Method method = [] {
    Method made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "bytes of a PEM file"));
    BIO_meth_set_gets(made.get(), source_gets);
    BIO_meth_set_ctrl(made.get(), source_control);
    return made;
  }();
  Bio bio(BIO_new(method.get()));
  BIO_set_data(bio.get(), &source);
  BIO_set_init(bio.get(), 1);
  return bio;
}

/// No password, and never a question: what both ask for.
int no_password(char*, int, int, void*) {
  return 0;
}

/// One block as OpenSSL hands it out; the bytes are wiped.
struct Block {
  char *name = nullptr, *header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;

  Block() = default;
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    if (data) OPENSSL_clear_free(data, static_cast<std::size_t>(std::max(size, 0L)));
  }

  bool is(std::string_view label) const { return label == name; }
  std::string_view bytes() const {
    return {reinterpret_cast<char*>(data), static_cast<std::size_t>(std::max(size, 0L))};
  }
  bool decrypt() {
    EVP_CIPHER_INFO cipher;
    return PEM_get_EVP_CIPHER_INFO(header, &cipher) == 1 &&
           PEM_do_header(&cipher, data, &size, no_password, nullptr) == 1;
  }
};

std::string last_reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason ? fmt::format("OpenSSL says \"{}\"", reason) : "there is no data in it";
}

bool is_end_of_file() {
  unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

/// Takes a certificate for both; false: they cannot parse it.
bool take(const Block& block, std::size_t at, Catalogue& all, Reading& to) {
  Shape shape = certificate_shape(block.bytes());
  if (shape.length == 0) return false;
  to.take(all.put(at, 0, block.bytes().substr(0, shape.length), block.name));
  return true;
}

bool take_trusted(const Block& block, std::size_t at, Catalogue& all, Reading& to) {
  const unsigned char* data = block.data;
  x509::Cert parsed(d2i_X509_AUX(nullptr, &data, block.size));
  return parsed && take(block, at, all, to);
}

constexpr int kMostKeys = 100;  // that are parsed, at a millisecond each

/// Keys and CRLs: OpenSSL's loader itself judges the block alone. -1: it gives up, else how many
/// CRLs it takes.
int judge_alone(std::string_view text) {
  Source source{text};
  Bio bio = open(source);
  char no_password_text[] = "";
  STACK_OF(X509_INFO)* read = PEM_X509_INFO_read_bio(bio.get(), nullptr, nullptr, no_password_text);
  if (!read) return -1;
  int lists = 0;
  for (int i = 0; i < sk_X509_INFO_num(read); ++i)
    if (sk_X509_INFO_value(read, i)->crl) ++lists;
  sk_X509_INFO_pop_free(read, X509_INFO_free);
  return lists;
}

/// What the loader does with one block; false: it gives up. `lists` counts CRLs, which it loads
/// too.
bool handle(Block& block, const Source& source, Catalogue& all, Reading& to, int& lists) {
  if (block.is(PEM_STRING_X509) || block.is(PEM_STRING_X509_OLD))
    return block.decrypt() && take(block, source.begin, all, to);
  if (block.is(PEM_STRING_X509_TRUSTED))
    return block.decrypt() && take_trusted(block, source.begin, all, to);
  // Any label with these words is a key to it, OpenSSH's too.
  bool key = std::string_view(block.name).find(PEM_STRING_PKCS8INF) != kNowhere;
  if (!key && !block.is(PEM_STRING_X509_CRL)) return true;
  if (key && ++to.keys > kMostKeys) return true;
  std::size_t begin = std::min(source.begin, source.at);
  int found = judge_alone(source.bytes.substr(begin, source.at - begin));
  lists += std::max(found, 0);
  return found >= 0;
}

void note_early_end(const Source& source, Reading& to) {
  if (source.ended == kNowhere) return;
  to.stop = source.ended;
  to.stop_is_block = false;
  to.why = "it begins with a NUL byte, which it takes for the end of the file";
}

}  // namespace

Reading openssl_reading(std::string_view bytes, Catalogue& all) {
  x509::QuietErrors quiet;
  Reading reading;
  reading.counts_repeats = false;
  Source source{bytes};
  Bio bio = open(source);
  int lists = 0;
  while (!all.full) {
    Block block;
    bool read = PEM_read_bio(bio.get(), &block.name, &block.header, &block.data, &block.size) == 1;
    if (!read && is_end_of_file()) break;
    if (read && handle(block, source, all, reading, lists)) continue;
    reading.loaded.clear();
    reading.fails = true;
    reading.stop = std::min(source.begin, bytes.size());
    bool silent = read && ERR_peek_last_error() == 0;
    reading.why = silent ? "there is no certificate in it" : last_reason();
    return reading;
  }
  reading.known = reading.keys <= kMostKeys;
  reading.fails = reading.loaded.empty() && lists == 0 && !all.full;
  note_early_end(source, reading);
  return reading;
}

Reading node_reading(std::string_view bytes, Catalogue& all) {
  // Node looks at the oldest error, so that there must be none before; nobody here leaves errors in
  // the queue that are wanted later.
  ERR_clear_error();
  x509::QuietErrors quiet;
  Reading reading;
  reading.counts_repeats = false;
  Source source{bytes};
  Bio bio = open(source);
  bool parsed = true;
  while (parsed && !all.full) {
    Block block;
    bool read = PEM_bytes_read_bio(&block.data, &block.size, &block.name, PEM_STRING_X509,
                                   bio.get(), no_password, nullptr) == 1;
    if (!read) break;
    parsed = take(block, source.begin, all, reading);
  }
  unsigned long error = ERR_peek_error();
  bool end = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (parsed && end) {
    note_early_end(source, reading);
    return reading;
  }
  reading.fails = !parsed || error != 0;
  reading.stop = std::min(source.begin, bytes.size());
  reading.why = parsed ? last_reason() : "there is no certificate in it";
  return reading;
}

}  // namespace checkoutdiag::trust::pem
