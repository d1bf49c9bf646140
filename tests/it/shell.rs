//! Completions and manual pages.

use std::collections::BTreeMap;
#[cfg(unix)]
use std::collections::BTreeSet;
use std::process::Command;

use expect_test::expect;

#[cfg(unix)]
use crate::harness::casebook;
use crate::harness::{Archive, files};

/// The commands that the help lists.
fn commands(archive: &Archive) -> Vec<String> {
    let help = archive.run(&["--help"]).stdout;
    let listed = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list").lines();
    let commands: Vec<_> = listed
        .filter_map(|line| line.split_whitespace().next())
        .filter(|it| *it != "help")
        .map(str::to_owned)
        .collect();
    assert!(commands.len() >= 10 && commands.contains(&"list".to_owned()), "{commands:?}");
    commands
}

#[test]
fn every_shell_completes_every_command_and_its_options() {
    let archive = Archive::new("");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = archive.run(&["completions", shell]);
        run.clean();
        for command in commands(&archive) {
            assert!(run.stdout.contains(&command), "{shell} does not know {command}");
        }
        assert!(run.stdout.contains("base-url"), "{shell}");
    }
    archive.run(&["completions", "bsh"]).exits(2).says(expect![[r#"
        error: invalid value 'bsh' for '<SHELL>'
          [possible values: bash, elvish, fish, powershell, zsh]

          tip: a similar value exists: 'bash'

        For more information, try '--help'.
    "#]]);
}

#[test]
fn bash_accepts_its_completions() {
    let archive = Archive::new("");
    archive.write("casebook.bash", archive.run(&["completions", "bash"]).stdout);
    let script = "source casebook.bash; COMP_WORDS=(casebook che); COMP_CWORD=1; _casebook casebook che casebook; echo \"${COMPREPLY[@]}\"";
    let output = Command::new("bash").args(["-c", script]).current_dir(archive.root()).output();
    assert_eq!(String::from_utf8_lossy(&output.expect("bash starts").stdout).trim(), "check");
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let archive = Archive::new("");
    let run = archive.run(&["man"]);
    run.clean();
    for command in commands(&archive) {
        assert!(run.stdout.contains(&format!("casebook\\-{command}(1)")), "{command}: {}", run.stdout);
    }
    archive.run(&["man", "--out", "pages/man1"]).clean();
    let pages: BTreeMap<_, _> = files(&archive.path("pages/man1"));
    let mut expected: Vec<_> = commands(&archive).iter().map(|command| format!("casebook-{command}.1")).collect();
    expected.push("casebook.1".to_owned());
    expected.sort();
    assert_eq!(pages.keys().cloned().collect::<Vec<_>>(), expected);
    let list = String::from_utf8_lossy(&pages["casebook-list.1"]);
    assert!(list.contains(".TH casebook-list 1") && list.contains("\\-\\-limit") && list.contains("casebook list"));
    assert!(list.contains(".SH \"EXIT STATUS\""));
    archive.write("taken", "");
    archive.run(&["man", "--out", "taken"]).exits(2).says(expect![[r#"
        error: cannot write taken/casebook-init.1: file exists
    "#]]);
}

/// `casebook licenses` prints this list, and another one on Windows, with which `tests/systems`
/// compares. After a change of the packages `UPDATE_EXPECT=1` writes it
/// anew.
#[cfg(unix)]
#[test]
fn the_licence_of_every_package_is_listed() {
    let tree = ["tree", "--locked", "--offline", "-e", "normal,no-proc-macro", "--prefix", "none", "-f", "{p} {l}"];
    let output =
        Command::new(env!("CARGO")).args(tree).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    let line = |line: &str| line.trim_end_matches(" (*)").replace(" (proc-macro)", "").replacen(" v", " ", 1);
    let all: BTreeSet<_> = text.lines().map(line).filter(|line| !line.starts_with("casebook ")).collect();
    let list = all.into_iter().collect::<Vec<_>>().join("\n") + "\n";
    expect_test::expect_file!["../../src/cli/packages.txt"].assert_eq(&list);
    let run = casebook().arg("licenses").output().expect("it runs");
    assert!(String::from_utf8_lossy(&run.stdout).contains(&list));
}
