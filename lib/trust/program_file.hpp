#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "lib/trust/contents.hpp"

// Searching programs for data without running or mapping them: in pieces, in bounded memory.
namespace checkoutdiag::trust {

struct Range {
  std::uint64_t offset = 0, size = 0;
};

/// Where a program keeps data: of an ELF file its loaded segments and sections that are not code,
/// sorted and without overlap; else, or when its headers are not to be believed, the whole file.
std::vector<Range> data_ranges(const ReadAt& read, std::uint64_t size);

/// What a scan does with a window: `at` is the offset of its first byte in the file, and `last`
/// says that nothing follows. It returns how many bytes it is done with; the others are shown
/// again with more behind them, so a thing that may be cut off is left. Less than everything of
/// the last window, or nothing of a full one, is taken as everything.
using Look = std::function<std::size_t(std::string_view window, std::uint64_t at, bool last)>;

/// Shows the ranges to `look` in windows of at most kWindow bytes; stops early when a read fails,
/// and then returns false.
inline constexpr std::size_t kWindow = 1024 * 1024;
bool scan(const ReadAt& read, const std::vector<Range>& ranges, const Look& look);

}  // namespace checkoutdiag::trust
