//! What the agent says: templates rendered, blanks checked. Pure.
