//! Files for evaluators: the rows are read, written in their format, and put in place with a manifest; of rows about persons
//! it is first written down who receives them and what for.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use hovedbok_interchange::exports::manifest::{Manifest, PersonLevel, Question, SCHEMA};
use hovedbok_interchange::exports::measured::File;
use hovedbok_interchange::exports::rows::Course;
use hovedbok_interchange::exports::states::{self, Codes};
use hovedbok_interchange::exports::tables::{self, Give, Table};
use hovedbok_interchange::exports::{
    bitemporal, bupar, codebook as book, counting, giving, ocel, package, parquet, spell, sps, sts, vintages, xes,
};
use hovedbok_ledger::LedgerError;
use hovedbok_ledger::exports::{Asked, Ground};
use hovedbok_register::{PseudonymKey, RegisterError, Release};
use serde::Serialize;

use super::disclosure::{Disclosure, Disclosures};
use super::files::Files;
use super::{Export, To, Unit, codebook};
use crate::commands::times_of;
use crate::exit::Failure;
use crate::global::Global;
use crate::{cases, edge, notes};

/// What decides a release: whoever asks the same again gets the same pseudonyms.
#[derive(Serialize)]
struct Decides<'r> {
    recipient: &'r str,
    purpose: &'r str,
    question: &'r Question,
    as_of: String,
    known_at_seq: u64,
}

