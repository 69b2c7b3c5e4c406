//! Numbers as folds over events, each with its formula. Pure.
