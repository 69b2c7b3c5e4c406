//! Who takes the next call. Pure: no clock, no randomness, no I/O.
