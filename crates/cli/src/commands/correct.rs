//! `replace`, `void` and `move`: of entries named one by one, or of all that a selection finds.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::cases::Cases;
use hovedbok_core::entries::catalogue;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::field::{Field, Shape};
use hovedbok_core::identity::is_blank;
use hovedbok_core::withheld::Withheld;
use hovedbok_core::{Body, Day, EntryId, Period, Seq, StreamId, Text};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{CommitOptions, Edge, Ledger, LedgerError, PendingCommit, Selection};

use super::record::{COLUMNS, Done, finish, notices, period, say_left_behind, tell};
use super::register;
use crate::choices::Choices;
use crate::exit::Failure;
use crate::fields::Fields;
use crate::global::Global;
use crate::{choices, edge, output};

/// Why an entry is corrected.
#[derive(Debug, Args)]
struct Reason {
    /// Why: a code (typing, wrong_day, wrong_person, wrong_amount, duplicate, new_information, not_true, moved, other), the
    /// word that tables have for it in bokmål, or a short text.
    #[arg(long, value_name = "CODE|TEXT")]
    reason: Option<String>,
    /// The correction's id, for a single entry: repeating the command with the same id changes nothing.
    #[arg(long)]
    id: Option<EntryId>,
    /// Record nothing; show which answers would change.
    #[arg(long)]
    dry_run: bool,
}

impl Reason {
    /// The reason; a text that is no code, nor nearly one, becomes the note of `other`, which is said.
    fn why(&self, global: &Global, default: Option<ReasonCode>) -> Result<Why, Failure> {
        // A blank text is not a reason.
        let given = self.reason.as_ref().filter(|text| !is_blank(text));
        let (reason, note) = match (given, default) {
            (None, Some(reason)) if self.reason.is_none() => (reason, None),
            (None, _) => return Err(Failure::call("--reason is missing", reasons_hint())),
            (Some(text), _) => match reasons().meant(text).and_then(|code| code.parse::<ReasonCode>().ok()) {
                Some(ReasonCode::Import) => {
                    let message = "the reason import is only for imports: the next import may correct such entries \
                                   again";
                    return Err(Failure::call(message, reasons_hint()));
                }
                Some(reason) => {
                    // A word that tables have can also be somebody's own: `feil` means that it is not true.
                    let named = reasons().named(reason.word());
                    if ![reason.word(), &named].contains(&text.as_str()) && !global.quiet {
                        crate::notes::note!("the reason is recorded as '{named}'");
                    }
                    (reason, None)
                }
                None => {
                    if let Some(near) = reasons().near(text) {
                        let message = format!("the reason is not one of those that are known; did you mean '{near}'?");
                        return Err(Failure::call(message, reasons_hint()));
                    }
                    if !global.quiet {
                        crate::notes::note!("the reason is recorded as 'other', with your words as the note");
                    }
                    (ReasonCode::Other, Some(Text::from(text.as_str())))
                }
            },
        };
        Ok(Why { reason, note, id: self.id })
    }
}

/// The reasons there are.
fn reasons() -> Choices {
    let codes: &[&str] = if let Shape::OneOf(codes) = ReasonCode::SHAPE { codes } else { &[] };
    choices::codes("reason", codes.iter().copied())
}

/// What to write as a reason: the one that only imports have is not among them.
fn reasons_hint() -> String {
    format!("give a short text, or one of {}", reasons().listed(&["import"]))
}

/// The entries that a command names.
#[derive(Debug, Args)]
struct Targets {
    /// The entries: their positions or ids.
    #[arg(value_name = "POSITION|ID")]
    target: Vec<String>,
    /// Select the entries in force from one position to another, both included.
    #[arg(long, value_name = "A..B")]
    positions: Option<String>,
    /// Select the entries in force that were migrated in this batch.
    #[arg(long, value_name = "LABEL")]
    batch: Option<String>,
    /// Select the entries in force whose type begins with this text.
    #[arg(long = "type", value_name = "TYPE")]
    type_name: Option<String>,
}

/// The entries that the command line means.
enum Chosen {
    /// Named one by one.
    Named(Vec<EntryId>),
    /// Selected; some may not be in force.
    Selected(Vec<EntryId>),
}

