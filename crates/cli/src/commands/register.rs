//! `register`: the office's own case numbers, encrypted, outside the ledger.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_core::cases::Cases;
use hovedbok_core::entries::TypeInfo;
use hovedbok_core::personal::Search;
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{ParticipantId, ShortId};
use hovedbok_ledger::{LedgerError, LikeCase, Refusal};
use hovedbok_present::Section;
use hovedbok_register::{CaseError, CaseNumber, Opening, Register as Book, RegisterError, Returning};
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::fields::Fields;
use crate::global::{Format, Global};
use crate::{edge, ids, output};

/// Find, add and link the office's own case numbers, kept encrypted outside the ledger.
#[derive(Debug, Args)]
pub struct Register {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List every case number with its participant.
    List,
    /// Show the participant that a case number belongs to, or the case numbers of a participant.
    Find {
        /// The case number; or an id of a participant, an enrolment or a placement, whole or its beginning.
        #[arg(required_unless_present = "participant")]
        case: Option<String>,
        /// The participant whose case numbers to show: a UUID or its beginning.
        #[arg(long, value_name = "PARTICIPANT", conflicts_with = "case")]
        participant: Option<String>,
    },
    /// Add a case number, for a new participant or for one that you name.
    Add {
        /// The case number.
        case: String,
        /// The participant, if the ledger knows the person already: a UUID or its beginning.
        #[arg(long, value_name = "PARTICIPANT")]
        participant: Option<String>,
    },
    /// Link another case number to a participant that has one.
    Link {
        /// The other case number.
        case: String,
        /// The participant: a UUID or its beginning, or a case number.
        #[arg(long = "to", value_name = "PARTICIPANT|CASE")]
        participant: String,
    },
}

