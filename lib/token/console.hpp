#pragma once
#include <string>

#include "lib/token/capture.hpp"

namespace checkoutdiag::token {

/// Reads what a browser's console said, a message a line, as Playwright or `chrome
/// --enable-logging` write it: refusals by a Content-Security-Policy, exceptions nobody caught, and
/// card data. Throws Failure(input).
void read_console(const std::string& path, Capture& capture);

}  // namespace checkoutdiag::token
