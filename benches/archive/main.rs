//! Measures a build stage by stage over an invented corpus.
//!
//! `cargo bench --bench archive -- 10000` prints CPU time, wall time and peak
//! memory of every stage, and files and bytes of the site.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod corpus;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use casebook::archive::{self, Archive, Member, Surroundings};
use casebook::config::Config;
use casebook::diagram::language;
use casebook::markdown::highlight::Memo;
use casebook::markdown::{self, Dialect, Kind};
use casebook::publish::emit::{self, Failure, Progress, Publication, Written};
use casebook::publish::secrets::Secrets;
use casebook::search::Index;
use casebook::site::{Memos, Output, Site, plan};
use casebook::text::SourceFile;
use casebook::{config, read, search, source};
use rayon::prelude::*;
use rustix::time::{ClockId, clock_gettime};

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` adds `--bench`; `cargo test --benches` adds nothing.
    let counts: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    for count in if counts.is_empty() { vec![100] } else { counts } {
        measure(count)?;
    }
    Ok(())
}

/// One run over `count` documents.
fn measure(count: usize) -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{count}"));
    corpus::write(&root, count)?;
    let output = root.with_extension("public");
    if output.exists() {
        fs::remove_dir_all(&output)?;
    }
    println!("{count} documents");
    println!("{:<22} {:>9} {:>9} {:>9}", "stage", "CPU s", "wall s", "peak MiB");

    let file = source::read_config(&root)?;
    let config = config::read(
        file.as_ref(),
        &config::Known { is_rule: &|_| true, is_directory: &|_| true, is_there: &|_| true },
    )
    .value;
    let sources = stage("read files", || source::read(&root, &config.layout))?;
    let documents: Vec<_> = stage("read documents", || {
        sources
            .documents
            .par_iter()
            .filter_map(|file| read::document(file, &config).value.ok().map(Member::from))
            .collect()
    });
    let archive = stage("assemble", || {
        let surroundings =
            Surroundings { config: &config, assets: &sources.assets, skipped: &[], drafts: false, as_of: None };
        archive::assemble(documents, &surroundings).value
    });
    let index = stage("search index", || search::index(&archive, &config));
    let (index_files, index_bytes) = (index.files.len(), index.files.values().map(|file| file.len()).sum::<usize>());
    edit(&index, &archive, &root, &config)?;
    drop(index);
    let memo = Memo::default();
    let code: usize =
        stage("highlight, cold", || sources.documents.par_iter().map(|file| highlight(file, &memo)).sum());
    let memos = Arc::new(Memos { code: memo, ..Memos::default() });
    stage("diagrams, cold", || archive::diagrams::draw_all(&archive, &memos.diagrams));
    let site = stage("theme", || Site::new(archive, config, &sources, memos)).map_err(|_| "the theme is broken")?;
    let plan = stage("plan and search", || plan::plan(&site).value);
    let kinds: BTreeMap<&str, (usize, u64, Duration)> = stage("render", || {
        let rendered = plan.par_iter().map(|(path, content)| {
            let begun = time(ClockId::ThreadCPUTime);
            let bytes = match site.render(path, content) {
                Ok(Output::Bytes(bytes)) => bytes.len() as u64,
                _ => 0,
            };
            (kind(path), bytes, time(ClockId::ThreadCPUTime).saturating_sub(begun))
        });
        rendered.collect::<Vec<_>>().into_iter().fold(BTreeMap::new(), |mut kinds, (kind, bytes, cpu)| {
            let sum: &mut (usize, u64, Duration) = kinds.entry(kind).or_default();
            *sum = (sum.0 + 1, sum.1 + bytes, sum.2 + cpu);
            kinds
        })
    });
    let written = stage("render and write, cold", || write(&site, &plan, &output))?;
    stage("render and write, warm", || write(&site, &plan, &output))?;
    println!("search index: {index_files} files, {:.1} MB", index_bytes as f64 / 1e6);
    println!("{:.1} MB of code; {} files, {:.1} MB", code as f64 / 1e6, written.files, written.bytes as f64 / 1e6);
    for (kind, (files, bytes, cpu)) in kinds {
        println!("  {kind:<20} {files:>8} files {:>9.2} MB {:>8.2} CPU s", bytes as f64 / 1e6, cpu.as_secs_f64());
    }
    println!();
    Ok(())
}

/// Updates the index after an edit of one document: a sentence in its middle.
fn edit(index: &Index, before: &Archive, root: &Path, config: &Config) -> Result<(), Box<dyn Error>> {
    let sources = source::read(root, &config.layout)?;
    let at = sources.documents.len() / 2;
    let file = &sources.documents[at];
    let middle = file.text.len() / 2 + file.text[file.text.len() / 2..].find("\n\n").unwrap_or_default();
    let text = format!("{}\n\nA sentence that nobody has written.{}", &file.text[..middle], &file.text[middle..]);
    let file = Arc::new(SourceFile::new(file.path.clone(), &text));
    let edited = read::document(&file, config).value.map(Member::from).map_err(|_| "it is a document")?;
    let surroundings = Surroundings { config, assets: &sources.assets, skipped: &[], drafts: false, as_of: None };
    // As `casebook serve` does it: the other documents are the ones before.
    let after = before.with(&[edited], &surroundings).ok_or("an edit is an edit")?.value;
    let update = || index.update(before, &after, config);
    stage("one document edited", update).ok_or("an edit is an edit")?;
    Ok(())
}

/// Highlights every block of a document and gives the bytes of its code.
fn highlight(file: &SourceFile, memo: &Memo) -> usize {
    let mut bytes = 0;
    markdown::parse(&file.text, 0, Dialect::Casebook).walk(&mut |node| {
        if let Kind::Code(code) = &node.kind {
            memo.highlight(language(&code.info), &code.text);
            bytes += code.text.len();
        }
    });
    bytes
}

fn kind(path: &str) -> &str {
    match path.split_once('/') {
        Some(("incidents", file)) => match file.rsplit_once('.') {
            Some((_, "html")) => "incident pages",
            Some((_, "json")) => "incident JSON",
            _ => "incident Markdown",
        },
        Some((directory, _)) => directory,
        None => path,
    }
}

/// Runs `work` and prints what it cost.
fn stage<T>(name: &str, work: impl FnOnce() -> T) -> T {
    reset_peak();
    let (cpu, begun) = (time(ClockId::ProcessCPUTime), Instant::now());
    let result = work();
    let (cpu, wall) = (time(ClockId::ProcessCPUTime).saturating_sub(cpu), begun.elapsed());
    println!(
        "{name:<22} {:>9.3} {:>9.3} {:>9}",
        cpu.as_secs_f64(),
        wall.as_secs_f64(),
        peak_memory().map_or_else(|| "?".to_owned(), |mib| mib.to_string())
    );
    result
}

/// Of all threads of this process, or of this thread alone.
fn time(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

fn reset_peak() {
    // Linux only; elsewhere the peak is that of the whole run.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The largest resident size since the last reset, in MiB.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

fn write(site: &Site, plan: &plan::Plan, output: &Path) -> Result<Written, Failure> {
    let (secrets, progress) = (&Secrets::default(), &Progress::default());
    emit::write(&Publication { site, plan, secrets, progress, sync: true }, output)
}
