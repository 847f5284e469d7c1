#include "lib/trust/program_file.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

namespace checkoutdiag::trust {
namespace {

/// An ELF file's headers, of either width and byte order (gABI 4.1).
class Elf {
 public:
  Elf(const ReadAt& read, std::uint64_t size) : read_(read), size_(size) {
    unsigned char ident[16];
    if (!fetch(0, ident, sizeof ident)) return;
    constexpr unsigned char kMagic[] = {0x7f, 'E', 'L', 'F'};
    if (std::memcmp(ident, kMagic, sizeof kMagic) != 0) return;
    const unsigned width = ident[4], order = ident[5];
    valid_ = (width == 1 || width == 2) && (order == 1 || order == 2);
    wide_ = width == 2;
    little_ = order == 1;
  }

  /// Its data, or nothing when there is no telling data from code.
  std::vector<Range> data() const {
    unsigned char header[64];
    if (!valid_ || !fetch(0, header, wide_ ? 64 : 52)) return {};
    const std::uint64_t segments = number(header, wide_ ? 32 : 28, wide_ ? 8 : 4);
    const std::uint64_t sections = number(header, wide_ ? 40 : 32, wide_ ? 8 : 4);
    const std::size_t counts = wide_ ? 54 : 42;
    std::vector<Range> found;
    // Linkers of old put constants beside code: without sections to tell them apart all is
    // searched.
    if (!add_sections(found, sections, number(header, counts + 4, 2),
                      number(header, counts + 6, 2)))
      return {};
    add_segments(found, segments, number(header, counts, 2), number(header, counts + 2, 2));
    return found;
  }

 private:
  static constexpr std::uint64_t kMostHeaders = 4096;

  bool fetch(std::uint64_t offset, unsigned char* to, std::size_t length) const {
    return offset <= size_ && length <= size_ - offset &&
           read_(offset, reinterpret_cast<char*>(to), length) == length;
  }

  std::uint64_t number(const unsigned char* from, std::size_t at, std::size_t bytes) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
      value = value << 8 | from[at + (little_ ? bytes - 1 - i : i)];
    return value;
  }

  void add(std::vector<Range>& to, std::uint64_t offset, std::uint64_t length) const {
    if (offset >= size_ || length == 0) return;
    to.push_back({offset, std::min(length, size_ - offset)});
  }

  /// False when there are none.
  bool add_sections(std::vector<Range>& to, std::uint64_t table, std::uint64_t each,
                    std::uint64_t count) const {
    constexpr std::uint64_t kAllocated = 2, kCode = 4, kBits = 1;
    const std::size_t length = wide_ ? 64 : 40, word = wide_ ? 8 : 4;
    if (table == 0 || each < length || count == 0 || count > kMostHeaders) return false;
    for (std::uint64_t i = 0; i < count; ++i) {
      unsigned char header[64];
      if (!fetch(table + i * each, header, length)) return false;
      const std::uint64_t type = number(header, 4, 4), flags = number(header, 8, word);
      if (type == kBits && (flags & kAllocated) != 0 && (flags & kCode) == 0)
        add(to, number(header, wide_ ? 24 : 16, word), number(header, wide_ ? 32 : 20, word));
    }
    return true;
  }

  void add_segments(std::vector<Range>& to, std::uint64_t table, std::uint64_t each,
                    std::uint64_t count) const {
    constexpr std::uint64_t kLoad = 1, kExecutable = 1;
    const std::size_t length = wide_ ? 56 : 32, word = wide_ ? 8 : 4;
    if (table == 0 || each < length || count > kMostHeaders) return;
    for (std::uint64_t i = 0; i < count; ++i) {
      unsigned char header[56];
      if (!fetch(table + i * each, header, length)) return;
      const std::uint64_t flags = number(header, wide_ ? 4 : 24, 4);
      if (number(header, 0, 4) == kLoad && (flags & kExecutable) == 0)
        add(to, number(header, wide_ ? 8 : 4, word), number(header, wide_ ? 32 : 16, word));
    }
  }

  const ReadAt& read_;
  std::uint64_t size_;
  bool valid_ = false, wide_ = false, little_ = false;
};

/// Sorted, and joined where they overlap or touch: headers can name the same bytes a thousand
/// times.
std::vector<Range> joined(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.offset < b.offset; });
  std::vector<Range> out;
  for (const Range& range : ranges) {
    if (!out.empty() && range.offset <= out.back().offset + out.back().size) {
      const std::uint64_t end =
          std::max(out.back().offset + out.back().size, range.offset + range.size);
      out.back().size = end - out.back().offset;
    } else {
      out.push_back(range);
    }
  }
  return out;
}

}  // namespace

std::vector<Range> data_ranges(const ReadAt& read, std::uint64_t size) {
  std::vector<Range> found = joined(Elf(read, size).data());
  if (found.empty() && size != 0) found.push_back({0, size});
  return found;
}

bool scan(const ReadAt& read, const std::vector<Range>& ranges, const Look& look) {
  std::uint64_t largest = 0;
  for (const Range& range : ranges)
    largest = std::max(largest, range.size);
  const std::unique_ptr<char[]> buffer(new char[std::min<std::uint64_t>(largest, kWindow)]);
  for (const Range& range : ranges) {
    std::uint64_t next = range.offset;
    const std::uint64_t end = range.offset + range.size;
    std::size_t kept = 0;
    while (next < end) {
      const std::size_t wanted =
          static_cast<std::size_t>(std::min<std::uint64_t>(kWindow - kept, end - next));
      if (read(next, buffer.get() + kept, wanted) != wanted) return false;
      next += wanted;
      const std::size_t size = kept + wanted;
      const bool last = next == end;
      std::size_t done = look({buffer.get(), size}, next - size, last);
      if (last || (done == 0 && size == kWindow)) done = size;
      done = std::min(done, size);
      kept = size - done;
      std::memmove(buffer.get(), buffer.get() + done, kept);
    }
  }
  return true;
}

}  // namespace checkoutdiag::trust
