#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include "lib/webhook/repair/variant.hpp"

namespace checkoutdiag::webhook {

/// A damage in words: Variant without the text itself.
struct Damage {
  std::string_view id, happened, repaired, fix;
  bool common = false;
};

/// What was offered so far, so that a generator can be plain about what it tries: the given text,
/// texts that were offered already, and those that are too large go no further.
class Offers {
 public:
  Offers(std::string_view given, std::size_t limit, const Offer& offer);

  /// False once no more is wanted.
  bool open() const { return open_; }

  void give(const Damage& damage, std::string value);
  void give(Variant&& variant);

 private:
  const Offer& offer_;
  std::size_t limit_, made_ = 0;
  bool open_ = true;
  std::unordered_set<std::size_t> known_;  // hashes: the texts themselves may be large
};

/// What every receiver must do that verifies over something else than the bytes.
inline constexpr std::string_view kVerifyRawBytes =
    "verify over the raw bytes, before anything parses them\n"
    "Node.js: express.raw({type: 'application/json'}) on this route in Express, fastify-raw-body "
    "in Fastify, rawBody: true in Nest, await request.text() in Next.js\n"
    "Python: request.get_data() in Flask, request.body in Django, await request.body() in FastAPI\n"
    "PHP: php://input, $request->getContent() in Laravel and Symfony\n"
    "others: request.raw_post in Rails, @RequestBody byte[] in Spring, Request.Body in ASP.NET "
    "Core, io.ReadAll(r.Body) in Go\n"
    "if the application does so already, something in front of it writes the JSON anew: a relay, a "
    "gateway with a mapping template, a queue, or a JSON column in which the body was kept";

}  // namespace checkoutdiag::webhook
