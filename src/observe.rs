//! Log files, redaction, crash file.
