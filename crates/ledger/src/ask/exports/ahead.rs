//! Work that is done ahead on all cores, and taken in order.

use std::num::NonZero;
use std::sync::mpsc::sync_channel;
use std::thread;

/// Works on parts on all cores, and takes what comes of each, in their order, until something fails. Each core is at most two
/// parts ahead: what is done ahead is held in memory.
pub(super) fn ahead<T: Send, E: Send>(
    parts: usize,
    work: &(dyn Fn(usize) -> Result<T, E> + Sync),
    take: &mut dyn FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(parts.max(1));
    thread::scope(|scope| {
        let mut done = Vec::with_capacity(cores);
        for core in 0..cores {
            let (gives, takes) = sync_channel(1);
            // Where nobody takes any more, there is nothing more to do.
            scope.spawn(move || (core..parts).step_by(cores).all(|part| gives.send(work(part)).is_ok()));
            done.push(takes);
        }
        // A core that gives nothing more has panicked: then the scope does too.
        (0..parts).zip(done.iter().cycle()).map_while(|(_, takes)| takes.recv().ok()).try_for_each(|part| take(part?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_in_their_order_until_one_fails() {
        for parts in [0, 1, 2, 7, 100] {
            let mut taken = Vec::new();
            let done = ahead::<usize, ()>(parts, &|part| Ok(part * 2), &mut |part| {
                taken.push(part);
                Ok(())
            });
            assert_eq!((done, taken), (Ok(()), (0..parts).map(|part| part * 2).collect()));
        }
        let mut taken = 0;
        let fails = |part| if part == 5 { Err("five") } else { Ok(part) };
        let done = ahead(50, &fails, &mut |_| {
            taken += 1;
            Ok(())
        });
        assert_eq!((done, taken), (Err("five"), 5));
        assert_eq!(ahead(50, &Ok, &mut |part: usize| if part == 3 { Err("three") } else { Ok(()) }), Err("three"));
    }
}
