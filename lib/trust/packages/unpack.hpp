#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "lib/trust/files.hpp"

namespace checkoutdiag::trust {

/// Gives a file's text in pieces, unpacked by its name: plain, ".lz4" (frames) or ".gz". Nothing is
/// kept, and at most `limit` bytes come out. Returns why it ended early; empty when all was given.
std::string unpack(const Files& files, const std::string& path, std::uint64_t limit,
                   const std::function<void(std::string_view)>& take);

}  // namespace checkoutdiag::trust
