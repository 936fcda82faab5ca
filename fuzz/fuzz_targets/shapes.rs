#![no_main]

#[allow(dead_code, reason = "each target uses one law")]
#[path = "../../tests/mutation/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::shapes(bytes));
