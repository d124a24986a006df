//! An open register: what is in it, and how it is saved.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use age::x25519;
use hovedbok_core::cases::Cases;
use hovedbok_files::Folders;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::alike::Spelled;
use crate::case::CaseNumber;
use crate::error::RegisterError;
use crate::files::{self, Opening};
use crate::key;

const FORMAT: &str = "hovedbok-register";
const VERSION: u32 = 1;

/// An open register. Other processes wait until it is dropped. What is added
/// is kept only by [`Register::save`].
pub struct Register {
    pub(crate) path: PathBuf,
    pub(crate) identity: x25519::Identity,
    /// As they are stored.
    pub(crate) cases: BTreeMap<String, Uuid>,
    /// Case numbers as they were typed, where that is another form than they are stored in.
    shown: BTreeMap<String, String>,
    /// By case number, once somebody looks for one.
    by_case: OnceLock<ByCase>,
    /// By participant, once somebody asks for one.
    by_participant: OnceLock<ByParticipant>,
    /// By letters and digits, once a case number is not found.
    by_letters: OnceLock<ByLetters>,
    is_new: bool,
    changed: bool,
    /// Whether it is never saved.
    trial: bool,
    /// The file as it was when it was opened.
    before: Option<Vec<u8>>,
    /// A new key, until it is written.
    new_key: Option<(PathBuf, Vec<u8>)>,
    /// The key that it has written, and the folders that were made for it.
    made_key: Option<(PathBuf, Folders)>,
    /// Whether it was saved, so that what was made for it stays.
    saved: bool,
    /// Held until it is dropped.
    lock: Option<files::Lock>,
}

/// Case numbers in the form in which they are stored, with their participants.
type Stored = BTreeMap<String, Uuid>;
/// Case numbers as they were typed, by the form in which they are stored.
type Shown = BTreeMap<String, String>;

/// The participants of a case number in each of its comparable forms: one, unless a register of an earlier release has two
/// spellings of it.
type ByCase = BTreeMap<String, BTreeSet<Uuid>>;
/// The case numbers of a participant, in the order of the form in which they are stored.
type ByParticipant = HashMap<Uuid, Vec<Own>>;

/// A case number of a participant.
struct Own {
    stored: String,
    /// As it was typed, where that is another form.
    typed: Option<String>,
}
/// The case numbers with the same letters and digits, and whose they are.
type ByLetters = HashMap<String, Vec<(Spelled, Uuid)>>;

/// What is encrypted.
#[derive(Serialize, Deserialize)]
struct Content {
    format: String,
    version: u32,
    cases: BTreeMap<String, Uuid>,
    /// How case numbers were typed, where that is another form. An older program leaves it out when it writes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    shown: BTreeMap<String, String>,
}

impl fmt::Debug for Register {
    /// Never shows a case number or the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Register").field("path", &self.path).field("cases", &self.cases.len()).finish_non_exhaustive()
    }
}

impl Register {
    /// Opens the register; where there is none, an empty one with a new key,
    /// whose files appear with the first [`Register::save`].
    ///
    /// # Errors
    /// A path inside the ledger, a register without its key (a new key could
    /// not read it), a key that others can read, a wrong key or passphrase,
    /// damage, another command that holds it for longer than `wait`.
    pub fn open_or_create(opening: &Opening<'_>) -> Result<Register, RegisterError> {
        Register::opened(opening, true)
    }

    /// Opens a register that exists.
    ///
    /// # Errors
    /// As [`Register::open_or_create`], and when there is none.
    pub fn open(opening: &Opening<'_>) -> Result<Register, RegisterError> {
        Register::opened(opening, false)
    }

    /// Opens the register for a trial, which makes no file: where there is no register, an empty one that is never saved.
    ///
    /// # Errors
    /// As [`Register::open_or_create`].
    pub fn open_for_trial(opening: &Opening<'_>) -> Result<Register, RegisterError> {
        let places = files::places(opening)?;
        let lock = files::lock_if_there(&places.register, opening.wait)?;
        Register::held(places, opening, lock, true)
    }

