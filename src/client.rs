//! The typed way to the server: HTTP, live stream, outbox, drafts. It must not know the server or the screens.
