//! Catches panics of sled, which has asserts where other programs return errors, and keeps them off the screen: the
//! error that is returned says what happened.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}
static HOOK: Once = Once::new();

/// Runs `work`; a panic in it comes back as its message. What `work` touched must not be trusted after that.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    install();
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    result.map_err(|payload| match payload.downcast::<String>() {
        Ok(said) => *said,
        Err(payload) => payload.downcast::<&str>().map_or_else(|_| "no message".to_owned(), |said| (*said).to_owned()),
    })
}

/// Once a process: a hook that is silent on threads inside [`catch`] and the earlier one on all others.
fn install() {
    // The hook cannot be changed by a thread that is panicking; opening a log has installed it long before.
    if std::thread::panicking() {
        return;
    }
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(catch(|| 3), Ok(3));
        assert_eq!(catch(|| panic!("at {}", 7)), Err::<(), _>("at 7".to_owned()));
        assert_eq!(catch(|| panic!("plain")), Err::<(), _>("plain".to_owned()));
        assert!(!QUIET.get());
    }
}
