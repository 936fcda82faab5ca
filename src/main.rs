fn main() {
    let paths =
        std::env::args_os().skip(1).map(|p| trailglass::ingest::Input::Path(p.into())).collect();
    let load = trailglass::ingest::spawn(paths, trailglass::ingest::Pace::Batch);
    for p in load.progress {
        match p {
            trailglass::ingest::Progress::File(f) => {
                for d in f.diagnostics {
                    println!("{d}")
                }
            }
            trailglass::ingest::Progress::Snapshot(s) => {
                println!("{} events {} dup {:?}", s.len(), s.duplicates().len(), s.heap_bytes())
            }
            p => println!("{p:?}"),
        }
    }
}
