//! The one place that knows how an archive is written and the program is run.
//!
//! Tests compare whole messages. A message stands in the test as `expect![…]`, or, where a
//! test has many, in a file below `goldens/`. After a message has been changed on purpose,
//!
//! ```sh
//! UPDATE_EXPECT=1 cargo test --test it
//! ```
//!
//! writes the new text into both. Read what `git diff` then shows as a user would read it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::time::Duration;

use casebook::system::{shown, slashed};
use expect_test::{Expect, ExpectFile, expect_file};
use tempfile::TempDir;

/// Random numbers (xorshift): the same ones in every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap_or_default()
    }
}

/// An archive in a directory of its own, which goes with it.
pub(crate) struct Archive {
    directory: TempDir,
}

impl Archive {
    /// Writes the files of `text`: each begins with a line `-- path --`.
    pub(crate) fn new(text: &str) -> Self {
        let archive = Self { directory: tempfile::tempdir().expect("a temporary directory") };
        let mut path = None;
        let mut content = String::new();
        for line in text.trim_start_matches('\n').split_inclusive('\n').chain(["-- end --"]) {
            if let Some(name) = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                if let Some(path) = path.replace(name.to_owned()) {
                    archive.write(&path, content.as_bytes());
                }
                content.clear();
            } else {
                content.push_str(line);
            }
        }
        archive
    }

    /// Writes the files of `text` and builds the site, of which there is nothing to say.
    #[track_caller]
    pub(crate) fn built(text: &str) -> Self {
        let archive = Self::new(text);
        archive.build(&[]).clean();
        archive
    }

    /// Writes one file below the root.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        // Windows takes every name only in a path that it need not understand.
        let path = self.root().canonicalize().expect("it is there").join(path);
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("the directory can be made");
        fs::write(&path, bytes).expect("the file can be written");
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// A file of the built site, as text.
    pub(crate) fn page(&self, path: &str) -> String {
        let path = self.path("public").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Runs `casebook build` with more arguments.
    pub(crate) fn build(&self, arguments: &[&str]) -> Run {
        // A test does not wait for the disk, which other programs keep busy.
        let mut all = vec!["build", "--no-sync", "--root", self.root().to_str().expect("a temporary path is UTF-8")];
        all.extend(arguments);
        self.run(&all)
    }

    /// Runs the program.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = casebook().args(arguments).current_dir(self.root()).output().expect("the program starts");
        Run::new(&output, self.root())
    }

    /// Every file of the built site with its content.
    pub(crate) fn published(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.path("public"))
    }
}

/// The program under test, without the environment's wishes.
pub(crate) fn casebook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1");
    command
}

/// Does the work in another thread. A watchdog ends what would take an hour, such as work
/// whose time grows with the square of its input; how fast the rest is nobody says.
#[track_caller]
pub(crate) fn ends<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(Duration::from_mins(5)).unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// Every file below `directory`, by path from it.
pub(crate) fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = slashed(path.strip_prefix(directory).expect("below"));
                files.insert(name, fs::read(&path).unwrap_or_default());
            }
        }
    }
    files
}

/// What a run of the program did.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The path of the temporary directory becomes the word `ROOT`.
    pub(crate) fn new(output: &Output, root: &Path) -> Self {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).replace(&shown(root), "ROOT");
            // The name of the directory of an unfinished site follows from a secret of the user.
            let mut parts = text.split(".casebook-");
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |text, part| match part.get(..16) {
                Some(key) if key.bytes().all(|byte| byte.is_ascii_hexdigit()) => text + ".casebook-KEY" + &part[16..],
                _ => text + ".casebook-" + part,
            })
        };
        Self { code: output.status.code().unwrap_or(-1), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// The run went well and said nothing on standard error.
    #[track_caller]
    pub(crate) fn clean(&self) -> &Self {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{}", self.stdout);
        self
    }

    /// The run ended with this exit code.
    #[track_caller]
    pub(crate) fn exits(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        self
    }

    /// This is all that the run said on standard error.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a message is written down in the call")]
    pub(crate) fn says(&self, stderr: Expect) -> &Self {
        stderr.assert_eq(&self.stderr);
        self
    }

    /// The run went well, and this is all that it said on standard error.
    #[track_caller]
    pub(crate) fn warns(&self, stderr: Expect) -> &Self {
        self.exits(0).says(stderr)
    }

    /// This is all that the run printed on standard output.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a message is written down in the call")]
    pub(crate) fn prints(&self, stdout: Expect) -> &Self {
        stdout.assert_eq(&self.stdout);
        self
    }
}

/// What the program said in many similar cases. A golden file holds all of it.
#[derive(Default)]
pub(crate) struct Messages(String);

impl Messages {
    /// Adds what a run said on standard error. Of a long case the beginning is written down.
    pub(crate) fn add(&mut self, case: &str, run: &Run) {
        let case: String = case.chars().take(120).collect();
        self.0 += &format!("──── {case} (exit code {})\n{}\n", run.code, run.stderr);
    }

    /// Compares everything that was added with a golden file.
    #[track_caller]
    pub(crate) fn are(&self, name: &str) {
        golden(name).assert_eq(&self.0);
    }
}

/// The file `tests/it/goldens/NAME.txt`.
pub(crate) fn golden(name: &str) -> ExpectFile {
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/goldens");
    expect_file![goldens.join(name).with_extension("txt")]
}