    /// The case numbers as they are now, for messages: no lock is taken, so another command may hold the register.
    ///
    /// # Errors
    /// As [`Register::open`].
    pub fn cases_at(opening: &Opening<'_>) -> Result<Cases, RegisterError> {
        let places = files::places(opening)?;
        if !places.register.exists() {
            return Err(RegisterError::Missing { register: places.register });
        }
        // A register is replaced in one step, so what is read is whole.
        Register::held(places, opening, None, true).map(|book| book.cases())
    }

    fn opened(opening: &Opening<'_>, create: bool) -> Result<Register, RegisterError> {
        let places = files::places(opening)?;
        if !create && !places.register.exists() {
            return Err(RegisterError::Missing { register: places.register });
        }
        let lock = files::lock(&places.register, opening.wait)?;
        files::clear(&places);
        Register::held(places, opening, Some(lock), false)
    }

    fn held(
        places: files::Places,
        opening: &Opening<'_>,
        lock: Option<files::Lock>,
        trial: bool,
    ) -> Result<Register, RegisterError> {
        let sealed = files::read_if_there(&places.register)?;
        let mut new_key = None;
        let identity = match (files::key_if_there(&places.key)?, &sealed) {
            (Some(bytes), _) => {
                files::check_private(&places.key)?;
                key::read(&places.key, &bytes, opening.passphrase)?
            }
            (None, Some(_)) => {
                return Err(RegisterError::KeyMissing { key: places.key, register: places.register });
            }
            (None, None) if trial => x25519::Identity::generate(),
            (None, None) => {
                let identity = x25519::Identity::generate();
                let text = key::text(&places.key, &identity, opening.passphrase)?;
                new_key = Some((places.key.clone(), text));
                identity
            }
        };
        let is_new = sealed.is_none();
        let (cases, shown) = match &sealed {
            Some(bytes) => content(&places.register, &places.key, &identity, bytes)?,
            None => Default::default(),
        };
        Ok(Register {
            by_case: OnceLock::new(),
            by_participant: OnceLock::new(),
            by_letters: OnceLock::new(),
            path: places.register,
            identity,
            cases,
            shown,
            is_new,
            changed: is_new,
            trial,
            before: sealed,
            new_key,
            made_key: None,
            saved: false,
            lock,
        })
    }

    /// Whether there was no register at this place before: worth telling, since
    /// a mistyped path would otherwise give known people new participants.
    pub const fn is_new(&self) -> bool {
        self.is_new
    }

    /// How many case numbers there are.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// How many participants they belong to.
    pub fn participants(&self) -> usize {
        self.by_participant().len()
    }

    /// The participant of a case number. Of two spellings that belong to two
    /// participants each finds its own, and no third one finds either.
    ///
    /// # Errors
    /// A spelling that can be either of two.
    pub fn find(&self, case: &CaseNumber) -> Result<Option<Uuid>, RegisterError> {
        let by_case = self.by_case();
        let participants = by_case.get(case.as_str()).or_else(|| by_case.get(case.unhyphenated()));
        let mut participants = participants.into_iter().flatten();
        match (participants.next(), participants.next()) {
            (None, _) => Ok(None),
            (Some(one), None) => Ok(Some(*one)),
            (Some(one), Some(other)) => match self.cases.get(case.typed()) {
                Some(own) => Ok(Some(*own)),
                None => Err(RegisterError::SeveralSpellings { participants: [*one, *other] }),
            },
        }
    }

    /// The participant of a case number that this one may be another spelling of: one with the same letters and digits in the
    /// same order, where other signs stand between them or some are left out.
    pub fn like(&self, case: &CaseNumber) -> Option<Uuid> {
        let spelled = Spelled::of(case.as_str());
        let others = self.by_letters().get(&spelled.all)?;
        others.iter().find(|(other, _)| other.may_be(&spelled)).map(|(_, participant)| *participant)
    }

    /// Every case number, to be looked for in texts.
    pub fn cases(&self) -> Cases {
        self.cases.keys().collect()
    }

