//! Records of other systems, read into our events, and the recorded day that ships with the program. It must not know server or screens.

pub mod bank;
