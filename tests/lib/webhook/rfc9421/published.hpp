#pragma once
#include <string>

#include "lib/webhook/delivery.hpp"
#include "lib/webhook/scheme.hpp"

// RFC 9421 appendix B: its keys and its request.
namespace checkoutdiag::webhook::test {

inline const std::string kRsaPss =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2\n"
    "+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+\n"
    "oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq\n"
    "gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W\n"
    "Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4\n"
    "aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI\n"
    "2wIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
inline const std::string kP256 =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf\n"
    "w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==\n"
    "-----END PUBLIC KEY-----\n";
inline const std::string kEd25519 =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
    "-----END PUBLIC KEY-----\n";
inline const std::string kShared =
    "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

inline Scheme message_signatures() {
  Scheme scheme;
  scheme.special = "message-signatures";
  scheme.algorithm = Algorithm::by_key;
  scheme.signature.encodings = {Encoding::base64};
  scheme.secret.form = KeyForm::any;
  return scheme;
}

/// Appendix B.2, test-request.
inline Delivery test_request() {
  Delivery delivery;
  delivery.url = "https://example.com/foo?param=Value&Pet=dog";
  delivery.body = R"({"hello": "world"})";
  delivery.headers = {
      {"Host", "example.com"},
      {"Date", "Tue, 20 Apr 2021 02:07:55 GMT"},
      {"Content-Type", "application/json"},
      {"Content-Digest",
       "sha-512=:WZDPaVn/"
       "7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJw"
       "ew==:"},
      {"Content-Length", "18"}};
  return delivery;
}

inline Delivery signed_request(const std::string& input, const std::string& signature) {
  Delivery delivery = test_request();
  delivery.headers.push_back({"Signature-Input", input});
  delivery.headers.push_back({"Signature", signature});
  return delivery;
}

}  // namespace checkoutdiag::webhook::test
