//! Temporary.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

#[path = "../archive/corpus.rs"]
mod corpus;

use casebook::{Options, Reading};
use rustix::time::{ClockId, clock_gettime};
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let count = 10000;
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{count}"));
    corpus::write(&root, count)?;
    let options = Options { root: root.clone(), output: root.join("public"), ..Options::default() };
    let mut reading = Reading::default();
    let begun = Instant::now();
    let followed = reading.follow(&options, None)?;
    println!("first {:?}", begun.elapsed());
    let docs: Vec<_> =
        fs::read_dir(root.join("content/incidents"))?.flatten().map(|e| e.path()).filter(|p| p.is_file()).collect();
    println!("{} files, {} diagnostics", docs.len(), followed.opened.diagnostics.len());
    drop(followed);
    std::thread::sleep(Duration::from_millis(100));
    for what in ["nothing", "body", "heading", "link", "severity", "delete"] {
        let mut sum = Duration::ZERO;
        let mut cpu = Duration::ZERO;
        for n in 0..20 {
            let path = &docs[n * 37 + 5];
            let text = fs::read_to_string(path)?;
            match what {
                "body" => fs::write(path, format!("{text}\nMore text {n}.\n"))?,
                "heading" => fs::write(path, format!("{text}\n## More text {n}\n"))?,
                "link" => fs::write(path, format!("{text}\n[x](https://example.org/{n})\n"))?,
                "severity" => fs::write(path, text.replacen("SEV-", "SEV-9", 1))?,
                "delete" => fs::remove_file(path)?,
                _ => {}
            }
            let begun = Instant::now();
            let c = time();
            let followed = reading.follow(&options, Some(&std::collections::BTreeSet::from([path.clone()])))?;
            cpu += time() - c;
            sum += begun.elapsed();
            if what != "nothing" {
                assert_eq!(followed.changed.len(), 1, "{:?}", followed.changed);
            }
            drop(followed);
            fs::write(path, text)?;
            reading.follow(&options, None)?;
        }
        println!("{what}: wall {:?} cpu {:?}", sum / 20, cpu / 20);
    }
    Ok(())
}
fn time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
