#include "lib/text/hex.hpp"
#include "lib/webhook/repair/body_parts.hpp"
#include "lib/webhook/repair/decompress.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kGateway =
    "decode event.body when event.isBase64Encoded is true, before the body is verified; in a "
    "Lambda "
    "function behind API Gateway or a function URL:\n"
    "Node.js: Buffer.from(event.body, 'base64')\n"
    "Python: base64.b64decode(event['body'])\n"
    "Go: base64.StdEncoding.DecodeString(event.Body)\n"
    "Java: Base64.getDecoder().decode(event.getBody())\n"
    "elsewhere: look for what keeps or sends bodies as base64, such as a queue or a log";
constexpr std::string_view kInflate =
    "verify over the decompressed body; what decompresses it, or leaves it plain:\n"
    "proxies: turn off the compression of requests, for the sender signs the plain bytes\n"
    "Express: express.raw, without inflate: false\n"
    "ASP.NET: UseRequestDecompression before the signature is checked\n"
    "Python: gzip.decompress(body)\n"
    "Go: gzip.NewReader(r.Body)";

constexpr Damage kBase64Encoded{"body.base64-encoded", "the body was base64-encoded",
                                "the body is base64-decoded", kGateway, true};
constexpr Damage kBase64Compressed{"body.base64-encoded",
                                   "the body was compressed and then base64-encoded",
                                   "the body is base64-decoded and decompressed", kGateway, true};
constexpr Damage kBase64Decoded{
    "body.base64-decoded", "the body was base64-decoded", "the body is base64-encoded again",
    "verify over the body as it came, in base64, and decode it afterwards"};
constexpr Damage kHexEncoded{"body.hex-encoded", "the body was written as hex digits",
                             "the hex digits are decoded",
                             "verify over the bytes themselves; what writes hex digits:\n"
                             "PostgreSQL: a bytea column prints as \\x and digits; "
                             "convert_from(COLUMN, 'UTF8') is its text\n"
                             "PHP: bin2hex()\n"
                             "Node.js: Buffer.toString('hex')"};
constexpr Damage kGzip{"body.gzip-compressed", "the body was compressed with gzip",
                       "the body is decompressed", kInflate, true};
constexpr Damage kGzipTwice{"body.gzip-compressed", "the body was compressed with gzip twice",
                            "the body is decompressed twice", kInflate};
constexpr Damage kGzipAndMore{"body.gzip-compressed",
                              "the body was compressed with gzip, and something was put behind it",
                              "the compressed part of the body is decompressed", kInflate};
constexpr Damage kDeflate{"body.deflate-compressed", "the body was compressed with deflate",
                          "the body is decompressed", kInflate};
constexpr Damage kBrotli{"body.brotli-compressed", "the body was compressed with Brotli",
                         "the body is decompressed", kInflate};

// Both alphabets, and lines as MIME and PEM have them.
bool read_base64(std::string_view text, std::string& out) {
  std::string joined;
  if (text.find('\n') != std::string_view::npos) {
    for (char c : text)
      if (c != '\r' && c != '\n') joined += c;
    text = joined;
  }
  return text::decode_base64(text, out, {.unpadded = true}) ||
         text::decode_base64(text, out, {.url = true, .unpadded = true});
}

}  // namespace

void undo_base64_and_hex(std::string_view body, std::size_t limit, Offers& offers) {
  std::string out, plain;
  const std::string_view text = trimmed(body);
  if (!text.empty() && read_base64(text, out)) {
    if (compression_of(out) == "gzip" && decompress(Coding::gzip, out, limit, plain))
      offers.give(kBase64Compressed, plain);
    offers.give(kBase64Encoded, out);
  }
  std::string_view digits = text;
  if (digits.starts_with("\\x") || digits.starts_with("0x")) digits.remove_prefix(2);
  if (!digits.empty() && text::decode_hex(digits, out)) offers.give(kHexEncoded, out);
  if (body.size() <= limit / 4 * 3) offers.give(kBase64Decoded, text::base64(text::bytes_of(body)));
}

void undo_compression(std::string_view body, std::size_t limit, Offers& offers) {
  std::string out, again;
  const auto give = [&](const Damage& damage, Coding coding) {
    if (offers.open() && decompress(coding, body, limit, out) && !out.empty())
      offers.give(damage, out);
  };
  if (compression_of(body) != "gzip") {
    give(kDeflate, Coding::zlib);
    give(kDeflate, Coding::raw_deflate);
    return give(kBrotli, Coding::brotli);
  }
  const bool whole = decompress(Coding::gzip, body, limit, out);
  if (!whole && !decompress_gzip_front(body, limit, out)) return;
  const bool twice = compression_of(out) == "gzip" && decompress(Coding::gzip, out, limit, again);
  if (!out.empty()) offers.give(whole ? kGzip : kGzipAndMore, std::move(out));
  if (twice) offers.give(kGzipTwice, std::move(again));
}

}  // namespace checkoutdiag::webhook
