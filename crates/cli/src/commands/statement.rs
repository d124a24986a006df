//! `statement`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_answers::questions::{ProgrammeStatement, Statement as Whole, StatementOf};
use hovedbok_answers::{Answer, Question, Reply};
use hovedbok_core::Seq;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::errors::ErrorCode;
use hovedbok_core::text::visible;
use hovedbok_files::bounded;
use hovedbok_present::{Section, words};
use hovedbok_tree::{Hash, SignedAnswer};
use serde_json::{Value, json};

use super::of_programme::OfProgramme;
use super::{
    agreements, ask, bodies, budget, findings, goals, milestones, reports, risks, staff, state, surveys, times,
};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::progress::Progress;
use crate::trust::{self, Trusted};
use crate::{edge, output};

/// Show everything as of one day: participants, milestones, budget, goals, findings, and what belongs to a programme.
///
/// The answer can be signed, and a signed answer checked.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Statement {
    #[command(subcommand)]
    check: Option<Action>,
    #[command(flatten)]
    programme: OfProgramme,
    /// Write the answer to a file, and next to it a signed answer (its SHA-256, signed with the private key in this
    /// file).
    #[arg(long, value_name = "FILE")]
    sign: Option<PathBuf>,
    /// Write the answer to this file, a new one. Its ending names the format where --format does not: .txt for tables, .csv,
    /// .xlsx, .json, .jsonl. With --sign, the file of the signed answer [default: statement-N.signed]; the answer itself is
    /// written beside it, with the ending .json.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Overwrite existing files; each old file stays until its new one is complete.
    #[arg(long, requires = "sign")]
    force: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check a signed answer: its signatures, that it comes from this ledger, and that the ledger gives the same
    /// answer.
    Check {
        /// The file of the signed answer.
        file: PathBuf,
        #[command(flatten)]
        trusted: Trusted,
    },
}

/// The program and its version, as signed answers name it.
const PROGRAM: &str = concat!("hovedbok ", env!("CARGO_PKG_VERSION"));

impl Statement {
    /// Whether it checks a signed answer.
    pub fn checks(&self) -> bool {
        self.check.is_some()
    }

    /// Whether it signs an answer.
    pub fn signs(&self) -> bool {
        self.sign.is_some()
    }

    pub fn question(&self) -> Result<Question, Failure> {
        if self.check.is_some() || self.sign.is_some() {
            return Err(Failure::call("signing and checking are not questions", "leave out check and --sign"));
        }
        if self.out.is_some() {
            return Err(Failure::idle("--out", "a question inside another command"));
        }
        Ok(self.asked())
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        match (&self.check, &self.sign) {
            (Some(Action::Check { file, trusted }), _) => check(global, file, trusted),
            (None, Some(key)) => self.sign(global, key),
            (None, None) => self.show(global),
        }
    }

    /// Begins the file for the answer, where there is one.
    ///
    /// # Errors
    /// When it is not, or the format does not apply.
    pub fn fits(&self, global: &Global) -> Result<(), Failure> {
        if self.signs() && global.format == Format::Xlsx {
            let message = "--format xlsx does not apply to a signed answer";
            return Err(Failure::call(message, "leave out --sign: statement --format xlsx --out FILE"));
        }
        output::begin(&self.to_file(global), self.signs() || self.checks())
    }

    fn show(&self, global: &Global) -> Result<ExitCode, Failure> {
        let global = &self.to_file(global);
        ask(global, &self.asked(), |answer| sections(global, answer))
    }

    /// With its own --out, which is for the answer where it is not signed.
    fn to_file(&self, global: &Global) -> Global {
        global.clone().written_to(self.out.clone().filter(|_| !self.signs()))
    }

    fn asked(&self) -> Question {
        Question::Statement(StatementOf { programme: self.programme.name() })
    }

