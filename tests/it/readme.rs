//! The README is true: its commands run, its example builds, its keys are known.

use super::harness::{Archive, casebook};

const README: &str = include_str!("../../README.md");

/// The content of the fenced block that begins with `start`.
fn block(start: &str) -> &'static str {
    let begin = README.find(start).expect("the block is there") + start.len();
    README[begin..].split("\n```").next().unwrap_or_default()
}

#[test]
fn every_command_of_the_readme_runs() {
    let archive = Archive::new("-- notes/2024-03-05-cache.md --\n# Cache emptied\n\n## Timeline\n\n- 09:12 it began\n");
    let mut tried = 0;
    for line in README.lines().filter_map(|line| line.strip_prefix("$ ")) {
        // What stands between quotation marks is one argument.
        let parts = line.split('"').enumerate();
        let words =
            parts.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() });
        match words.collect::<Vec<_>>().as_slice() {
            ["casebook", arguments @ ..] => {
                let run = archive.run(arguments);
                assert_eq!(run.code, 0, "{line}: {}", run.stderr);
            }
            // This test is a part of one, and the other takes minutes.
            [script @ ("tests/run" | "tests/fuzz/run"), ..] => {
                assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(script).exists());
            }
            ["cargo", "run", "--release", "--", arguments @ ..] => {
                let output = archive.path("example");
                let run = casebook()
                    .args(arguments)
                    .arg("--output")
                    .arg(&output)
                    .current_dir(env!("CARGO_MANIFEST_DIR"))
                    .output()
                    .expect("the program starts");
                assert!(run.status.success() && run.stderr.is_empty() && output.join("index.html").exists());
            }
            _ => panic!("the README shows a command that no test runs: {line}"),
        }
        tried += 1;
    }
    assert!(tried >= 9);
}

#[test]
fn the_example_document_and_configuration_are_read_without_a_warning() {
    let archive = Archive::new("");
    let toml = block("every key optional:\n\n```toml\n").replace("theme = \"ours\"", "");
    archive.write("casebook.toml", toml.replace("causes = [\"capacity\", \"config-change\"]", "causes = []"));
    archive.write("content/old/2019.md", "# What `exclude` names\n");
    archive.write("content/incidents/2026-03-14-cold-cache.md", block("where it is not:\n\n```markdown\n"));
    let run = archive.build(&[]);
    run.clean();
    let page = archive.page("incidents/cold-cache.html");
    for part in ["A cache goes cold", "Dead end", "OPS-12", "38 %", "missing-monitoring"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn every_key_of_the_readme_is_known() {
    let keys = README.split("Other keys: ").nth(1).and_then(|rest| rest.split("`audience`").next()).expect("the list");
    let keys: Vec<_> = keys.split('`').skip(1).step_by(2).filter(|key| *key == key.to_lowercase()).collect();
    let values = ["draft", "in-review", "reviewed", "closed", "incident", "near-miss", "security", "exercise"];
    let archive = Archive::new("");
    let front: String = keys.iter().filter(|key| !values.contains(*key)).map(|key| format!("{key} = []\n")).collect();
    archive.write("content/incidents/a.md", format!("+++\n{front}+++\n# A\n"));
    let run = archive.build(&[]);
    assert!(!run.stderr.contains("unknown key"), "{}", run.stderr);
}
