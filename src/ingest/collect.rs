//! The threads of a load and the merging of what they read.

use std::sync::Arc;
use std::thread;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::budget::Budget;
use super::outbox::Product;
use super::search::Search;
use super::worker::{self, Lines};
use super::{Cancel, Pace, Plan, Progress};
use crate::store::{Geo, Segment, Snapshot, assemble, assemble_last};

/// Starts the walk, the workers and the collector.
pub(crate) fn start(plan: Plan, progress: Sender<Progress>, cancel: Cancel) {
    let started = Instant::now();
    thread::spawn(move || {
        let (task_sender, tasks) = bounded(1024);
        let Plan { inputs, pace, scope, known } = plan;
        let search =
            Search::new(task_sender, progress.clone(), cancel.clone(), (scope.clone(), known));
        // What was read before is changed only when all is known that goes.
        let (search, found) = search.prepare(inputs);
        if found.is_empty() {
            // A closed channel means that nobody wants the data any more.
            let _ = progress.send(Progress::Done {
                elapsed: started.elapsed(),
                is_cancelled: cancel.is_cancelled(),
            });
            return;
        }
        let segments: Vec<Arc<Segment>> = search.known_segment().into_iter().collect();
        let n_held: usize = segments.iter().map(|segment| segment.held_bytes()).sum();
        let geo = scope.geo.clone();
        let budget = Budget::new(scope.memory.saturating_sub(n_held as u64));
        let (product_sender, products) = bounded(256);
        let n_workers = thread::available_parallelism().map_or(2, usize::from);
        let (passed_on, members) = bounded(2 * n_workers);
        for _ in 0..n_workers {
            let lines = Lines {
                tasks: tasks.clone(),
                members: members.clone(),
                passed_on: passed_on.clone(),
                products: product_sender.clone(),
                budget: budget.clone(),
            };
            let (scope, cancel) = (scope.clone(), cancel.clone());
            thread::spawn(move || worker::run(lines, pace, &scope, &cancel.0));
        }
        drop((product_sender, passed_on, members, tasks));
        thread::spawn(move || search.run(found));
        collect(&products, pace, (&progress, &cancel), (segments, geo, started));
    });
}

fn collect(
    products: &Receiver<Product>,
    pace: Pace,
    (progress, cancel): (&Sender<Progress>, &Cancel),
    (mut segments, geo, started): (Vec<Arc<Segment>>, Geo, Instant),
) {
    let mut n_rows: usize = segments.iter().map(|segment| segment.len()).sum();
    let mut n_shown = n_rows;
    for product in products {
        let message = match product {
            Product::Report(report) => Some(Progress::File(report)),
            Product::Segment(segment) => {
                n_rows += segment.len();
                segments.push(segment);
                // Growing by half each time, all merges together cost three times the last one.
                let is_due = pace == Pace::Interactive && n_rows > n_shown + n_shown / 2;
                is_due.then(|| {
                    n_shown = n_rows;
                    located(assemble(&segments), &geo)
                })
            }
        };
        if message.is_some_and(|message| progress.send(message).is_err()) {
            cancel.cancel();
            return;
        }
    }
    let last = [
        located(assemble_last(segments), &geo),
        Progress::Done { elapsed: started.elapsed(), is_cancelled: cancel.is_cancelled() },
    ];
    for message in last {
        // A closed channel means that nobody wants the data any more.
        let _ = progress.send(message);
    }
}

fn located(mut snapshot: Snapshot, geo: &Geo) -> Progress {
    snapshot.locate(geo);
    Progress::Snapshot(Arc::new(snapshot))
}
