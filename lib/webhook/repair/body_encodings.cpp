#include "lib/text/hex.hpp"
#include "lib/webhook/repair/body_parts.hpp"
#include "lib/webhook/repair/decompress.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kGateway =
    "decode the body before it is verified: in a Lambda function behind API Gateway or a function "
    "URL, when event.isBase64Encoded is true, with Buffer.from(event.body, 'base64') or "
    "base64.b64decode(event['body'])";
constexpr std::string_view kInflate =
    "turn off the compression of requests wherever something on the way adds it, for the sender "
    "signs the plain bytes\n"
    "where the sender itself compresses them, decompress before the signature is checked: "
    "express.raw does unless inflate is false, ASP.NET Core with UseRequestDecompression, Flask, "
    "Django and Go with code of your own";

constexpr Damage kBase64Encoded{"body.base64-encoded", "the body was base64-encoded",
                                "the body is base64-decoded", kGateway, true};
constexpr Damage kBase64Compressed{"body.base64-encoded",
                                   "the body was compressed and then base64-encoded",
                                   "the body is base64-decoded and decompressed", kGateway, true};
constexpr Damage kBase64Decoded{
    "body.base64-decoded", "the body was base64-decoded", "the body is base64-encoded again",
    "verify over the body as it came, in base64, and decode it afterwards"};
constexpr Damage kHexEncoded{
    "body.hex-encoded", "the body was written as hex digits", "the hex digits are decoded",
    "verify over the bytes themselves: a bytea column prints as \\x and hex digits, and is read as "
    "bytes or with convert_from(COLUMN, 'UTF8'); bin2hex() and Buffer.toString('hex') are for "
    "logs"};
constexpr Damage kGzip{"body.gzip-compressed", "the body was compressed with gzip",
                       "the body is decompressed", kInflate, true};
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

bool is_gzip(std::string_view body) {
  return body.starts_with("\x1F\x8B");
}

}  // namespace

void undo_base64_and_hex(std::string_view body, std::size_t limit, Offers& offers) {
  std::string out, plain;
  const std::string_view text = trimmed(body);
  if (!text.empty() && read_base64(text, out)) {
    if (is_gzip(out) && decompress(Coding::gzip, out, limit, plain))
      offers.give(kBase64Compressed, plain);
    offers.give(kBase64Encoded, out);
  }
  std::string_view digits = text;
  if (digits.starts_with("\\x") || digits.starts_with("0x")) digits.remove_prefix(2);
  if (!digits.empty() && text::decode_hex(digits, out)) offers.give(kHexEncoded, out);
  if (body.size() <= limit / 4 * 3) offers.give(kBase64Decoded, text::base64(text::bytes_of(body)));
}

void undo_compression(std::string_view body, std::size_t limit, Offers& offers) {
  std::string out;
  const auto give = [&](const Damage& damage, Coding coding) {
    if (offers.open() && decompress(coding, body, limit, out) && !out.empty())
      offers.give(damage, out);
  };
  if (is_gzip(body)) return give(kGzip, Coding::gzip);
  give(kDeflate, Coding::zlib);
  give(kDeflate, Coding::raw_deflate);
  give(kBrotli, Coding::brotli);
}

}  // namespace checkoutdiag::webhook
