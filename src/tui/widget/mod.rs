//! Reusable drawing pieces that know nothing of event records.
