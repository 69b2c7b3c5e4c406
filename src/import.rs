//! Records of other systems, read into our events.