impl Export {
    pub(super) fn for_evaluators(self, global: &Global) -> Result<ExitCode, Failure> {
        let persons = self.persons()?;
        let Some(out) = self.out.as_deref() else {
            let message = format!("--to {} writes a manifest beside its file", self.to.word());
            return Err(Failure::call(message, "name the file, or the folder of several files, with --out"));
        };
        let files = Files::new(global, out, self.to.is_folder(), persons.is_some())?;
        let disclosures = match persons {
            Some(_) => Some(Disclosures::at(global, self.disclosures.as_deref())?),
            None => None,
        };
        let mut reader = edge::read(global)?;
        let asked = times_of(global, reader.question_times(global.as_of(), global.known_at(), edge::now())?);
        let question = Question {
            programme: self.programme.as_ref().map(ToString::to_string),
            office: self.office.clone(),
            cohort: self.cohort.as_ref().map(ToString::to_string),
            observed_from: self.observed_from,
            with_notes: self.with_notes,
        };
        let mut key = persons.as_ref().map(|_| key(global)).transpose()?;
        let release = match &persons {
            None => None,
            Some((purpose, recipient)) => {
                let decides = Decides {
                    recipient,
                    purpose,
                    question: &question,
                    as_of: asked.at.as_of.to_string(),
                    known_at_seq: asked.at.known_at.0,
                };
                let text = serde_json::to_string(&decides).map_err(io::Error::from)?;
                key.as_ref().map(|key| key.release(&text))
            }
        };
        let exported = Asked {
            programme: self.programme.clone(),
            office: self.office.clone(),
            cohort: self.cohort.clone(),
            observed_from: self.observed_from,
            with_events: self.to.has_events(),
            with_notes: self.with_notes,
        };
        let mut writing = Writing { to: self.to, files, lines: Vec::new(), written: Vec::new() };
        let ground = match &release {
            None if self.to == To::Giving => {
                let (ground, grants) = reader.grants(&exported, asked.at)?;
                if grants.is_empty() {
                    return Err(Failure::Check {
                        message: "no grant was allocated, and 360Giving has no document without one".to_owned(),
                        hint: "ask about a later day or another programme; `hovedbok budget --by grant` shows them"
                            .to_owned(),
                    });
                }
                writing.one(out, |to| giving::write(&grants, to))?;
                writing.lines = codebook::grants();
                ground
            }
            None => {
                let (ground, rows) = reader.vintages(&exported, asked.at, global.suppress)?;
                writing.table(out, &vintages::TABLE, |give| vintages::rows(&rows, give))?;
                writing.lines = codebook::table(&vintages::TABLE);
                ground
            }
            Some(release) if self.to == To::Bitemporal => {
                let (ground, rows) = reader.patches(&exported, asked.at, release)?;
                writing.table(out, &bitemporal::TABLE, |give| bitemporal::rows(&rows, give))?;
                writing.lines = codebook::bitemporal();
                ground
            }
            Some(release) => {
                let (ground, courses) = reader.courses(&exported, asked.at, release)?;
                writing.courses(out, &courses, unit(self.unit))?;
                ground
            }
        };
        edge::done(reader)?;
        let unit = matches!(self.to, To::Spell | To::Sts | To::Sps).then(|| unit(self.unit).word());
        let manifest = manifest(&writing, ground, question, persons.as_ref(), release.as_ref(), unit, global.suppress);
        let Writing { mut files, written, .. } = writing;
        if self.to == To::Datapackage {
            let of: Vec<(&Table, &File)> = tables::ALL
                .iter()
                .map(|(table, _)| *table)
                .chain([&book::TABLE])
                .filter_map(|table| Some((table, written.iter().find(|file| file.name == package::file_name(table))?)))
                .collect();
            let description = package::description(&of, &manifest, &manifest.codebook)?;
            files.write(package::DESCRIPTION, |to| to.write_all(&description).map(|()| 1))?;
        }
        let mut text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from)?;
        text.push(b'\n');
        files.manifest(&text)?;
        if let Some(key) = &mut key
            && key.save().map_err(refused)?
            && !global.quiet
        {
            let path = global.places.pseudonym_key_path();
            notes::note!("a new key of pseudonyms was made: {}; keep a copy of it", path.display());
        }
        if let (Some(disclosures), Some((purpose, recipient)), Some(release)) = (&disclosures, &persons, &release) {
            let disclosure =
                Disclosure::of(edge::now(), edge::operator(global)?, purpose, recipient, release.id(), &manifest);
            disclosures.append(&disclosure)?;
        }
        files.put()?;
        if !global.quiet {
            for file in &manifest.files {
                notes::note!("{}: {} rows, {} bytes, sha256 {}", file.name, file.rows, file.bytes, file.sha256);
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The purpose and the recipient, where rows are about persons.
    fn persons(&self) -> Result<Option<(String, String)>, Failure> {
        if !self.to.is_about_persons() {
            return Ok(None);
        }
        let hint = "add --person-level, with --purpose and --recipient; vintages and the questions give counts";
        if !self.person_level {
            return Err(Failure::call(format!("--to {} writes rows about persons", self.to.word()), hint));
        }
        let given = |option: &str, what: &str, text: &Option<String>| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            let Some(text) = text else {
                return Err(Failure::call(format!("--person-level needs --{option}"), hint));
            };
            if let Some(found) = hovedbok_core::personal::personal(text) {
                return Err(Failure::personal(what, found));
            }
            if cases::known().mentioned(text).is_some() {
                let message = format!("{what} names what may be a case number");
                return Err(Failure::call(
                    message,
                    "it goes with the files to whoever receives them: leave the number out",
                ));
            }
            Ok(text.to_owned())
        };
        let purpose = given("purpose", "the purpose", &self.purpose)?;
        Ok(Some((purpose, given("recipient", "the recipient", &self.recipient)?)))
    }
}

/// The key of pseudonyms, beside the register.
fn key(global: &Global) -> Result<PseudonymKey, Failure> {
    let mut fresh = [0; 32];
    for half in fresh.chunks_exact_mut(16) {
        half.copy_from_slice(&edge::random()?);
    }
    let places = &global.places;
    PseudonymKey::open_or_new(&places.pseudonym_key_path(), &places.ledger, fresh).map_err(refused)
}

fn refused(error: RegisterError) -> Failure {
    LedgerError::from(error).into()
}

fn unit(unit: Option<Unit>) -> states::Unit {
    match unit {
        None | Some(Unit::Month) => states::Unit::Month,
        Some(Unit::Week) => states::Unit::Week,
        Some(Unit::Day) => states::Unit::Day,
    }
}

/// The files of an export while they are written.
struct Writing {
    to: To,
    files: Files,
    lines: Vec<book::Line>,
    written: Vec<File>,
}

impl Writing {
    /// Writes the one file of a format.
    fn one(&mut self, out: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<u64>) -> Result<(), Failure> {
        let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = self.files.write(&name, |to| fill(to))?;
        self.written.push(file);
        Ok(())
    }

