//! What a worker hands on: reports as they come, segments at growing intervals.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use super::Pace;
use super::report::FileReport;
use crate::store::{Segment, SegmentBuilder};

/// What a worker hands on.
#[derive(Debug)]
pub(crate) enum Product {
    Report(Box<FileReport>),
    Segment(Arc<Segment>),
}

/// The first rows go out after this long, the next after twice as long, and so on.
const FIRST_SEAL: Duration = Duration::from_millis(30);
const LONGEST_SEAL: Duration = Duration::from_secs(2);

/// The way from a worker to the collector.
pub(crate) struct Outbox<'w> {
    products: &'w Sender<Product>,
    pace: Pace,
    interval: Duration,
    sealed: Instant,
    /// Whether nobody wants the data any more.
    pub(crate) is_closed: bool,
}

impl<'w> Outbox<'w> {
    pub(crate) fn new(products: &'w Sender<Product>, pace: Pace) -> Self {
        Self { products, pace, interval: FIRST_SEAL, sealed: Instant::now(), is_closed: false }
    }

    /// Hands on the report of a file whose records are in `builder`, and these if it is time.
    pub(crate) fn file_done(&mut self, report: FileReport, builder: &mut SegmentBuilder) {
        self.send(Product::Report(Box::new(report)));
        if self.pace == Pace::Interactive
            && !builder.is_empty()
            && self.sealed.elapsed() >= self.interval
        {
            self.seal(builder);
            self.interval = (self.interval * 2).min(LONGEST_SEAL);
            self.sealed = Instant::now();
        }
    }

    /// Hands on what is in `builder`.
    pub(crate) fn seal(&mut self, builder: &mut SegmentBuilder) {
        if !builder.is_empty() {
            self.send(Product::Segment(Arc::new(builder.seal())));
        }
    }

    fn send(&mut self, product: Product) {
        self.is_closed |= self.products.send(product).is_err();
    }
}
