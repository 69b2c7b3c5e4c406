//! Events and what they mean.