    /// Every case number as it was typed, with its participant, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, Uuid)> {
        self.stored().map(|(case, typed, participant)| (typed.unwrap_or(case), participant))
    }

    /// Every case number as it is stored, and as it was typed where that is another form, with its participant, in order.
    fn stored(&self) -> impl Iterator<Item = (&str, Option<&str>, Uuid)> {
        // Both are in the order of the form in which they are stored.
        let mut shown = self.shown.iter().peekable();
        self.cases.iter().map(move |(case, participant)| {
            while shown.next_if(|(stored, _)| *stored < case).is_some() {}
            let typed = shown.next_if(|(stored, _)| *stored == case).map(|(_, typed)| typed.as_str());
            (case.as_str(), typed, *participant)
        })
    }

    /// Everybody who has a case number.
    pub fn known(&self) -> impl Iterator<Item = Uuid> {
        self.by_participant().keys().copied()
    }

    /// The case numbers of a participant as they were typed, in order.
    pub fn cases_of(&self, participant: Uuid) -> impl Iterator<Item = &str> {
        self.by_participant()
            .get(&participant)
            .into_iter()
            .flatten()
            .map(|own| own.typed.as_ref().unwrap_or(&own.stored).as_str())
    }

    fn by_case(&self) -> &ByCase {
        self.by_case.get_or_init(|| {
            let mut by_case = ByCase::new();
            for (case, participant) in &self.cases {
                for form in CaseNumber::forms(case) {
                    by_case.entry(form).or_default().insert(*participant);
                }
            }
            by_case
        })
    }

    fn by_letters(&self) -> &ByLetters {
        self.by_letters.get_or_init(|| {
            let mut by_letters = ByLetters::with_capacity(self.cases.len());
            for (case, participant) in &self.cases {
                let spelled = Spelled::of(case);
                by_letters.entry(spelled.all.clone()).or_default().push((spelled, *participant));
            }
            by_letters
        })
    }

    fn by_participant(&self) -> &ByParticipant {
        self.by_participant.get_or_init(|| {
            let mut by_participant = ByParticipant::with_capacity(self.cases.len());
            for (case, typed, participant) in self.stored() {
                let own = Own { stored: case.to_owned(), typed: typed.map(str::to_owned) };
                by_participant.entry(participant).or_default().push(own);
            }
            by_participant
        })
    }

    /// The participant of a case number; `fresh`, a new UUID of version 4, if
    /// it has none. The same case number always finds the same participant.
    ///
    /// # Errors
    /// A new one that may be another spelling of one that is known: a person is never registered twice unnoticed. What
    /// cannot be a new case number ([`CaseNumber::can_be_new`]). A `fresh` that is not of version 4 or is already in the
    /// register.
    pub fn find_or_add(&mut self, case: &CaseNumber, fresh: Uuid) -> Result<Uuid, RegisterError> {
        if let Some(participant) = self.find(case)? {
            return Ok(participant);
        }
        // What names a person is refused for that, not for looking like another one.
        case.can_be_new()?;
        match self.like(case) {
            Some(participant) => Err(RegisterError::LikeAnother { participant }),
            None => self.add(case, fresh).map(|()| fresh),
        }
    }

    /// Gives a new participant a new case number, also where it looks like another one. The same pair again
    /// changes nothing.
    ///
    /// # Errors
    /// A case number that belongs to another participant; a participant that
    /// has a case number already (that is [`Register::link`]); what cannot be a new
    /// case number; a UUID that is not of version 4.
    pub fn add(&mut self, case: &CaseNumber, participant: Uuid) -> Result<(), RegisterError> {
        if self.stands(case, participant)? {
            return Ok(());
        }
        if self.by_participant().contains_key(&participant) {
            return Err(RegisterError::ParticipantHasCase { participant });
        }
        self.insert(case, participant)
    }

    /// Gives a participant that has a case number a second one. The same
    /// pair again changes nothing.
    ///
    /// # Errors
    /// A case number that belongs to another participant; a participant that
    /// the register does not know.
    pub fn link(&mut self, case: &CaseNumber, participant: Uuid) -> Result<(), RegisterError> {
        if self.stands(case, participant)? {
            return Ok(());
        }
        if !self.by_participant().contains_key(&participant) {
            return Err(RegisterError::UnknownParticipant { participant });
        }
        self.insert(case, participant)
    }

    /// Whether this pair is already there; refused when the case is another's.
    fn stands(&self, case: &CaseNumber, participant: Uuid) -> Result<bool, RegisterError> {
        match self.find(case)? {
            Some(other) if other != participant => Err(RegisterError::CaseTaken { participant: other }),
            found => Ok(found.is_some()),
        }
    }

    fn insert(&mut self, case: &CaseNumber, participant: Uuid) -> Result<(), RegisterError> {
        if participant.get_version_num() != 4 {
            return Err(RegisterError::NotRandom { participant });
        }
        case.can_be_new()?;
        if case.written() != case.as_str() {
            self.shown.insert(case.as_str().to_owned(), case.written().to_owned());
        }
        self.cases.insert(case.as_str().to_owned(), participant);
        if let Some(by_case) = self.by_case.get_mut() {
            by_case.entry(case.as_str().to_owned()).or_default().insert(participant);
        }
        if let Some(by_letters) = self.by_letters.get_mut() {
            let spelled = Spelled::of(case.as_str());
            by_letters.entry(spelled.all.clone()).or_default().push((spelled, participant));
        }
        if let Some(by_participant) = self.by_participant.get_mut() {
            let cases = by_participant.entry(participant).or_default();
            let place = cases.partition_point(|own| own.stored.as_str() < case.as_str());
            let typed = self.shown.get(case.as_str()).cloned();
            cases.insert(place, Own { stored: case.as_str().to_owned(), typed });
        }
        self.changed = true;
        Ok(())
    }

    /// Writes the register if anything changed: encrypted beside the old file,
    /// made durable, then put in its place in one step.
    ///
    /// # Errors
    /// What the disk or the encryption says; the old file is then unchanged.
    pub fn save(&mut self) -> Result<(), RegisterError> {
        if !self.changed || self.trial {
            return Ok(());
        }
        let content = Content {
            format: FORMAT.to_owned(),
            version: VERSION,
            cases: self.cases.clone(),
            shown: self.shown.clone(),
        };
        let refused = |detail: String| RegisterError::NotWritten { path: self.path.clone(), detail };
        let plain = serde_json::to_vec(&content).map_err(|error| refused(error.to_string()))?;
        let sealed = age::encrypt(&self.identity.to_public(), &plain).map_err(|error| refused(error.to_string()))?;
        if let Some((path, text)) = self.new_key.take() {
            let folders = files::make_folder_of(&path)?;
            files::write_new(&path, &text)?;
            self.made_key = Some((path, folders));
        }
        files::replace(&self.path, &sealed)?;
        (self.changed, self.saved) = (false, true);
        Ok(())
    }

    /// Puts back what was there before it was saved: for entries that were refused. A new register and a new key are
    /// removed.
    ///
    /// # Errors
    /// What the disk says.
    pub fn take_back(mut self) -> Result<(), RegisterError> {
        if !std::mem::take(&mut self.saved) {
            return Ok(());
        }
        match &self.before {
            Some(sealed) => files::replace(&self.path, sealed)?,
            None => files::remove(&self.path)?,
        }
        self.made_key.iter().try_for_each(|(key, _)| files::remove(key))
    }
}

