//! `rebuild`.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use clap::builder::PossibleValuesParser;
use hovedbok_core::Seq;
use hovedbok_ledger::{PROJECTIONS, Rebuilt};
use hovedbok_present::Section;
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::global::Global;
use crate::progress::Progress;
use crate::{edge, output};

/// Rebuild the projections and the views from the log, and compare them with the last rebuild.
#[derive(Debug, Args)]
pub struct Rebuild {
    /// The projections to rebuild [default: all].
    #[arg(value_parser = PossibleValuesParser::new(PROJECTIONS))]
    projection: Vec<String>,
    /// Rebuild up to the position of the last rebuild, and compare the digests.
    #[arg(long)]
    check: bool,
}

impl Rebuild {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let ledger = edge::open(global)?;
        let noted = ledger.noted()?;
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
        let begun = Instant::now();
        let wanted = |name: &str| self.projection.is_empty() || self.projection.iter().any(|own| own == name);
        let mut rebuilt: BTreeMap<String, Rebuilt> = BTreeMap::new();
        for position in positions {
            if position > last {
                return Err(Failure::Check {
                    message: format!("the last rebuild was at {position}, but the log ends at {last}"),
                    hint: "entries are missing: run `verify`; see operating.md, *When something is wrong*".to_owned(),
                });
            }
            let mut progress = Progress::new(global, "rebuilding", position.0);
            let fresh = ledger.rebuild(position, &mut |Seq(position)| progress.at(position))?;
            let at_that = |name: &str| !self.check || noted.get(name).is_some_and(|n| n.position == position);
            rebuilt.extend(
                fresh
                    .into_iter()
                    .filter(|(name, _)| wanted(name) && at_that(name))
                    .map(|(name, rebuilt)| (name.to_owned(), rebuilt)),
            );
        }
        let elapsed = begun.elapsed();
        let differing: Vec<&String> =
            rebuilt.iter().filter(|(name, fresh)| noted.get(*name) != Some(*fresh)).map(|(name, _)| name).collect();
        let rows: Vec<Value> = rebuilt
            .iter()
            .map(|(name, fresh)| {
                let same = self.check.then(|| !differing.contains(&name));
                json!({ "name": name, "position": fresh.position, "rows": fresh.rows, "digest": fresh.digest, "same": same })
            })
            .collect();
        let section = Section::new(&["name", "position", "rows", "digest", "same"], &rows)
            .noted(format!("{} ms", elapsed.as_millis()));
        output::plain(global, &json!({ "result": { "projections": rows } }), vec![section])?;
        if self.check && !differing.is_empty() {
            let names: Vec<&str> = differing.iter().map(|name| name.as_str()).collect();
            return Err(Failure::Check {
                message: format!("the result differs from the last rebuild: {}", names.join(", ")),
                hint: "`verify` shows whether the log was changed; a newer program may also differ".to_owned(),
            });
        }
        if !self.check {
            let mut progress = Progress::new(global, "writing views", last.0);
            ledger.rewrite_views(&mut |Seq(position)| progress.at(position))?;
            drop(progress);
            let mut all = noted;
            all.extend(rebuilt);
            ledger.note(&all)?;
        }
        ledger.close()?;
        Ok(ExitCode::SUCCESS)
    }
}
