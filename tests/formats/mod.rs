//! One file of tests for each shape; `reading` reads a text and holds it to what is always true.

mod bare_records;
mod base64_text;
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
mod lookup_yaml;
mod nested;
mod query_results;
mod query_rows;
mod queue_messages;
mod reading;
mod real_data;
mod record_cells;
mod result_set;
mod splunk;
mod text_records;
mod varied;
mod wrapped;