    fn sign(&self, global: &Global, key: &Path) -> Result<ExitCode, Failure> {
        let (ledger, question) = (edge::open(global)?, self.asked());
        let key = ledger.read_key(key)?;
        let asked = times(global, &ledger)?;
        let mut progress = Progress::new(global, "reading", asked.at.known_at.0);
        let answer = ledger.ask_log(&question, asked.at, &mut |Seq(position)| progress.at(position))?;
        drop(progress);
        let name = || PathBuf::from(format!("statement-{}.signed", answer.known_at_seq.0));
        let out = self.out.clone().unwrap_or_else(name);
        let beside = answer_beside(&out);
        if beside == out {
            let message = format!("{} is the name of the answer's own file", out.display());
            return Err(Failure::call(message, "name the signed answer NAME.signed"));
        }
        trust::may_write(global, &[&beside, &out], self.force)?;
        let signed = ledger.sign_answer(&question, &answer, PROGRAM, &key)?;
        ledger.close()?;
        let text = signed.signed.to_string();
        trust::write(global, &[(&beside, &signed.answer), (&out, text.as_bytes())], self.force)?;
        let said = signed.signed.binding();
        let result = json!({
            "statement": out, "answer_file": beside, "as_of": said.as_of, "known_at_seq": said.known_at,
            "answer_sha256": said.answer_sha256,
        });
        let columns = ["statement", "answer_file", "as_of", "known_at_seq", "answer_sha256"];
        output::plain(global, &json!({ "result": result }), vec![Section::fields(&columns, &result)])?;
        Ok(ExitCode::SUCCESS)
    }
}

fn check(global: &Global, file: &Path, trusted: &Trusted) -> Result<ExitCode, Failure> {
    let keys = trusted.read()?;
    let text = trust::text(file)?;
    if text.starts_with('{') {
        let message = format!("{} is JSON, like the answer itself, and not a signed answer", file.display());
        return Err(Failure::call(message, "name the file that ends in .signed"));
    }
    let signed = SignedAnswer::parse(&text).map_err(|error| trust::refused(file, &error))?;
    let ledger = edge::open(global)?;
    let mut progress = Progress::new(global, "reading", signed.binding().known_at);
    let confirmed = ledger.check_signed(&signed, &keys, PROGRAM, &mut |Seq(position)| progress.at(position));
    drop(progress);
    let beside = beside(file, &signed.binding().answer_sha256);
    // A signed answer that does not hold binds no file.
    let (confirmed, beside) = match (confirmed, beside) {
        (Ok(confirmed), Ok(beside)) => (confirmed, beside),
        (Ok(_), Err(differs)) => return Err(differs),
        (Err(error), Err(differs)) if error.code() == ErrorCode::OtherSchema => return Err(differs),
        (Err(error), Ok(_) | Err(_)) => return Err(trust::about(file, error)),
    };
    ledger.close()?;
    let columns =
        ["question", "as_of", "known_at_seq", "rules", "program", "answer_sha256", "signed_by", "answer_file"];
    let mut result = json!(confirmed);
    if let Value::Object(fields) = &mut result {
        fields.insert("answer_file".to_owned(), json!(beside));
    }
    let mut shown = result.clone();
    if let Some(question) = shown.get_mut("question") {
        // As the signed answer has it.
        *question = signed.binding().question.as_str().into();
    }
    let mut section = Section::fields(&columns, &shown);
    if !global.quiet {
        section = section.noted(format!(
            "The answer is the one that was signed: entries 1 to {} still give the same bytes, and the checkpoint of \
             {} entries is one of this ledger.\n{}",
            confirmed.known_at_seq.0,
            confirmed.checkpoint.size,
            match &beside {
                Some(path) => format!("{} has the same bytes.", path.display()),
                None => format!("There is no {} beside it, so no file was compared.", answer_beside(file).display()),
            }
        ));
    }
    output::plain(global, &json!({ "result": result }), vec![section])?;
    Ok(ExitCode::SUCCESS)
}

/// The largest answer that is read.
const ANSWER_BYTES_MAX: usize = 256 << 20;

/// The path of the answer beside a signed answer.
fn answer_beside(file: &Path) -> PathBuf {
    file.with_extension("json")
}

/// The file of the answer beside a signed answer, if it exists and is the one that was signed.
fn beside(file: &Path, signed: &Hash) -> Result<Option<PathBuf>, Failure> {
    let path = answer_beside(file);
    let bytes = match bounded::file(&path, ANSWER_BYTES_MAX) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Failure::File { path: path.display().to_string(), source }),
    };
    let found = Hash::of(&bytes);
    if found == *signed {
        return Ok(Some(path));
    }
    Err(Failure::Check {
        message: format!(
            "{} is not the answer that was signed: its SHA-256 is {found}, but the signed one has {signed}",
            path.display()
        ),
        hint: "keep the file as it is and ask for the signed one; `statement` with the day and position of the signed \
               answer and `--format json` prints the same answer, followed by a newline"
            .to_owned(),
    })
}

