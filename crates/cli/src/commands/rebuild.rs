//! `rebuild`: the projections and the views, from the log alone.

pub mod steps;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use clap::builder::PossibleValuesParser;
use hovedbok_core::Seq;
use hovedbok_ledger::{Difference, Ledger, PROJECTIONS, Parts, Rebuilt};
use hovedbok_present::Section;
use serde_json::{Value, json};

use self::steps::{Action, Means};
use crate::exit::Failure;
use crate::global::Global;
use crate::progress::Progress;
use crate::{edge, output};

/// Rebuild the projections and the views from the log, and compare them with the last rebuild.
///
/// The views are built beside those that questions are answered from, and take their place when they are ready. With a
/// command, this is done step by step.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Rebuild {
    #[command(subcommand)]
    action: Option<Action>,
    /// The projections to rebuild [default: all].
    #[arg(value_parser = PossibleValuesParser::new(PROJECTIONS))]
    projection: Vec<String>,
    /// Rebuild up to the position of the last rebuild, and compare the digests.
    #[arg(long, conflicts_with_all = ["memory", "save_every"])]
    check: bool,
    #[command(flatten)]
    means: Means,
}

/// The projections at a position, by name.
type Fresh = BTreeMap<String, (Rebuilt, Parts)>;

impl Rebuild {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if let Some(action) = self.action {
            return action.run(global);
        }
        let ledger = edge::open(global)?;
        let begun = Instant::now();
        let noted = ledger.noted()?;
        if !self.check {
            steps::all(global, &ledger, &self.means)?;
        }
        let fresh = self.fresh(global, &ledger, &noted)?;
        let differing: Vec<&String> =
            fresh.iter().filter(|(name, (own, _))| noted.get(*name) != Some(own)).map(|(name, _)| name).collect();
        let differing: BTreeMap<&String, String> = if self.check {
            let first = |name: &String| first_difference(&ledger, name, &noted, &fresh);
            differing.into_iter().map(|name| Ok((name, first(name)?))).collect::<Result<_, Failure>>()?
        } else {
            BTreeMap::new()
        };
        let rows: Vec<Value> = fresh
            .iter()
            .map(|(name, (own, _))| {
                let same = self.check.then(|| !differing.contains_key(name));
                let first = differing.get(name);
                json!({
                    "name": name, "position": own.position, "rows": own.rows, "digest": own.digest, "same": same,
                    "first_difference": first
                })
            })
            .collect();
        let section = Section::new(&["name", "position", "rows", "digest", "same"], &rows)
            .noted(format!("{} ms", begun.elapsed().as_millis()));
        output::plain(global, &json!({ "result": { "projections": rows } }), vec![section])?;
        if !differing.is_empty() {
            let found: Vec<&str> = differing.values().map(String::as_str).collect();
            return Err(Failure::Check {
                message: format!("the result differs from the last rebuild: {}", found.join(", ")),
                hint: "`verify` shows whether the log was changed; a newer program may also differ".to_owned(),
            });
        }
        if !self.check {
            let mut all = noted;
            for (name, (own, parts)) in fresh {
                ledger.note_parts(&name, &own.digest, &parts)?;
                all.insert(name, own);
            }
            ledger.note(&all)?;
        }
        ledger.close()?;
        Ok(ExitCode::SUCCESS)
    }

    /// The projections that are asked for, as the log has them at its end, or with --check at the last rebuild.
    fn fresh(&self, global: &Global, ledger: &Ledger, noted: &BTreeMap<String, Rebuilt>) -> Result<Fresh, Failure> {
        let last = ledger.last();
        let positions: Vec<Seq> = if self.check {
            let mut positions: Vec<Seq> = noted.values().map(|rebuilt| rebuilt.position).collect();
            positions.sort();
            positions.dedup();
            positions
        } else {
            vec![last]
        };
        if positions.is_empty() {
            return Err(Failure::call(
                "nothing was rebuilt here before",
                "run `rebuild` first, then `rebuild --check`",
            ));
        }
        let wanted = |name: &str| self.projection.is_empty() || self.projection.iter().any(|own| own == name);
        let mut fresh = Fresh::new();
        for position in positions {
            if position > last {
                return Err(Failure::Check {
                    message: format!("the last rebuild was at {position}, but the log ends at {last}"),
                    hint: "entries are missing: run `verify`; see operating.md, *When something is wrong*".to_owned(),
                });
            }
            let mut progress = Progress::new(global, "rebuilding", position.0);
            let progress = &mut |Seq(position)| progress.at(position);
            // Without --check the views were built from the log just now.
            let rebuilt = if self.check {
                ledger.rebuild_in_parts(position, progress)?
            } else {
                ledger.rebuilt_in_parts(progress)?
            };
            let at_that = |name: &str| !self.check || noted.get(name).is_some_and(|n| n.position == position);
            let asked = rebuilt.into_iter().filter(|(name, _)| wanted(name) && at_that(name));
            fresh.extend(asked.map(|(name, rebuilt)| (name.to_owned(), rebuilt)));
        }
        Ok(fresh)
    }
}

/// A projection that differs, with the first part of it that does.
fn first_difference(
    ledger: &Ledger,
    name: &str,
    noted: &BTreeMap<String, Rebuilt>,
    fresh: &Fresh,
) -> Result<String, Failure> {
    let (Some(then), Some((_, now))) = (noted.get(name), fresh.get(name)) else { return Ok(name.to_owned()) };
    Ok(match ledger.first_difference(name, &then.digest, now)? {
        Difference::Unknown => format!("{name} (it is not known where: the last rebuild kept no list of its parts)"),
        Difference::OfTheNote => format!("{name} (no part differs: the note of the last rebuild was changed)"),
        Difference::Changed(part) => format!("{name} (the first difference: {part} has other rows)"),
        Difference::Gone(part) => format!("{name} (the first difference: {part} is gone)"),
        Difference::New(part) => format!("{name} (the first difference: {part} is new)"),
    })
}
