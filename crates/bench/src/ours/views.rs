//! Views that stay open and are asked again and again, and the bitemporal table of them.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use hovedbok_answers::questions::StateOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::{Day, Seq};
use hovedbok_interchange::exports::bitemporal::Patches;
use hovedbok_ledger::exports::Asked;
use hovedbok_ledger::{LedgerError, Reader};
use hovedbok_projection::At;
use hovedbok_register::PseudonymKey;

use crate::error::Error;

/// The views of a ledger, open.
#[derive(Debug)]
pub struct Views {
    reader: Reader,
    ledger: PathBuf,
}

impl Views {
    /// Opens the views of a ledger.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open(ledger: &Path) -> Result<Views, Error> {
        Ok(Views { reader: Reader::open(ledger, Utc::now().into(), Duration::ZERO)?, ledger: ledger.to_owned() })
    }

    /// The end of the log.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn last(&mut self) -> Result<Seq, Error> {
        Ok(self.reader.position(None)?)
    }

    /// Answers a question.
    ///
    /// # Errors
    /// When it has no answer.
    pub fn ask(&mut self, question: &Question, at: At) -> Result<Reply, Error> {
        Ok(self.reader.ask_with(question, at, &mut |_| {})?.result)
    }

    /// Explains how an answer differs between two states of knowledge: how many rows differ.
    ///
    /// # Errors
    /// When it has no answer.
    pub fn explain(&mut self, question: &Question, as_of: Day, known: Seq, and: Seq) -> Result<usize, Error> {
        Ok(self.reader.explain(question, as_of, known, and, None)?.result.rows.len())
    }

    /// How many are in programme or suspended at each of these points.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub fn stocks(&mut self, points: &[At]) -> Result<Vec<u64>, Error> {
        let question = Question::State(StateOf { selection: Default::default(), by: None });
        let mut stock = |at: &At| {
            let Reply::State(state) = self.ask(&question, *at)? else {
                return Err(Error::Writer("'state' was answered with something else".to_owned()));
            };
            Ok(state.participants as u64)
        };
        points.iter().map(&mut stock).collect()
    }

    /// Gives the bitemporal table, as `export --to bitemporal` writes it, up to a point of both times. It can be given a second
    /// time, from the start.
    ///
    /// # Errors
    /// When it cannot be read, or what takes it fails.
    pub fn bitemporal(&mut self, at: At, take: &mut dyn FnMut(&dyn Patches) -> io::Result<()>) -> Result<(), Error> {
        // The pseudonyms are of this run: their key is never written.
        let key = self.ledger.with_extension("pseudonyms.key");
        let key = PseudonymKey::open_or_new(&key, &self.ledger, [7; 32]).map_err(LedgerError::from)?;
        let (_, taken) = self.reader.patches(&Asked::default(), at, &key.release("hovedbok-bench"), take)?;
        taken.map_err(Error::file("the bitemporal table"))
    }
}
