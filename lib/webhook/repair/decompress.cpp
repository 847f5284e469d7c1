#include "lib/webhook/repair/decompress.hpp"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>

#include "lib/webhook/repair/variant.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kPiece = 32 * 1024;

int window_bits(Coding coding) {
  if (coding == Coding::gzip) return MAX_WBITS + 16;
  return coding == Coding::zlib ? MAX_WBITS : -MAX_WBITS;
}

bool is_gzip(std::string_view body) {
  return body.starts_with("\x1F\x8B\x08");
}

bool take(const std::array<char, kPiece>& piece, std::size_t length, std::size_t limit,
          std::string& out) {
  if (length > limit - out.size()) return false;
  out.append(piece.data(), length);
  return true;
}

// `loose`: what stands behind a member of gzip and is none is left.
bool inflate_all(Coding coding, bool loose, std::string_view body, std::size_t limit,
                 std::string& out) {
  if (body.size() > std::numeric_limits<uInt>::max()) return false;
  z_stream stream{};
  if (inflateInit2(&stream, window_bits(coding)) != Z_OK) return false;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  std::array<char, kPiece> piece;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) return false;  // Z_BUF_ERROR: it ends early
    if (!take(piece, piece.size() - stream.avail_out, limit, out)) return false;
    if (state != Z_STREAM_END) continue;
    if (stream.avail_in == 0) return true;
    if (loose && !is_gzip(body.substr(body.size() - stream.avail_in))) return true;
    if (coding != Coding::gzip || inflateReset(&stream) != Z_OK) return false;
  }
}

bool unbrotli_all(std::string_view body, std::size_t limit, std::string& out) {
  const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  if (!state) return false;
  std::size_t in = body.size();
  const auto* next_in = reinterpret_cast<const std::uint8_t*>(body.data());
  std::array<char, kPiece> piece;
  for (;;) {
    std::size_t room = piece.size();
    auto* next_out = reinterpret_cast<std::uint8_t*>(piece.data());
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state.get(), &in, &next_in, &room, &next_out, nullptr);
    if (!take(piece, piece.size() - room, limit, out)) return false;
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return in == 0;
    if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return false;
  }
}

}  // namespace

bool decompress(Coding coding, std::string_view body, std::size_t limit, std::string& out) {
  out.clear();
  if (coding == Coding::brotli) return unbrotli_all(body, limit, out);
  return inflate_all(coding, false, body, limit, out);
}

bool decompress_gzip_front(std::string_view body, std::size_t limit, std::string& out) {
  out.clear();
  return inflate_all(Coding::gzip, true, body, limit, out);
}

// Two bytes of zlib are text by chance ("x^", "x "), so it has to inflate, too.
std::string compression_of(std::string_view body) {
  if (is_gzip(body)) return "gzip";
  if (body.size() < 2 || (body[0] & 0x0F) != Z_DEFLATED) return {};
  z_stream stream{};
  if (inflateInit2(&stream, MAX_WBITS) != Z_OK) return {};
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, inflateEnd);
  std::array<char, kPiece> piece;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(std::min(body.size(), kPiece));
  stream.next_out = reinterpret_cast<Bytef*>(piece.data());
  stream.avail_out = static_cast<uInt>(piece.size());
  const int state = inflate(&stream, Z_NO_FLUSH);
  const bool some = stream.total_out > 0 && (state == Z_OK || state == Z_BUF_ERROR);
  return some || state == Z_STREAM_END ? "zlib" : "";
}

}  // namespace checkoutdiag::webhook
