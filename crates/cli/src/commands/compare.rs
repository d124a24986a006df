//! `compare`.

use std::process::ExitCode;

use clap::{Args, Command, CommandFactory};
use hovedbok_answers::compare::{ComparedRow, Comparison};
use hovedbok_answers::{Answer, Question};
use hovedbok_present::{Section, ends, places, words};
use serde_json::{Map, Value as Json, json};

use super::asked::{self, Asked, QuestionWords};
use super::{staff, times_of};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::progress::Working;
use crate::{edge, output, screen};

/// Show the answers to a question side by side: two days, two states of knowledge, two offices, two years.
#[derive(Debug, Args)]
pub struct Compare {
    /// The options of the one side, in quotes: "--as-of 2008-12-31"
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    a: String,
    /// The options of the other side: "--as-of 2009-12-31"
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    b: String,
    /// Only rows in which the sides differ: so it is in tables and workbooks anyway.
    #[arg(long)]
    changed: bool,
    /// Also rows that are the same on both sides: so it is in CSV and JSON anyway.
    #[arg(long, conflicts_with = "changed")]
    all: bool,
    /// The question, written as its command: state --programme KVP
    #[arg(last = true, required = true, value_name = "QUESTION")]
    question: Vec<String>,
}

/// The columns.
const COLUMNS: [&str; 4] = ["row", "a", "b", "difference"];

/// How the command is written.
const WRITTEN: &str = "compare --a OPTIONS --b OPTIONS -- QUESTION";

