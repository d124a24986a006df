//! Calling the binary.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_hovedbok");

/// What a call came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Done {
    /// The one document that stands on standard error with `--format json`; null where there is none.
    pub fn said(&self) -> Value {
        if self.stderr.is_empty() {
            return Value::Null;
        }
        let said: Value = serde_json::from_str(&self.stderr).unwrap_or_else(|e| panic!("{e}: {}", self.stderr));
        assert!(said["notes"].is_array(), "{said}");
        said
    }

    /// The error that stands on standard error as JSON.
    pub fn error(&self) -> Value {
        let mut error = self.said();
        assert_eq!(self.stdout, "", "a refusal prints no answer");
        for key in ["code", "message", "hint"] {
            assert!(error["error"][key].as_str().is_some_and(|text| !text.is_empty()), "{key} is missing: {error}");
        }
        error["error"].take()
    }
}

/// A command for the binary in a folder, with nothing of this process's surroundings but the path.
pub fn command(dir: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.current_dir(dir).env_clear().env("HOVEDBOK_ACTOR", "tester");
    command
}

/// Calls the binary in a folder and waits for it.
pub fn call(dir: &Path, words: &[String], input: &str, env: &[(&str, &str)]) -> Done {
    let mut command = command(dir);
    command.args(words).envs(env.iter().copied());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that fails early need not read what it is given.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Done {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
