//! `sample`: synthetic ledgers.

use std::process::ExitCode;

use clap::{Args, Subcommand};
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
    },
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
        let Kind::Synth { entries, seed } = self.kind;
        let ledger = Ledger::init(&global.places.ledger, "synth.example/hovedbok", edge::now())?;
        let mut salts = seeded(seed);
        let mut edge = edge::edge(global, &mut salts);
        let made =
            hovedbok_sample::synth(entries, seed).map(|entry: hovedbok_sample::Recorded| (entry.recorded, entry.draft));
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
