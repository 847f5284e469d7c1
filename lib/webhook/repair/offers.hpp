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

/// What every receiver must do that verifies over something else than the bytes; the frameworks
/// that are used most come first.
inline constexpr std::string_view kVerifyRawBytes =
    "verify over the raw bytes, before anything parses them:\n"
    "Express: express.raw({type: 'application/json'}) on this route, before express.json()\n"
    "Next.js: await req.text() in the route handler (under pages/api: bodyParser: false)\n"
    "NestJS: NestFactory.create(App, {rawBody: true}), then req.rawBody\n"
    "Fastify: the plugin fastify-raw-body, then request.rawBody\n"
    "Flask: request.get_data(); Django: request.body\n"
    "Laravel: $request->getContent(); PHP: file_get_contents('php://input')\n"
    "Rails: request.raw_post\n"
    "Spring: @RequestBody byte[]\n"
    "ASP.NET: Request.Body, read to its end\n"
    "Go: io.ReadAll(r.Body)\n"
    "if it does so already, see what stands in front of it: a relay, a gateway's mapping template, "
    "a queue, a JSON column";

}  // namespace checkoutdiag::webhook
