#pragma once
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/claims.hpp"

// What a reader's claims are held against: OpenSSL itself, without anything of ours between.
namespace checkoutdiag::test {

inline std::string sha1(std::string_view text) {
  std::string out(20, '\0');
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr,
             EVP_sha1(), nullptr);
  return out;
}

inline std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       reinterpret_cast<unsigned char*>(out.data()), &size);
  out.resize(size);
  return out;
}

inline std::string in_base64(std::string_view bytes) {
  std::string out(bytes.size() / 3 * 4 + 5, '\0');
  int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                             reinterpret_cast<const unsigned char*>(bytes.data()),
                             static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

inline std::string in_hex(std::string_view bytes) {
  std::string out;
  for (char c : bytes)
    for (int shift : {4, 0})
      out += "0123456789abcdef"[static_cast<unsigned char>(c) >> shift & 0x0F];
  return out;
}

/// What is signed, put together.
inline std::string text_of(const webhook::Statement& statement) {
  std::string out;
  for (std::string_view piece : statement.pieces)
    out += piece;
  return out;
}

/// The items, from 0, that none of their signatures proves; `write` makes a signature of a text.
template <class Write>
std::vector<std::size_t> unproven(const webhook::Claims& claims, Write&& write) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < claims.items.size(); ++i) {
    bool proven = false;
    for (const webhook::Statement& statement : claims.items[i].any)
      for (const webhook::Candidate& candidate : statement.candidates)
        proven = proven || candidate.text == write(text_of(statement));
    if (!proven) out.push_back(i);
  }
  return out;
}

}  // namespace checkoutdiag::test
