//! Where an event was read, and which events it corrects or is corrected by.

use crate::store::{EventPlace, RowId, Snapshot};

/// What the detail of an event says beside its JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Every place where it stood, the one that counts first: `record 12 at byte 345 of a.json`.
    pub places: Vec<String>,
    /// Corrections, either way.
    pub corrections: Vec<Correction>,
}

/// An event that corrects this one, or is corrected by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Whether it corrects this event; else this event corrects it.
    pub is_newer: bool,
    /// Its `eventID`.
    pub event_id: String,
    /// Where it stands; `None` when it was not read.
    pub place: Option<EventPlace>,
}

impl Origin {
    /// Looks for it; one pass over all rows, two where the event corrects another.
    pub fn of(snapshot: &Snapshot, row: RowId) -> Self {
        let place = |place: &crate::store::Provenance<'_>| {
            let (file, record, byte) = (place.file, place.record, place.byte);
            match place.member {
                "" => format!("record {record} at byte {byte} of {file}"),
                member => format!("record {record} at byte {byte} of {member} in {file}"),
            }
        };
        let places = snapshot.provenance(row).iter().map(place).collect();
        let older = snapshot.corrects(row).map(|id| Correction {
            is_newer: false,
            event_id: id.to_owned(),
            place: snapshot.rows_with_id(id).first().map(|&row| snapshot.place(row)),
        });
        let newer = snapshot.corrected_by(row).into_iter().map(|row| Correction {
            is_newer: true,
            event_id: snapshot.event_id(row).into_owned(),
            place: Some(snapshot.place(row)),
        });
        Self { places, corrections: older.into_iter().chain(newer).collect() }
    }
}
