//! `init`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::Ledger;

use super::register;
use crate::edge;
use crate::exit::Failure;
use crate::global::Global;

/// Create an empty ledger in a new or empty folder; refuse any other folder.
#[derive(Debug, Args)]
pub struct Init {
    /// The name under which its checkpoints will be signed; it never changes [default: a random name].
    #[arg(long, value_name = "ORIGIN")]
    origin: Option<String>,
}

impl Init {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let origin = match self.origin {
            Some(origin) => origin,
            None => edge::random_origin()?,
        };
        let (book, _) = register::at_hand(global, true)?;
        let cases = register::cases(book.as_ref(), &[]);
        Ledger::init_without(&global.places.ledger, &origin, &cases, edge::now())?.close()?;
        if !global.quiet {
            crate::notes::say!("created an empty ledger in {}, origin {origin}", global.places.ledger.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