impl Targets {
    /// The entries, and whether they were named one by one.
    fn choose(&self, document: Option<String>, ledger: &Ledger, why: &Why) -> Result<Chosen, Failure> {
        let positions = self.positions.as_deref().map(range).transpose()?;
        let (batch, type_name) = (self.batch.clone(), self.type_name.clone());
        let selection = Selection { positions, batch, document, type_name };
        let chosen = match (self.target.is_empty(), selection.is_empty()) {
            (false, true) => {
                let named = |text: &String| Ok(ledger.entry(ledger.find(text)?)?.draft.id);
                Chosen::Named(self.target.iter().map(named).collect::<Result<_, LedgerError>>()?)
            }
            (true, false) => Chosen::Selected(ledger.selected(&selection)?),
            (false, false) => {
                let hint = "give positions, or --positions, --batch, --document and --type";
                return Err(Failure::call("name entries one by one or select them, not both", hint));
            }
            (true, true) => {
                let hint = "give positions or ids, or select them: --positions A..B, --batch, --document, --type";
                return Err(Failure::call("no entry is named", hint));
            }
        };
        match (&chosen, why.id) {
            (Chosen::Named(ids), Some(_)) if ids.len() == 1 => Ok(chosen),
            (_, None) => Ok(chosen),
            (Chosen::Named(_) | Chosen::Selected(_), Some(_)) => Err(Failure::call(
                "--id can be given only for a single correction",
                "leave it out if you correct several entries",
            )),
        }
    }
}

/// The positions of `A..B`.
fn range(text: &str) -> Result<(Seq, Seq), Failure> {
    let seq = |text: &str| text.trim().parse::<Seq>().ok();
    let ends = text.split_once("..").and_then(|(from, to)| Some((seq(from)?, seq(to)?)));
    ends.filter(|(from, to)| from.0 >= 1 && from <= to).ok_or_else(|| {
        Failure::call(format!("--positions '{text}' is not two ascending positions"), "write --positions 12..40")
    })
}

/// Reports how many entries a selection found.
fn say_selected(global: &Global, count: usize) {
    if !global.quiet {
        crate::notes::note!("{count} {} selected", if count == 1 { "entry is" } else { "entries are" });
    }
}

/// Correct an entry; fields that you do not name keep their values.
///
/// With a selection instead of positions, --document selects the entries that are based on a document; with positions
/// it is a field of the new entry.
#[derive(Debug, Args)]
pub struct Replace {
    #[command(flatten)]
    targets: Targets,
    /// The new day or period.
    #[arg(long, value_name = "DAY|PERIOD")]
    effective: Option<String>,
    #[command(flatten)]
    reason: Reason,
    #[command(flatten)]
    fields: Fields,
}

/// Void an entry, so that it no longer counts; voiding a correction restores what it corrected.
#[derive(Debug, Args)]
pub struct Void {
    #[command(flatten)]
    targets: Targets,
    /// Select the entries in force that are based on this document.
    #[arg(long, value_name = "TEXT")]
    document: Option<String>,
    #[command(flatten)]
    reason: Reason,
}

/// Move an entry that was recorded for the wrong participant.
///
/// Entries that depend on a moved entry move with it: with the start of a placement its changes, end, absence and
/// attendance; with an intake or application the whole enrolment.
#[derive(Debug, Args)]
pub struct Move {
    #[command(flatten)]
    targets: Targets,
    /// Select the entries in force that are based on this document.
    #[arg(long, value_name = "TEXT")]
    document: Option<String>,
    /// The participant: a UUID, or a case number.
    #[arg(long, value_name = "PARTICIPANT|CASE")]
    to: String,
    #[command(flatten)]
    reason: Reason,
}

