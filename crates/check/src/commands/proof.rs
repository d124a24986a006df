//! `proof`.

use std::path::{Path, PathBuf};

use clap::Args;
use hovedbok_check::proof::{self, Companion};

use super::refused;
use crate::exit::Failure;
use crate::input::{Trusted, read};
use crate::render::{self, Shown};

#[derive(Debug, Args)]
pub struct Proof {
    /// The proof's file, NAME.tlog-proof.
    file: PathBuf,
    /// The entry as a JSON line [default: NAME.entry.json beside the proof]. Without it only the head is proved.
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    #[command(flatten)]
    trusted: Trusted,
}

impl Proof {
    pub fn run(&self) -> Result<Shown, Failure> {
        let trust = self.trusted.required()?;
        let file = read(&self.file)?;
        let entry = self.entry.clone().or_else(|| beside(&self.file));
        let bytes = entry.as_deref().map(read).transpose()?;
        let name = entry.map(|path| path.display().to_string()).unwrap_or_default();
        let companion = bytes.as_deref().map(|bytes| Companion { name: &name, bytes });
        let checked = proof::check(&file, companion, &trust).map_err(refused(&self.file))?;
        let mut fields = vec![
            ("entry", checked.seq.to_string()),
            ("recorded", checked.recorded.clone()),
            ("type", checked.type_name.clone()),
            ("stream", format!("{}, version {}", checked.stream, checked.version)),
            ("effective", checked.effective.clone()),
            ("id", checked.id.clone()),
            ("actor", checked.actor.clone()),
        ];
        fields.extend(checked.on_behalf_of.iter().map(|name| ("on behalf of", name.clone())));
        fields.extend(checked.source.iter().map(|source| ("source", source.clone())));
        fields.extend(checked.body.as_ref().map(|body| ("body", body.get().to_owned())));
        fields.extend(render::checkpoint(&checked.checkpoint));
        let (seq, size) = (checked.seq, checked.checkpoint.size);
        let mut says =
            vec![format!("Entry {seq}, with this head, is at position {seq} of the {size} that the key vouches for.")];
        says.push(match checked.body {
            Some(_) => format!("The body in {name} is the one that its head commits to."),
            None => "Its body was not given, so only the head is proved. Give its file with --entry.".to_owned(),
        });
        says.extend(checked.checkpoint.remark());
        Ok(Shown { json: render::to_json(&checked)?, fields, says })
    }
}

/// The companion file beside the proof, if there is one.
fn beside(proof: &Path) -> Option<PathBuf> {
    let name = proof.file_name()?.to_str()?.strip_suffix(".tlog-proof")?;
    Some(proof.with_file_name(format!("{name}.entry.json"))).filter(|path| path.exists())
}
