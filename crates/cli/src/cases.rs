//! The case numbers of the register, which no note and no error repeats.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use hovedbok_core::cases::Cases;
use hovedbok_register::Register;

use crate::places::{self, Places};

/// The places that the call names, for messages. The call does not change, and every note asks: it is read once.
fn named() -> Option<&'static Places> {
    static NAMED: OnceLock<Option<Places>> = OnceLock::new();
    NAMED.get_or_init(places::guessed).as_ref()
}

/// The case numbers of the register that the command line names or that lies beside the ledger, for messages; none if the
/// register cannot be read.
pub fn known() -> Cases {
    static KNOWN: Mutex<Option<(SystemTime, Cases)>> = Mutex::new(None);
    let Some(places) = named() else { return Cases::default() };
    let Ok(modified) = places.register_path().metadata().and_then(|about| about.modified()) else {
        return Cases::default();
    };
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    match &*known {
        Some((read, cases)) if *read == modified => cases.clone(),
        Some(_) | None => {
            let cases = places.open_register(Register::cases_at).unwrap_or_default();
            *known = Some((modified, cases.clone()));
            cases
        }
    }
}

/// A note without the case numbers of the register.
pub fn left_out(note: &str) -> String {
    known().left_out(note).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_is_read_once_for_all_notes() {
        let first = named().expect("the places have defaults");
        assert!((0..3).all(|_| named().is_some_and(|again| std::ptr::eq(first, again))));
    }
}
