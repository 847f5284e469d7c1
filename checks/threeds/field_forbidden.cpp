#include "checks/threeds/tell_fields.hpp"
#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

void run(const MessageCase& seen, Outcome& outcome) {
  tell_fields(seen, FieldProblem::forbidden, outcome);
}

}  // namespace

constinit const Check<MessageCase> field_forbidden{
    .rule =
        {.id = "threeds/field-forbidden",
         .level = Level::error,
         .title = "a field is not of this version, channel or category",
         .why = "A field of another version or channel is answered with Erro 203 by strict "
                "receivers, and ignored by others: either way it does not do what it was sent for.",
         .fix = "leave the field out, or send the version that has it",
         .references = kReferences},
    .skip = &not_in_table,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
