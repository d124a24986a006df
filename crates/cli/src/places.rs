//! Where the ledger, its register and the register's key are.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, CommandFactory, FromArgMatches, Parser};
use hovedbok_register::{Opening, Passphrase, RegisterError};

use crate::call;

/// Global options that name places.
#[derive(Debug, Clone, Args)]
pub struct Places {
    /// The ledger's folder.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "HOVEDBOK_LEDGER",
        hide_env_values = true,
        default_value = "./ledger"
    )]
    pub ledger: PathBuf,
    /// The register of case numbers [default: beside the ledger's folder].
    #[arg(long, global = true, value_name = "FILE", env = "HOVEDBOK_REGISTER", hide_env_values = true)]
    pub register: Option<PathBuf>,
    /// The register's key [default: the register's path followed by `.key`].
    #[arg(long, global = true, value_name = "FILE", env = "HOVEDBOK_REGISTER_KEY", hide_env_values = true)]
    pub register_key: Option<PathBuf>,
}

impl Places {
    /// The register's path.
    pub fn register_path(&self) -> PathBuf {
        self.register.clone().unwrap_or_else(|| beside(&self.ledger, "register.age"))
    }

    /// The path of the register's key.
    pub fn register_key_path(&self) -> PathBuf {
        self.register_key.clone().unwrap_or_else(|| {
            let register = self.register_path();
            let mut name = register.file_name().unwrap_or_default().to_owned();
            name.push(".key");
            register.with_file_name(name)
        })
    }

    /// The path of the key of pseudonyms, beside the register.
    pub fn pseudonym_key_path(&self) -> PathBuf {
        let register = self.register_path();
        let mut name = register.file_name().unwrap_or_default().to_owned();
        name.push(".pseudonyms.key");
        register.with_file_name(name)
    }

    /// Where it is written down that rows about persons were exported.
    pub fn disclosures_path(&self) -> PathBuf {
        beside(&self.ledger, "disclosures.jsonl")
    }

    /// Opens the register in some way; the passphrase of its key comes from the environment.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_register<T>(
        &self,
        open: impl Fn(&Opening<'_>) -> Result<T, RegisterError>,
    ) -> Result<T, RegisterError> {
        let passphrase =
            call::env("HOVEDBOK_REGISTER_PASSPHRASE").map(|text| Passphrase::new(text.to_string_lossy().into_owned()));
        let (register, key) = (self.register_path(), self.register_key_path());
        open(&Opening {
            register: &register,
            key: &key,
            ledger: &self.ledger,
            passphrase: passphrase.as_ref(),
            wait: Duration::from_secs(10),
        })
    }
}

/// The places that a call names, also one that cannot be understood: everything else in it and in the environment is
/// ignored.
pub fn guessed() -> Option<Places> {
    #[derive(Parser)]
    struct Bare {
        #[command(flatten)]
        places: Places,
    }
    let args: Vec<OsString> = std::env::args_os().collect();
    let mut words = vec![OsString::from("hovedbok")];
    for option in ["--ledger", "--register", "--register-key"] {
        let after =
            args.windows(2).find_map(|pair| Some(pair.last()?).filter(|_| pair.first().is_some_and(|a| a == option)));
        let joined =
            || args.iter().find_map(|arg| arg.to_str()?.strip_prefix(option)?.strip_prefix('=').map(OsString::from));
        if let Some(value) = after.cloned().or_else(joined) {
            words.extend([OsString::from(option), value]);
        }
    }
    let mut matches = call::without_empty(Bare::command()).try_get_matches_from(words).ok()?;
    Bare::from_arg_matches_mut(&mut matches).ok().map(|bare| bare.places)
}

fn beside(dir: &Path, what: &str) -> PathBuf {
    let mut name = dir.file_name().unwrap_or(OsStr::new("ledger")).to_owned();
    name.push(".");
    name.push(what);
    dir.with_file_name(name)
}
