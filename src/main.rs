//! throw-away
fn main() -> anyhow::Result<()> {
    let inputs: Vec<_> = std::env::args_os()
        .skip(1)
        .map(|p| {
            if p == "--demo" {
                trailglass::ingest::Input::Demo
            } else {
                trailglass::ingest::Input::Path(p.into())
            }
        })
        .collect();
    trailglass::tui::start(trailglass::tui::Options { inputs, ..Default::default() })
}
