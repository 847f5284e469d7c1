#include "lib/token/pieces.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::token {
namespace {

constexpr unsigned kPiece = 1u << 20;

struct Close {
  void operator()(gzFile file) const { gzclose(file); }
};
using File = std::unique_ptr<gzFile_s, Close>;

File opened(const std::string& path, const char* what) {
  const int from = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (from < 0)
    throw Failure(Failure::Kind::input,
                  fmt::format("{} {} cannot be read: {}", what, text::printable(path, 200),
                              std::strerror(errno)));
  File file(gzdopen(from, "rb"));
  if (!file) {
    close(from);
    throw Failure(Failure::Kind::input,
                  fmt::format("{} {} cannot be read: no memory", what, text::printable(path, 200)));
  }
  gzbuffer(file.get(), kPiece);
  return file;
}

}  // namespace

std::uint64_t read_pieces(const std::string& path, const char* what, std::uint64_t most,
                          const std::function<void(std::string_view)>& each) {
  const File file = opened(path, what);
  std::vector<char> piece(kPiece);
  std::uint64_t read = 0;
  for (;;) {
    const int got = gzread(file.get(), piece.data(), kPiece);
    if (got < 0) {
      int fault = 0;
      const char* why = gzerror(file.get(), &fault);
      throw Failure(Failure::Kind::input,
                    fmt::format("{} {} cannot be read: {}", what, text::printable(path, 200),
                                fault == Z_ERRNO ? std::strerror(errno) : text::printable(why)));
    }
    if (got == 0) return read;
    read += static_cast<std::uint64_t>(got);
    if (read > most)
      throw Failure(
          Failure::Kind::input,
          fmt::format("{} {} has more than {} MiB", what, text::printable(path, 200), most >> 20),
          "record a shorter time: the checkout alone");
    each(std::string_view(piece.data(), static_cast<std::size_t>(got)));
  }
}

}  // namespace checkoutdiag::token
