#pragma once

// SIGINT and SIGTERM: the first ends the work and lets the report be made, the second ends the
// program.
namespace checkoutdiag {

void install_interrupt_handlers();

/// The signal that came, or 0.
int interrupted_by();

/// Becomes readable when a signal came, for poll loops; -1 before install_interrupt_handlers.
int interrupt_descriptor();

/// The signal was the end that was meant, of what serves until it comes: the rest of the program
/// goes on as if there had been none.
void take_interrupt();

/// Waits until `descriptor` can be read, or is at its end; false when a signal came instead.
bool wait_readable(int descriptor);

}  // namespace checkoutdiag
