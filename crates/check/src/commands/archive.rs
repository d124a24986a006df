//! `archive`.

use std::path::PathBuf;

use clap::Args;
use hovedbok_archive::Folder;
use hovedbok_check::archive::{self, Checked, Kept};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::exit::Failure;
use crate::input::{Trusted, read};
use crate::lang;
use crate::render::{self, Shown};

#[derive(Debug, Args)]
pub struct Archive {
    /// The archive's folder.
    dir: PathBuf,
    /// A checkpoint that you kept, of any size; the archive must continue it.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    trusted: Trusted,
}

impl Archive {
    pub fn run(&self) -> Result<Shown, Failure> {
        let trust = self.trusted.given()?;
        let kept = |path: &PathBuf| Ok(Kept { name: path.display().to_string(), bytes: read(path)? });
        let kept = self.checkpoint.iter().map(kept).collect::<Result<Vec<Kept>, Failure>>()?;
        let bar = bar();
        let checked = archive::check(&Folder(self.dir.clone()), &trust, &kept, &mut |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        let dir = self.dir.display().to_string();
        let checked = checked.map_err(|error| Failure::Archive { dir, error: Box::new(error) })?;
        Ok(Shown {
            json: render::to_json(&checked)?,
            fields: fields(&checked),
            says: says(&checked, trust.keys.is_empty()),
        })
    }
}

fn fields(checked: &Checked) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("origin", checked.origin.clone()),
        ("entries", checked.entries.to_string()),
        ("root", checked.root.to_string()),
    ];
    fields.extend(checked.recorded.iter().map(|at| ("last recorded", at.clone())));
    fields.push(("segments", checked.segments.to_string()));
    fields.push(("streams", checked.streams.to_string()));
    if checked.unknown > 0 {
        fields.push(("unknown", format!("{} entries that a newer program wrote", checked.unknown)));
    }
    for rotated in &checked.key_rotations {
        let followed = if rotated.followed { "" } else { "; not followed: the old key is not relied on" };
        fields.push(("key changed", format!("entry {}: {} to {}{followed}", rotated.seq, rotated.old, rotated.new)));
    }
    for fits in &checked.checkpoints {
        fields.push(("checkpoint", format!("{}, over {} entries", fits.file, fits.size)));
        fields.extend(fits.signed.iter().flat_map(render::signatures));
        fields.extend(fits.key_announced.map(|seq| ("", format!("by the key that entry {seq} announced"))));
    }
    fields
}

fn says(checked: &Checked, without_key: bool) -> Vec<String> {
    let (entries, vouched) = (checked.entries, checked.vouched_to);
    let mut says =
        vec![format!("The archive is complete: {entries} entries fit together, and their tree has the root above.")];
    says.extend(match (checked.checkpoints.as_slice(), without_key) {
        ([], _) => Some(
            "It has no checkpoint: anyone who can write its files could have made up all of \
                         it."
            .to_owned(),
        ),
        (_, true) => Some("No key was given, so no signature was checked: give the log's key with --vkey.".to_owned()),
        (_, false) if vouched < entries => {
            Some(format!("The key vouches for entries 1 to {vouched}; nobody vouches for later ones."))
        }
        (_, false) => Some("The key vouches for all of them.".to_owned()),
    });
    says.extend(checked.checkpoints.iter().filter_map(|fits| fits.signed.as_ref()?.remark()).take(1));
    says
}

/// A bar that is hidden when standard error is not a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:40} {percent} % {eta}") {
        bar.set_style(style);
    }
    bar.set_prefix(lang::say("checking"));
    bar
}
