//! It is written down that rows about persons were exported: a line of JSON in a file beside the ledger, before the files
//! appear. It does not become an entry, because an export changes no answer.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use hovedbok_core::{Day, Instant, Seq};
use hovedbok_files::{folder_of, sync, unfinished};
use hovedbok_interchange::exports::manifest::{Manifest, Question, TreeHead};
use hovedbok_interchange::exports::measured::File;
use serde::Serialize;

use crate::exit::Failure;
use crate::global::Global;
use crate::output;

/// The schema and version of a line.
const SCHEMA: &str = "hovedbok/disclosure/1";

/// A line.
#[derive(Serialize)]
pub(super) struct Disclosure<'d> {
    schema: &'static str,
    /// When, by the clock of whoever exported.
    at: Instant,
    /// Who exported.
    operator: String,
    purpose: &'d str,
    recipient: &'d str,
    release: &'d str,
    format: &'static str,
    question: &'d Question,
    as_of: Day,
    known_at_seq: Seq,
    tree_head: &'d TreeHead,
    files: &'d [File],
}

impl<'d> Disclosure<'d> {
    pub(super) fn of(
        at: Instant,
        operator: String,
        purpose: &'d str,
        recipient: &'d str,
        release: &'d str,
        manifest: &'d Manifest,
    ) -> Disclosure<'d> {
        Disclosure {
            schema: SCHEMA,
            at,
            operator,
            purpose,
            recipient,
            release,
            format: manifest.format,
            question: &manifest.question,
            as_of: manifest.as_of,
            known_at_seq: manifest.known_at_seq,
            tree_head: &manifest.tree_head,
            files: &manifest.files,
        }
    }
}

/// Where it is written down.
pub(super) struct Disclosures(PathBuf);

impl Disclosures {
    /// The file that is named, or the one beside the ledger.
    pub(super) fn at(global: &Global, named: Option<&Path>) -> Result<Disclosures, Failure> {
        let path = named.map_or_else(|| global.places.disclosures_path(), Path::to_owned);
        output::outside(global, &path)?;
        let disclosures = Disclosures(path);
        // Before anything is made: whether a line could be added.
        let can = match OpenOptions::new().append(true).open(&disclosures.0) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                unfinished::file(folder_of(&disclosures.0), 0o600).map(|_| ())
            }
            Err(error) => Err(error),
        };
        can.map_err(|error| disclosures.refused(&error))?;
        Ok(disclosures)
    }

    fn refused(&self, error: &io::Error) -> Failure {
        Failure::Check {
            message: format!("the export cannot be written down in {}: {error}", self.0.display()),
            hint: "nothing was exported; name a file that can be written with --disclosures".to_owned(),
        }
    }

    /// Adds a line, which is on the disk when this returns.
    pub(super) fn append(&self, disclosure: &Disclosure<'_>) -> Result<(), Failure> {
        let write = || -> io::Result<()> {
            let mut line = serde_json::to_vec(disclosure)?;
            line.push(b'\n');
            let mut options = OpenOptions::new();
            options.append(true).create(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&self.0)?;
            file.write_all(&line)?;
            file.sync_all()?;
            sync(folder_of(&self.0))
        };
        write().map_err(|error| self.refused(&error))
    }
}