impl Replace {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        output::offers(global, &COLUMNS)?;
        register::named_is_there(global)?;
        let why = self.reason.why(global, None)?;
        let (book, shut) = register::at_hand(global, self.reason.dry_run)?;
        let ledger = edge::open_for(global, self.reason.dry_run)?;
        let mut fields = self.fields;
        let cases = register::cases(book.as_ref(), &[]);
        let withheld = Withheld::new(true, cases.clone());
        let document = if self.targets.target.is_empty() { fields.withdraw("document") } else { None };
        let chosen = self.targets.choose(document, &ledger, &why)?;
        let mut remarks = Vec::new();
        let effective =
            self.effective.as_deref().map(|text| period("effective", text, &withheld, &mut remarks)).transpose()?;
        let mut change_of = |(stream, type_name, held): (StreamId, String, Day)| -> Result<Change, Failure> {
            let fields = match catalogue::find(&type_name) {
                Some((_, info)) if info.name.starts_with("entry.") => serde_json::Map::new(),
                Some((_, info)) => {
                    let holds = effective.as_ref().map_or(held, Period::start);
                    let mut fields = fields.clone();
                    register::participants(global, book.as_ref(), &mut fields, info, self.reason.dry_run)?;
                    fields.lengthen(info, &mut |field, short| Ok(ledger.id_in(&stream, field, short)?))?;
                    let (fields, more) = fields.read(info, holds, &withheld)?;
                    remarks.extend(more.into_iter().filter(|remark| !remarks.contains(remark)).collect::<Vec<_>>());
                    fields
                }
                None => serde_json::Map::new(),
            };
            Ok(Change { fields, effective: effective.clone() })
        };
        let (ids, selects) = match chosen {
            Chosen::Named(ids) => (ids, false),
            Chosen::Selected(ids) => (ledger.begin(CommitOptions::default())?.in_force(ids)?, true),
        };
        let mut changes = Vec::with_capacity(ids.len());
        for id in ids {
            changes.push((id, change_of(stated(&ledger, id)?)?));
        }
        tell(global, &remarks);
        drop(book);
        correct(global, ledger, (cases, shut), self.reason.dry_run, |work, edge| {
            if selects {
                let replaced = work.replace_selected(changes, &why, edge)?;
                say_selected(global, replaced);
                return Ok(());
            }
            changes.into_iter().try_for_each(|(id, change)| work.replace(id, change, why.clone(), edge))
        })
    }
}

/// The stream of an entry, the type of what it states, and the first day that it is about.
fn stated(ledger: &Ledger, id: EntryId) -> Result<(StreamId, String, Day), LedgerError> {
    let draft = ledger.entry(ledger.find(&id.to_string())?)?.draft;
    let type_name = match &draft.body {
        Body::Replaced(replaced) => replaced.fact.type_name().to_owned(),
        Body::Fact(_) | Body::Voided(_) | Body::Unknown(_) => draft.body.type_name().to_owned(),
    };
    Ok((draft.stream, type_name, draft.effective.start()))
}

impl Void {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        output::offers(global, &COLUMNS)?;
        register::named_is_there(global)?;
        let why = self.reason.why(global, None)?;
        let known = known(global, self.reason.dry_run)?;
        let ledger = edge::open_for(global, self.reason.dry_run)?;
        let chosen = self.targets.choose(self.document, &ledger, &why)?;
        correct(global, ledger, known, self.reason.dry_run, |work, edge| match chosen {
            Chosen::Named(ids) => ids.into_iter().try_for_each(|id| work.void(id, why.clone(), edge)),
            Chosen::Selected(ids) => {
                let voided = work.void_selected(&ids, &why, edge)?;
                say_selected(global, voided);
                Ok(())
            }
        })
    }
}

impl Move {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        output::offers(global, &COLUMNS)?;
        register::named_is_there(global)?;
        let why = self.reason.why(global, Some(ReasonCode::WrongPerson))?;
        let known = known(global, self.reason.dry_run)?;
        let to = register::participant(global, &self.to, self.reason.dry_run)?;
        let ledger = edge::open_for(global, self.reason.dry_run)?;
        let chosen = self.targets.choose(self.document, &ledger, &why)?;
        correct(global, ledger, known, self.reason.dry_run, |work, edge| {
            let (ids, selects) = match chosen {
                Chosen::Named(ids) => (ids, false),
                Chosen::Selected(ids) => (work.in_force(ids)?, true),
            };
            if selects {
                say_selected(global, ids.len());
            }
            work.move_selected(&ids, to, &why, edge)?;
            Ok(())
        })
    }
}

/// The case numbers of the register, and why it cannot be opened.
fn known(global: &Global, dry_run: bool) -> Result<(Cases, Option<Failure>), Failure> {
    let (book, shut) = register::at_hand(global, dry_run)?;
    Ok((register::cases(book.as_ref(), &[]), shut))
}

fn correct(
    global: &Global,
    ledger: Ledger,
    (cases, shut): (Cases, Option<Failure>),
    dry_run: bool,
    act: impl FnOnce(&mut PendingCommit<'_>, &mut Edge<'_>) -> Result<(), LedgerError>,
) -> Result<ExitCode, Failure> {
    let (done, new) = edge::with(global, |edge| {
        let mut work = ledger.begin(CommitOptions::default())?;
        work.keep_out(cases);
        act(&mut work, edge)?;
        say_left_behind(global, &mut work)?;
        let new = work.notices();
        let done = match dry_run {
            true => Done::Would(ledger.dry_run(work, edge)?),
            false => Done::Did(work.commit(edge)?),
        };
        Ok((done, new))
    })?;
    notices(global, &new);
    register::tell_shut(global, shut);
    finish(global, ledger, done)
}
