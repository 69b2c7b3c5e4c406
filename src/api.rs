//! The words on the wire between server and client. It must not know storage, server or screens.
