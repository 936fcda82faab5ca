//! Numbers made fit for a reader.

use std::time::Duration;

/// A number with its thousands apart: `2,900`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things: `1 event`, `2,900 events`.
pub fn count_of(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A number in at most five columns, rounded down: `2,900`, `12.3k`, `1.2M`.
pub fn short_count(n: u64) -> String {
    if n < 10_000 {
        return count(n);
    }
    let mut tenths = u128::from(n) * 10;
    let mut unit = ' ';
    for next in "kMGTPE".chars() {
        if tenths < 10_000 {
            break;
        }
        tenths /= 1_000;
        unit = next;
    }
    match tenths {
        0..1_000 => format!("{}.{}{unit}", tenths / 10, tenths % 10),
        _ => format!("{}{unit}", tenths / 10),
    }
}

/// A number in at most `width` columns, which are at least five: one that is cut looks like a smaller
/// one.
pub fn fitting_count(n: u64, width: u16) -> String {
    let whole = count(n);
    if whole.len() <= usize::from(width) { whole } else { short_count(n) }
}

/// A size in decimal units: `812 B`, `1.4 GB`, `142 MB`.
pub fn bytes(n: u64) -> String {
    let mut unit_size = 1_000;
    if n < unit_size {
        return format!("{n} B");
    }
    for unit in ["kB", "MB", "GB", "TB", "PB", "EB"] {
        let tenths = rounded(u128::from(n) * 10, unit_size);
        match tenths {
            0..1_000 => return format!("{}.{} {unit}", tenths / 10, tenths % 10),
            1_000..9_995 => return format!("{} {unit}", rounded(tenths, 10)),
            _ => unit_size = unit_size.saturating_mul(1_000),
        }
    }
    unreachable!("2^64 bytes are 18 EB")
}

/// A share with one decimal and without a sign: `94.8`; `100.0` only for all of it.
pub fn percent(part: u64, whole: u64) -> String {
    let per_mille = match whole {
        0 => 0,
        _ => rounded(u128::from(part) * 1_000, whole),
    };
    let shown = if part < whole { per_mille.min(999) } else { per_mille };
    format!("{}.{}", shown / 10, shown % 10)
}

fn rounded(n: u128, by: u64) -> u128 {
    (n + u128::from(by) / 2) / u128::from(by)
}

/// A time span in at most two units: `20ms`, `0.1s`, `12s`, `3m 20s`, `2h 05m`, `4d 3h`.
pub fn duration(span: Duration) -> String {
    let (seconds, ms) = (span.as_secs(), span.subsec_millis());
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match seconds {
        0 if ms == 0 => String::from(if span.is_zero() { "0s" } else { "<1ms" }),
        0 if ms < 100 => format!("{ms}ms"),
        0..10 if ms >= 100 => format!("{seconds}.{}s", ms / 100),
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{minutes}m {:02}s", seconds % 60),
        3_600..86_400 => format!("{hours}h {:02}m", minutes % 60),
        _ => format!("{days}d {}h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_whole_or_rounded_but_never_cut() {
        for n in [0, 9_999, 39_876, 999_999, 1_000_000, u64::from(u32::MAX)] {
            let text = fitting_count(n, 5);
            assert!(text.len() <= 5, "{text}");
        }
        assert_eq!(fitting_count(9_999, 5), "9,999");
        assert_ne!(fitting_count(39_876, 5), "39,87");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!([0, 999, 2_900, 1_234_567].map(count), ["0", "999", "2,900", "1,234,567"]);
        let files = [0, 1, 2_900].map(|n| count_of(n, "file", "files"));
        assert_eq!(files, ["0 files", "1 file", "2,900 files"]);
        assert_eq!(
            [9_999, 12_345, 123_456, 999_999, 1_234_567, u64::MAX].map(short_count),
            ["9,999", "12.3k", "123k", "999k", "1.2M", "18.4E"]
        );
        assert_eq!(
            [812, 1_400_000_000, 99_960, 999_999, 142_000_000, u64::MAX].map(bytes),
            ["812 B", "1.4 GB", "100 kB", "1.0 MB", "142 MB", "18.4 EB"]
        );
        assert_eq!(percent(2_748, 2_900), "94.8");
        assert_eq!([percent(2_899, 2_900), percent(5, 5), percent(0, 0)], ["99.9", "100.0", "0.0"]);
    }

    #[test]
    fn spans_have_two_units_at_most() {
        let shown = [0, 20, 120, 6_000, 12_345, 200_000, 7_500_000, 356_400_000]
            .map(|ms| duration(Duration::from_millis(ms)));
        assert_eq!(shown, ["0s", "20ms", "0.1s", "6s", "12s", "3m 20s", "2h 05m", "4d 3h"]);
    }

    proptest! {
        #[test]
        fn a_short_count_has_five_columns(n: u64) {
            prop_assert!(short_count(n).len() <= 5);
        }
    }
}