impl Compare {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let (a, b) = match (self.side("--a", &self.a, global)?, self.side("--b", &self.b, global)?) {
            (Asked::Question(a, of_a), Asked::Question(b, of_b)) => ((a, of_a), (b, of_b)),
            (Asked::Helped(code), _) | (_, Asked::Helped(code)) => return Ok(code),
        };
        let around = &*a.1.clone();
        let mut reader = edge::read(global)?;
        let working = Working::on(around, "comparing");
        let mut answers = Vec::new();
        for (question, global) in [a, b] {
            let asked = times_of(&global, reader.question_times(global.as_of(), global.known_at(), edge::now())?);
            let answer = reader.ask_with(&question, asked.at, &mut |_| {})?;
            answers.push((question, answer));
        }
        drop(working);
        edge::done(reader)?;
        let [a, b] = answers.as_slice() else { return Ok(ExitCode::SUCCESS) };
        let mut comparison = Comparison::of((a.0.clone(), &a.1), (b.0.clone(), &b.1));
        let for_people = matches!(around.format, Format::Table | Format::Xlsx);
        let (mut section, of_one_side) = if for_people {
            self.for_people(around, &comparison, [&a.1, &b.1])
        } else {
            if self.changed {
                comparison.rows.retain(ComparedRow::differs);
            }
            (Section::new(&COLUMNS, &comparison.rows), 0)
        };
        let sides = [&a.1, &b.1];
        let neither = sides.iter().all(|answer| answer.none_of.is_some());
        let nothing = !comparison.says_something() && sides.iter().any(|answer| !answer.not_recorded.is_empty());
        if for_people && nothing {
            section = Section::new::<Json>(&COLUMNS, &[]);
        }
        let empty = match (neither, nothing, of_one_side > 0) {
            (true, ..) => "neither_side",
            (false, true, _) => "nothing_recorded",
            (false, false, true) => "no_shared_row_differs",
            (false, false, false) => "same_on_both_sides",
        };
        let own = a.0.apart(&b.0).map(|own| ends::narrowed(around.lang, a.0.name(), &own));
        let about: Vec<(String, String)> = [("a", &a.1), ("b", &b.1)]
            .into_iter()
            .zip(&own)
            .flat_map(|((side, answer), own)| {
                let asked = (!own.is_empty()).then(|| (String::new(), own.clone()));
                let about = asked.into_iter().chain(output::about(around, answer));
                about.map(move |(label, text)| {
                    (format!("{side}: {label}").trim_end_matches([' ', ':']).to_owned(), text)
                })
            })
            .collect();
        output::beside(around, &comparison, vec![section.or_else(empty)], &about)?;
        if !around.quiet {
            tell(around, &comparison, sides, &own)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The rows in words, with the sides of one thing in one row, and how many persons and placements that only one side has are
    /// left out. A side of which the answer counts nobody has no numbers.
    fn for_people(&self, global: &Global, comparison: &Comparison, sides: [&Answer; 2]) -> (Section, usize) {
        let mut lined_up = comparison.lined_up();
        for row in &mut lined_up.rows {
            let [a, b] = sides.map(|side| side.none_of.is_some());
            row.a = row.a.take().filter(|_| !a);
            row.b = row.b.take().filter(|_| !b);
            row.difference = row.difference.filter(|_| !a && !b);
        }
        lined_up.rows.retain(|row| row.a.is_some() || row.b.is_some());
        let several = lined_up.has_several_lists();
        let before = lined_up.rows.len();
        if !self.all {
            lined_up.rows.retain(ComparedRow::differs);
        }
        let same = before - lined_up.rows.len();
        let once = if self.all { 0 } else { lined_up.say_once_what_one_side_has() };
        let rows: Vec<Json> =
            lined_up.rows.iter().map(|row| in_words(global, &comparison.a.question, row, several)).collect();
        let section = Section::new(&COLUMNS, &rows);
        let mut notes = Vec::new();
        if same > 0 && !self.changed && !global.quiet {
            notes.push(match same {
                1 => "1 row is the same on both sides; --all shows it too".to_owned(),
                same => format!("{same} rows are the same on both sides; --all shows them too"),
            });
        }
        if lined_up.of_one_side > 0 {
            notes.push(format!(
                "{} persons and placements that only one side has are left out; JSON and CSV have them",
                lined_up.of_one_side
            ));
        }
        if once > 0 && !global.quiet {
            notes.push(format!("of {once} things that only one side has, details are left out; --all shows them"));
        }
        let section = if notes.is_empty() { section } else { section.noted(notes.join("\n")) };
        (section, lined_up.of_one_side)
    }

    fn side(&self, name: &str, options: &str, global: &Global) -> Result<Asked, Failure> {
        let of_side = |failure: Failure| {
            if let Failure::Call { message, hint } = &failure {
                return Failure::call(format!("{name}: {message}"), hint.clone());
            }
            failure
        };
        let own = shlex::split(options).ok_or_else(|| {
            of_side(Failure::call("the options of a side cannot be read", "close every quote in them"))
        })?;
        if let Some(word) = own.first().filter(|word| !word.starts_with('-')) {
            let message = format!("'{word}' is not an option");
            return Err(of_side(Failure::call(message, self.takes())));
        }
        let words: Vec<String> = self.question.iter().cloned().chain(own).collect();
        asked::side(&words, global, WRITTEN).map_err(|failure| {
            let failure = of_side(failure);
            if let Failure::Call { message, hint } = &failure
                && *hint == asked::example(WRITTEN)
            {
                return Failure::call(message.clone(), self.takes());
            }
            failure
        })
    }

    /// Which options the question takes.
    fn takes(&self) -> String {
        let all = QuestionWords::command();
        let command = self.question.iter().find_map(|word| all.find_subcommand(word));
        let own = command.into_iter().flat_map(Command::get_arguments).filter(|arg| !arg.is_hide_set());
        let options: Vec<String> = own.filter_map(|arg| arg.get_long().map(|long| format!("--{long}"))).collect();
        let options = ["--as-of", "--known-at"].map(str::to_owned).into_iter().chain(options);
        format!("the question takes {}", options.collect::<Vec<_>>().join(", "))
    }
}

/// A row in words, with what says how its values are shown.
fn in_words(global: &Global, question: &Question, row: &ComparedRow, several: bool) -> Json {
    let row = &staff::compared_in_full_posts(row);
    let mut said = Map::new();
    said.insert("row".to_owned(), places::in_words(global.lang, question.name(), &row.place, several).into());
    places::describe(question.name(), &row.place, &mut said);
    said.extend([("a", json!(row.a)), ("b", json!(row.b)), ("difference", json!(row.difference))].map(owned));
    Json::Object(said)
}

fn owned((key, value): (&str, Json)) -> (String, Json) {
    (key.to_owned(), value)
}

/// Says what each side is, where its records end, and where entries explain the difference. What holds for both sides is said
/// once.
fn tell(global: &Global, comparison: &Comparison, sides: [&Answer; 2], narrowed: &[String; 2]) -> Result<(), Failure> {
    let table = global.format == Format::Table;
    if !table && !global.format.is_rows() {
        return Ok(());
    }
    let [of_a, of_b] = sides.map(|answer| ends::sentences(global.lang, answer));
    let mut lines = Vec::new();
    let ([a, b], [only_a, only_b]) = (sides, narrowed);
    for (name, answer, asked, own, others) in [("a", a, only_a, &of_a, &of_b), ("b", b, only_b, &of_b, &of_a)] {
        if table {
            let asked = if asked.is_empty() { String::new() } else { format!("{asked} · ") };
            screen::line(&format!(
                "{name}: {asked}{} {} · {} #{}",
                words::say(global.lang, "as_of"),
                words::day(global.lang, answer.as_of),
                words::say(global.lang, "known_at"),
                answer.known_at_seq.0
            ))?;
        }
        lines.extend(own.iter().filter(|line| !others.contains(line)).map(|line| format!("{name}: {line}")));
    }
    lines.extend(of_a.iter().filter(|line| of_b.contains(line)).cloned());
    for line in lines {
        if table {
            output::prose_below(&line)?;
        } else {
            crate::notes::note!("{line}");
        }
    }
    if table && comparison.differs_in_knowledge_alone() {
        let (a, b) = (comparison.a.known_at_seq.0, comparison.b.known_at_seq.0);
        crate::notes::note!(
            "the sides differ in what was known alone: explain --known-at {a} --and {b} names the entries that made the difference"
        );
    }
    Ok(())
}
