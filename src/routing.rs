//! Who takes the next call. Pure.
