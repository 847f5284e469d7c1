#pragma once
#include "lib/text/nearest.hpp"

namespace checkoutdiag {

using text::edit_distance;
using text::nearest;

}  // namespace checkoutdiag
