#include "checks/tls/chains.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9155: deprecating MD5 and SHA-1 signatures in TLS",
     "https://www.rfc-editor.org/rfc/rfc9155"},
    {"SHAttered: the first SHA-1 collision", "https://shattered.io/"},
    {"CA/Browser Forum baseline requirements",
     "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"},
};

bool is_broken(const std::string& digest) {
  return digest == "SHA1" || digest == "MD5" || digest == "MD4" || digest == "MD2";
}

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_distinct(seen, [&](const x509::Certificate& each) {
    if (each.self_signed || !is_broken(each.signature_digest)) return;
    describe(outcome.fail("{} is signed with {}", called(each), each.signature_algorithm), each)
        .with("signature", each.signature_algorithm);
  });
}

}  // namespace

constinit const Check<TlsCase> chain_sha1{
    .rule = {.id = "tls/chain-sha1",
             .level = Level::error,
             .title = "a certificate in the chain is signed with SHA-1 or MD5",
             .why = "Two certificates with the same SHA-1 or MD5 can be made at will, so such a "
                    "signature proves nothing; clients refuse them since 2017. A root signs "
                    "itself, and its signature is not what makes it trusted.",
             .fix = "the gateway must install a chain that is signed with SHA-256 or better",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
