#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/webhook/input/input.hpp"

// A raw request or a file of headers of anybody: it is refused, or what was read can be written as
// a plain request and is read from that again.
using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

namespace {

bool is_framing(const Header& header) {
  std::string name;
  for (char c : header.name)
    name += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return name == "content-length" || name == "transfer-encoding";
}

void check(const Delivery& delivery, std::string_view wire) {
  if (delivery.body.size() > wire.size()) std::abort();
  std::string again = delivery.method + " / HTTP/1.1\r\n";
  std::size_t headers = 1;
  for (const Header& header : delivery.headers) {
    if (is_framing(header)) continue;
    again += header.name + ":" + header.value + "\r\n";
    ++headers;
  }
  again += "Content-Length: " + std::to_string(delivery.body.size()) + "\r\n\r\n";
  const Delivery second = read_raw_request(again + delivery.body + "more", "again");
  if (second.method != delivery.method || second.body != delivery.body) std::abort();
  if (second.headers.size() != headers) std::abort();
  std::size_t at = 0;
  for (const Header& header : delivery.headers) {
    if (is_framing(header)) continue;
    const Header& other = second.headers[at++];
    if (other.name != header.name || other.value != header.value) std::abort();
  }
}

void read_as_request(std::string_view bytes) {
  Delivery delivery;
  try {
    delivery = read_raw_request(bytes, "fuzz");
  } catch (const Failure& failure) {
    if (failure.kind != Failure::Kind::input) std::abort();
    return;
  }
  if (delivery.headers.size() < 1000) check(delivery, bytes);
}

void read_as_headers(std::string_view bytes) {
  try {
    for (const Header& header : read_headers(bytes, "fuzz"))
      if (header.name.empty() || header.value.starts_with(' ') || header.value.ends_with('\t'))
        std::abort();
  } catch (const Failure& failure) {
    if (failure.kind != Failure::Kind::input) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_as_request(bytes);
  read_as_headers(bytes);
  return 0;
}
