//! `consistency`.

use std::path::PathBuf;

use clap::Args;
use hovedbok_check::consistency;

use super::refused;
use crate::exit::Failure;
use crate::input::{Trusted, read};
use crate::render::{self, Shown};

#[derive(Debug, Args)]
pub struct Consistency {
    /// The proof's file.
    file: PathBuf,
    /// The old checkpoint as you kept it [default: the one in the proof].
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    #[command(flatten)]
    trusted: Trusted,
}

impl Consistency {
    pub fn run(&self) -> Result<Shown, Failure> {
        let trust = self.trusted.required()?;
        let kept = self.checkpoint.as_deref().map(read).transpose()?;
        let checked = consistency::check(&read(&self.file)?, kept.as_deref(), &trust).map_err(refused(&self.file))?;
        let (old, new) = (&checked.old, &checked.new);
        let mut fields = vec![
            ("origin", new.origin.clone()),
            ("old size", old.size.to_string()),
            ("old root", old.root.to_string()),
        ];
        fields.extend(render::signatures(old));
        fields.extend([("new size", new.size.to_string()), ("new root", new.root.to_string())]);
        fields.extend(render::signatures(new));
        let mut says = vec![if old.size == 0 {
            "The old checkpoint covers no entries, so any log continues it.".to_owned()
        } else {
            format!(
                "The first {} of the {} entries are those of the old checkpoint: none was changed.",
                old.size, new.size
            )
        }];
        says.extend(new.remark());
        Ok(Shown { json: render::to_json(&checked)?, fields, says })
    }
}
