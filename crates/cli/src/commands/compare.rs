//! `compare`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::compare::{ComparedRow, Comparison};
use hovedbok_answers::{Answer, Question};
use hovedbok_present::{Section, ends, words};
use serde::Serialize;
use serde_json::Value as Json;

use super::asked::{self, Asked};
use super::times_of;
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
    /// Only rows in which the sides differ.
    #[arg(long)]
    changed: bool,
    /// The question, written as its command: state --programme KVP
    #[arg(last = true, required = true, value_name = "QUESTION")]
    question: Vec<String>,
}

/// How the command is written.
const WRITTEN: &str = "compare --a OPTIONS --b OPTIONS -- QUESTION";

impl Compare {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let (a, b) = match (self.side(&self.a, global)?, self.side(&self.b, global)?) {
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
        let units = Units::of(&comparison);
        if self.changed {
            comparison.rows.retain(ComparedRow::differs);
        }
        let rows: Vec<WithUnit<'_>> = comparison.rows.iter().map(|row| units.with(row)).collect();
        let section = Section::new(&["row", "a", "b", "difference"], &rows).or_else("no_difference");
        output::plain(around, &comparison, vec![section])?;
        if around.format == Format::Table && !around.quiet {
            tell(around, &comparison, [a, b])?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn side(&self, options: &str, global: &Global) -> Result<Asked, Failure> {
        let own = shlex::split(options)
            .ok_or_else(|| Failure::call("the options of a side cannot be read", "close every quote in them"))?;
        let words: Vec<String> = self.question.iter().cloned().chain(own).collect();
        asked::side(&words, global, WRITTEN)
    }
}

/// The units of rows that say in another row what they count: kroner, percent.
struct Units(BTreeMap<String, Json>);

/// A row, with its unit beside it.
#[derive(Serialize)]
struct WithUnit<'r> {
    #[serde(flatten)]
    row: &'r ComparedRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'r Json>,
}

impl Units {
    fn of(comparison: &Comparison) -> Units {
        let unit = |row: &ComparedRow| {
            let thing = row.row.strip_suffix(".unit")?;
            Some((thing.to_owned(), row.a.clone().or_else(|| row.b.clone())?))
        };
        Units(comparison.rows.iter().filter_map(unit).collect())
    }

    fn with<'r>(&'r self, row: &'r ComparedRow) -> WithUnit<'r> {
        let thing = row.row.rsplit_once('.').map(|(thing, _)| thing);
        WithUnit { row, unit: thing.and_then(|thing| self.0.get(thing)) }
    }
}

/// Says what each side is, where its records end, and where entries explain the difference.
fn tell(global: &Global, comparison: &Comparison, sides: [&(Question, Answer); 2]) -> Result<(), Failure> {
    for (name, (_, answer)) in ["a", "b"].into_iter().zip(sides) {
        screen::line(&format!(
            "{name}: {} {} · {} #{}",
            words::say(global.lang, "as_of"),
            words::day(global.lang, answer.as_of),
            words::say(global.lang, "known_at"),
            answer.known_at_seq.0
        ))?;
        if let Some(nothing) = ends::nothing(global.lang, answer) {
            screen::line(&nothing)?;
        }
        output::ends(global, answer)?;
    }
    if comparison.differs_in_knowledge_alone() {
        let (a, b) = (comparison.a.known_at_seq.0, comparison.b.known_at_seq.0);
        crate::notes::note!(
            "the sides differ in what was known alone: explain --known-at {a} --and {b} names the entries that made the difference"
        );
    }
    Ok(())
}
