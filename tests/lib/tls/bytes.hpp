#pragma once
#include <cstdint>
#include <string>

// Server messages written by hand, for tests of the reply reader.
namespace bytes {

inline std::string number(std::size_t value, int size) {
  std::string out;
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift & 0xff);
  return out;
}

inline std::string vector(const std::string& body, int length_bytes) {
  return number(body.size(), length_bytes) + body;
}

inline std::string record(int type, const std::string& body, int version = 0x0303) {
  return number(static_cast<std::size_t>(type), 1) + number(static_cast<std::size_t>(version), 2) +
         vector(body, 2);
}

inline std::string message(int type, const std::string& body) {
  return number(static_cast<std::size_t>(type), 1) + vector(body, 3);
}

inline std::string extension(int type, const std::string& data) {
  return number(static_cast<std::size_t>(type), 2) + vector(data, 2);
}

inline std::string server_hello(int version, int suite, const std::string& extensions = {},
                                const std::string& random = std::string(32, 'r'),
                                int compression = 0) {
  std::string body = number(static_cast<std::size_t>(version), 2) + random + vector("", 1) +
                     number(static_cast<std::size_t>(suite), 2) +
                     number(static_cast<std::size_t>(compression), 1);
  if (!extensions.empty()) body += vector(extensions, 2);
  return message(2, body);
}

inline std::string certificates(std::initializer_list<std::string> ders) {
  std::string list;
  for (const std::string& der : ders)
    list += vector(der, 3);
  return message(11, vector(list, 3));
}

inline const std::string kDone = message(14, "");

}  // namespace bytes
