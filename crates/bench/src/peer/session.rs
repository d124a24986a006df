//! A peer in a process of its own that stays: each line it reads is a turn, and it answers with a line of JSON that says how
//! long that took in it and what came out. So neither the start of the process nor the pipe is in the figure.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// What a turn gave.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Turn<T> {
    /// How long it took, measured by the peer itself.
    pub seconds: f64,
    /// What came out.
    pub answer: T,
}

/// A process that takes turns; it ends when this is dropped.
#[derive(Debug)]
pub struct Session {
    name: String,
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Session {
    /// Starts a peer.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(name: &str, command: &mut Command) -> Result<Session, Error> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|source| failed(name, &source))?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(name, &"it has no pipes"));
        };
        Ok(Session { name: name.to_owned(), child, to, from: BufReader::new(from) })
    }

    /// Lets it take a turn.
    ///
    /// # Errors
    /// When it has ended, or says something else than what a turn gave.
    pub fn turn<T: DeserializeOwned>(&mut self) -> Result<Turn<T>, Error> {
        let mut said = String::new();
        writeln!(self.to, "turn").map_err(|source| failed(&self.name, &source))?;
        self.from.read_line(&mut said).map_err(|source| failed(&self.name, &source))?;
        serde_json::from_str(&said).map_err(|_| failed(&self.name, &format!("it ended or answered '{}'", said.trim())))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It keeps nothing that has to be written.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn failed(name: &str, what: &dyn std::fmt::Display) -> Error {
    Error::Program { program: name.to_owned(), what: what.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_answers_turn_by_turn_and_its_end_is_an_error() {
        let script = r#"read a; echo '{"seconds": 0.5, "answer": [3]}'; read a; echo 'no'"#;
        let mut session = Session::start("a shell", Command::new("sh").args(["-c", script])).unwrap();
        assert_eq!(session.turn::<Vec<u64>>().unwrap(), Turn { seconds: 0.5, answer: vec![3] });
        let error = session.turn::<Vec<u64>>().unwrap_err();
        assert_eq!(error.to_string(), "a shell: it ended or answered 'no'");
        assert!(session.turn::<Vec<u64>>().is_err());
    }
}
