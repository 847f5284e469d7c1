#pragma once
#include "lib/text/words.hpp"
#include "lib/webhook/scheme.hpp"

// The words of scheme files, both ways.
namespace checkoutdiag::webhook {

using text::meaning;
using text::one_of;
using text::word;
using text::Words;

inline constexpr Words<Algorithm> kAlgorithms[] = {
    {"hmac-sha1", Algorithm::hmac_sha1},
    {"hmac-sha256", Algorithm::hmac_sha256},
    {"hmac-sha384", Algorithm::hmac_sha384},
    {"hmac-sha512", Algorithm::hmac_sha512},
    {"ed25519", Algorithm::ed25519},
    {"rsa-sha256", Algorithm::rsa_sha256},
    {"token", Algorithm::token},
    {"by-key", Algorithm::by_key},
};
inline constexpr Words<KeyForm> kKeyForms[] = {
    {"text", KeyForm::text}, {"hex", KeyForm::hex},         {"base64", KeyForm::base64},
    {"sha1", KeyForm::sha1}, {"ed25519", KeyForm::ed25519}, {"certificate", KeyForm::certificate},
    {"any", KeyForm::any},
};
inline constexpr Words<Encoding> kEncodings[] = {
    {"hex", Encoding::hex},
    {"base64", Encoding::base64},
};
inline constexpr Words<Grammar> kGrammars[] = {
    {"plain", Grammar::plain},     {"pairs", Grammar::pairs},     {"versions", Grammar::versions},
    {"key-ids", Grammar::key_ids}, {"special", Grammar::special},
};

}  // namespace checkoutdiag::webhook
