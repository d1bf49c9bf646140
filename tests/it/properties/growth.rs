//! Work grows with the length of the input, not with its square.

use rustix::time::{ClockId, clock_gettime};

use super::{reading, text};

/// Bytes of the smaller document.
const LENGTH: usize = 12_000;

/// Times below this many nanoseconds are not compared: they are mostly noise.
const NOISE: u64 = 10_000_000;

/// The input is `head NUL unit NUL tail`, or a unit only. The unit is repeated after the head,
/// and then the tail as often.
pub(crate) fn growth(bytes: &[u8]) {
    let text = text(bytes.get(..bytes.len().min(200)).unwrap_or_default());
    let parts: Vec<_> = text.splitn(3, '\0').collect();
    let (head, unit, tail) = match parts[..] {
        [head, unit, tail] => (head, unit, tail),
        [head, unit] => (head, unit, ""),
        _ => ("", &*text, ""),
    };
    let times = LENGTH / (unit.len() + tail.len()).max(1);
    let grown = |factor: usize| format!("{head}{}{}", unit.repeat(factor * times), tail.repeat(factor * times));
    let (small, large) = (grown(1), grown(4));
    // A disturbed measurement is repeated. A square gives 16.
    let is_linear = |_| {
        let more = time(&large);
        more < NOISE || more < 12 * time(&small)
    };
    assert!((0..5).any(is_linear), "the time grows with the square of {unit:?}, {tail:?} after {head:?}");
}

/// The time that this thread computes, in nanoseconds.
fn time(text: &str) -> u64 {
    let now = || {
        let now = clock_gettime(ClockId::ThreadCPUTime);
        now.tv_sec.unsigned_abs() * 1_000_000_000 + now.tv_nsec.unsigned_abs()
    };
    let start = now();
    reading::read_and_write(text);
    now() - start
}
