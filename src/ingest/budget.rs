//! How much of the files' own bytes a load holds in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// Bytes that may still be held, shared by all workers of a load.
#[derive(Debug, Clone)]
pub(crate) struct Budget(Arc<AtomicU64>);

impl Budget {
    pub(crate) fn new(n_bytes: u64) -> Self {
        Self(Arc::new(AtomicU64::new(n_bytes)))
    }

    /// Takes `n_bytes` if there are so many left.
    pub(crate) fn take(&self, n_bytes: u64) -> bool {
        let rest = |left: u64| left.checked_sub(n_bytes);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).is_ok()
    }
}

/// A quarter of the machine's memory, or of what this process may use of it.
pub fn default_memory() -> u64 {
    let what = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let memory = System::new_with_specifics(what).ok().map(|system| {
        let allowed = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
        system.total_memory().min(allowed)
    });
    // Of a machine that says nothing no more is asked than of a small one.
    memory.filter(|&n_bytes| n_bytes > 0).unwrap_or(4 << 30) / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_taken_than_there_is() {
        let budget = Budget::new(10);
        assert!(budget.take(4) && !budget.clone().take(7) && budget.take(6));
        assert!(budget.take(0) && !budget.take(1));
    }

    #[test]
    fn this_machine_has_memory() {
        assert!(default_memory() >= 16 << 20);
    }
}
