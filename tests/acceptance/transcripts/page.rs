//! A page with its commands: read, run in a folder of its own, compared, written anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::mask::Mask;
use crate::support::Folder;
use crate::support::call::BINARY;
use crate::support::folder::{copy, demo_template};

/// A command with what it prints.
pub struct Step {
    line: usize,
    command: String,
    expected: Vec<String>,
    code: i32,
}

enum Piece {
    Text(String),
    Step(Step),
}

/// A page, piece by piece.
pub struct Page {
    path: PathBuf,
    pieces: Vec<Piece>,
}

/// What running a page came to: the page as it is now, and what differs.
pub struct Run {
    pub text: String,
    pub differing: Vec<String>,
}

impl Page {
    /// Reads a page.
    pub fn read(path: &Path) -> Page {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut pieces = Vec::new();
        let mut inside = false;
        for (index, line) in text.lines().enumerate() {
            if line.starts_with("```") {
                inside = line == "```console";
                pieces.push(Piece::Text(line.to_owned()));
            } else if !inside {
                pieces.push(Piece::Text(line.to_owned()));
            } else if let Some(command) = line.strip_prefix("$ ") {
                let step = Step { line: index + 1, command: command.to_owned(), expected: Vec::new(), code: 0 };
                pieces.push(Piece::Step(step));
            } else if let Some(Piece::Step(step)) = pieces.last_mut() {
                step.takes(line);
            } else {
                panic!("{}:{}: a console block begins with a command", path.display(), index + 1);
            }
        }
        Page { path: path.to_owned(), pieces }
    }

    /// The commands.
    pub fn steps(&self) -> Vec<&Step> {
        self.pieces.iter().filter_map(|piece| if let Piece::Step(step) = piece { Some(step) } else { None }).collect()
    }

    /// Runs the commands one after the other.
    pub fn run(&self) -> Run {
        let folder = Folder::bare();
        let commands: Vec<&str> = self.steps().into_iter().map(|step| step.command.as_str()).collect();
        let names_demo = commands.iter().any(|command| command.contains("demo-ledger"));
        if names_demo && !commands.iter().any(|command| command.starts_with("hovedbok demo")) {
            copy(&demo_template(), &folder.path().join("demo-ledger"));
        }
        let mask = Mask::new(&commands.join("\n"));
        let mut exports = Vec::new();
        let mut run = Run { text: String::new(), differing: Vec::new() };
        for piece in &self.pieces {
            match piece {
                Piece::Text(line) => run.text.push_str(&format!("{line}\n")),
                Piece::Step(step) => {
                    let (printed, code) = step.run(folder.path(), &mut exports, &mask);
                    let same = code == step.code && matches(&step.expected, &printed);
                    if !same {
                        run.differing.push(self.difference(step, &printed, code));
                    }
                    let lines = if same { until_blank(&step.expected) } else { &printed };
                    run.text.push_str(&format!("$ {}\n", step.command.replace('\n', "\n> ")));
                    lines.iter().for_each(|line| run.text.push_str(&format!("{line}\n")));
                    if code != 0 {
                        run.text.push_str(&format!("(exit {code})\n"));
                    }
                    run.text.push('\n');
                }
            }
        }
        run.text = run.text.replace("\n\n```\n", "\n```\n");
        run
    }

    fn difference(&self, step: &Step, printed: &[String], code: i32) -> String {
        format!(
            "{}:{}: $ {}\nwritten (exit {}):\n{}\nprinted (exit {code}):\n{}",
            self.path.display(),
            step.line,
            step.command,
            step.code,
            step.expected.join("\n"),
            printed.join("\n")
        )
    }
}

impl Step {
    fn takes(&mut self, line: &str) {
        let code =
            line.strip_prefix("(exit ").and_then(|rest| rest.strip_suffix(')')).and_then(|code| code.parse().ok());
        if let Some(more) = line.strip_prefix("> ").filter(|_| self.expected.is_empty()) {
            self.command.push_str(&format!("\n{more}"));
        } else if let Some(code) = code {
            self.code = code;
        } else {
            self.expected.push(line.to_owned());
        }
    }

    fn run(&self, dir: &Path, exports: &mut Vec<(String, String)>, mask: &Mask) -> (Vec<String>, i32) {
        if let Some((name, value)) = self.command.strip_prefix("export ").and_then(|rest| rest.split_once('=')) {
            exports.push((name.to_owned(), value.to_owned()));
            return (Vec::new(), 0);
        }
        let binaries = Path::new(BINARY).parent().unwrap().display();
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("exec 2>&1\n{}", self.command)).current_dir(dir).env_clear();
        shell.env("PATH", format!("{binaries}:/usr/local/bin:/usr/bin:/bin")).env("LC_ALL", "C.UTF-8");
        let output = shell.envs(exports.iter().cloned()).output().unwrap();
        let text = mask.apply(&String::from_utf8(output.stdout).unwrap());
        let lines = text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect();
        (lines, output.status.code().unwrap_or(-1))
    }
}

/// Whether the lines written match those printed; blank lines at the end do not count.
fn matches(written: &[String], printed: &[String]) -> bool {
    lines_match(until_blank(written), printed)
}

/// The lines without the blank ones at the end.
fn until_blank(lines: &[String]) -> &[String] {
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    &lines[..end]
}

fn lines_match(written: &[String], printed: &[String]) -> bool {
    match written.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line == "..." => {
            (0..=printed.len()).any(|skipped| lines_match(rest, &printed[skipped..]))
        }
        Some((line, rest)) => {
            printed.split_first().is_some_and(|(first, more)| line_matches(line, first) && lines_match(rest, more))
        }
    }
}

fn line_matches(written: &str, printed: &str) -> bool {
    let mut parts = written.split("[..]");
    let Some(mut left) = parts.next().and_then(|first| printed.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return left.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    true
}

#[test]
fn patterns_match_what_they_should() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(matches(&lines("a\n...\nz\n"), &lines("a\nb\nc\nz")));
    assert!(matches(&lines("a [..] z\n\n"), &lines("a b c z")));
    assert!(!matches(&lines("a [..] z"), &lines("a b c y")));
    assert!(!matches(&lines("a\n..."), &lines("b\nc")));
    assert!(!matches(&lines("a"), &lines("a\nb")));
    assert!(!matches(&lines("a[..]b[..]c"), &lines("acb")));
}
