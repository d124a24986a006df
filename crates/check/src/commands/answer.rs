//! `answer`.

use std::path::PathBuf;

use clap::Args;
use hovedbok_check::signed_answer;

use super::refused;
use crate::exit::Failure;
use crate::input::{Trusted, read, read_answer};
use crate::render::{self, Shown};

#[derive(Debug, Args)]
pub struct Answer {
    /// The file of the signed answer.
    file: PathBuf,
    /// The file of the answer itself, byte for byte as it was given out.
    #[arg(long, value_name = "FILE")]
    answer: Option<PathBuf>,
    #[command(flatten)]
    trusted: Trusted,
}

impl Answer {
    pub fn run(&self) -> Result<Shown, Failure> {
        let trust = self.trusted.required()?;
        let file = read(&self.file)?;
        if file.starts_with(b"{") {
            let message = format!("{} is JSON, like the answer itself, and not a signed answer", self.file.display());
            let hint = "name the signed answer, the file that ends in .signed, and the answer itself with --answer";
            return Err(Failure::Call { message, hint });
        }
        let answer = self.answer.as_deref().map(read_answer).transpose()?;
        let checked = signed_answer::check(&file, answer.as_deref(), &trust).map_err(refused(&self.file))?;
        let mut fields = vec![
            ("origin", checked.origin.clone()),
            ("question", checked.question.get().to_owned()),
            ("as of", checked.as_of.clone()),
            ("known at", checked.known_at.to_string()),
            ("rules", checked.rules.clone()),
            ("program", checked.program.clone()),
            ("schema", checked.schema.clone()),
            ("answer SHA-256", checked.answer_sha256.to_string()),
            ("answer signed by", checked.signed_by.clone()),
            ("checkpoint size", checked.checkpoint.size.to_string()),
            ("checkpoint root", checked.checkpoint.root.to_string()),
        ];
        fields.extend(render::signatures(&checked.checkpoint));
        let mut says = vec![format!(
            "The key vouches that this was the answer, based on the first {} entries of this log.",
            checked.known_at
        )];
        says.push(match checked.answer_checked {
            true => "The answer's file is the one that was signed.".to_owned(),
            false => "The answer itself was not given: name its file with --answer.".to_owned(),
        });
        says.push(
            "To check that it is the right answer, run 'hovedbok statement check' on the ledger or a restored archive."
                .to_owned(),
        );
        says.extend(checked.checkpoint.remark());
        Ok(Shown { json: render::to_json(&checked)?, fields, says })
    }
}