/// The statement as tables.
pub fn sections(global: &Global, answer: &Answer) -> Vec<Section> {
    let Reply::Statement(statement) = &answer.result else { return Vec::new() };
    let Whole { programmes, plans, findings } = statement.as_ref();
    let mut sections: Vec<Section> = programmes.iter().flat_map(|programme| one(global, answer, programme)).collect();
    if !plans.is_empty() {
        let title = words::say(global.lang, "plans_elsewhere").to_owned();
        sections.push(Section::new(&milestones::PLANS, plans).titled(title));
    }
    if !findings.is_empty() {
        let title = words::say(global.lang, "Findings").to_owned();
        sections.push(match global.format {
            Format::Table => findings::together(global, findings).titled(title),
            Format::Csv | Format::Jsonl | Format::Json | Format::Prometheus | Format::Ics | Format::Xlsx => {
                Section::new(&findings::COLUMNS, findings).titled(title)
            }
        });
    }
    sections
}

fn one(global: &Global, answer: &Answer, programme: &ProgrammeStatement) -> Vec<Section> {
    let table = global.format == Format::Table;
    let lacks = |subject| table && answer.lacks(&programme.programme, subject);
    let nothing = |title: String| Section::new::<Value>(&[], &[]).titled(title).or_else("nothing_recorded");
    let label = |key: &str| format!("{} · {}", programme.programme, words::say(global.lang, key));
    let title = programme.title.as_ref().map(|title| format!(" — {}", visible(title))).unwrap_or_default();
    let head = format!("══ {}{title}", programme.programme);
    let mut sections = Vec::new();
    if lacks(RecordSubject::Participants) {
        sections.push(nothing(label("state")));
    } else if programme.state.ever > 0 || programme.state.groups.iter().any(|group| group.ever > 0) {
        sections.push(state::counts(global, answer, &programme.state).titled(label("state")));
    }
    if lacks(RecordSubject::Plan) {
        sections.push(nothing(label("Plans")));
    } else if !programme.plans.is_empty() {
        sections.push(milestones::summaries(&programme.plans).titled(label("Plans")));
    }
    if lacks(RecordSubject::Money) {
        sections.push(nothing(label("budget")));
    } else if !programme.budget.lines.is_empty() {
        let lines = budget::lines(global, &programme.budget, &["year", "source"], &budget::SPARE);
        sections.push(lines.titled(label("budget")));
    }
    if !programme.goals.is_empty() {
        sections.push(goals::table(global, &programme.goals, &["programme"]).titled(label("Goals")));
    }
    if !programme.findings_by_kind.is_empty() {
        sections.push(found(global, programme).titled(label("Findings")));
    }
    sections.extend(belonging(global, programme));
    if global.format.is_rows() {
        sections.iter_mut().for_each(|section| section.lead("programme", &programme.programme));
    }
    if let Some(first) = sections.first_mut()
        && table
    {
        let own = first.title.take().unwrap_or_default();
        first.title = Some(format!("{head}\n{own}"));
    }
    sections
}

/// What belongs to a programme: its bodies, posts, reports, agreements, risks and surveys, as far as there are any.
fn belonging(global: &Global, programme: &ProgrammeStatement) -> Vec<Section> {
    let label = |key: &str| format!("{} · {}", programme.programme, words::say(global.lang, key));
    let without = ["programme"];
    let mut sections = Vec::new();
    let mut add = |key: &str, mut own: Vec<Section>| {
        own.retain(|section| !section.is_empty());
        if let Some(first) = own.first_mut() {
            first.title = Some(match first.title.take() {
                Some(title) => format!("{} · {title}", programme.programme),
                None => label(key),
            });
        }
        sections.extend(own);
    };
    add("Bodies", bodies::tables(global, &programme.bodies, &["programme", "decisions"]));
    add("Staff", staff::tables(global, &programme.staff, &programme.filled, &without));
    add("Reports", vec![reports::table(global, &programme.reports, &without)]);
    let (signed, contracts) = (&programme.agreements, &programme.contracts);
    let (due, tenders) = (&programme.deliverables, &programme.tenders);
    add("Agreements", agreements::tables(global, signed, contracts, due, tenders, &without));
    add("Risks", vec![risks::table(global, &programme.risks, &without)]);
    add("Surveys", vec![surveys::table(global, &programme.surveys, &without)]);
    sections
}

/// The most findings of each kind that a table shows.
const OF_A_KIND: usize = 8;

/// The findings: in a table the first ones of each kind, and how many more there are.
fn found(global: &Global, programme: &ProgrammeStatement) -> Section {
    if global.format == Format::Table {
        return findings::of_each_kind(&programme.findings, OF_A_KIND);
    }
    Section::new(&findings::COLUMNS, &programme.findings)
}