    /// Writes the one table of a format, as Parquet if its name says so.
    fn table(
        &mut self,
        out: &Path,
        table: &Table,
        fill: impl FnOnce(&mut Give<'_>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let is_parquet = out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
        let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = self.files.write(&name, |to| {
            if is_parquet { parquet::write(table, fill, to) } else { tables::csv(table, fill, to) }
        })?;
        self.written.push(file);
        Ok(())
    }

    fn courses(&mut self, out: &Path, courses: &[Course], unit: states::Unit) -> Result<(), Failure> {
        let codes = Codes::of(courses);
        match self.to {
            To::Spell => self.one(out, |to| spell::write(courses, unit, &codes, to))?,
            To::Sts => self.one(out, |to| sts::write(courses, unit, &codes, to))?,
            To::Sps => self.one(out, |to| sps::write(courses, unit, &codes, to))?,
            To::Counting => {
                self.one(out, |to| tables::csv(&counting::TABLE, |give| counting::rows(courses, give), to))?
            }
            To::Bupar => self.one(out, |to| tables::csv(&bupar::TABLE, |give| bupar::rows(courses, give), to))?,
            To::Ocel => self.one(out, |to| ocel::write(courses, to).map(|written| written.events))?,
            To::Xes => self.one(out, |to| xes::write(courses, to))?,
            To::Datapackage | To::Parquet => self.tables(courses)?,
            // They have rows of their own.
            To::Jsonl | To::Journal | To::Bitemporal | To::Giving | To::Vintages => {}
        }
        self.lines.extend(codebook::of(self.to, courses, &codes));
        if self.to.is_folder() {
            let lines = std::mem::take(&mut self.lines);
            self.in_folder(&book::TABLE, |give| book::rows(&lines, give))?;
            self.lines = lines;
        }
        Ok(())
    }

    fn tables(&mut self, courses: &[Course]) -> Result<(), Failure> {
        tables::ALL.iter().try_for_each(|(table, rows)| self.in_folder(table, |give| rows(courses, give)))
    }

    fn in_folder(&mut self, table: &Table, fill: impl FnOnce(&mut Give<'_>) -> io::Result<()>) -> Result<(), Failure> {
        let file = if self.to == To::Parquet {
            self.files.write(&format!("{}.parquet", table.name), |to| parquet::write(table, fill, to))?
        } else {
            self.files.write(&package::file_name(table), |to| tables::csv(table, fill, to))?
        };
        self.written.push(file);
        Ok(())
    }
}

fn manifest(
    writing: &Writing,
    ground: Ground,
    question: Question,
    persons: Option<&(String, String)>,
    release: Option<&Release>,
    unit: Option<&'static str>,
    suppress: Option<u64>,
) -> Manifest {
    let person_level = persons.zip(release).map(|((purpose, recipient), release)| PersonLevel {
        purpose: purpose.clone(),
        recipient: recipient.clone(),
        release: release.id().to_owned(),
    });
    Manifest {
        schema: SCHEMA,
        format: writing.to.word(),
        as_of: ground.at.as_of,
        known_at_seq: ground.at.known_at,
        tree_head: ground.tree_head,
        rules: ground.rules,
        program: env!("HOVEDBOK_VERSION"),
        reach: ground.reach,
        rests_on_migrated: ground.rests_on_migrated,
        reconstructed: ground.reconstructed,
        incomplete: ground.incomplete,
        question,
        person_level,
        unit,
        suppress,
        files: writing.written.clone(),
        codebook: writing.lines.clone(),
    }
}
