#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

void run(const TransactionCase& seen, Outcome& outcome) {
  for (const char* field : {"threeDSServerTransID", "acsTransID", "dsTransID", "sdkTransID"}) {
    const Message* first = nullptr;
    for (const Message& each : seen.transaction.messages) {
      const std::string id = text::lower(each.text(field));
      if (id.empty()) continue;
      if (!first) {
        first = &each;
      } else if (text::lower(first->text(field)) != id) {
        outcome.fail("{} of {} is not that of {}", field, each.type, first->type)
            .with("field", field)
            .with(first->type, shown_code(first->text(field)))
            .with(each.type, shown_code(each.text(field)));
        break;
      }
    }
  }
}

}  // namespace

constinit const Check<TransactionCase> ids_differ{
    .rule = {.id = "threeds/ids-differ",
             .level = Level::error,
             .title = "messages of one transaction have different ids",
             .why = "Each message names the transaction by the ids of the ones before it. One that "
                    "differs is Erro 301, or belongs to another shopper: a server that keeps them "
                    "in a variable that requests share mixes them up.",
             .fix = "keep the ids of a transaction with its order, and take them from there for "
                    "each message",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
