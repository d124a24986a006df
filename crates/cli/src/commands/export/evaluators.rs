//! Files for evaluators: the rows are read, written in their format, and put in place with a manifest; of rows about persons
//! it is first written down who receives them and what for.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use hovedbok_interchange::exports::bitemporal::Patches;
use hovedbok_interchange::exports::manifest::{Manifest, PersonLevel, Question, SCHEMA};
use hovedbok_interchange::exports::measured::File;
use hovedbok_interchange::exports::rows::{Courses, Take};
use hovedbok_interchange::exports::states::{self, Codes};
use hovedbok_interchange::exports::tables::{self, Cell, Csv, Give, Table};
use hovedbok_interchange::exports::{
    bitemporal, bupar, codebook as book, counting, giving, ocel, package, parquet, spell, sps, sts, vintages, xes,
};
use hovedbok_ledger::LedgerError;
use hovedbok_ledger::exports::{Asked, Ground};
use hovedbok_register::{PseudonymKey, RegisterError, Release};
use serde::Serialize;

use super::disclosure::{Disclosure, Disclosures};
use super::files::{Files, Open};
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
                let mut write = |patches: &dyn Patches| writing.patches(out, patches);
                let (ground, written) = reader.patches(&exported, asked.at, release, &mut write)?;
                written?;
                ground
            }
            Some(release) => {
                let unit = unit(self.unit);
                let mut write = |courses: &dyn Courses| writing.courses(out, courses, unit);
                let (ground, written) = reader.courses(&exported, asked.at, release, &mut write)?;
                written?;
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
            let empty = text.is_some();
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            let Some(text) = text else {
                let message = match empty {
                    true => format!("--{option} is empty: say it in words"),
                    false => format!("--person-level needs --{option}"),
                };
                return Err(Failure::call(message, hint));
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
        let name = name_of(out);
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
        let name = name_of(out);
        let file = self.files.write(&name, |to| {
            if is_parquet { parquet::write(table, fill, to) } else { tables::csv(table, fill, to) }
        })?;
        self.written.push(file);
        Ok(())
    }

    /// Forgets what was written, to begin from the start.
    fn begin(&mut self) -> Result<(), Failure> {
        (self.written, self.lines) = (Vec::new(), Vec::new());
        self.files.clear()
    }

    /// Writes patches, from the start.
    fn patches(&mut self, out: &Path, patches: &dyn Patches) -> Result<(), Failure> {
        self.begin()?;
        self.lines = codebook::bitemporal();
        self.table(out, &bitemporal::TABLE, |give| bitemporal::rows(patches, give))
    }

    /// Writes courses in their format, from the start.
    fn courses(&mut self, out: &Path, courses: &dyn Courses, unit: states::Unit) -> Result<(), Failure> {
        self.begin()?;
        let seen = Seeing { courses, seen: RefCell::default() };
        match self.to {
            To::Spell => {
                let codes = self.codes(&seen)?;
                self.one(out, |to| spell::write(courses, unit, &codes, to))?;
            }
            To::Sts => {
                let codes = self.codes(&seen)?;
                self.one(out, |to| sts::write(courses, unit, &codes, to))?;
            }
            To::Sps => {
                let codes = self.codes(&seen)?;
                self.one(out, |to| sps::write(courses, unit, &codes, to))?;
            }
            To::Counting => self.each(out, &counting::TABLE, &seen, counting::rows)?,
            To::Bupar => self.each(out, &bupar::TABLE, &seen, bupar::rows)?,
            To::Ocel => {
                let name = name_of(out);
                let mut file = self.files.open(&name)?;
                let written = ocel::write(&seen, &mut || self.files.beside(), &mut file);
                let rows = written.map_err(|source| self.files.failed(source))?.events;
                self.written.push(self.files.close(&name, file, rows)?);
            }
            To::Xes => self.one(out, |to| xes::write(&seen, to))?,
            To::Datapackage | To::Parquet => self.tables(&seen)?,
            // They have rows of their own.
            To::Jsonl | To::Journal | To::Bitemporal | To::Giving | To::Vintages => {}
        }
        self.lines.extend(codebook::of(self.to, &seen.seen.into_inner()));
        if self.to.is_folder() {
            let lines = std::mem::take(&mut self.lines);
            let mut making = self.making(&book::TABLE)?;
            let given = book::rows(&lines, &mut |cells| making.row(cells));
            given.map_err(|source| self.files.failed(source))?;
            self.made(making)?;
            self.lines = lines;
        }
        Ok(())
    }

    /// The codes of the states that courses have: what has them is written in a second reading.
    fn codes(&self, seeing: &Seeing<'_>) -> Result<Codes, Failure> {
        seeing.each(&mut |_| Ok(())).map_err(|source| self.files.failed(source))?;
        Ok(seeing.seen.borrow().codes())
    }

    /// Writes the one table of a format, as CSV.
    fn each(&mut self, out: &Path, table: &Table, courses: &dyn Courses, rows: tables::Rows) -> Result<(), Failure> {
        self.one(out, |to| tables::csv(table, |give| courses.each(&mut |course| rows(course, give)), to))
    }

    /// Writes all tables, side by side.
    fn tables(&mut self, courses: &dyn Courses) -> Result<(), Failure> {
        let mut all = Vec::with_capacity(tables::ALL.len());
        for (table, rows) in tables::ALL {
            all.push((self.making(table)?, rows));
        }
        let given = courses.each(&mut |course| {
            all.iter_mut().try_for_each(|(making, rows)| rows(course, &mut |cells| making.row(cells)))
        });
        given.map_err(|source| self.files.failed(source))?;
        all.into_iter().try_for_each(|(making, _)| self.made(making))
    }

    fn making(&mut self, table: &Table) -> Result<Making, Failure> {
        let is_parquet = self.to == To::Parquet;
        let name = if is_parquet { format!("{}.parquet", table.name) } else { package::file_name(table) };
        let file = self.files.open(&name)?;
        let form = if is_parquet {
            parquet::Parquet::of(table, file).map(Form::Parquet)
        } else {
            Csv::of(table, file).map(Form::Csv)
        };
        Ok(Making { name, form: form.map_err(|source| self.files.failed(source))? })
    }

    fn made(&mut self, making: Making) -> Result<(), Failure> {
        let (file, rows) = match making.form {
            Form::Csv(csv) => csv.end(),
            Form::Parquet(parquet) => parquet.end(),
        }
        .map_err(|source| self.files.failed(source))?;
        self.written.push(self.files.close(&making.name, file, rows)?);
        Ok(())
    }
}

/// A table in the making.
struct Making {
    name: String,
    form: Form,
}

enum Form {
    Csv(Csv<Open>),
    Parquet(parquet::Parquet<Open>),
}

impl Making {
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        match &mut self.form {
            Form::Csv(csv) => csv.row(cells),
            Form::Parquet(parquet) => parquet.row(cells),
        }
    }
}

/// Courses that are looked at for the codebook as they pass.
struct Seeing<'c> {
    courses: &'c dyn Courses,
    seen: RefCell<codebook::Seen>,
}

impl Courses for Seeing<'_> {
    fn each(&self, take: &mut Take<'_>) -> io::Result<()> {
        self.courses.each(&mut |course| {
            self.seen.borrow_mut().see(course);
            take(course)
        })
    }
}

fn name_of(out: &Path) -> String {
    out.file_name().unwrap_or_default().to_string_lossy().into_owned()
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
