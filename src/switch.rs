//! Phone switches: commands in, events out.
