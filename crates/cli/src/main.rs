//! The command line `hovedbok`: arguments in, tables, JSON or CSV out. Everything it does, `hovedbok-ledger` does.
//!
//! What stays true here: the clock and the operating system's randomness are read in `edge` and nowhere else (H10). No
//! message repeats a case number or personal data (H11). An answer that ends before the day asked about says so (H14).

mod asked;
mod call;
mod cases;
mod choices;
mod commands;
mod edge;
mod exit;
mod fields;
mod format;
mod global;
mod help;
mod ids;
mod input;
mod notes;
mod output;
mod places;
mod progress;
mod prompt;
mod screen;
mod traces;
mod trust;
mod usage;
mod written;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::CommandFactory;
use mimalloc::MiMalloc;

use crate::commands::{Cli, parsing};
use crate::global::Global;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    usage::begin(Cli::command);
    let command = Cli::command();
    global::look(&command, std::env::args_os()).begin();
    let words: Vec<OsString> = std::env::args_os().collect();
    // `record TYPE --help` is about the type.
    let words = parsing::about_a_type(&words).unwrap_or(words);
    let (cli, named): (Cli, _) = match parsing::parse_by(command, words) {
        Ok(understood) => understood,
        Err(error) => return exit::usage(&error),
    };
    let out = cli.global.out.clone().filter(|_| !named.has_own_out());
    let global = Global { named, ..cli.global }.written_to(out);
    global.paged();
    let fits = traces::begin(&global).and_then(|()| cli.command.fits(&global));
    let done = fits.and_then(|()| cli.command.run(&global));
    let done = done.and_then(|code| edge::backed().and_then(|()| output::end(&global)).map(|()| code));
    match done {
        Ok(code) => {
            screen::end();
            code
        }
        Err(gone) if gone.is_a_gone_reader() => exit::failed(&edge::backed().err().unwrap_or(gone)),
        Err(failure) => exit::failed(&failure),
    }
}
