//! `sample`: synthetic ledgers.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_core::ShareBp;
use hovedbok_interchange::number;
use hovedbok_ledger::Ledger;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;

use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::progress::Progress;

/// Make a synthetic ledger.
#[derive(Debug, Args)]
pub struct Sample {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// Make a plausible ledger of any size, the same for the same seed.
    Synth {
        /// About how many entries.
        #[arg(long)]
        entries: u64,
        /// The seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many of a hundred entries are corrected, of those that can be: replaced, voided, moved to another day; some
        /// corrections are corrected again.
        #[arg(long, value_name = "PERCENT", default_value = "1", value_parser = percent)]
        corrected: ShareBp,
    },
}

/// A share in percent: 1, 0.5, 50.
fn percent(text: &str) -> Result<ShareBp, String> {
    let share = number::share_bp(text).map_err(|error| error.to_string())?.value;
    let share = u32::try_from(share).ok().filter(|share| *share <= 10_000);
    share.map(ShareBp).ok_or_else(|| "write a number from 0 to 100".to_owned())
}

/// Sixteen bytes at each call that depend only on the seed, so that samples are the same everywhere.
pub fn seeded(seed: u64) -> impl FnMut() -> [u8; 16] {
    let mut source = ChaCha12Rng::seed_from_u64(seed);
    move || {
        let mut bytes = [0; 16];
        source.fill_bytes(&mut bytes);
        bytes
    }
}

impl Sample {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let Kind::Synth { entries, seed, corrected } = self.kind;
        let ledger = Ledger::init(&global.places.ledger, "synth.example/hovedbok", edge::now())?;
        let mut salts = seeded(seed);
        let mut edge = edge::edge(global, &mut salts);
        let made = hovedbok_sample::synth_corrected(entries, seed, corrected)
            .map(|entry: hovedbok_sample::Recorded| (entry.recorded, entry.draft));
        let mut progress = Progress::new(global, "writing", entries);
        let count = ledger.migrate(made, &mut edge, &mut |position| progress.at(position))?;
        drop(progress);
        ledger.close()?;
        if !global.quiet {
            crate::notes::say!("created a synthetic ledger in {}: {count} entries", global.places.ledger.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
