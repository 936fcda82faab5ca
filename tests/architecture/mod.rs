//! Sources as tokens, the paths that they import, and the rules about both.
//!
//! `token` splits Rust text, `source` finds out which tokens are tests and which paths they name;
//! `table`, `cycle` and `style` each turn sources into a list of broken rules. Nothing here knows
//! types or macros: what a macro writes is not seen.

pub(crate) mod cycle;
pub(crate) mod source;
pub(crate) mod style;
pub(crate) mod table;
pub(crate) mod token;
