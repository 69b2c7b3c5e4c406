//! Typed settings, words, keys and colours as data. It must not know server or screens.
