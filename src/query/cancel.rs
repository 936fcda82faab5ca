//! A flag that stops a running question.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says that an answer is no longer wanted; clones share one flag.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A flag that is not raised.
    pub fn new() -> Self {
        Self::default()
    }

    /// Raises the flag; it stays raised.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the flag was raised.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// `None` once the flag was raised, for `?` between steps.
    pub(crate) fn check(&self) -> Option<()> {
        (!self.is_cancelled()).then_some(())
    }
}