impl Drop for Register {
    fn drop(&mut self) {
        if self.saved {
            self.lock.iter_mut().for_each(files::Lock::keep);
            self.made_key.take().into_iter().for_each(|(_, folders)| folders.keep());
        }
    }
}

/// Decrypts and reads the content.
pub(crate) fn decrypted(
    register: &Path,
    key: &Path,
    identity: &x25519::Identity,
    sealed: &[u8],
) -> Result<BTreeMap<String, Uuid>, RegisterError> {
    content(register, key, identity, sealed).map(|(cases, _)| cases)
}

/// The case numbers of a register, and how they were typed.
fn content(
    register: &Path,
    key: &Path,
    identity: &x25519::Identity,
    sealed: &[u8],
) -> Result<(Stored, Shown), RegisterError> {
    let damaged = || RegisterError::Damaged { register: register.to_owned() };
    let plain = match age::decrypt(identity, sealed) {
        Ok(plain) => plain,
        Err(age::DecryptError::NoMatchingKeys) => {
            return Err(RegisterError::WrongKey { register: register.to_owned(), key: key.to_owned() });
        }
        Err(_) => return Err(damaged()),
    };
    let content: Content = serde_json::from_slice(&plain).map_err(|_| damaged())?;
    if content.format != FORMAT {
        return Err(damaged());
    }
    if content.version != VERSION {
        let version = content.version;
        return Err(RegisterError::OtherVersion { register: register.to_owned(), version });
    }
    Ok((content.cases, content.shown))
}

#[cfg(test)]
mod tests;