impl Register {
    /// Whether it only reads the register.
    pub fn reads(&self) -> bool {
        matches!(self.action, Action::List | Action::Find { .. })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let (case, id) = match self.action {
            Action::List => return list(global),
            Action::Find { case, participant } => match (case, participant) {
                (None, Some(participant)) => return cases_of(global, &participant),
                (case, _) => {
                    let case = case.unwrap_or_default();
                    match found(global, &case, true) {
                        Ok(id) => (case, id),
                        Err(_) if is_id(&case) => return cases_of(global, &case_or_id(global, &case)?.to_string()),
                        Err(unknown) => return Err(unknown),
                    }
                }
            },
            Action::Add { case, participant } => {
                let participant = participant.map(|text| known(global, &text)).transpose()?;
                let mut book = open(global, true, false)?;
                let number = number(&case)?;
                let id = match participant {
                    Some(id) => {
                        book.add(&number, id.0).map_err(refused)?;
                        id
                    }
                    // This is the way to add a case that looks like another one.
                    None => match book.find(&number).map_err(refused)? {
                        Some(id) => ParticipantId(id),
                        None => {
                            let id = fresh()?;
                            book.add(&number, id).map_err(refused)?;
                            ParticipantId(id)
                        }
                    },
                };
                book.save().map_err(LedgerError::from)?;
                tell_new(global, Some(&book), false);
                (case, id)
            }
            Action::Link { case, participant } => {
                let mut book = open(global, false, false)?;
                let participant = named(&book, &participant)?;
                book.link(&number(&case)?, participant.0).map_err(refused)?;
                book.save().map_err(LedgerError::from)?;
                (case, participant)
            }
        };
        let row = json!({ "case": case, "participant": id });
        output::plain(global, &row, vec![Section::new(&["case", "participant"], &[&row])])?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Shows the whole register.
fn list(global: &Global) -> Result<ExitCode, Failure> {
    let book = open(global, false, true)?;
    let rows: Vec<Value> =
        book.pairs().map(|(case, participant)| json!({ "case": case, "participant": participant })).collect();
    output::plain(global, &json!({ "cases": rows }), vec![Section::new(&["case", "participant"], &rows)])?;
    Ok(ExitCode::SUCCESS)
}

/// Shows the case numbers of a participant.
fn cases_of(global: &Global, text: &str) -> Result<ExitCode, Failure> {
    let book = open(global, false, true)?;
    let participant = match text.parse() {
        Ok(id) => id,
        Err(_) => begun_in(&book, text)?.ok_or_else(no_participant)?,
    };
    let cases: Vec<&str> = book.cases_of(participant.0).collect();
    if cases.is_empty() {
        return Err(LedgerError::from(RegisterError::UnknownParticipant { participant: participant.0 }).into());
    }
    let rows: Vec<Value> = cases.iter().map(|case| json!({ "case": case, "participant": participant })).collect();
    let answer = json!({ "participant": participant, "cases": cases });
    output::plain(global, &answer, vec![Section::new(&["case", "participant"], &rows)])?;
    Ok(ExitCode::SUCCESS)
}

/// The participant that a text names in the ledger: a UUID or its beginning.
fn known(global: &Global, text: &str) -> Result<ParticipantId, Failure> {
    match text.parse() {
        Ok(id) => Ok(id),
        Err(_) => ids::participant(global, text)?.ok_or_else(no_participant),
    }
}

/// The participant of a register that a short id names.
fn begun_in(book: &Book, text: &str) -> Result<Option<ParticipantId>, Failure> {
    let Some(short) = ShortId::read(text) else { return Ok(None) };
    let mut found = book.known().filter(|id| short.begins(*id));
    match (found.next(), found.count()) {
        (first, 0) => Ok(first.map(ParticipantId)),
        (_, others) => Err(LedgerError::ManyIds { count: others + 1 }.into()),
    }
}

fn no_participant() -> Failure {
    Failure::call(
        "this is not the id of a participant",
        "write the participant's UUID or its beginning, four digits or more",
    )
}

/// Opens the register; the passphrase of its key comes from the environment. A dry run makes no file.
///
/// # Errors
/// When it cannot be opened, or does not exist and must not be made.
pub fn open(global: &Global, create: bool, dry_run: bool) -> Result<Book, Failure> {
    opened(global, |opening| match (create, dry_run) {
        (true, true) => Book::open_for_trial(opening),
        (false, true) if opening.register.exists() => Book::open_for_trial(opening),
        (true, false) => Book::open_or_create(opening),
        (false, _) => Book::open(opening),
    })
}

/// A copy of the register that is about to be restored.
///
/// # Errors
/// When it cannot be restored.
pub fn returning(global: &Global, copy: &Path, archive: &Path) -> Result<Returning, Failure> {
    opened(global, |opening| Returning::of(copy, archive, opening))
}

fn opened<T>(global: &Global, open: impl Fn(&Opening<'_>) -> Result<T, RegisterError>) -> Result<T, Failure> {
    Ok(global.places.open_register(open).map_err(LedgerError::from)?)
}

/// Reports that a register is new: a mistyped path would make known people new participants.
pub fn tell_new(global: &Global, book: Option<&Book>, dry_run: bool) {
    if book.is_some_and(Book::is_new) && !global.quiet {
        let (register, key) = (global.places.register_path(), global.places.register_key_path());
        let made = if dry_run { "would be made" } else { "was made" };
        crate::notes::note!(
            "a new register {made}: {} (its key: {}); keep a copy of both",
            register.display(),
            key.display()
        );
    }
}

/// Gives a participant a case number, in a register that is open.
///
/// # Errors
/// When the register has it for somebody else.
pub fn put(book: &mut Book, case: &str, participant: ParticipantId) -> Result<(), Failure> {
    book.add(&number(case)?, participant.0).map_err(refused)
}

/// Replaces case numbers by participants. Registration gives a new case number a participant; anything else must find
/// it. The register is saved before anything is recorded, and returned if it was opened.
///
/// # Errors
/// An unknown case number, or an error of the register.
pub fn resolve(
    global: &Global,
    book: Option<Book>,
    mut proposals: Vec<Proposal>,
    dry_run: bool,
) -> Result<(Vec<Proposal>, Option<Book>), Failure> {
    let cases = proposals.iter().any(|proposal| matches!(proposal.subject, Subject::Case(_)));
    if !cases {
        named_is_there(global)?;
        return Ok((proposals, None));
    }
    let registers = proposals.iter().any(|proposal| proposal.type_name == "participant.registered");
    let mut book = book.map_or_else(|| open(global, registers, dry_run), Ok)?;
    let many = proposals.len() > 1;
    for (place, proposal) in (1..).zip(&mut proposals) {
        let Subject::Case(case) = &proposal.subject else { continue };
        let id = if proposal.type_name == "participant.registered" {
            registered(&mut book, case)
        } else {
            found_in(&book, case)
        };
        let about = |failure| {
            if let Failure::Ledger(LedgerError::Refused { refusal, .. }) = failure {
                let error = refusal.at(proposal.origin.clone());
                let path = format!("document {place}");
                if many { Failure::About { path, error: Box::new(error) } } else { error.into() }
            } else {
                failure
            }
        };
        proposal.subject = Subject::Participant(id.map_err(about)?);
    }
    if registers && !dry_run {
        book.save().map_err(LedgerError::from)?;
    }
    Ok((proposals, Some(book)))
}

/// Restores the register if the entries that it was saved for are not recorded, and returns the failure.
pub fn take_back(book: Option<Book>, failure: Failure) -> Failure {
    let recorded = if let Failure::Ledger(error) = &failure { error.may_be_recorded() } else { false };
    match book.filter(|_| !recorded).map(Book::take_back) {
        None | Some(Ok(())) => failure,
        Some(Err(error)) => {
            // The first error is the one to report; a note says that the register keeps numbers that nothing uses.
            crate::notes::note!("the register could not be restored to what it was: {error}");
            failure
        }
    }
}

/// The participant of a case number.
///
/// # Errors
/// When it is unknown.
pub fn found(global: &Global, case: &str, dry_run: bool) -> Result<ParticipantId, Failure> {
    found_in(&open(global, false, dry_run)?, case)
}

fn found_in(book: &Book, case: &str) -> Result<ParticipantId, Failure> {
    let number = number(case)?;
    let found = book.find(&number).map_err(LedgerError::from)?;
    let unknown = || book.like(&number).map_or(Refusal::UnknownCase { column: None }, like);
    Ok(ParticipantId(found.ok_or_else(|| LedgerError::from(unknown()))?))
}

/// The participant of a case number; a new one gets a participant.
fn registered(book: &mut Book, case: &str) -> Result<ParticipantId, Failure> {
    Ok(ParticipantId(book.find_or_add(&number(case)?, fresh()?).map_err(refused)?))
}

fn like(participant: uuid::Uuid) -> Refusal {
    Refusal::LikeCase { column: None, like: LikeCase::Known(ParticipantId(participant)) }
}

/// What the register refuses, as a failure of the call where the case number is none.
fn refused(error: RegisterError) -> Failure {
    if let RegisterError::NotNew(error) = error {
        return no_number(error);
    }
    if let RegisterError::LikeAnother { participant } = error {
        return LedgerError::from(like(participant)).into();
    }
    LedgerError::from(error).into()
}

/// Checks that a case number can be registered: it is known already, or can be a new one.
///
/// # Errors
/// When it cannot be, or the register cannot be opened.
pub fn can_be_registered(global: &Global, case: &str) -> Result<(), Failure> {
    registered(&mut open(global, true, true)?, case).map(drop)
}

/// The participant that a text names: a UUID, a case number of this register, or a short id in it.
fn named(book: &Book, text: &str) -> Result<ParticipantId, Failure> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    match found_in(book, text) {
        Err(unknown) if !may_be_short(text) => Err(unknown),
        Err(unknown) => begun_in(book, text)?.ok_or(unknown),
        found => found,
    }
}

/// Whether a text that is no case number of the register may be a short id. A few decimal digits are rather a case number with
/// an error in it, and must not name anybody else.
fn may_be_short(text: &str) -> bool {
    ShortId::read(text).is_some_and(|short| !short.is_like_a_number())
}

/// Whether a text that is no case number of the register may be an id, whole or short.
fn is_id(text: &str) -> bool {
    text.parse::<ParticipantId>().is_ok() || may_be_short(text)
}

/// The participant of a case number that a call names, in the register that is open or in the one of the call.
///
/// # Errors
/// When it is unknown, or the register cannot be opened.
pub fn of_case(global: &Global, book: Option<&Book>, case: &str, dry_run: bool) -> Result<ParticipantId, Failure> {
    book.map_or_else(|| found(global, case, dry_run), |book| found_in(book, case))
}

/// The register for case numbers that are to be shown, where they are asked for.
///
/// # Errors
/// When it cannot be opened, or the answer is JSON, which is the same for everybody.
pub fn to_show(global: &Global, asked: bool) -> Result<Option<Book>, Failure> {
    if asked && global.format == Format::Json {
        let message = "--with-case does not apply to --format json, which has participants";
        return Err(Failure::call(message, "write --format jsonl or csv"));
    }
    asked.then(|| open(global, false, true)).transpose()
}

/// The case numbers of a participant; several are joined.
pub fn case_of(book: &Book, participant: ParticipantId) -> Option<String> {
    let cases: Vec<&str> = book.cases_of(participant.0).collect();
    (!cases.is_empty()).then(|| cases.join(", "))
}

/// Rows with the case numbers of each one's participant, where there is a register.
pub fn with_cases(
    rows: Section,
    book: Option<&Book>,
    participants: impl Iterator<Item = Option<ParticipantId>>,
) -> Section {
    let Some(book) = book else { return rows };
    rows.with_field("case", participants.map(|participant| case_of(book, participant?)))
}

/// The register, if there is one: then no text that is recorded or printed names one of its cases. If it cannot be
/// opened, the reason; a command that needs the register reports that itself.
///
/// # Errors
/// When another command holds it: this one waits for a while, and the call can then be repeated.
pub fn at_hand(global: &Global, dry_run: bool) -> Result<(Option<Book>, Option<Failure>), Failure> {
    if !global.places.register_path().exists() {
        return Ok((None, None));
    }
    match open(global, false, dry_run) {
        Ok(book) => Ok((Some(book), None)),
        Err(held @ Failure::Ledger(LedgerError::Register(RegisterError::InUse { .. }))) => Err(held),
        Err(shut) => Ok((None, Some(shut))),
    }
}

/// Checks that the register that is named, on the command line or in the environment, exists, when the command does not make
/// one: with a mistyped path texts would silently not be searched.
///
/// # Errors
/// When it is not.
pub fn named_is_there(global: &Global) -> Result<(), Failure> {
    if global.places.register.is_some() && !global.places.register_path().exists() {
        return open(global, false, true).map(drop);
    }
    Ok(())
}

/// Reports that the texts of what was recorded were not searched for case numbers.
pub fn tell_shut(global: &Global, shut: Option<Failure>) {
    if let Some(shut) = shut.filter(|_| !global.quiet) {
        crate::notes::note!("the register could not be opened, so no text was searched for its case numbers: {shut}");
    }
}

/// The case numbers of an open register, and those that proposals name.
pub fn cases(book: Option<&Book>, proposals: &[Proposal]) -> Cases {
    let mut cases = book.map(Book::cases).unwrap_or_default();
    cases.extend(proposals.iter().filter_map(|proposal| match &proposal.subject {
        Subject::Case(case) => Some(case),
        Subject::Stream(_) | Subject::Participant(_) => None,
    }));
    cases
}

/// Replaces a case number by its participant in a field that names another participant.
///
/// # Errors
/// When the case number is unknown, or there is no register.
pub fn participants(
    global: &Global,
    book: Option<&Book>,
    fields: &mut Fields,
    info: &TypeInfo,
    dry_run: bool,
) -> Result<(), Failure> {
    if info.name != "participant.merged" {
        return Ok(());
    }
    let Some(text) = fields.withdraw("into") else { return Ok(()) };
    let text = text.trim();
    let id = match book.map(|book| named(book, text)) {
        Some(Ok(id)) => id,
        Some(Err(unknown)) if !may_be_short(text) => return Err(unknown),
        Some(Err(unknown)) => ids::participant(global, text)?.ok_or(unknown)?,
        None => participant(global, text, dry_run)?,
    };
    fields.put("into", id.to_string());
    Ok(())
}

/// The participant that a text names: a UUID, a case number of the register, or a short id.
///
/// # Errors
/// When it is none of them, or the beginning of several ids.
pub fn participant(global: &Global, text: &str, dry_run: bool) -> Result<ParticipantId, Failure> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    if !global.places.register_path().exists() {
        if let Some(id) = ids::participant(global, text)? {
            return Ok(id);
        }
        // It may be a case number, which no message repeats.
        if let Some(found) = Search::ButTelephones.personal(text) {
            return Err(Failure::personal("the participant", found));
        }
        return Err(Failure::call(
            "the participant is not a UUID, and there is no register of case numbers to look it up in",
            "give the participant's UUID, or name the register: --register FILE",
        ));
    }
    match found(global, text, dry_run) {
        Err(unknown) if !may_be_short(text) => Err(unknown),
        Err(unknown) => ids::participant(global, text)?.ok_or(unknown),
        found => found,
    }
}

/// The person whom a text in a question names: as [`participant`], or by the id of an enrolment or a placement, whole or short, as
/// `due` and its calendar show it.
///
/// # Errors
/// When it is none of them, or the beginning of several ids.
pub fn person(global: &Global, text: &str) -> Result<ParticipantId, Failure> {
    if let Ok(id) = text.parse() {
        // An id that nobody has, or a ledger that cannot be read, is reported where the question is answered.
        return Ok(ids::person(global, text).ok().flatten().unwrap_or(id));
    }
    match participant(global, text, true) {
        Err(unknown) if !may_be_short(text) => Err(unknown),
        Err(unknown) => ids::person(global, text)?.ok_or(unknown),
        found => found,
    }
}

/// The person of a case number, or whom an id is about, whole or short.
///
/// # Errors
/// When it is unknown, or the register cannot be opened.
pub fn case_or_id(global: &Global, text: &str) -> Result<ParticipantId, Failure> {
    match found(global, text, true) {
        Err(unknown) if is_id(text) => ids::person(global, text)?.ok_or(unknown),
        found => found,
    }
}

fn number(case: &str) -> Result<CaseNumber, Failure> {
    CaseNumber::new(case).map_err(no_number)
}

fn no_number(error: CaseError) -> Failure {
    Failure::call(error.to_string(), "give the case number as the office writes it")
}

fn fresh() -> Result<uuid::Uuid, Failure> {
    Ok(uuid::Builder::from_random_bytes(edge::random()?).into_uuid())
}
