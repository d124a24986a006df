//! Reading ahead: while entries of one block are given, a second thread reads and checks the next. Checking is most of what
//! reading costs, and whoever takes the entries has work of its own.

use std::sync::mpsc;
use std::thread;

use crate::block::Block;
use crate::entry::EntryRef;
use crate::error::ReadError;
use crate::head::Heads;
use crate::log::Log;
use crate::read::place_in;

/// Blocks that are ready and not taken yet.
const READY: usize = 2;
/// For fewer entries than these a second thread is not worth starting.
const ENTRIES_LEAST: u64 = 2 * crate::block::ENTRIES_MAX;

impl Log {
    /// Hands the entries at these positions, which ascend, to `each`.
    pub(crate) fn read_ahead<E: From<ReadError>>(
        &self,
        mut positions: impl Iterator<Item = u64> + Clone + Send,
        mut each: impl FnMut(&EntryRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut range = self.range(1..=u64::MAX);
        let seal = range.seal();
        if seal < ENTRIES_LEAST {
            return positions.try_for_each(|seq| range.give(seq, &mut each));
        }
        thread::scope(|scope| {
            let (ready, blocks) = mpsc::sync_channel(READY);
            let (used, again) = mpsc::channel();
            let sealed = positions.clone().take_while(move |seq| *seq <= seal);
            scope.spawn(move || self.read_blocks(sealed, &ready, &again));
            for seq in positions {
                if seq <= seal && !range.holds(seq) {
                    // When nothing comes any more, the range reads the block itself and says what is wrong with it.
                    if let Ok(block) = blocks.recv() {
                        // The other thread may have ended.
                        let _ = used.send(range.exchange(block?));
                    }
                }
                range.give(seq, &mut each)?;
            }
            Ok(())
        })
    }

    /// Reads and checks the blocks that hold these positions, one after the other, until one is wrong or nobody takes them.
    fn read_blocks(
        &self,
        positions: impl Iterator<Item = u64>,
        ready: &mpsc::SyncSender<Result<Block, ReadError>>,
        again: &mpsc::Receiver<Block>,
    ) {
        let (mut heads, mut last) = (Heads::default(), 0);
        for seq in positions {
            if seq <= last {
                continue;
            }
            let mut block = again.try_recv().unwrap_or_default();
            let read = self.checked_block(seq, &mut block, &mut heads, true);
            last = block.first + block.len().saturating_sub(1);
            let ended = read.is_err() || place_in(&block, seq).is_none();
            if ready.send(read.map(|()| block)).is_err() || ended {
                return;
            }
        }
    }
}
