//! A writer in a process of its own, to be killed, or to be recorded: this test binary again.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::work::{self, Plan};

const DIR: &str = "HOVEDBOK_LOG_WRITER_DIR";
const OPTIONS: &str = "HOVEDBOK_LOG_WRITER_OPTIONS";

/// The process that does as `endure write DIR OPTIONS` would; `test` is to begin with [`asked`].
pub fn writer(test: &str, dir: &Path, options: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .env(OPTIONS, options)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// Whether this process is the writer; then it has written.
pub fn asked() -> bool {
    let (Some(dir), Ok(options)) = (env::var_os(DIR), env::var(OPTIONS)) else { return false };
    let options: Vec<String> = options.split_whitespace().map(str::to_owned).collect();
    // Behind what the test runner has written on the line.
    println!();
    work::write(Path::new(&dir), &Plan::parse(&options).unwrap(), &mut std::io::stdout()).unwrap();
    true
}
