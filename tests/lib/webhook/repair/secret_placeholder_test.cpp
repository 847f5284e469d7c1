#include "lib/webhook/repair/secret_placeholder.hpp"

#include <doctest/doctest.h>

#include "tests/lib/webhook/advice.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

TEST_CASE("What stands for a secret is told by its look, and by no more than that") {
  for (const char* text : {"${X}",
                           "$(cat x)",
                           "{{ .Values.x }}",
                           "${{ secrets.X }}",
                           "%SECRET%",
                           "$STRIPE_SECRET",
                           "...",
                           "****",
                           "[REDACTED]",
                           "[FILTERED]",
                           "***",
                           "(sensitive value)",
                           "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2",
                           "process.env.STRIPE_WEBHOOK_SECRET",
                           "os.environ['X']",
                           "os.getenv(\"X\")",
                           "ENV['X']",
                           "env('X')",
                           "op://vault/stripe/secret",
                           "arn:aws:secretsmanager:eu-west-1:123:secret:stripe",
                           "arn:aws-cn:ssm:x",
                           "vault:secret/stripe",
                           "ENC[AES256_GCM,data:abc]",
                           "ENC(abc)",
                           "$ANSIBLE_VAULT;1.1;AES256",
                           "projects/1/secrets/x/versions/latest",
                           "changeme",
                           "<your-secret>",
                           "null"}) {
    CAPTURE(text);
    const auto found = placeholder_of(text);
    REQUIRE(found);
    CHECK(found->is.starts_with("looks like "));
    if (!found->fix.empty()) CHECK(test::fault_of_advice(found->fix) == "");
  }
  for (const char* text : {"", "s3cr3t", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "$2y", "p*a*s*s",
                           "ENC[open", "environment"})
    CHECK_FALSE(placeholder_of(text));
}
