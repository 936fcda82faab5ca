//! Text made fit for a terminal.
