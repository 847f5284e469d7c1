#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "lib/text/secret.hpp"
#include "lib/webhook/verify.hpp"

// Headers of every scheme's grammar, from strangers: the first byte chooses the scheme, then come
// the signature's header, the timestamp's, the id's and the URL, a line each, then the body.
namespace {

using namespace checkoutdiag::webhook;
using checkoutdiag::Secret;

std::string take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string line(rest.substr(0, end));
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return line;
}

void add(Delivery& delivery, const std::vector<std::string>& names, const std::string& value) {
  if (!names.empty()) delivery.headers.push_back({names.front(), value});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::vector<Scheme>& schemes = built_in_schemes();
  const Scheme& scheme = schemes[data[0] % schemes.size()];
  std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  Delivery delivery;
  add(delivery, scheme.signature.headers, take_line(rest));
  add(delivery, scheme.timestamp.headers, take_line(rest));
  add(delivery, scheme.id_headers, take_line(rest));
  for (const Expected& each : scheme.expected)
    delivery.headers.push_back({each.header, each.values.front()});
  delivery.url = take_line(rest);
  delivery.body = rest;

  Settings settings;
  settings.values = {{"webhook-id", "W"}, {"public-key", "p"}};
  // A key of hex digits is one for every form that needs no PEM.
  Verifier verifier(scheme, {Secret("00112233445566778899aabbccddeeff")}, settings);
  const Verification seen = verifier.verify(delivery, 1'700'000'000);
  if (seen.valid() && scheme.algorithm != Algorithm::token) __builtin_trap();  // nobody has the key
  for (const SignatureForm form :
       {SignatureForm::any_case_hex, SignatureForm::hex, SignatureForm::base64,
        SignatureForm::base64url, SignatureForm::unpadded_base64, SignatureForm::spaces_for_plus,
        SignatureForm::percent_encoded, SignatureForm::quoted})
    verifier.matches(delivery, form);
  return 0;
}
