#include "lib/trust/packages/unpack.hpp"

#include <lz4frame.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace checkoutdiag::trust {
namespace {

constexpr std::size_t kPiece = 256 * 1024;

/// Counts what comes out, and cuts it at the limit.
class Tap {
 public:
  Tap(std::uint64_t limit, const std::function<void(std::string_view)>& take)
      : left_(limit), take_(take) {}

  bool give(const char* bytes, std::size_t length) {
    std::size_t allowed = static_cast<std::size_t>(std::min<std::uint64_t>(length, left_));
    if (allowed > 0) take_({bytes, allowed});
    left_ -= allowed;
    return allowed == length;
  }

 private:
  std::uint64_t left_;
  const std::function<void(std::string_view)>& take_;
};

/// The file's bytes, piece after piece; `use` says false to end.
template <class Use>
std::string each_piece(const Files& files, const std::string& path, Use use) {
  std::string why;
  std::optional<Files::Reader> file = files.open(path, &why);
  if (!file) return why;
  std::vector<char> piece(kPiece);
  for (std::uint64_t at = 0;;) {
    std::size_t length = file->read_at(at, piece.data(), piece.size());
    if (length == 0) return {};
    if (!use(piece.data(), length)) return {};
    at += length;
  }
}

constexpr const char* kTooLarge = "more text than is looked through";

std::string unpack_plain(const Files& files, const std::string& path, Tap& tap) {
  bool whole = true;
  std::string why = each_piece(files, path, [&](const char* bytes, std::size_t length) {
    return whole = tap.give(bytes, length);
  });
  return !why.empty() ? why : whole ? "" : kTooLarge;
}

std::string unpack_lz4(const Files& files, const std::string& path, Tap& tap) {
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION))) return "no memory";
  std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> context(
      raw, LZ4F_freeDecompressionContext);
  std::vector<char> out(kPiece);
  std::string problem;
  std::size_t hint = 1;
  std::string why = each_piece(files, path, [&](const char* bytes, std::size_t length) {
    bool more = true;  // a full buffer may hide that the decoder has still more to give
    while (length > 0 || more) {
      std::size_t taken = length, given = out.size();
      hint = LZ4F_decompress(context.get(), out.data(), &given, bytes, &taken, nullptr);
      if (LZ4F_isError(hint))
        problem = "damaged LZ4 data";
      else if (!tap.give(out.data(), given))
        problem = kTooLarge;
      if (!problem.empty()) return false;
      more = given == out.size();
      if (taken == 0 && given == 0) break;
      bytes += taken;
      length -= taken;
    }
    return true;
  });
  if (!why.empty()) return why;
  if (problem.empty() && hint != 0) return "the LZ4 data ends early";
  return problem;
}

std::string unpack_gzip(const Files& files, const std::string& path, Tap& tap) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return "no memory";
  std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, inflateEnd);
  std::vector<char> out(kPiece);
  std::string problem;
  int state = Z_OK;
  std::string why = each_piece(files, path, [&](char* bytes, std::size_t length) {
    stream.next_in = reinterpret_cast<Bytef*>(bytes);
    stream.avail_in = static_cast<uInt>(length);
    do {
      if (state == Z_STREAM_END) inflateReset(&stream);  // one member after another
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      state = inflate(&stream, Z_NO_FLUSH);
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
        problem = "damaged gzip data";
      else if (!tap.give(out.data(), out.size() - stream.avail_out))
        problem = kTooLarge;
      if (!problem.empty()) return false;
    } while (stream.avail_in > 0 || (stream.avail_out == 0 && state != Z_STREAM_END));
    return true;
  });
  if (!why.empty()) return why;
  if (problem.empty() && state != Z_STREAM_END) return "the gzip data ends early";
  return problem;
}

}  // namespace

std::string unpack(const Files& files, const std::string& path, std::uint64_t limit,
                   const std::function<void(std::string_view)>& take) {
  Tap tap(limit, take);
  if (path.ends_with(".lz4")) return unpack_lz4(files, path, tap);
  if (path.ends_with(".gz")) return unpack_gzip(files, path, tap);
  return unpack_plain(files, path, tap);
}

}  // namespace checkoutdiag::trust
