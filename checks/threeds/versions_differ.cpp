#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

void run(const TransactionCase& seen, Outcome& outcome) {
  const Message* first = nullptr;
  for (const Message& each : seen.transaction.messages) {
    if (each.version.empty() || each.type == "CRD") continue;
    if (!first) first = &each;
    if (each.version == first->version) continue;
    outcome
        .fail("{} has messageVersion {}, and {} has {}", each.type, shown_code(each.version),
              first->type, shown_code(first->version))
        .with(first->type, shown_code(first->version))
        .with(each.type, shown_code(each.version));
    return;
  }
}

}  // namespace

constinit const Check<TransactionCase> versions_differ{
    .rule = {.id = "threeds/versions-differ",
             .level = Level::error,
             .title = "messages of one transaction have different versions",
             .why = "A transaction is of one version from the AReq to the RRes. An SDK or a page "
                    "that speaks another one is answered with Erro 102 or 203, often in the "
                    "challenge, where the shopper waits.",
             .fix = "take messageVersion from the card range's, and send the same in the CReq as "
                    "in the AReq",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
