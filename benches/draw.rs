//! One frame of the explorer, as the loop draws it, without the terminal.

mod support;

use std::hint::black_box;
use std::time::Duration;

use criterion::Criterion;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use trailglass::ingest::Progress;
use trailglass::query::Cancel;
use trailglass::store::TextCache;
use trailglass::tui::action::ViewKind;
use trailglass::tui::app::App;
use trailglass::tui::data::Data;
use trailglass::tui::effect::Effect;
use trailglass::tui::message::Message;
use trailglass::tui::theme::Theme;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    frames(&mut criterion);
    criterion.final_summary();
}

fn frames(criterion: &mut Criterion) {
    let snapshot = support::snapshot();
    for view in ViewKind::ALL {
        let mut app = App::new(Data::default(), view, Theme::dark());
        settle(&mut app, Message::Resized(200, 50));
        settle(&mut app, Message::Progress(Progress::Snapshot(snapshot.clone())));
        let done = Progress::Done { elapsed: Duration::from_secs(1), is_cancelled: false };
        settle(&mut app, Message::Progress(done));
        let screen = Rect::new(0, 0, 200, 50);
        let mut buffer = Buffer::empty(screen);
        criterion.bench_function(&format!("frame 200x50, {}", view.name()), |bencher| {
            bencher.iter(|| {
                buffer.reset();
                black_box(app.draw(screen, &mut buffer))
            });
        });
    }
}

/// Gives a message to the app and does at once what it asks for, until it asks for nothing more.
fn settle(app: &mut App, message: Message) {
    let mut cache = TextCache::default();
    let mut messages = vec![message];
    while let Some(message) = messages.pop() {
        for effect in app.update(message) {
            if let Effect::Do(job) = effect {
                messages.extend(job.perform(&Cancel::new(), &mut cache, &mut |_| {}));
            }
        }
    }
}
