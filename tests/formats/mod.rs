//! One file of tests for each shape; `reading` reads a text and holds it to what is always true.

mod bare_records;
mod cloudwatch;
mod digest;
mod elastic;
mod event_bridge;
mod event_history;
mod lake_results;
mod log_export;
mod log_file;
mod log_insights;
mod lookalike;
mod lookup_events;
mod nested;
mod query_results;
mod queue_messages;
mod reading;
mod real_data;
mod record_cells;
mod splunk;
mod varied;
mod wrapped;
