#include "lib/http/message.hpp"

#include "lib/text/ascii.hpp"

namespace checkoutdiag::http {

const std::string* find_header(const Headers& headers, std::string_view name) {
  for (const Header& header : headers)
    if (text::equal_ignoring_case(header.name, name)) return &header.value;
  return nullptr;
}

}  // namespace checkoutdiag::http
