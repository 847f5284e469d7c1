#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "lib/token/capture.hpp"

namespace checkoutdiag::token {

/// What one line of a console says.
void read_console_line(std::string_view text, std::size_t number, Capture& capture);

/// Reads what a browser's console said, a message a line, as Playwright or `chrome
/// --enable-logging` write it: refusals by a Content-Security-Policy, exceptions nobody caught, and
/// card data. Throws Failure(input).
void read_console(const std::string& path, Capture& capture);

}  // namespace checkoutdiag::token
